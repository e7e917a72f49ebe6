"""For tests of code that uses this library: a service for each run of the tests, and delays that suit tests.

    plugin   the pytest plugin with the fixtures ``cosanim_service`` and ``cosanim_client``

Without pytest, ``local_service`` makes the service of the fixtures. The public names are loaded when they are first
used, since pytest imports this package at the start of every run.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosanim.short_delays import BACKOFF, RETRY
    from cosanim.testing.services import local_service

__all__ = ["BACKOFF", "RETRY", "local_service"]

_MODULES = {
    "BACKOFF": "cosanim.short_delays",
    "RETRY": "cosanim.short_delays",
    "local_service": "cosanim.testing.services",
}

if not TYPE_CHECKING:  # otherwise type checkers would accept any name

    def __getattr__(name: str) -> object:
        """Load a public name."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(importlib.import_module(_MODULES[name]), name)
        return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*globals(), *__all__})

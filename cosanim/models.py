"""All classes and enumerations generated from the schema; each family is loaded on first use."""

from typing import TYPE_CHECKING

import cosanim_bindings
from cosanim_bindings import __all__ as __all__  # noqa: PLC0414 - mypy asks for the explicit re-export

if TYPE_CHECKING:
    from cosanim_bindings import *  # noqa: F403 - the generated package lists its names in __all__
else:

    def __getattr__(name: str) -> object:
        """Return a class of the bindings."""
        try:
            value = getattr(cosanim_bindings, name)
        except AttributeError:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the names of all classes."""
    return [*__all__]

"""The options of a bulk run, and their checks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cosanim.argument_hints import flag_argument, text_argument
from cosanim.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from concurrent.futures import Executor

    from cosanim.argument_types import RuleName
    from cosanim.errors import CosanimError
    from cosanim.waiting import Backoff

MAX_IN_FLIGHT: Final = 256
"""Largest number of requests at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOptions:
    """The options of ``AnimationClient.submit_many``, which describes them."""

    journal: Path | None = None
    executor: Executor | None = None
    claim_address: str | None = None
    max_in_flight: int = 8
    max_queued: int | None = None
    rate: float | None = None
    wait: bool = False
    retry_failed: bool = False
    strict: bool | None = None
    allow: Collection[RuleName] = ()
    backoff: Backoff | None = None
    pause_timeout: float | None = None
    on_pause: Callable[[CosanimError, float], None] | None = None

    def __post_init__(self) -> None:
        """Check the options.

        Raises:
            ConfigurationError: One is out of its range; the message names it.
            TypeError: One is of another type.
        """
        _check_count("max_in_flight", self.max_in_flight, MAX_IN_FLIGHT)
        if self.max_queued is not None:
            _check_count("max_queued", self.max_queued, None)
        for name in ("rate", "pause_timeout"):
            value = getattr(self, name)
            if value is not None and not _is_positive(value):
                raise ConfigurationError(f"{name} is a number above 0, not {value!r}")
        flag_argument("wait", self.wait)
        flag_argument("retry_failed", self.retry_failed)
        if self.journal is not None and not isinstance(self.journal, Path):
            raise TypeError(f"journal is a path, not {type(self.journal).__name__}")
        if self.executor is not None and not callable(getattr(self.executor, "submit", None)):
            raise TypeError(f"executor is a concurrent.futures.Executor, not {type(self.executor).__name__}")
        if self.claim_address is not None:
            text_argument("claim_address", self.claim_address)
        if self.on_pause is not None and not callable(self.on_pause):
            raise TypeError(f"on_pause is callable, not {type(self.on_pause).__name__}")


def _is_positive(value: object) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and math.isfinite(value) and value > 0


def _check_count(name: str, value: object, largest: int | None) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1 or (largest is not None and value > largest):
        limit = "" if largest is None else f", at most {largest}"
        raise ConfigurationError(f"{name} is a whole number, at least 1{limit}, not {value!r}")

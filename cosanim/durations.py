"""Converts durations such as ``48h`` to seconds."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from numbers import Real
from typing import Final, TypeAlias

from cosanim.errors import ConfigurationError
from cosanim.xml.violations import abbreviate

Duration: TypeAlias = float | timedelta | str
"""A duration: a number of seconds, a timedelta, or a text such as ``90s``, ``30m``, ``48h`` or ``2d``."""

_UNIT_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 24 * 3600}
_TEXT: Final = r"(?a)(\d{1,9}(?:\.\d{1,9})?)([smhd])"
_LONGEST_DURATION: Final = 100 * 366 * 24 * 3600


def seconds_of(name: str, duration: object) -> float:
    """Return a duration in seconds.

    Args:
        name: Name of the argument, for the error.
        duration: A number of seconds, a timedelta, or a text such as ``90s``, ``30m``, ``48h`` or ``2d``.

    Raises:
        ConfigurationError: It is none of these, or not above 0 and below a hundred years.
    """
    seconds: float | None = None
    if isinstance(duration, timedelta):
        seconds = duration.total_seconds()
    elif isinstance(duration, str) and (match := re.fullmatch(_TEXT, duration.strip())):
        seconds = float(match[1]) * _UNIT_SECONDS[match[2]]
    elif isinstance(duration, Real) and not isinstance(duration, bool):
        try:
            seconds = float(duration)
        except OverflowError:
            seconds = math.inf
    if seconds is None or not 0 < seconds < _LONGEST_DURATION:
        raise ConfigurationError(
            f"{name} is a duration above 0 and below a hundred years ({_LONGEST_DURATION} seconds): seconds, "
            f"a timedelta, or a text such as 90s, 30m, 48h or 2d, not {abbreviate(duration)}"
        )
    return seconds

"""Texts of findings: lengths of time, and errors of reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cosanim.findings import Finding, Status
from cosanim.times import parse_time

if TYPE_CHECKING:
    from datetime import datetime

    from cosanim.errors import CosanimError

_UNITS: Final = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def moment_of(text: str | None) -> datetime | None:
    """Return a time of the service; None if it is not set or has another form."""
    try:
        return parse_time(text)
    except ValueError:
        return None


def seconds_between(start: str | None, end: str | None) -> float | None:
    """Return the seconds between two times of the service; None if one is not known."""
    first, last = moment_of(start), moment_of(end)
    return None if first is None or last is None else (last - first).total_seconds()


def duration_text(seconds: float) -> str:
    """Return a length of time in its two largest units, such as ``2 h 5 min``."""
    remaining = max(int(seconds), 0)
    parts = []
    for size, unit in _UNITS:
        number, remaining = divmod(remaining, size)
        if number:
            parts.append(f"{number} {unit}")
        elif parts:
            break
    return " ".join(parts[:2]) or "0 s"


def unread(name: str, what: str, error: CosanimError) -> Finding:
    """Return the finding for something that could not be read.

    Args:
        name: Name of the finding.
        what: What could not be read.
        error: Why.
    """
    first, *hints = str(error).splitlines()
    return Finding(
        name=name,
        status=Status.SKIPPED,
        found=f"{what} cannot be read: {first}",
        meaning="this says nothing about the job itself: it reads and writes with the role of the service",
        remedy=" ".join(hint.strip() for hint in hints) or f"see {error.next_step}",
    )

"""Text of responses: times, and characters that XML cannot carry."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from cosanim.times import format_time
from cosanim.xml.value_texts import UNCARRIABLE

_UNSET: Final = "-"


def xml_safe(text: str) -> str:
    """Return ``text`` with U+FFFD in place of every character that XML cannot carry."""
    return UNCARRIABLE.sub("\ufffd", text)


def time_text(moment: float | None) -> str:
    """Return a Unix time in the form of responses; a hyphen for None."""
    return _UNSET if moment is None else format_time(datetime.fromtimestamp(moment, UTC))

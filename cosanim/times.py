"""Parses and formats times of the service (``2022-06-27T15:23:10+0800``, ``-`` for not yet) and of HTTP headers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from cosanim.argument_hints import text_argument

_SERVICE_ZONE: Final = timezone(timedelta(hours=8))
_FORM: Final = r"(?a)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:?\d{2})"


def parse_time(text: str | None) -> datetime | None:
    """Parse a time of a job, template or queue.

    Args:
        text: Date, time and offset, such as ``2022-06-27T15:23:10+0800``, also with ``+08:00`` or ``Z``.

    Returns:
        An aware datetime with that offset; None for ``-``, blank text and None, which all mean "not yet".

    Raises:
        TypeError: The time is not a text.
        ValueError: The text has another form, or has no offset.
    """
    if text is None:
        return None
    text = text_argument("a time", text).strip()
    if text in {"", "-"}:
        return None
    if not re.fullmatch(_FORM, text):
        raise ValueError(f"not a time of the form 2022-06-27T15:23:10+0800: {text[:40]!r}")
    return datetime.fromisoformat(text)


def format_time(moment: datetime) -> str:
    """Format a time as the service does: to the second, with the offset +0800.

    Args:
        moment: An aware datetime; fractions of a second are dropped.

    Returns:
        For example ``2022-06-27T15:23:10+0800``.

    Raises:
        ValueError: The datetime is naive, or outside the range of datetime when converted to +0800.
    """
    if moment.utcoffset() is None:
        raise ValueError("the datetime has no time zone; add one, such as datetime.UTC")
    try:
        local = moment.astimezone(UTC).astimezone(_SERVICE_ZONE)
    except OverflowError as error:
        raise ValueError("the datetime is out of range when converted to +0800") from error
    return f"{local.replace(microsecond=0, tzinfo=None).isoformat()}+0800"


def time_text(moment: datetime | str | None) -> str | None:
    """Return a time for a query: a datetime in the service's format, a text or None unchanged.

    Raises:
        ValueError: The datetime is naive.
    """
    return format_time(moment) if isinstance(moment, datetime) else moment


def parse_http_date(text: str) -> int | None:
    """Parse the date in an HTTP header (RFC 9110, section 5.6.7).

    Args:
        text: The date, such as ``Wed, 21 Oct 2026 07:28:00 GMT``.

    Returns:
        The Unix time in seconds; None when the text is not a date.
    """
    from email.utils import parsedate_to_datetime  # imported here, since it loads socket

    try:
        moment = parsedate_to_datetime(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None

"""What the straight-line functions call, and how they say that a document is not plain.

Plain is what nearly every document is: nothing unknown, nothing odd, nothing that needs escaping. For the rest the
straight-line functions raise ``NotPlain``, and the walk over the tables, which knows every case, takes over.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

SPACE: Final = " \t\r\n"
"""White space in the sense of XML; other white space is text."""

_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]").search
# Where writing the number gives the text again: no zeros before it.
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,29})\.[0-9]{1,30}").fullmatch
_LARGE: Final = 10**18
_LARGE_DIGITS: Final = 18
_LARGE_EXPONENT: Final = 30
_WEB_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE | re.ASCII).fullmatch
_EVENTS: Final = frozenset({"TaskFinish", "WorkflowFinish"})
_PRIVATE_SUFFIXES: Final = (".localhost", ".local", ".internal", ".lan", ".localdomain", ".home.arpa")


class NotPlain(Exception):
    """The document needs the walk over the tables."""


def text_of(value: object) -> str:
    """Return a text leaf as it is written.

    Raises:
        NotPlain: It is no text, blank, or needs escaping.
    """
    if isinstance(value, str) and value and not _SPECIAL(value):
        return str.__str__(value)
    raise NotPlain


def number_of(value: object) -> str:
    """Return a number leaf as it is written.

    Raises:
        NotPlain: It is no int and no finite Decimal of ordinary size.
    """
    kind = type(value)
    if kind is int:
        return str(value) if -_LARGE < value < _LARGE else _not_plain()  # type: ignore[operator]
    if kind is Decimal and value.is_finite() and -_LARGE_EXPONENT < value.adjusted() < _LARGE_EXPONENT:  # type: ignore[attr-defined]
        return format(value, "f")
    raise NotPlain


def truth_of(value: object) -> str:
    """Return a truth value as it is written.

    Raises:
        NotPlain: It is none.
    """
    if value is True:
        return "true"
    if value is False:
        return "false"
    raise NotPlain


def read_integer(text: str) -> int | str:
    """Return the whole number that a text means, or a text that stands for none.

    Raises:
        NotPlain: Writing the number would not give the text again.
    """
    if len(text) > _LARGE_DIGITS:
        raise NotPlain
    try:
        value = int(text)
    except ValueError:
        return _unset(text)
    return value if str(value) == text else _not_plain()


def read_number(text: str) -> int | Decimal | str:
    """Return the number that a text means, or a text that stands for none.

    Raises:
        NotPlain: Writing the number would not give the text again.
    """
    if "." not in text:
        return read_integer(text)
    return Decimal(text) if _DECIMAL(text) else _not_plain()


def read_truth(text: str) -> bool | str:
    """Return the truth value that a text means, or a text that stands for none.

    Raises:
        NotPlain: The text is something else.
    """
    if text == "true":
        return True
    return False if text == "false" else _unset(text)


def _unset(text: str) -> str:
    return text if text in {"", "-"} else _not_plain()


def _not_plain() -> str:
    raise NotPlain


def is_whole(value: object) -> bool:
    """Tell whether a value is an int of ordinary size, and nothing derived from it."""
    return type(value) is int and -_LARGE < value < _LARGE


def is_number(value: object) -> bool:
    """Tell whether a value is an int or a finite Decimal of ordinary size, and nothing derived from them."""
    return is_whole(value) or (
        type(value) is Decimal and value.is_finite() and -_LARGE_EXPONENT < value.adjusted() < _LARGE_EXPONENT
    )


def has_at_most(digits: int, value: int | Decimal) -> bool:
    """Tell whether a finite number has at most so many digits after the point as it is written."""
    if isinstance(value, int):
        return True
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and -digits <= exponent <= 0


def is_web_address(address: str) -> bool:
    """Tell whether a text is an HTTP or HTTPS address with a host."""
    return _WEB_ADDRESS(address) is not None


def unknown_events(events: str) -> list[str]:
    """Return the events that no page documents, of a text of events with commas."""
    return [event for event in events.split(",") if event not in _EVENTS]


@lru_cache(maxsize=256)
def is_private_address(address: str) -> bool:
    """Tell whether a callback address has a host that the service cannot reach: a private or loopback one.

    Args:
        address: The address, or the word no.
    """
    # Late: few documents have such an address.
    import ipaddress
    import socket
    import unicodedata

    try:
        host = (
            unicodedata.normalize("NFKC", unquote(urlsplit(address).hostname or "")).replace("\u3002", ".").rstrip(".")
        )
    except ValueError:
        return False
    if not host:
        return False
    if host == "localhost" or host.endswith(_PRIVATE_SUFFIXES):
        return True
    try:
        # Addresses of IPv4 have odd forms too: 0x7f.1, 2130706433.
        ip = ipaddress.ip_address(host if ":" in host else socket.inet_aton(host))
    except (ValueError, OSError):
        # A name without a dot is found on a private network only.
        return "." not in host
    return ip.is_multicast or not ip.is_global

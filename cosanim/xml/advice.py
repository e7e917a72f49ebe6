"""Checks of values that XSD facets cannot express, such as whether the service can reach a callback address."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from cosanim.xml.violations import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EVENTS: Final = frozenset({"TaskFinish", "WorkflowFinish"})
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE | re.ASCII)
_PRIVATE_SUFFIXES: Final = (".localhost", ".local", ".internal", ".lan", ".localdomain", ".home.arpa")


@lru_cache(maxsize=256)
def private_host(address: str) -> str | None:
    """Return the host of a callback address if it is private or loopback, so that the service cannot reach it.

    Args:
        address: The address, or ``no``.

    Returns:
        The host as written in the address; None for a host that may be public.
    """
    try:
        shown = urlsplit(address).hostname
    except ValueError:
        return None
    host = "" if shown is None else _resolved_form(unquote(shown))
    if not host:
        return None
    if host == "localhost" or host.endswith(_PRIVATE_SUFFIXES):
        return shown
    if "." in host and host.rpartition(".")[2][0].isalpha():
        return None  # a host name: IP addresses end in a digit or contain colons
    import ipaddress  # imported on demand, as socket: few documents contain an IP address
    import socket

    try:
        # IPv4 addresses have other forms too: 0x7f.1, 2130706433.
        ip = ipaddress.ip_address(host if ":" in host else socket.inet_aton(host))
    except (ValueError, OSError):
        # A name without a dot can only be resolved in a private network.
        return None if "." in host else shown
    return shown if ip.is_multicast or not ip.is_global else None


def _resolved_form(host: str) -> str:
    """Return a host as resolvers read it, with full-width characters and dots replaced by ASCII."""
    if not host.isascii():
        import unicodedata

        host = unicodedata.normalize("NFKC", host).replace("\u3002", ".")
    return host.rstrip(".")


def no_web_address(address: str) -> str | None:
    """Return the text if it is not an HTTP or HTTPS address with a host; otherwise None.

    Args:
        address: The text.
    """
    return None if _WEB_ADDRESS.fullmatch(address) else address


def undocumented_event(events: str) -> str | None:
    """Return the first undocumented event, quoted; None when all are documented.

    Args:
        events: The events, separated by commas.
    """
    return next((shown(event) for event in events.split(",") if event not in _EVENTS), None)


VALUE_TESTS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "public-host": private_host,
    "web-address": no_web_address,
    "documented-events": undocumented_event,
}
"""Checks by their names in the XSD; each returns the text to quote in the warning, or None when the value is fine."""

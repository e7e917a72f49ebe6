"""Tests of values that no facet can express: what a value means outside the document."""

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
    """Return the host of a callback address when the service cannot reach it: a private or loopback one.

    Args:
        address: The address, or the word no.

    Returns:
        The host as it stands in the address; None for a host that may be public.
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
        return None  # a name, no address: those end in a digit, or have colons
    import ipaddress  # late, as socket: few documents have such an address
    import socket

    try:
        # Addresses of IPv4 have odd forms too: 0x7f.1, 2130706433.
        ip = ipaddress.ip_address(host if ":" in host else socket.inet_aton(host))
    except (ValueError, OSError):
        # A name without a dot is found on a private network only.
        return None if "." in host else shown
    return shown if ip.is_multicast or not ip.is_global else None


def _resolved_form(host: str) -> str:
    """Return a host as resolvers take it: full-width characters and dots as plain ones."""
    if not host.isascii():
        import unicodedata

        host = unicodedata.normalize("NFKC", host).replace("\u3002", ".")
    return host.rstrip(".")


def no_web_address(address: str) -> str | None:
    """Return a text that is no HTTP or HTTPS address with a host; None for one that is.

    Args:
        address: The text.
    """
    return None if _WEB_ADDRESS.fullmatch(address) else address


def undocumented_event(events: str) -> str | None:
    """Return the first event that no page documents, quoted; None where all are documented.

    Args:
        events: The events, with commas between them.
    """
    return next((shown(event) for event in events.split(",") if event not in _EVENTS), None)


VALUE_TESTS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "public-host": private_host,
    "web-address": no_web_address,
    "documented-events": undocumented_event,
}
"""Tests by the names that the XSD calls them by; each returns what to name in the advice, None when all is well."""

"""Checks values for problems that XSD facets cannot express, such as a private callback address."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from cosanim.xml.violations import abbreviate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EVENTS: Final = frozenset({"TaskFinish", "WorkflowFinish"})
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE | re.ASCII)
_PRIVATE_SUFFIXES: Final = (".localhost", ".local", ".internal", ".lan", ".localdomain", ".home.arpa")


@lru_cache(maxsize=256)
def private_host(address: str) -> str | None:
    """Return the host of a callback address if the host is private or loopback and the service cannot reach it.

    Args:
        address: The address, or ``no``.

    Returns:
        The host as written in the address; None if the host may be public.
    """
    try:
        host_text = urlsplit(address).hostname
    except ValueError:
        return None
    host = "" if host_text is None else _resolved_form(unquote(host_text))
    if not host:
        return None
    if host == "localhost" or host.endswith(_PRIVATE_SUFFIXES):
        return host_text
    if "." in host and host.rpartition(".")[2][0].isalpha():
        return None  # a host name: an IP address ends in a digit or contains colons
    import ipaddress  # imported on demand: few documents contain an IP address
    import socket

    try:
        # inet_aton also accepts other forms of IPv4 addresses: 0x7f.1, 2130706433.
        ip = ipaddress.ip_address(host if ":" in host else socket.inet_aton(host))
    except (ValueError, OSError):
        # A name without a dot can only be resolved in a private network.
        return None if "." in host else host_text
    return host_text if ip.is_multicast or not ip.is_global else None


def _resolved_form(host: str) -> str:
    """Return a host with ASCII in place of full-width characters and dots, as resolvers read it."""
    if not host.isascii():
        import unicodedata

        host = unicodedata.normalize("NFKC", host).replace("\u3002", ".")
    return host.rstrip(".")


def no_web_address(address: str) -> str | None:
    """Return the text if it is not an HTTP or HTTPS address with a host; None if it is.

    Args:
        address: The text.
    """
    return None if _WEB_ADDRESS.fullmatch(address) else address


def undocumented_event(events: str) -> str | None:
    """Return the first undocumented event, quoted; None when all are documented.

    Args:
        events: The events, separated by commas.
    """
    return next((abbreviate(event) for event in events.split(",") if event not in _EVENTS), None)


VALUE_TESTS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "public-host": private_host,
    "web-address": no_web_address,
    "documented-events": undocumented_event,
}
"""Checks by their names in the XSD. A check returns the text that the warning quotes; None if the value is accepted."""

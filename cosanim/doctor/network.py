"""Checks of the network: name resolution, connection, and this machine's clock against that of the service."""

from __future__ import annotations

import socket
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from cosanim.doctor.checks import failed, first_line, ok, skipped, warning
from cosanim.errors import DecodeError, RateLimitedError, ServerError, ServiceError
from cosanim.http.endpoints import cos_host, regional_host
from cosanim.http.retries import RetryPolicy
from cosanim.http.signature_refusals import is_time_refusal
from cosanim.signing import BACKDATED
from cosanim.time_limits import call_within

if TYPE_CHECKING:
    from cosanim.doctor.probe import Answer
    from cosanim.doctor.settings import Route
    from cosanim.findings import Finding

_ROUNDING: Final = 1
"""Seconds by which a date without fractions may be too small."""
_HALF: Final = 2


def check_names(route: Route, *, bucket: str, region: str, timeout: float) -> Finding:
    """Resolve the names of the hosts that requests are sent to.

    Args:
        route: Where requests are sent to.
        bucket: The bucket.
        region: Its region.
        timeout: Seconds for each name.
    """
    if route.proxy is not None:
        return skipped("dns", f"the proxy {route.proxy} resolves the names of hosts", "this machine need not know them")
    if route.custom is not None:
        hosts = [urlsplit(route.endpoint.base_url).hostname or ""]
    else:
        hosts = [route.endpoint.host, regional_host(region), cos_host(bucket, region)]
    found = []
    for host in hosts:
        try:
            found.append(f"{host} is {call_within(timeout, partial(_address, host))}")
        except (OSError, UnicodeError) as error:  # a TimeoutError is an OSError
            reason = getattr(error, "strerror", None) or str(error)
            return failed(
                "dns",
                f"{host} cannot be resolved: {reason}",
                "no request can be sent; the hosts of the service exist for the regions that it has, so a misspelt "
                "region has none",
                "correct the endpoint" if route.custom else "check region, bucket, and the network's name servers",
            )
    return ok("dns", "; ".join(found), "the names of the hosts are known")


def _address(host: str) -> str:
    return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])


def check_connection(answer: Answer[Any], route: Route) -> Finding:
    """Check that a reply of the service arrived.

    Args:
        answer: The answer to a request.
        route: Where it was sent to.
    """
    error = answer.error
    via = f" (through the proxy {route.proxy})" if route.proxy else ""
    if isinstance(error, ServerError | RateLimitedError):
        return failed(
            "connection",
            f"{first_line(error)}{via}",
            "the service is reached, but cannot answer now",
            error.hint or "run the checks again a little later",
        )
    if isinstance(error, DecodeError) or (isinstance(error, ServiceError) and not error.code):
        return failed(
            "connection",
            f"{first_line(error)}{via}",
            "the reply is not one of the service; a proxy, a login page of the network or another server sent it",
            "check the endpoint and the proxies (HTTPS_PROXY, NO_PROXY)",
        )
    if error is not None and not isinstance(error, ServiceError):
        return failed("connection", f"{first_line(error)}{via}", "no reply of the service arrives", _NETWORK_REMEDY)
    return ok("connection", f"{route.endpoint.authority} replied{via}", "the service can be reached")


_NETWORK_REMEDY: Final = (
    "check the endpoint, firewalls and proxies (HTTPS_PROXY, NO_PROXY), and for a certificate that is not accepted "
    "REQUESTS_CA_BUNDLE; a certificate is also refused by a machine whose clock is wrong"
)


def check_clock(answer: Answer[Any]) -> Finding:
    """Compare this machine's clock with the Date of a reply.

    A clock that is off is a warning: a request that is refused for its time is signed again with the service's time
    (``cosanim.http.resigning``). It is a failure if the service has refused the second signature too.

    Args:
        answer: The answer to a request.
    """
    offset = _offset(answer)
    found = _difference(offset)
    error = answer.error
    if isinstance(error, ServiceError) and is_time_refusal(error.status, error.code, error.message):
        return failed(
            "clock",
            f"{found}; {first_line(error)}",
            "the service refuses signatures for their time, and to sign with the time of its replies did not help",
            f"{_SET}; if it is right, look for a proxy that removes or replaces the Date of replies",
        )
    if offset is None:
        return skipped("clock", found, "the clocks cannot be compared")
    # A signature begins BACKDATED seconds before it is made, and the shortest ends after the window of a submission.
    limit = RetryPolicy().window if offset > 0 else BACKDATED
    refused = f"signatures of this clock are refused from {limit:.0f} s on in this direction"
    if abs(offset) > limit:
        return warning(
            "clock",
            found,
            f"{refused}; cosanim then signs again with the service's time, so that requests succeed, but a presigned "
            "URL that is made before the first refusal, an upload that cannot be read twice and other programs fail",
            _SET,
        )
    if abs(offset) > limit / _HALF:
        return warning("clock", found, refused, _SET)
    return ok("clock", found, "signatures are valid when they arrive")


_SET: Final = "set the clock, and keep it right with NTP (chrony, systemd-timesyncd)"


def _difference(offset: float | None) -> str:
    if offset is None:
        return "the reply has no Date header"
    if offset == 0:
        return "agrees with the service's clock"
    return f"{abs(offset):.0f} s {'behind' if offset > 0 else 'ahead of'} the service's clock"


def _offset(answer: Answer[Any]) -> float | None:
    """Return by how many seconds the service's clock is ahead of this machine's, at least; None if it is not known."""
    date = answer.date
    if date is None:
        return None
    if date + _ROUNDING < answer.sent:
        return date + _ROUNDING - answer.sent
    return max(0.0, date - answer.received)

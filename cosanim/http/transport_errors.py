"""Converts exceptions of the HTTP library to a ``TransportError`` that says whether the request was sent.

After ``sent=False`` a paid request is sent again without looking for its job, so this value needs evidence. The
client's own connections record when the first byte of a request is passed to a socket. With a requests session passed
by the caller, the only evidence is an exception that is raised while connecting.
"""

from __future__ import annotations

import http.client
import ssl
import sys
from typing import TYPE_CHECKING, Final, TypeAlias

import urllib3.exceptions

from cosanim.errors import CosanimError, TransportError
from cosanim.http.retries import IDEMPOTENT_METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

_ErrorClass: TypeAlias = type[BaseException] | str
"""An exception class, or the name of an exception class of the requests library, which a client's own session does not
import."""

HTTP_FAILURES: Final = (
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    UnicodeError,
)
"""Exceptions that urllib3, requests (whose exceptions are all OSErrors) and sockets raise while a request is sent or
its reply is read.

A ``try`` block for them must contain nothing but sending or reading: errors raised by credential providers, upload
bodies or ``on_exchange`` are not transport errors.
"""

# InvalidHeader and UnicodeError are not in this list, since an invalid reply can cause them too.
_NEVER_SENT: Final[tuple[_ErrorClass, ...]] = (
    "InvalidSchema",
    "InvalidProxyURL",
    "MissingSchema",
    "ConnectTimeout",
    urllib3.exceptions.ConnectTimeoutError,  # its subclasses: refused connection, unknown name
    urllib3.exceptions.ProxyError,  # raised only before the proxy has a connection to the host
    urllib3.exceptions.LocationValueError,
    ssl.SSLCertVerificationError,
)
_NOT_RETRYABLE: Final[tuple[_ErrorClass, ...]] = (
    "InvalidURL",
    "InvalidSchema",
    "MissingSchema",
    "InvalidHeader",
    urllib3.exceptions.InvalidHeader,
    UnicodeError,
    urllib3.exceptions.LocationValueError,
    ssl.SSLCertVerificationError,
)

_ADVICE: Final[tuple[tuple[tuple[_ErrorClass, ...], str], ...]] = (
    (
        ("InvalidProxyURL", "InvalidSchema", urllib3.exceptions.ProxySchemeUnknown),
        "the proxy address cannot be used (SOCKS needs requests[socks]); check the proxy settings",
    ),
    ((urllib3.exceptions.ProxyError,), "the proxy rejected the request; check the proxy settings"),
    ((urllib3.exceptions.NameResolutionError,), "the host name is unknown; check bucket, region and network"),
    ((ssl.SSLCertVerificationError,), "its certificate was not accepted; check clock, proxies and CA bundle"),
    ((ssl.SSLError,), "TLS failed; check that the endpoint supports HTTPS, and check the proxies on the way to it"),
    (
        (ConnectionRefusedError,),
        "the connection was refused; check the endpoint's port, and that the service is running",
    ),
    (
        ("ConnectTimeout", urllib3.exceptions.ConnectTimeoutError),
        "no connection was established; check network, firewall and endpoint",
    ),
    ((urllib3.exceptions.ReadTimeoutError, TimeoutError), "no reply in time; a longer read timeout may help"),
    (
        (http.client.IncompleteRead, urllib3.exceptions.InvalidChunkLength),
        "the reply broke off before its end",
    ),
    ((http.client.UnknownProtocol,), "the reply is in another version of HTTP; check the endpoint"),
    (_NOT_RETRYABLE, "the request or the reply is not valid HTTP; check the endpoint and the headers"),
    ((OSError, urllib3.exceptions.HTTPError), "the connection broke before a whole reply arrived"),
)

_DEADLINE_PASSED: Final = "the deadline passed"
_BUNDLE_ADVICE: Final = (
    "the certificates to trust cannot be read; check REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and the session's verify"
)
SENT_TEXT: Final = {
    False: "the request was not sent",
    True: "the request was received",
    None: "the request may have been received",
}


def transport_error(
    error: Exception,
    *,
    host: str,
    method: str,
    sent: bool | None,
    is_past_deadline: bool = False,
    request_id: str | None = None,
) -> TransportError:
    """Return the ``TransportError`` for an exception of the HTTP library.

    The result does not refer to the exception, which holds the request with its Authorization header and token.

    Args:
        error: The exception that urllib3 or requests raised.
        host: The host that the request was for.
        method: The HTTP method, which decides whether the request can be retried.
        sent: False when the request certainly did not reach the service, True when it certainly did, None when
            unknown.
        is_past_deadline: Whether the deadline has passed.
        request_id: The service's id of the request, if the head of a reply arrived and contains it.

    Returns:
        The error. Raise it outside of the ``except`` block, so that the exception does not become its context.
    """
    chain = list(_chain(error))
    advice = next((text for classes, text in _ADVICE if _contains(chain, classes)), "the request failed")
    reason = _DEADLINE_PASSED if is_past_deadline else advice
    return TransportError(
        f"no usable reply from {host}: {reason} ({type(chain[-1]).__name__}; {SENT_TEXT[sent]})",
        host=host,
        sent=sent,
        retryable=not _contains(chain, _NOT_RETRYABLE) and (sent is False or method.upper() in IDEMPOTENT_METHODS),
        request_id=request_id,
    )


def record_signature(error: BaseException, signed_until: int) -> None:
    """Record on an exception that a signed request may have been sent when it occurred.

    The errors of this library have the attribute ``signed_until`` for that. Here all other exceptions get it, such as
    that of Ctrl-C or of a hook of the caller's session: after them the outcome of a paid request is unknown.

    Args:
        error: The exception; nothing is recorded on an error of this library.
        signed_until: Unix time until which the signature of the request is valid.
    """
    if not isinstance(error, CosanimError):
        vars(error)["signed_until"] = signed_until


def deadline_error(host: str) -> TransportError:
    """Return the error for a request that was not sent because its deadline had passed."""
    return TransportError(
        f"no usable reply from {host}: {_DEADLINE_PASSED} ({SENT_TEXT[False]})", host=host, sent=False, retryable=True
    )


def bundle_error(host: str) -> TransportError:
    """Return the error for a CA bundle that cannot be read."""
    return TransportError(f"no usable reply from {host}: {_BUNDLE_ADVICE} ({SENT_TEXT[False]})", host=host, sent=False)


def is_time_out(error: Exception) -> bool:
    """Return whether a request failed because of a time-out."""
    return _contains(list(_chain(error)), (urllib3.exceptions.TimeoutError, TimeoutError))


def sent_by_class(error: Exception) -> bool | None:
    """Return False when the class of an exception proves that the request was not sent; otherwise None (unknown)."""
    return False if _contains(list(_chain(error)), _NEVER_SENT) else None


def _contains(chain: list[BaseException], classes: tuple[_ErrorClass, ...]) -> bool:
    loaded = tuple(filter(None, (_requests_class(cls) if isinstance(cls, str) else cls for cls in classes)))
    return any(isinstance(error, loaded) for error in chain)


def _requests_class(name: str) -> type[BaseException] | None:
    """Return an exception class of requests by name; None if requests is not loaded and so cannot have raised it."""
    return getattr(sys.modules.get("requests.exceptions"), name, None)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and the exceptions that it wraps, outermost first.

    ``__context__`` is not followed: if a request is repeated inside an ``except`` block, the context is the failure of
    an earlier request.
    """
    seen: set[int] = set()
    links = [error]
    while links:
        link = links.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        wrapped = (*link.args, getattr(link, "reason", None), link.__cause__)
        links.extend(inner for inner in wrapped if isinstance(inner, BaseException))

"""From an exception of the HTTP library to a TransportError that says whether the request was sent.

The question decides whether a paid job may be sent again, so "not sent" is said only on evidence: no
connection came about, or something failed before the first byte of a request: in a proxy, in TLS.
"""

from __future__ import annotations

import http.client
import ssl
from typing import TYPE_CHECKING, Final

import requests
import urllib3.connection
import urllib3.exceptions

from cosanim.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

HTTP_FAILURES: Final = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError)
"""What requests and urllib3 raise when a request or its reply fails."""

# Not in this list: InvalidHeader and UnicodeError, which a strange reply can cause as well as a strange request.
_NEVER_SENT: Final = (
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidProxyURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.ConnectTimeout,
    urllib3.exceptions.ConnectTimeoutError,  # a refused connection and an unknown name are kinds of it
    urllib3.exceptions.ProxyError,  # raised only as long as the way through the proxy is not open
    urllib3.exceptions.LocationValueError,
    ssl.SSLCertVerificationError,
)
_LASTING: Final = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
    UnicodeError,
    urllib3.exceptions.LocationValueError,
    ssl.SSLCertVerificationError,
)
_SAFE_METHODS: Final = frozenset({"GET", "HEAD"})

# What raises inside of these raises before the first byte of a request: while requests looks at the certificates to
# trust, and while the connection is set up, proxies and TLS included.
_READING_BUNDLE: Final = frozenset({requests.adapters.HTTPAdapter.cert_verify.__code__})
_BEFORE_SENDING: Final = _READING_BUNDLE | {
    urllib3.connection.HTTPConnection.connect.__code__,
    urllib3.connection.HTTPSConnection.connect.__code__,
    ssl.SSLSocket.do_handshake.__code__,
}
_BUNDLE_ADVICE: Final = (
    "the certificates to trust cannot be read; check REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and the session's verify"
)

_ADVICE: Final[tuple[tuple[tuple[type[BaseException], ...], str], ...]] = (
    (
        (requests.exceptions.InvalidProxyURL, requests.exceptions.InvalidSchema, urllib3.exceptions.ProxySchemeUnknown),
        "no proxy of that address can be used (SOCKS needs requests[socks]); check the proxy settings",
    ),
    ((urllib3.exceptions.ProxyError,), "the proxy did not let the request through; check the proxy settings"),
    ((urllib3.exceptions.NameResolutionError,), "the name is unknown; check bucket, region and network"),
    ((ssl.SSLCertVerificationError,), "its certificate was not accepted; check clock, proxies and CA bundle"),
    ((ssl.SSLError,), "TLS failed; check that the endpoint speaks https and what stands between"),
    ((ConnectionRefusedError,), "the connection was refused; check the endpoint's port, and that it runs"),
    (
        (requests.exceptions.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError),
        "no connection came about; check network, firewall and endpoint",
    ),
    ((urllib3.exceptions.ReadTimeoutError, TimeoutError), "no reply in time; the read timeout can be raised"),
    (
        (http.client.IncompleteRead, urllib3.exceptions.InvalidChunkLength),
        "the reply broke off before its end",
    ),
    (_LASTING, "request or reply is no proper HTTP; check endpoint and headers"),
    ((OSError, urllib3.exceptions.HTTPError), "the connection broke before a whole reply arrived"),
)


def transport_error(
    error: Exception,
    *,
    host: str,
    method: str,
    begun: bool = True,
    replied: bool = False,
    request_id: str | None = None,
) -> TransportError:
    """Describe why there is no reply.

    The exception is described, not chained: it carries the request with its Authorization header and token.

    Args:
        error: What requests or urllib3 raised.
        host: Where the request was to go.
        method: The HTTP method, which decides whether repeating does harm.
        begun: Sending had begun; False when the request could not even be prepared.
        replied: The head of a reply had arrived, so the request surely was sent.
        request_id: The service's id, when the head of a reply brought it.

    Returns:
        The error to raise, outside of the ``except`` block.
    """
    chain = list(_chain(error))
    sent = True if replied else _sent(chain) if begun else False
    bad_bundle = any(_is_bad_bundle(link) for link in chain)
    lasting = bad_bundle or _has(chain, _LASTING)
    advice = next((text for kinds, text in _ADVICE if _has(chain, kinds)), "the request failed")
    advice = _BUNDLE_ADVICE if bad_bundle else advice
    return TransportError(
        f"no usable reply from {host}: {advice} ({type(chain[-1]).__name__}; {_SENT_TEXT[sent]})",
        host=host,
        sent=sent,
        retryable=not lasting and (sent is False or method.upper() in _SAFE_METHODS),
        request_id=request_id,
    )


_SENT_TEXT: Final = {
    False: "the request was not sent",
    True: "the request was received",
    None: "the request may have been received",
}


def _sent(chain: list[BaseException]) -> bool | None:
    if _has(chain, _NEVER_SENT) or any(_came_through(link, _BEFORE_SENDING) for link in chain):
        return False
    return None


def _has(chain: list[BaseException], kinds: tuple[type[BaseException], ...]) -> bool:
    return any(isinstance(link, kinds) for link in chain)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and those it wraps, outermost first.

    ``__context__`` is not followed: when a request is repeated inside an ``except`` block, it leads to the
    failure of an earlier request.
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


def _came_through(link: BaseException, codes: frozenset[CodeType]) -> bool:
    # A time-out or reset looks the same before the request is sent and after; only its origin tells them apart.
    traceback = link.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code in codes:
            return True
        traceback = traceback.tb_next
    return False


def _is_bad_bundle(link: BaseException) -> bool:
    """Tell whether the certificates to trust could not be read."""
    is_unreadable = isinstance(link, ssl.SSLError) and link.library == "X509"
    return is_unreadable or _came_through(link, _READING_BUNDLE)

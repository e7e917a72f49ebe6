"""The session of a client that was given none: urllib3's pools, with connections of its own.

Requests that are signed go to few addresses, each by the same way, without cookies, hooks and redirects. So
``requests``, whose import takes longer than a whole submission, is not loaded; it would look all of this up anew for
each request. What the connections do differently is told in ``cosanim.http.connections``.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from urllib3 import HTTPHeaderDict, PoolManager
from urllib3.util import Retry, Timeout

from cosanim.http.connections import POOL_CLASSES
from cosanim.http.protocols import raw_pieces
from cosanim.http.request_bodies import SourceBody
from cosanim.http.settings import EndpointSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from urllib3 import BaseHTTPResponse, HTTPConnectionPool

    from cosanim.http.connections import Attempt
    from cosanim.http.endpoints import Endpoint
    from cosanim.http.proxies import ProxyAdapter
    from cosanim.http.settings import Environment

MOST_POOLS: Final = 10
"""So many addresses have their connections kept."""
MOST_THREADS: Final = 32
"""So many connections to one address are kept; urllib3 warns of each that is one too many."""
_WITH_LENGTH: Final = frozenset({"POST", "PUT"})
_NO_RETRIES: Final = Retry(0, read=False)  # the kinds of exceptions depend on it: with read, they are wrapped


class OwnRequest:
    """A request that has just the headers and the body that are meant.

    Attributes:
        method: The HTTP method.
        url: The address.
        headers: All headers, Content-Length or Transfer-Encoding included.
        body: Bytes, a file, which is streamed, or None.
    """

    __slots__ = ("body", "headers", "method", "url")

    def __init__(self, method: str, url: str, headers: Mapping[str, str], body: bytes | SourceBody | None) -> None:
        """Add the length of the body to the headers; the arguments are the attributes."""
        self.method = method
        self.url = url
        self.body = body
        self.headers = HTTPHeaderDict()
        self.headers.update(headers)  # its constructor would join what differs in case only
        if isinstance(body, SourceBody):
            length = getattr(body, "len", None)
            if length is None:
                self.headers["Transfer-Encoding"] = "chunked"
            else:
                self.headers["Content-Length"] = str(length)
        elif body is not None or method in _WITH_LENGTH:
            self.headers["Content-Length"] = str(len(body or b""))


class ReplyHeaders(Mapping[str, str]):
    """The headers of a reply, found in any case; one that came several times is listed once, its values joined."""

    __slots__ = ("_received",)

    def __init__(self, received: HTTPHeaderDict) -> None:
        """Take over the headers as urllib3 gives them, which lists such a one several times."""
        self._received = received

    def __getitem__(self, name: str) -> str:
        """Return the value of a header."""
        return self._received[name]

    def __contains__(self, name: object) -> bool:
        """Return whether a header was sent."""
        return name in self._received

    def __iter__(self) -> Iterator[str]:
        """Yield the names as they were sent."""
        return iter(self._received)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self._received)


class OwnResponse:
    """The head of a reply as urllib3 gives it.

    Attributes:
        status: The HTTP status.
        headers: The headers.
    """

    __slots__ = ("_raw", "headers", "status")

    def __init__(self, raw: BaseHTTPResponse) -> None:
        """Take over a reply whose body was not read."""
        self._raw = raw
        self.status = raw.status
        self.headers = ReplyHeaders(raw.headers)

    @property
    def is_cut_off(self) -> bool:
        """Whether the head was cut off in its first lines."""
        return not self.headers

    def pieces(self, *, in_one: bool = False) -> Iterator[bytes]:
        """Yield the body as it was sent; see ``cosanim.http.protocols.Response``."""
        return raw_pieces(self._raw, in_one=in_one)

    def close(self) -> None:
        """Give back the connection; close it when the body was not read to its end."""
        self._raw.close()
        self._raw.release_conn()


class _Way(NamedTuple):
    """How an endpoint is reached.

    Attributes:
        pool: The connections.
        is_forwarded: Whether they lead to a proxy that is told the whole URL.
    """

    pool: HTTPConnectionPool
    is_forwarded: bool


class OwnSession:
    """Sends to few addresses, whose pools it remembers. Nothing is sent again; URLs are taken as built.

    A process that is forked starts without connections: on one that two processes share, each would read the
    other's replies.
    """

    def __init__(self) -> None:
        """Start without connections, and without having looked at the environment."""
        self._endpoints = EndpointSettings()
        self._start()
        _sessions.add(self)

    def _start(self) -> None:
        self._ways: dict[str, _Way] = {}
        self._proxies: ProxyAdapter | None = None
        self._manager = PoolManager(num_pools=MOST_POOLS, maxsize=MOST_THREADS, block=False)
        self._manager.pool_classes_by_scheme = POOL_CLASSES

    def forget_connections(self) -> None:
        """Start anew without touching the connections, which are still the parent's."""
        # Kept from being closed by the collector: a thread of the parent may have held their locks.
        _of_parents.append((self._manager, self._proxies, self._ways))
        self._start()

    def close(self) -> None:
        """Close all connections."""
        self._ways.clear()
        self._manager.clear()
        if self._proxies is not None:
            self._proxies.close()

    def read_environment(self, endpoint: Endpoint) -> None:
        """Read what the environment says of an endpoint, unless that has been done."""
        self._endpoints.environment(endpoint)

    def check(self, method: str, endpoint: Endpoint, url: str) -> None:  # noqa: ARG002 - what a caller's session needs
        """Refuse to send where the certificates to trust cannot be read.

        Raises:
            TransportError: They cannot be read; nothing was sent.
        """
        bundle = self._endpoints.environment(endpoint).ca_bundle
        if bundle is not None and endpoint.is_secure:
            self._endpoints.check_bundle(bundle, endpoint.authority)

    def prepare(
        self,
        method: str,
        endpoint: Endpoint,  # noqa: ARG002 - a caller's session needs it
        url: str,
        headers: Mapping[str, str],
        body: bytes | SourceBody | None,
    ) -> OwnRequest:
        """Return a request, still unsigned."""
        return OwnRequest(method, url, headers, body)

    def send(
        self, request: OwnRequest, endpoint: Endpoint, attempt: Attempt, timeout: tuple[float, float]
    ) -> OwnResponse:
        """Send a request once.

        Args:
            request: The request, signed.
            endpoint: Where it goes; its URL starts with that of the endpoint.
            attempt: Where the connection notes how far it came.
            timeout: Seconds for the connection, and for each step after it.
        """
        with attempt:
            way = self._way(endpoint)
            raw = way.pool.urlopen(
                request.method,
                request.url if way.is_forwarded else request.url[len(endpoint.base_url) :],
                body=request.body,
                headers=request.headers,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
                retries=_NO_RETRIES,
                timeout=Timeout(connect=timeout[0], read=timeout[1]),
                chunked=request.body is not None and "Content-Length" not in request.headers,
            )
        return OwnResponse(raw)

    def _way(self, endpoint: Endpoint) -> _Way:
        """Return the connection pool of an endpoint, made for the first request that goes there."""
        way = self._ways.get(endpoint.base_url)
        if way is None:
            environment = self._endpoints.environment(endpoint)
            way = self._by_proxy(endpoint, environment) if environment.proxies else self._direct(endpoint, environment)
            # The pool manager gives up the pool that it was not asked for the longest; none that is remembered
            # here may be that one, since it is no longer asked for it.
            if len(self._ways) >= MOST_POOLS:
                self._ways.clear()
            self._ways[endpoint.base_url] = way
        return way

    def _direct(self, endpoint: Endpoint, environment: Environment) -> _Way:
        parts = urlsplit(endpoint.base_url)
        options = _tls_options(environment.ca_bundle) if endpoint.is_secure else {}
        pool = self._manager.connection_from_host(parts.hostname, parts.port, parts.scheme, pool_kwargs=options)
        return _Way(pool, is_forwarded=False)

    def _by_proxy(self, endpoint: Endpoint, environment: Environment) -> _Way:
        """Return the way that requests would take with the proxies of the environment, which may be the direct one."""
        if self._proxies is None:
            from cosanim.http.proxies import ProxyAdapter  # late: it loads requests

            self._proxies = ProxyAdapter(MOST_POOLS, MOST_THREADS)
        return _Way(*self._proxies.way(f"{endpoint.base_url}/", environment.proxies, environment.ca_bundle))


_sessions: weakref.WeakSet[OwnSession] = weakref.WeakSet()
_of_parents: list[object] = []


def _forget_all_connections() -> None:
    for session in list(_sessions):
        session.forget_connections()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all_connections)


def _tls_options(ca_bundle: str | None) -> dict[str, Any]:
    """Return what the connections of a pool trust: a file or folder, or what requests would bring."""
    if ca_bundle is None:
        import certifi  # late: plain HTTP does without

        ca_bundle = certifi.where()
    return {"cert_reqs": "CERT_REQUIRED", "ca_cert_dir" if Path(ca_bundle).is_dir() else "ca_certs": ca_bundle}

"""The default session: sends requests with urllib3's pools and the connections of ``sessions.connections``.

Signed requests go to few hosts and need no cookies, hooks or redirects. Therefore ``requests`` is not imported: its
import takes longer than a submission, and it would read proxies and certificates for each request.
"""

from __future__ import annotations

import os
import weakref
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from urllib3 import PoolManager
from urllib3.util import Retry, Timeout

from cosanim.http.request_bodies import SourceBody
from cosanim.http.sessions.connections import POOL_CLASSES
from cosanim.http.sessions.environment_settings import EndpointSettings
from cosanim.http.sessions.headers import Headers
from cosanim.http.sessions.protocols import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from urllib3 import BaseHTTPResponse, HTTPConnectionPool

    from cosanim.http.endpoints import Endpoint
    from cosanim.http.sessions.connections import Attempt
    from cosanim.http.sessions.environment_settings import Environment
    from cosanim.http.sessions.proxies import ProxyAdapter

MAX_POOLS: Final = 10
"""Number of hosts whose connection pools are kept."""
MAX_CONNECTIONS_PER_HOST: Final = 32
"""Number of connections kept per host. urllib3 logs a warning for each further connection."""
_METHODS_WITH_LENGTH: Final = frozenset({"POST", "PUT"})
_NO_RETRIES: Final = Retry(0, read=False)  # read=False, so that urllib3 does not wrap exceptions


class OwnRequest:
    """A request with the given headers, the header for the length of its body, and the body.

    Attributes:
        method: The HTTP method.
        url: The address.
        headers: All headers, including Content-Length or Transfer-Encoding.
        body: Bytes, a file, which is streamed, or None.
        is_chunked: Whether the body is sent in chunks, since its length is unknown.
    """

    __slots__ = ("body", "headers", "is_chunked", "method", "url")

    def __init__(self, method: str, url: str, headers: Mapping[str, str], body: bytes | SourceBody | None) -> None:
        """Store the arguments, and add the header for the length of the body."""
        self.method = method
        self.url = url
        self.body = body
        self.headers = Headers(headers)
        self.is_chunked = False
        if isinstance(body, SourceBody):
            length = getattr(body, "len", None)
            if length is None:
                self.is_chunked = True
                self.headers["Transfer-Encoding"] = "chunked"
            else:
                self.headers["Content-Length"] = str(length)
        elif body is not None or method in _METHODS_WITH_LENGTH:
            self.headers["Content-Length"] = str(len(body or b""))


class OwnResponse:
    """The head of a reply, wrapping urllib3's response.

    Attributes:
        status: The HTTP status.
        headers: The headers.
    """

    __slots__ = ("_raw", "headers", "status")

    def __init__(self, raw: BaseHTTPResponse) -> None:
        """Wrap a reply whose body has not been read."""
        self._raw = raw
        self.status = raw.status
        self.headers = Headers(dict(raw.headers.itermerged()))

    @property
    def is_cut_off(self) -> bool:
        """Whether the head was cut off in its first lines."""
        return not self.headers

    def read(self, most: int) -> bytes:  # noqa: ARG002 - urllib3 reads no more than Content-Length says
        """Return the whole body, undecoded."""
        return self._raw.read(decode_content=False)

    def pieces(self) -> Iterator[bytes]:
        """Yield the undecoded body in pieces."""
        return self._raw.stream(CHUNK, decode_content=False)

    def close(self) -> None:
        """Return the connection to its pool, or close it if the body was not read to its end."""
        self._raw.close()
        self._raw.release_conn()


class _EndpointPool(NamedTuple):
    """The connection pool of an endpoint.

    Attributes:
        pool: The connections.
        is_forwarded: Whether they lead to a proxy that expects the absolute URL in the request line.
    """

    pool: HTTPConnectionPool
    is_forwarded: bool


class OwnSession:
    """Sends requests with one connection pool per endpoint, without retries and without changing URLs.

    A forked process starts without connections: two processes that share one would read each other's replies.
    """

    def __init__(self) -> None:
        """Create a session without connections; the environment is read at the first request to an endpoint."""
        self._endpoints = EndpointSettings()
        self._start()
        _sessions.add(self)

    def _start(self) -> None:
        self._pools: dict[str, _EndpointPool] = {}
        self._proxies: ProxyAdapter | None = None
        self._manager = PoolManager(num_pools=MAX_POOLS, maxsize=MAX_CONNECTIONS_PER_HOST, block=False)
        self._manager.pool_classes_by_scheme = POOL_CLASSES

    def forget_connections(self) -> None:
        """Start without connections after a fork. Those of the parent process stay open."""
        # A reference keeps them open: closing them needs locks that a thread of the parent may have held.
        _parents_connections.append((self._manager, self._proxies, self._pools))
        self._start()

    def close(self) -> None:
        """Close all connections."""
        self._pools.clear()
        self._manager.clear()
        if self._proxies is not None:
            self._proxies.close()

    def read_environment(self, endpoint: Endpoint) -> None:
        """Read the settings for an endpoint from the environment, if they have not been read yet."""
        self._endpoints.environment(endpoint)

    def check(self, method: str, endpoint: Endpoint, url: str) -> None:  # noqa: ARG002 - used by CallersSession
        """Check that the CA bundle for an endpoint can be read.

        Raises:
            TransportError: It cannot be read; nothing was sent.
        """
        bundle = self._endpoints.environment(endpoint).ca_bundle
        if bundle is not None and endpoint.is_secure:
            self._endpoints.check_bundle(bundle, endpoint.authority)

    def prepare(
        self,
        method: str,
        endpoint: Endpoint,  # noqa: ARG002 - used by CallersSession
        url: str,
        headers: Mapping[str, str],
        body: bytes | SourceBody | None,
    ) -> OwnRequest:
        """Return an unsigned request."""
        return OwnRequest(method, url, headers, body)

    def send(
        self, request: OwnRequest, endpoint: Endpoint, attempt: Attempt, timeout: tuple[float, float]
    ) -> OwnResponse:
        """Send a request once.

        Args:
            request: The signed request.
            endpoint: The endpoint; the request's URL starts with its base URL.
            attempt: The attempt in which the connection records its progress.
            timeout: Seconds to connect, and for each read or write after that.
        """
        with attempt:
            endpoint_pool = self._pool_of(endpoint)
            raw = endpoint_pool.pool.urlopen(
                request.method,
                request.url if endpoint_pool.is_forwarded else request.url[len(endpoint.base_url) :],
                body=request.body,
                headers=dict(request.headers.items()),
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
                retries=_NO_RETRIES,
                timeout=_timeout(*timeout),
                chunked=request.is_chunked,
            )
        return OwnResponse(raw)

    def _pool_of(self, endpoint: Endpoint) -> _EndpointPool:
        """Return the connection pool of an endpoint, created at the first request to it."""
        endpoint_pool = self._pools.get(endpoint.base_url)
        if endpoint_pool is None:
            environment = self._endpoints.environment(endpoint)
            endpoint_pool = (
                self._through_proxy(endpoint, environment)
                if environment.proxies
                else self._direct(endpoint, environment)
            )
            # The pool manager discards the least recently used pool, but cannot detect the use of pools that are
            # cached here. Therefore this cache is limited too.
            if len(self._pools) >= MAX_POOLS:
                self._pools.clear()
            self._pools[endpoint.base_url] = endpoint_pool
        return endpoint_pool

    def _direct(self, endpoint: Endpoint, environment: Environment) -> _EndpointPool:
        parts = urlsplit(endpoint.base_url)
        options = _tls_options(environment.ca_bundle) if endpoint.is_secure else {}
        pool = self._manager.connection_from_host(parts.hostname, parts.port, parts.scheme, pool_kwargs=options)
        return _EndpointPool(pool, is_forwarded=False)

    def _through_proxy(self, endpoint: Endpoint, environment: Environment) -> _EndpointPool:
        """Return the pool that requests would use with the environment's proxies, which may be a direct one."""
        if self._proxies is None:
            from cosanim.http.sessions.proxies import ProxyAdapter  # imported on demand, since it loads requests

            self._proxies = ProxyAdapter(MAX_POOLS, MAX_CONNECTIONS_PER_HOST)
        return _EndpointPool(
            *self._proxies.pool_of(f"{endpoint.base_url}/", environment.proxies, environment.ca_bundle)
        )


_sessions: weakref.WeakSet[OwnSession] = weakref.WeakSet()
_parents_connections: list[object] = []


def _forget_all_connections() -> None:
    for session in list(_sessions):
        session.forget_connections()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all_connections)


@lru_cache(maxsize=16)
def _timeout(connect: float, read: float) -> Timeout:
    """Return the time-outs of a request. Most requests have the same; urllib3 copies the object before it uses it."""
    return Timeout(connect=connect, read=read)


def _tls_options(ca_bundle: str | None) -> dict[str, Any]:
    """Return the TLS options of a pool with the given CA file or folder; None for certifi's file, as in requests."""
    if ca_bundle is None:
        import certifi  # imported on demand: plain HTTP does not need it

        ca_bundle = certifi.where()
    return {"cert_reqs": "CERT_REQUIRED", "ca_cert_dir" if Path(ca_bundle).is_dir() else "ca_certs": ca_bundle}

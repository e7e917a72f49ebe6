"""The session of a client that was given none: requests, with an adapter that looks up less and connections of its own.

requests' own adapter asks for every request anew which pool leads to its address, whether a proxy does, and
which cookies the reply brought. Requests that are signed go to few addresses, by the same way, without cookies.
What the connections do differently is told in ``cosanim.connections``.
"""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Any, Final

import requests
from requests.adapters import DEFAULT_POOLSIZE, HTTPAdapter
from requests.structures import CaseInsensitiveDict

from cosanim.connections import POOL_CLASSES

if TYPE_CHECKING:
    from collections.abc import Hashable

    from requests import PreparedRequest
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool, ProxyManager

_MOST_THREADS: Final = 32
"""So many connections to one address are kept; urllib3 warns of each that is one too many."""


def new_session() -> requests.Session:
    """Return a session that sends each request once, by a ``DirectAdapter``."""
    session = requests.Session()
    adapter = DirectAdapter(pool_maxsize=_MOST_THREADS)
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session


class DirectAdapter(HTTPAdapter):
    """Sends to few addresses, whose pools it remembers. Nothing is sent again; URLs are taken as built.

    A process that is forked starts without connections: on one that two processes share, each would read the
    other's replies.
    """

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Start without pools; called by the constructor and when an adapter is unpickled."""
        self._pools: dict[Hashable, HTTPConnectionPool] = {}
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOL_CLASSES
        _adapters.add(self)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> ProxyManager:
        """Return what keeps the connections by way of a proxy."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **proxy_kwargs)
        # Proxies of SOCKS have connections of their own.
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = POOL_CLASSES
        return manager

    def forget_connections(self) -> None:
        """Start anew without touching the connections, which are still the parent's."""
        # Kept from being closed by the collector: a thread of the parent may have held their locks.
        _of_parents.append((self.poolmanager, dict(self.proxy_manager), self._pools))
        self.proxy_manager.clear()
        self.init_poolmanager(self._pool_connections, self._pool_maxsize, self._pool_block)

    def close(self) -> None:
        """Close all connections."""
        self._pools.clear()
        super().close()

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str,
        proxies: dict[str, str] | None = None,
        cert: str | tuple[str, str] | None = None,
    ) -> HTTPConnectionPool:
        """Return the pool for a request, looked up when the first one takes this way."""
        way = (_base(request.url or ""), verify, cert, *(proxies or {}).items())
        pool = self._pools.get(way)
        if pool is None:
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            # The pool manager gives up the pool that it was not asked for the longest; none that is remembered
            # here may be that one, since it is no longer asked for it.
            if len(self._pools) >= DEFAULT_POOLSIZE:
                self._pools.clear()
            self._pools[way] = pool
        return pool

    def request_url(self, request: PreparedRequest, proxies: dict[str, str] | None) -> str:
        """Return the path with the query, or the whole URL for a proxy."""
        if proxies:
            return super().request_url(request, proxies)
        url = request.url or ""
        return url[len(_base(url)) :]

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> requests.Response:
        """Return the head of a reply; its body is in ``raw``, and its cookies are not looked at."""
        response = requests.Response()
        response.status_code = resp.status
        response.headers = CaseInsensitiveDict(resp.headers)
        response.raw = resp
        response.reason = resp.reason or ""
        response.url = req.url or ""
        response.request = req
        response.connection = self
        return response


_adapters: weakref.WeakSet[DirectAdapter] = weakref.WeakSet()
_of_parents: list[object] = []


def _forget_all_connections() -> None:
    for adapter in list(_adapters):
        adapter.forget_connections()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all_connections)


def _base(url: str) -> str:
    """Return scheme and authority of a URL that has a path."""
    return url[: url.index("/", len("https://"))]

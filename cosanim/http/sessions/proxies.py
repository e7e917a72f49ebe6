"""Connection pools through the proxies of the environment, chosen as requests chooses them.

An adapter of requests selects the proxy, parses its address and decides how the target is passed to it; the
connections are those of ``cosanim.http.sessions.connections``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter

from cosanim.http.sessions.connections import POOL_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from urllib3 import HTTPConnectionPool, ProxyManager


class ProxyAdapter(HTTPAdapter):
    """An adapter that only finds connection pools; its ``send`` is never called."""

    def __init__(self, pools: int, connections: int) -> None:
        """Create an adapter without pools.

        Args:
            pools: Number of pools to keep.
            connections: Number of connections to keep per pool.
        """
        super().__init__(pool_connections=pools, pool_maxsize=connections)
        self.poolmanager.pool_classes_by_scheme = POOL_CLASSES

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> ProxyManager:
        """Return the manager of the pools through a proxy."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **proxy_kwargs)
        # SOCKS proxies need urllib3's own connection classes.
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = POOL_CLASSES
        return manager

    def pool_of(self, url: str, proxies: Mapping[str, str], ca_bundle: str | None) -> tuple[HTTPConnectionPool, bool]:
        """Return the pool for a URL, and whether it leads to a proxy that expects the absolute URL.

        Args:
            url: The URL; its path does not matter.
            proxies: Proxies by scheme.
            ca_bundle: File or folder of CA certificates; None for the default of requests.

        Raises:
            requests.exceptions.InvalidProxyURL: The address of the proxy is invalid.
            requests.exceptions.InvalidSchema: It is a SOCKS proxy, and the package for SOCKS is not installed.
        """
        request = requests.PreparedRequest()
        request.method, request.url = "GET", url
        verify = ca_bundle or True
        try:
            pool = self.get_connection_with_tls_context(request, verify, dict(proxies))
        except TypeError:  # of requests, for an address with a user name and without a host
            raise requests.exceptions.InvalidProxyURL("the address of the proxy has no host") from None
        self.cert_verify(pool, url, verify, None)
        return pool, self.request_url(request, dict(proxies)) != request.path_url

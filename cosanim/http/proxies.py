"""Connection pools through the proxies that the environment names, chosen as requests chooses them.

Which proxy it is, what of it is written in its address, and how it is told the target is decided by an adapter of
requests; only the connections are those of ``cosanim.http.connections``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter

from cosanim.http.connections import POOL_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from urllib3 import HTTPConnectionPool, ProxyManager


class ProxyAdapter(HTTPAdapter):
    """Finds pools; nothing is sent by its ``send``."""

    def __init__(self, pools: int, connections: int) -> None:
        """Start without pools.

        Args:
            pools: Addresses whose connections are kept.
            connections: Connections to one address that are kept.
        """
        super().__init__(pool_connections=pools, pool_maxsize=connections)
        self.poolmanager.pool_classes_by_scheme = POOL_CLASSES

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> ProxyManager:
        """Return what keeps the connections by way of a proxy."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **proxy_kwargs)
        # Proxies of SOCKS have connections of their own.
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = POOL_CLASSES
        return manager

    def way(self, url: str, proxies: Mapping[str, str], ca_bundle: str | None) -> tuple[HTTPConnectionPool, bool]:
        """Return the pool for a URL, and whether it leads to a proxy that is told the whole URL.

        Args:
            url: The address; what its path is makes no difference.
            proxies: Proxies by scheme.
            ca_bundle: File or folder of certificates to trust, None for those that requests brings.

        Raises:
            requests.exceptions.InvalidProxyURL: The address of the proxy is no address.
            requests.exceptions.InvalidSchema: It is one of SOCKS, and what that needs is not installed.
        """
        request = requests.PreparedRequest()
        request.method, request.url = "GET", url
        verify = ca_bundle or True
        pool = self.get_connection_with_tls_context(request, verify, dict(proxies))
        self.cert_verify(pool, url, verify, None)
        return pool, self.request_url(request, dict(proxies)) != request.path_url

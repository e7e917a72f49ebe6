"""Reads proxies and CA bundles from the environment, by the rules of requests."""

from __future__ import annotations

import os
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.http.transport_errors import bundle_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.http.endpoints import Endpoint

_CA_BUNDLE_VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class Environment(NamedTuple):
    """The settings for an endpoint from the environment.

    Attributes:
        proxies: Proxies by scheme; their addresses may hold a password.
        ca_bundle: File or folder of CA certificates; None for the default of requests.
    """

    proxies: Mapping[str, str]
    ca_bundle: str | None


NO_SETTINGS: Final = Environment({}, None)


class EndpointSettings:
    """Reads and caches the settings of endpoints.

    The environment is read once for each endpoint, and each CA bundle is checked once, since both take long.
    """

    def __init__(self) -> None:
        """Create an empty cache."""
        self._environments: dict[str, Environment] = {}
        self._readable_bundles: set[str] = set()

    def environment(self, endpoint: Endpoint) -> Environment:
        """Return the settings for an endpoint from the environment. Only the first call reads them."""
        environment = self._environments.get(endpoint.base_url)
        if environment is None:
            environment = self._environments[endpoint.base_url] = _environment_of(endpoint)
        return environment

    def check_bundle(self, path: str, host: str) -> None:
        """Check that a CA bundle can be read, since the error would otherwise look like a network failure.

        Args:
            path: A file or a folder.
            host: The host that the request is for.

        Raises:
            TransportError: It cannot be read; nothing was sent.
        """
        if path in self._readable_bundles:
            return
        if not _is_readable_bundle(path):
            raise bundle_error(host)
        self._readable_bundles.add(path)


def _environment_of(endpoint: Endpoint) -> Environment:
    ca_bundle = next((os.environ[name] for name in _CA_BUNDLE_VARIABLES if os.environ.get(name)), None)
    # A proxy cannot reach a service on this machine.
    proxies = {} if endpoint.is_loopback or not _has_proxies() else _proxies_for(f"{endpoint.base_url}/")
    return Environment(proxies, ca_bundle)


def _has_proxies() -> bool:
    """Return whether the environment, or the operating system's settings, may define a proxy."""
    if sys.platform in {"darwin", "win32"}:
        from urllib.request import getproxies  # imported on demand: other systems have only the variables

        return bool(getproxies().keys() - {"no"})
    names = {name.lower() for name, value in os.environ.items() if value}
    return any(name.endswith("_proxy") for name in names - {"no_proxy"})


def _proxies_for(url: str) -> dict[str, str]:
    """Return a URL's proxies by scheme; requests applies no_proxy, whose entries may be networks or have ports."""
    from requests.utils import get_environ_proxies  # imported on demand: most environments define no proxy

    return get_environ_proxies(url)


def _is_readable_bundle(path: str) -> bool:
    if Path(path).is_dir():
        return True
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except (OSError, ValueError):
        return False
    return True

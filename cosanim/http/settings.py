"""Settings from the environment and the session: proxies and certificates, as requests reads them."""

from __future__ import annotations

import os
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.http.failures import bundle_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.http.endpoints import Endpoint

_CA_BUNDLE_VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class Environment(NamedTuple):
    """What the environment says of an endpoint.

    Attributes:
        proxies: Proxies by scheme; their addresses may hold a password.
        ca_bundle: File or folder of certificates to trust, None for those that requests brings.
    """

    proxies: Mapping[str, str]
    ca_bundle: str | None


NOTHING: Final = Environment({}, None)


class EndpointSettings:
    """Reads the settings of an endpoint.

    The environment is read once for each endpoint, since each look goes through all variables, and certificates are
    tried once.
    """

    def __init__(self) -> None:
        """Start without having looked anywhere."""
        self._environments: dict[str, Environment] = {}
        self._readable_bundles: set[str] = set()

    def environment(self, endpoint: Endpoint) -> Environment:
        """Return what the environment said of an endpoint when it was first asked for."""
        found = self._environments.get(endpoint.base_url)
        if found is None:
            found = self._environments[endpoint.base_url] = _environment_of(endpoint)
        return found

    def check_bundle(self, path: str, host: str) -> None:
        """Refuse certificates to trust that cannot be read, whose failure would look like one of the network.

        Args:
            path: A file or a folder.
            host: Where the request was to go.

        Raises:
            TransportError: They cannot be read; nothing was sent.
        """
        if path in self._readable_bundles:
            return
        if not _is_readable_bundle(path):
            raise bundle_error(host)
        self._readable_bundles.add(path)


def _environment_of(endpoint: Endpoint) -> Environment:
    ca_bundle = next((os.environ[name] for name in _CA_BUNDLE_VARIABLES if os.environ.get(name)), None)
    # No proxy leads to a service on this machine, whatever the environment says.
    proxies = {} if endpoint.is_loopback or not _has_proxies() else _proxies_for(f"{endpoint.base_url}/")
    return Environment(proxies, ca_bundle)


def _has_proxies() -> bool:
    """Return whether the environment, or the system's settings where it has some, may name a proxy."""
    if sys.platform in {"darwin", "win32"}:
        from urllib.request import getproxies  # late: elsewhere the variables are all there is

        return bool(getproxies().keys() - {"no"})
    named = {name.lower() for name, value in os.environ.items() if value}
    return any(name.endswith("_proxy") for name in named - {"no_proxy"})


def _proxies_for(url: str) -> dict[str, str]:
    """Return the proxies by scheme, less those that are left out for a URL: requests knows networks and ports there."""
    from requests.utils import get_environ_proxies  # late: most environments name no proxy

    return get_environ_proxies(url)


def _is_readable_bundle(path: str) -> bool:
    if Path(path).is_dir():
        return True
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except (OSError, ValueError):
        return False
    return True

"""The way to an endpoint: proxies and certificates, from the environment and from the session."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from requests.sessions import merge_setting
from requests.utils import get_environ_proxies

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from cosanim.endpoints import Endpoint

_CA_BUNDLE_VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class _Environment(NamedTuple):
    """What the environment says of an endpoint.

    Attributes:
        proxies: Proxies by scheme; their addresses may hold a password.
        ca_bundle: File or folder of certificates to trust, None for those that requests brings.
    """

    proxies: Mapping[str, str]
    ca_bundle: str | None


_NOTHING: Final = _Environment({}, None)


class Routes:
    """Knows the ways from here; what it tells is what requests itself would find.

    The environment is read once for each endpoint, since each look goes through all variables. The session is
    asked at each request: a caller's may be changed at any time.
    """

    def __init__(self, session: requests.Session) -> None:
        """Start without having looked anywhere.

        Args:
            session: The session whose settings hold.
        """
        self._session = session
        self._environments: dict[str, _Environment] = {}

    def explore(self, endpoint: Endpoint) -> None:
        """Read the environment for an endpoint, unless that has been done."""
        if endpoint.base_url not in self._environments:
            self._environments[endpoint.base_url] = _environment_of(endpoint)

    def settings(self, endpoint: Endpoint) -> dict[str, Any]:
        """Return what ``Session.send`` takes beside the request: proxies, stream, verify and cert.

        Args:
            endpoint: Where the request goes.
        """
        self.explore(endpoint)
        session = self._session
        environment = self._environments[endpoint.base_url] if session.trust_env else _NOTHING
        proxies = dict(session.proxies)
        if environment.proxies:
            proxies = merge_setting(environment.proxies, proxies)
        # As in requests, a bundle that the environment names outranks the session's own setting.
        verify = environment.ca_bundle or session.verify
        return {"proxies": proxies, "stream": True, "verify": verify, "cert": session.cert}


def _environment_of(endpoint: Endpoint) -> _Environment:
    ca_bundle = next((os.environ[name] for name in _CA_BUNDLE_VARIABLES if os.environ.get(name)), None)
    # No proxy leads to a service on this machine, whatever the environment says.
    proxies = {} if endpoint.is_loopback else get_environ_proxies(f"{endpoint.base_url}/")
    return _Environment(proxies, ca_bundle)

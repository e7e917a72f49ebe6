"""Resolves the Host and the path of a request to the addressed service, the bucket, and the key or the API's path.

The Host has one of three forms: ``<bucket>.ci.<region>.myqcloud.com``, ``<bucket>.cos.<region>.myqcloud.com`` (which
official SDKs also use for the media service), or an address without a bucket. With an address, the bucket is the
service's own, unless the first segment of the path is an existing bucket (path style).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

API_PATHS: Final = frozenset({"jobs", "template", "queue", "inventorytriggerjob", "mediabucket", "local"})
"""First segments of the paths of the API, on every Host. No key of an object can begin with such a segment."""

# Official SDKs also send the newer domain, and the form for the cloud's own network.
_KIND: Final = r"(?P<kind>ci|cos)(?:-internal)?"
_DOMAIN: Final = r"(?:myqcloud\.com|tencentcos\.cn)"
_VIRTUAL: Final = re.compile(rf"(?P<bucket>[a-z0-9][a-z0-9-]*)\.{_KIND}\.(?P<region>[a-z0-9-]+)\.{_DOMAIN}")
_BRACKETED: Final = re.compile(r"\[[0-9a-f:.]+\]")
_REGIONAL: Final = re.compile(rf"(?:{_KIND}|service\.cos)(?:\.[a-z0-9-]+)?\.{_DOMAIN}")


class ServiceKind(Enum):
    """The two services of the cloud, which differ in response headers and error codes."""

    CI = "ci"
    COS = "cos"


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a request.

    Attributes:
        kind: The addressed service: the media service (CI) for its paths and its hosts, else the object store (COS).
        bucket: The bucket; None for a host of a region, which does not name a bucket.
        region: The region in a host with a bucket, otherwise None.
        path: The path within the bucket, without its leading slash: the key of an object, or an API's path.
    """

    kind: ServiceKind
    bucket: str | None
    region: str | None
    path: str

    @property
    def is_api(self) -> bool:
        """Whether the path belongs to the API."""
        return is_api_path(self.path)


class ExpectedHosts:
    """The Host headers that a service answers.

    A web page can have its own host name resolve to a loopback address, and then read what a service there responds
    (DNS rebinding). Its requests carry the name of the page.
    """

    def __init__(self, address: str, names: Collection[str] = ()) -> None:
        """Store the names of a service.

        Args:
            address: Address on which the service listens.
            names: Further host names by which clients reach it.
        """
        self._is_local = is_loopback(address)
        self._names = {"", "localhost", address.lower(), *(name.lower() for name in names)}
        if not self._is_local:
            self._names.add(socket.gethostname().lower())

    def __contains__(self, host: str) -> bool:
        """Return whether a Host header is expected: a host of the cloud, or a name or address of the service."""
        name = host_name(host).removesuffix(".")
        if name in self._names or name.endswith(".localhost") or _VIRTUAL.fullmatch(name) or _REGIONAL.fullmatch(name):
            return True
        # An IPv6 address has brackets, and no other address has.
        address = name[1:-1] if _BRACKETED.fullmatch(name) else name
        # Where other machines reach the service, any address may be its own. Addresses cannot be rebound.
        return is_loopback(address) if self._is_local else _is_address(address)


def is_loopback(address: str) -> bool:
    """Return whether a text is ``localhost`` or a loopback address."""
    return address == "localhost" or (_is_address(address) and ipaddress.ip_address(address).is_loopback)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_api_path(path: str) -> bool:
    """Return whether a key or path, without leading slash, belongs to the API."""
    return path.partition("/")[0] in API_PATHS


def host_name(host: str) -> str:
    """Return the host name of a Host header in lower case, without the port."""
    return re.sub(r":[0-9]*$", "", host.strip()).lower()


def resolve_target(host: str, path: str, *, own_bucket: str, has_bucket: Callable[[str], bool]) -> Target:
    """Resolve the target of a request.

    Args:
        host: The Host header, with or without a port.
        path: The decoded path, with the leading slash.
        own_bucket: The bucket of requests that do not name one.
        has_bucket: Returns whether a bucket exists.

    Returns:
        The target. The bucket need not exist.
    """
    name = host_name(host)
    path = path.removeprefix("/")
    virtual = _VIRTUAL.fullmatch(name)
    if virtual:
        kind = ServiceKind.CI if is_api_path(path) else ServiceKind(virtual["kind"])
        return Target(kind, virtual["bucket"], virtual["region"], path)
    if _REGIONAL.fullmatch(name):
        return Target(ServiceKind.CI if is_api_path(path) else ServiceKind.COS, None, None, path)
    bucket = own_bucket
    first, slash, rest = path.partition("/")
    if not is_api_path(path) and has_bucket(first):
        bucket, path = first, rest if slash else ""
    return Target(ServiceKind.CI if is_api_path(path) else ServiceKind.COS, bucket, None, path)

"""Resolution of Host and path: the addressed service, the bucket, and the key or the API's path.

Three forms of Host are known: ``<bucket>.ci.<region>.myqcloud.com``, ``<bucket>.cos.<region>.myqcloud.com`` (which
official SDKs use for requests of the media service too), and an address without a bucket. An address stands for the
service's own bucket, unless the first segment of the path is an existing bucket (path style).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

API_PATHS: Final = frozenset({"jobs", "template", "queue", "inventorytriggerjob", "mediabucket", "local"})
"""First segments of a path that belong to the API on every Host. No object can have such a key."""

_VIRTUAL: Final = re.compile(r"(?P<bucket>[a-z0-9][a-z0-9-]*)\.(?P<kind>ci|cos)\.(?P<region>[a-z0-9-]+)\.myqcloud\.com")
_REGIONAL: Final = re.compile(r"(?:ci|cos|service\.cos)(?:\.[a-z0-9-]+)?\.myqcloud\.com")


class ServiceKind(Enum):
    """The two services of the cloud, which differ in response headers and error codes."""

    CI = "ci"
    COS = "cos"


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a request.

    Attributes:
        kind: The media service (CI) for its paths and its hosts, else the object store (COS).
        bucket: The bucket; None for a regional host, which names no bucket.
        region: The region in the host, None for an address.
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
        own_bucket: The bucket of an address in which no bucket is named.
        has_bucket: Returns whether a bucket exists.

    Returns:
        The target. Its bucket need not exist.
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

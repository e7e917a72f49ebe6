"""What a request is for: the bucket, the API and the key, read from its Host and its path.

Three forms of Host: ``<bucket>.ci.<region>.myqcloud.com``, ``<bucket>.cos.<region>.myqcloud.com`` (official SDKs send
it for calls of the media service too), and an address without a bucket. With an address the service's own bucket is
meant, unless the first segment of the path is an existing bucket.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

API_PATHS: Final = frozenset({"jobs", "template", "queue", "inventorytriggerjob", "mediabucket", "local"})
"""First segments of a path that belong to the API, whatever the Host. No object can be put there."""

_VIRTUAL: Final = re.compile(r"(?P<bucket>[a-z0-9][a-z0-9-]*)\.(?P<kind>ci|cos)\.(?P<region>[a-z0-9-]+)\.myqcloud\.com")
_REGIONAL: Final = re.compile(r"(?:ci|cos|service\.cos)(?:\.[a-z0-9-]+)?\.myqcloud\.com")


class Kind(Enum):
    """Which of the two services answers, with its own headers and error codes."""

    CI = "ci"
    COS = "cos"


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is for.

    Attributes:
        kind: The media service for its paths and its hosts, else the object store.
        bucket: The bucket; None for a host that names none and is no address.
        region: The region in the host, None for an address.
        path: The path within the bucket, without its leading slash: the key of an object, or an API's path.
    """

    kind: Kind
    bucket: str | None
    region: str | None
    path: str

    @property
    def is_api(self) -> bool:
        """Whether the path belongs to the API."""
        return is_api_path(self.path)


def is_api_path(path: str) -> bool:
    """Tell whether a key or path, without leading slash, belongs to the API."""
    return path.partition("/")[0] in API_PATHS


def host_name(host: str) -> str:
    """Return a Host header's name in lower case, without its port."""
    return re.sub(r":[0-9]*$", "", host.strip()).lower()


def find_target(host: str, path: str, *, own_bucket: str, has_bucket: Callable[[str], bool]) -> Target:
    """Read what a request is for.

    Args:
        host: Its Host header, perhaps with a port.
        path: Its decoded path, with the leading slash.
        own_bucket: The bucket meant when none is named.
        has_bucket: Tells whether a bucket exists.

    Returns:
        The target. Whether its bucket exists is not looked at.
    """
    name = host_name(host)
    path = path.removeprefix("/")
    virtual = _VIRTUAL.fullmatch(name)
    if virtual:
        kind = Kind.CI if is_api_path(path) else Kind(virtual["kind"])
        return Target(kind, virtual["bucket"], virtual["region"], path)
    if _REGIONAL.fullmatch(name):
        return Target(Kind.CI if is_api_path(path) else Kind.COS, None, None, path)
    bucket = own_bucket
    first, slash, rest = path.partition("/")
    if not is_api_path(path) and has_bucket(first):
        bucket, path = first, rest if slash else ""
    return Target(Kind.CI if is_api_path(path) else Kind.COS, bucket, None, path)

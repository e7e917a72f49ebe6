"""Checks bucket and region names, which have no default, and builds endpoints, paths and queries."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote, urlsplit

from cosanim.argument_hints import text_argument
from cosanim.caller_warnings import warn_caller
from cosanim.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CI_REGIONS: Final = (
    "ap-beijing",
    "ap-nanjing",
    "ap-shanghai",
    "ap-guangzhou",
    "ap-chengdu",
    "ap-chongqing",
    "ap-hongkong",
    "ap-singapore",
    "ap-mumbai",
    "ap-seoul",
    "ap-bangkok",
    "ap-tokyo",
    "na-siliconvalley",
    "na-ashburn",
    "na-toronto",
    "eu-frankfurt",
    "eu-moscow",
)
"""The regions that the service documents for Cloud Infinite."""

SHORT_REGIONS: Final = {
    "bj": "ap-beijing",
    "ca": "na-toronto",
    "cd": "ap-chengdu",
    "cq": "ap-chongqing",
    "de": "eu-frankfurt",
    "ger": "eu-frankfurt",
    "gz": "ap-guangzhou",
    "hk": "ap-hongkong",
    "in": "ap-mumbai",
    "jp": "ap-tokyo",
    "kr": "ap-seoul",
    "nj": "ap-nanjing",
    "ru": "eu-moscow",
    "sg": "ap-singapore",
    "sgp": "ap-singapore",
    "sh": "ap-shanghai",
    "th": "ap-bangkok",
    "tor": "na-toronto",
    "use": "na-ashburn",
    "usw": "na-siliconvalley",
}
"""Short names, as in MqRegion and in the events of functions, and the regions that they mean.

Three regions have two, of which ca, ger and sgp are those of COS before its XML API.
"""

BUCKET_VARIABLES: Final = ("COSANIM_BUCKET",)
REGION_VARIABLES: Final = ("COSANIM_REGION", "TENCENTCLOUD_REGION")

_BUCKET_CHARACTERS: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_REGION_CHARACTERS: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HOST_LABEL: Final = 63


class RegionWarning(UserWarning):
    """A region is not among those documented for Cloud Infinite; its host may not exist."""


def check_bucket(name: str | None, environ: Mapping[str, str] | None = None) -> str:
    """Return the full bucket name, from the argument or the environment.

    Args:
        name: The name with its appid, such as ``examplebucket-1250000000``; None or "" to look in
            COSANIM_BUCKET.
        environ: The variables; the process environment when left out.

    Returns:
        The name: lower-case letters, digits and hyphens, then ``-<appid>``.

    Raises:
        ConfigurationError: There is no name, its appid is missing, or it is not a valid bucket name.
    """
    name = _setting("bucket", name, BUCKET_VARIABLES, environ)
    if not _BUCKET_CHARACTERS.fullmatch(name):
        raise ConfigurationError(
            f"{name!r} cannot be a bucket: use lower-case letters, digits and hyphens, and no hyphen at either end"
        )
    if not re.search(r"-[0-9]+$", name):
        raise ConfigurationError(
            f"the appid is missing from the bucket name {name!r}: write {name}-<appid>, for example "
            f"{name}-1250000000; the account page of the console shows the appid"
        )
    if len(name) > _HOST_LABEL:
        raise ConfigurationError(f"{name!r} cannot be a bucket: longer than {_HOST_LABEL} characters")
    return name


def check_region(name: str | None, environ: Mapping[str, str] | None = None) -> str:
    """Return the region, from the argument or the environment.

    A region that is not documented for Cloud Infinite may be new, so it causes a ``RegionWarning``, not an error.

    Args:
        name: The region, such as ``ap-chongqing``; None or "" to look in COSANIM_REGION, then
            TENCENTCLOUD_REGION.
        environ: The variables; the process environment when left out.

    Returns:
        The region.

    Raises:
        ConfigurationError: There is no region, or it cannot be part of a host name.
    """
    name = region_setting(name, environ)
    if name not in CI_REGIONS:
        warn_caller(f"region {name!r} {undocumented_region(name)}", RegionWarning)
    return name


def region_setting(name: str | None, environ: Mapping[str, str] | None = None) -> str:
    """Return the region as ``check_region`` does, but without a warning.

    Args:
        name: As for ``check_region``.
        environ: As for ``check_region``.

    Raises:
        ConfigurationError: As for ``check_region``.
    """
    name = _setting("region", name, REGION_VARIABLES, environ)
    if name not in CI_REGIONS and (not _REGION_CHARACTERS.fullmatch(name) or len(name) > _HOST_LABEL):
        raise ConfigurationError(
            f"{name!r} cannot be a region: {_question(name)}write it as the console does, for example ap-chongqing"
        )
    return name


def undocumented_region(name: str) -> str | None:
    """Return what to say of a region that is not documented for Cloud Infinite; None for one that is.

    Args:
        name: The region.
    """
    if name in CI_REGIONS:
        return None
    return (
        f"is not among the {len(CI_REGIONS)} documented for Cloud Infinite: {_question(name)}"
        f"the documented ones are {', '.join(CI_REGIONS)}"
    )


def _question(name: str) -> str:
    similar = similar_region(name)
    return "" if similar is None else f"did you mean {similar}? "


def similar_region(name: str) -> str | None:
    """Return the region that a name seems to mean: a misspelling, a short name, or a name without its first part.

    Args:
        name: A text that is not a documented region.
    """
    name = name.lower().replace("_", "-")
    if name in SHORT_REGIONS:
        return SHORT_REGIONS[name]
    import difflib  # imported on demand: few regions are wrong

    forms = {region: region for region in CI_REGIONS} | {region.partition("-")[2]: region for region in CI_REGIONS}
    found = difflib.get_close_matches(name, forms, n=1, cutoff=0.8)
    return forms[found[0]] if found else None


def ci_host(bucket: str, region: str) -> str:
    """Return the host that takes the jobs of a bucket."""
    return f"{bucket}.ci.{region}.myqcloud.com"


def regional_host(region: str) -> str:
    """Return the host of a region, for requests that do not belong to a bucket."""
    return f"ci.{region}.myqcloud.com"


def cos_host(bucket: str, region: str) -> str:
    """Return the host that stores the objects of a bucket."""
    return f"{bucket}.cos.{region}.myqcloud.com"


class Endpoint(NamedTuple):
    """The base URL that requests are sent to, and their Host header.

    Attributes:
        base_url: Scheme and authority, without a slash at the end.
        host: The Host header. It is the documented virtual host even if ``base_url`` is another address.
    """

    base_url: str
    host: str

    @classmethod
    def of(cls, host: str, endpoint: str | None = None) -> Endpoint:
        """Create the endpoint for a documented host.

        Args:
            host: The result of ``ci_host`` or ``cos_host``.
            endpoint: A full URL to send to instead of ``https://<host>``, such as ``http://127.0.0.1:8080``.

        Returns:
            The endpoint.

        Raises:
            ConfigurationError: ``endpoint`` is not a URL of that form.
        """
        if not endpoint:
            return cls(f"https://{host}", host)
        return cls(check_endpoint(endpoint), host)

    @property
    def authority(self) -> str:
        """Host and port that requests go to."""
        return self.base_url.partition("://")[2]

    @property
    def is_secure(self) -> bool:
        """Whether requests use TLS."""
        return self.base_url[: len("https:")].lower() == "https:"

    @property
    def is_documented(self) -> bool:
        """Whether requests go to the documented host itself."""
        return self.base_url == f"https://{self.host}"

    @property
    def is_loopback(self) -> bool:
        """Whether requests stay on this machine."""
        host = urlsplit(self.base_url).hostname or ""
        if host.endswith(".myqcloud.com"):
            return False
        import ipaddress  # imported on demand: it loads slowly, and most endpoints are names

        try:
            return host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    def url(self, path: str, query: str = "") -> str:
        """Return the URL of an encoded path, starting with ``/``, with an encoded query."""
        return f"{self.base_url}{path}" + (f"?{query}" if query else "")


def check_endpoint(endpoint: str) -> str:
    """Validate an explicit endpoint and return it without a trailing slash.

    Args:
        endpoint: Scheme ``http`` or ``https``, a host and optionally a port; nothing else.

    Returns:
        Scheme and authority.

    Raises:
        ConfigurationError: It is not such a URL. The message does not contain a password from it.
    """
    try:
        parts = urlsplit(endpoint.strip())
        well_formed = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        well_formed = False
    if not well_formed:
        raise ConfigurationError(
            "the endpoint is not a full URL with scheme and host; write it like http://127.0.0.1:8080"
        )
    if "@" in parts.netloc:
        raise ConfigurationError("the endpoint contains a user name or password; pass credentials on their own")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ConfigurationError(
            f"the endpoint has more than scheme, host and port: use {parts.scheme}://{parts.netloc}"
        )
    return f"{parts.scheme}://{parts.netloc}"


def object_path(key: str) -> str:
    """Return the URL path of an object, encoded so that the key arrives byte for byte.

    HTTP libraries and proxies normalise paths: they resolve ``..`` and merge a double slash at the start. Dot
    segments and a leading slash are therefore percent-encoded.

    Args:
        key: The object's key: any text that is not empty.

    Returns:
        The path, starting with ``/``; decoded, it is ``/`` followed by the key.

    Raises:
        ConfigurationError: The key is empty, or contains a lone surrogate, which UTF-8 cannot encode.
        TypeError: The key is not a text.
    """
    if not text_argument("key", key):
        raise ConfigurationError("an object key must not be empty")
    try:
        key.encode()
    except UnicodeEncodeError:
        raise ConfigurationError("an object key must be text that UTF-8 can encode") from None
    segments = [
        segment.replace(".", "%2E") if segment in {".", ".."} else quote(segment, safe="-_.~")
        for segment in key.split("/")
    ]
    path = "/".join(segments)
    return f"/%2F{path[1:]}" if path.startswith("/") else f"/{path}"


def query_string(params: Iterable[tuple[str, str | None]]) -> str:
    """Return an encoded query, in the order given; a value of None gives the bare name, as in ``?cancel``."""
    return "&".join(
        quote(name, safe="-_.~") + ("" if value is None else f"={quote(value, safe='-_.~')}") for name, value in params
    )


def _setting(what: str, argument: str | None, variables: tuple[str, ...], environ: Mapping[str, str] | None) -> str:
    environ = os.environ if environ is None else environ
    if argument is not None and (stripped := text_argument(what, argument).strip()):
        return stripped
    for variable in variables:
        value = environ.get(variable, "").strip()
        if value:
            return value
    raise ConfigurationError(
        f"no {what} given: pass {what}=... (--{what} on the command line) or set {variables[0]}; there is no default",
        searched_places=[
            f"argument {what}: {'not given' if argument is None else 'blank'}",
            *(f"environment {v}: {'blank' if v in environ else 'not set'}" for v in variables),
        ],
    )

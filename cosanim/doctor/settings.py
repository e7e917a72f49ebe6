"""Checks of the settings: credentials, bucket, region, and where requests are sent to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.credentials import Credentials, find_credentials
from cosanim.credentials.sources import list_sources
from cosanim.doctor.checks import failed, first_line, ok, warning
from cosanim.errors import ConfigurationError, CosanimError, TransportError
from cosanim.http.endpoints import (
    BUCKET_VARIABLES,
    REGION_VARIABLES,
    Endpoint,
    check_bucket,
    ci_host,
    region_setting,
    undocumented_region,
)
from cosanim.http.sessions.environment_settings import EndpointSettings
from cosanim.signing import check_sendable
from cosanim.time_limits import call_within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.credentials import CredentialsSource
    from cosanim.findings import Finding

_GIVE_CREDENTIALS: Final = (
    "set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write a profile with `tccli configure`; the keys are on"
    " the page API keys of the access management (CAM) console"
)


def check_credentials(
    given: CredentialsSource | None, profile: str | None, *, timeout: float
) -> tuple[Finding, Credentials | None]:
    """Check which source has credentials, and which others have some that are not used.

    Args:
        given: The argument ``credentials``; None to search all sources.
        profile: The only profile that is used; None for all sources.
        timeout: Seconds for the search.

    Returns:
        The check, and the credentials that a client signs with.
    """
    name = "credentials"
    try:
        if given is not None:
            credentials = call_within(timeout, lambda: find_credentials(given))
            check_sendable(credentials)
            return ok(name, f"{_described(credentials)} from the argument credentials", _USED), credentials
        sources = call_within(timeout, lambda: list_sources(profile))
    except TimeoutError as error:
        return failed(name, f"the search for credentials took too long: {error}", _UNSIGNED, _GIVE_CREDENTIALS), None
    except CosanimError as error:
        return failed(name, first_line(error), _UNSIGNED, _GIVE_CREDENTIALS), None
    except Exception as error:  # noqa: BLE001 - a provider of the caller can raise anything
        found = f"the provider raised {type(error).__name__}"  # its message may hold a secret
        return failed(name, found, _UNSIGNED, "correct the provider that is passed as credentials"), None
    used = next((source for source in sources if source.credentials and source.is_searched), None)
    others = [(source.place, source.credentials) for source in sources if source.credentials and source is not used]
    unused = "; ".join(f"{_described(other)} in {place}" for place, other in others)
    unused = f". Not used: {unused}" if unused else ""
    if used is None or used.credentials is None:
        reasons = "; ".join(reason for source in sources for reason in source.reasons)
        return failed(name, f"none. Searched: {reasons}{unused}", _UNSIGNED, _GIVE_CREDENTIALS), None
    credentials = used.credentials
    shown = f"{_described(credentials)} from {used.place}{unused}"
    try:
        check_sendable(credentials)
    except CosanimError as error:
        return failed(name, f"{shown}: {first_line(error)}", _UNSIGNED, _COPY_AGAIN), None
    half_set = [reason for source in sources for reason in source.reasons if reason.endswith(": set")]
    if half_set:
        remedy = "set the id and the key, or neither"
        return warning(name, f"{shown}. {', '.join(half_set)}, but not its counterpart", _USED, remedy), credentials
    if any(other.secret_id != credentials.secret_id for _, other in others):
        remedy = "if the account is the wrong one, remove the source, or name a profile with --profile"
        return warning(name, shown, f"{_USED}; the others are of another id", remedy), credentials
    return ok(name, shown, _USED), credentials


_COPY_AGAIN: Final = (
    "set the value again: copy it in full from where the keys were made, without quotes and line breaks"
)
_USED: Final = "requests are signed with these credentials"
_UNSIGNED: Final = "no request can be signed"


def _described(credentials: Credentials) -> str:
    kind = "temporary credentials" if credentials.token else "secret id"
    return f"{kind} {credentials.masked_id}"


def check_bucket_name(given: str | None) -> tuple[Finding, str | None]:
    """Check the form of the bucket's name, and return it; None if there is none.

    Args:
        given: The argument; None to look in the environment.
    """
    try:
        bucket = check_bucket(given)
    except ConfigurationError as error:
        return failed("bucket", first_line(error), "no host can be named", _NAME_BUCKET), None
    source = "argument" if given else f"environment {BUCKET_VARIABLES[0]}"
    return ok("bucket", f"{bucket} ({source})", "the name has the form of a bucket, with an appid"), bucket


_NAME_BUCKET: Final = (
    "pass --bucket NAME-APPID or set COSANIM_BUCKET; the list of buckets in the console of the object store (COS) shows"
    " the full name"
)


def check_region_name(given: str | None) -> tuple[Finding, str | None]:
    """Check the form of the region's name, and return it; None if there is none.

    Args:
        given: The argument; None to look in the environment.
    """
    try:
        region = region_setting(given)
    except ConfigurationError as error:
        return failed("region", first_line(error), "no host can be named", _NAME_REGION), None
    variable = next((one for one in REGION_VARIABLES if os.environ.get(one, "").strip()), REGION_VARIABLES[0])
    found = f"{region} ({'argument' if given else f'environment {variable}'})"
    if (text := undocumented_region(region)) is not None:
        return warning("region", found, f"the region {text}", "check the region in the console"), region
    return ok("region", found, "the region is documented for Cloud Infinite"), region


_NAME_REGION: Final = (
    "pass --region or set COSANIM_REGION, such as ap-chongqing; the list of buckets in the console shows the region"
)


class Route(NamedTuple):
    """How requests reach the service.

    Attributes:
        endpoint: The endpoint of the bucket.
        custom: The URL that is used in place of the documented hosts; None for these.
        proxy: The proxy, without its password; None if there is none.
    """

    endpoint: Endpoint
    custom: str | None
    proxy: str | None


def check_endpoint(given: str | None, bucket: str, region: str) -> tuple[Finding, Route | None]:
    """Check where requests are sent to, with the proxy and the certificates that are used.

    Args:
        given: The argument; None to look in the environment.
        bucket: The bucket.
        region: Its region.
    """
    custom = given or os.environ.get("COSANIM_ENDPOINT") or None
    try:
        endpoint = Endpoint.of(ci_host(bucket, region), custom)
    except ConfigurationError as error:
        return failed("endpoint", first_line(error), "no request can be sent", _NAME_ENDPOINT), None
    settings = EndpointSettings()
    environment = settings.environment(endpoint)
    proxy = _proxy_for(endpoint, environment.proxies)
    bundle = environment.ca_bundle
    found = endpoint.base_url
    found += f", Host {endpoint.host}" if custom else ""
    found += f", through the proxy {proxy}" if proxy else ""
    found += f", certificates of {bundle}" if bundle and endpoint.is_secure else ""
    try:
        if bundle and endpoint.is_secure:
            settings.check_bundle(bundle, endpoint.authority)
    except TransportError as error:
        return failed("endpoint", f"{found}: {first_line(error)}", "no request can be sent", _BUNDLE), None
    route = Route(endpoint, custom, proxy)
    if not endpoint.is_secure and not endpoint.is_loopback:
        return warning("endpoint", found, "requests and objects are sent without TLS", "use an https endpoint"), route
    return ok("endpoint", found, "requests are sent there"), route


_NAME_ENDPOINT: Final = "correct --endpoint or COSANIM_ENDPOINT"
_BUNDLE: Final = "correct REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE, or unset it"


def _proxy_for(endpoint: Endpoint, proxies: Mapping[str, str]) -> str | None:
    """Return the proxy for an endpoint, without its password."""
    if not proxies:
        return None
    from requests.utils import select_proxy  # on demand: few environments have proxies

    proxy = select_proxy(endpoint.url("/"), dict(proxies))
    if not proxy:
        return None
    scheme, separator, rest = proxy.rpartition("://")
    user, at, address = rest.rpartition("@")
    return f"{scheme}{separator}{'***@' if at and user else ''}{address}"

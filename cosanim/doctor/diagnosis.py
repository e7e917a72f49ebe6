"""``diagnose``: runs the checks in their order, and skips those whose prerequisites are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cosanim.doctor.access import ask_for_queues, ask_for_the_rest, check_permissions, check_signature
from cosanim.doctor.checks import skipped
from cosanim.doctor.installation import check_packages, check_python
from cosanim.doctor.media_service import check_binding, check_queue, check_role
from cosanim.doctor.network import check_clock, check_connection, check_names
from cosanim.doctor.output import check_output
from cosanim.doctor.probe import Probe
from cosanim.doctor.settings import check_bucket_name, check_credentials, check_endpoint, check_region_name
from cosanim.errors.next_steps import DOCTOR_CHECKS
from cosanim.findings import Status
from cosanim.http.transport import checked_timeout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cosanim.credentials import Credentials, CredentialsSource
    from cosanim.doctor.settings import Route
    from cosanim.findings import Finding
    from cosanim.http.exchange import Exchange

DEFAULT_TIMEOUT: Final = 10.0
"""Seconds for each request, and for the resolution of each host name."""


def diagnose(
    *,
    bucket: str | None = None,
    region: str | None = None,
    credentials: CredentialsSource | None = None,
    profile: str | None = None,
    endpoint: str | None = None,
    output_bucket: str | None = None,
    output_region: str | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    on_exchange: Callable[[Exchange], None] | None = None,
) -> Iterator[Finding]:
    """Check everything that a job needs, one thing after the other. Nothing is changed and no job is submitted.

    A check whose prerequisite failed is skipped, and says so. No check raises an error for what it finds, and none
    takes longer than a few times ``timeout``.

    Args:
        bucket: As for ``AnimationClient``, also for the following arguments.
        region: The region of the bucket.
        credentials: The credentials, or a provider of them.
        profile: Name of a profile of tccli.
        endpoint: A full URL to send to instead of the documented hosts.
        output_bucket: The bucket for outputs, if it is another one; without it and ``output_region`` there is no such
            check.
        output_region: Its region, if it is another one.
        timeout: Seconds for each request, and for the resolution of each host name; above 0, at most a day.
        on_exchange: Called after each request with an ``Exchange``, its secrets masked.

    Yields:
        The finding of each check as soon as it has ended, in this order: python, packages, credentials, bucket, region,
        endpoint, dns, connection, clock, signature, permissions, media-service, queue, role, and output.

    Raises:
        ConfigurationError: The timeout is invalid.
        TypeError: Bucket, region or endpoint is not a text.

    Example:
        >>> [check.name for check in diagnose() if check.status == "failed"]
    """
    checked_timeout(timeout)
    yield check_python()
    yield check_packages()
    credentials_check, found_credentials = check_credentials(credentials, profile, timeout=timeout)
    yield credentials_check
    bucket_check, bucket = check_bucket_name(bucket)
    yield bucket_check
    region_check, region = check_region_name(region)
    yield region_check
    if bucket is None or region is None:
        missing = "bucket" if bucket is None else "region"
        yield from _skip_from("endpoint", missing, output=_has_output(output_bucket, output_region))
        return
    endpoint_check, route = check_endpoint(endpoint, bucket, region)
    yield endpoint_check
    if route is None:
        yield from _skip_from("dns", "endpoint", output=_has_output(output_bucket, output_region))
        return
    yield from _ask_service(
        route,
        found_credentials,
        bucket=bucket,
        region=region,
        output=(output_bucket, output_region),
        timeout=timeout,
        on_exchange=on_exchange,
    )


def _ask_service(
    route: Route,
    credentials: Credentials | None,
    *,
    bucket: str,
    region: str,
    output: tuple[str | None, str | None],
    timeout: float,
    on_exchange: Callable[[Exchange], None] | None,
) -> Iterator[Finding]:
    """Yield the checks that need the network."""
    has_output = _has_output(*output)
    names = check_names(route, bucket=bucket, region=region, timeout=timeout)
    yield names
    if names.status is Status.FAILED or credentials is None:
        yield from _skip_from("connection", "credentials" if credentials is None else "dns", output=has_output)
        return
    probe = Probe(
        bucket=bucket,
        region=region,
        endpoint=route.endpoint,
        custom_endpoint=route.custom,
        credentials=credentials,
        timeout=timeout,
        on_exchange=on_exchange,
    )
    try:
        yield from _ask(probe, route, output)
    finally:
        probe.close()


def _ask(probe: Probe, route: Route, output: tuple[str | None, str | None]) -> Iterator[Finding]:
    """Yield the checks that send requests."""
    queues = ask_for_queues(probe)
    connection = check_connection(queues, route)
    yield connection
    if connection.status is Status.FAILED:
        yield from _skip_from("clock", "connection", output=_has_output(*output))
        return
    yield check_clock(queues)
    answers = ask_for_the_rest(probe, queues)
    signature = check_signature(answers, probe.ask_object_store)
    yield signature
    if signature.status is Status.FAILED:
        yield from _skip_from("permissions", "signature", output=_has_output(*output))
        return
    yield check_permissions(answers)
    binding = check_binding(answers, bucket=probe.bucket, region=probe.region)
    yield binding
    if binding.status is Status.FAILED:
        yield _needs("queue", "media-service")
    else:
        yield check_queue(answers, probe)
    yield check_role(answers)
    if _has_output(*output):
        yield check_output(probe, *output, has_custom_endpoint=route.custom is not None)


def _skip_from(first: str, missing: str, *, output: bool) -> Iterator[Finding]:
    """Yield the remaining checks as skipped. Each needs the ones before it, down to the signature.

    Args:
        first: Name of the first check that is skipped.
        missing: Name of the check that failed.
        output: Whether there is a check of the output.
    """
    for name in DOCTOR_CHECKS[DOCTOR_CHECKS.index(first) :]:
        if name != "output" or output:
            yield _needs(name, missing)


def _needs(name: str, missing: str) -> Finding:
    return skipped(name, f"not checked, since the check {missing} failed", f"it shows when {missing} is right")


def _has_output(bucket: str | None, region: str | None) -> bool:
    return bool(bucket or region)

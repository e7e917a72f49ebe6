"""Check of the bucket for the outputs, if it is another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cosanim.doctor.checks import failed, first_line, ok, skipped, warning
from cosanim.doctor.probe import NO_SUCH_BUCKET
from cosanim.errors import ConfigurationError, NotFoundError, PermissionDeniedError
from cosanim.http.endpoints import check_bucket, region_setting, undocumented_region
from cosanim.service_role import ROLE_NAME

if TYPE_CHECKING:
    from cosanim.doctor.probe import Probe
    from cosanim.findings import Finding

_CORRECT: Final = "take name and region from the list of buckets in the console"


def check_output(probe: Probe, bucket: str | None, region: str | None, *, has_custom_endpoint: bool) -> Finding:
    """Check the bucket for the outputs: that it exists, and is of the same account and region.

    Args:
        probe: Asks the object store.
        bucket: The bucket; that of the inputs when None.
        region: Its region; that of the inputs when None.
        has_custom_endpoint: Whether requests go to an endpoint that stands for one region.
    """
    try:
        bucket, region = check_bucket(bucket or probe.bucket), region_setting(region or probe.region)
    except ConfigurationError as error:
        return failed("output", first_line(error), "no output can be written", _CORRECT)
    is_elsewhere = region != probe.region
    if is_elsewhere and (text := undocumented_region(region)) is not None:
        return failed("output", f"{bucket} in {region}", f"the region {text}", _CORRECT)
    # An endpoint that stands for one region knows no bucket of another one.
    failure = None if is_elsewhere and has_custom_endpoint else probe.ask_object_store(bucket, region).error
    if isinstance(failure, NotFoundError) and failure.code == NO_SUCH_BUCKET:
        return failed("output", first_line(failure), "no output can be written", _CORRECT)
    if is_elsewhere:
        return warning(
            "output",
            f"{bucket} is in {region}, the inputs are in {probe.region}",
            "outputs cross regions: that takes longer, the traffic may be charged, and the pages do not promise that"
            " it is allowed",
            f"use an output bucket in {probe.region}, and replicate from there",
        )
    if bucket.rpartition("-")[2] != probe.bucket.rpartition("-")[2]:
        return warning(
            "output",
            f"{bucket} belongs to another account (appid)",
            f"the role {ROLE_NAME} of the account of the inputs needs the permission to write there",
            "grant the role write permission in the policy of the output bucket",
        )
    if failure is None or isinstance(failure, NotFoundError | PermissionDeniedError):
        return ok("output", f"{bucket} in {region} exists", "the service writes outputs with its role")
    return skipped("output", first_line(failure), "whether the bucket exists is not known")

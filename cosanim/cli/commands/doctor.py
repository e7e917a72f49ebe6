"""The command ``cosanim doctor``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from cosanim.cli.completion import REGION
from cosanim.cli.exit_codes import REJECTED
from cosanim.cli.findings import print_finding
from cosanim.cli.options import MAX_REPLY_TIMEOUT, Seconds, connection_options, json_option
from cosanim.cli.output import print_exchange, print_json
from cosanim.doctor import DEFAULT_TIMEOUT, diagnose
from cosanim.findings import Status

if TYPE_CHECKING:
    from cosanim.findings import Finding


@click.command()
@click.option("--output-bucket", metavar="NAME-APPID", help="Also check this bucket for outputs.")
@click.option("--output-region", type=REGION, metavar="REGION", help="Region of the bucket for outputs.")
@connection_options
@click.option(
    "--reply-timeout",
    "--timeout",
    "timeout",
    type=Seconds(MAX_REPLY_TIMEOUT),
    default=DEFAULT_TIMEOUT,
    show_default=True,
    help="Seconds for each request and each name of a host.",
)
@json_option
def doctor(
    *,
    output_bucket: str | None,
    output_region: str | None,
    bucket: str | None,
    region: str | None,
    endpoint: str | None,
    profile: str | None,
    debug: bool,
    timeout: float,
    as_json: bool,
) -> None:
    """Check everything that a job needs, and say what to do about what is wrong.

    Python and packages, credentials, bucket, region, endpoint, name resolution, connection, clock, signature,
    permissions, media service, queue, role and output are checked in this order. Nothing is changed, and no job is
    submitted. The exit code is 1 if a check failed.

    With --json, one object: {"checks": [{"name", "status", "found", "meaning", "remedy"}]}, where the status is ok,
    warning, failed or skipped.
    """
    checks: list[Finding] = []
    for check in diagnose(
        bucket=bucket,
        region=region,
        endpoint=endpoint,
        profile=profile,
        output_bucket=output_bucket,
        output_region=output_region,
        timeout=timeout,
        on_exchange=print_exchange if debug else None,
    ):
        checks.append(check)
        if not as_json:
            print_finding(check, is_brief=True)
    counts = Counter(check.status for check in checks)
    if as_json:
        print_json({"checks": checks})
    else:
        click.echo(", ".join(f"{counts[status]} {status}" for status in Status if counts[status]))
    click.get_current_context().exit(REJECTED if counts[Status.FAILED] else 0)

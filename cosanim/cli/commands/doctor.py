"""The command ``cosanim doctor``."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Final

import click

from cosanim.cli.completion import REGION
from cosanim.cli.exit_codes import REJECTED
from cosanim.cli.options import MAX_REPLY_TIMEOUT, Seconds, connection_options, json_option
from cosanim.cli.output import print_exchange, print_json, printable
from cosanim.doctor import DEFAULT_TIMEOUT, Status, diagnose

if TYPE_CHECKING:
    from cosanim.doctor import Check

_WIDTH: Final = 80
_STATUS_WIDTH: Final = len("skipped") + 2
"""Width of the first column, of which all further lines leave the room free."""


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
    checks: list[Check] = []
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
            _print_check(check)
    counts = Counter(check.status for check in checks)
    if as_json:
        print_json({"checks": checks})
    else:
        click.echo(", ".join(f"{counts[status]} {status}" for status in Status if counts[status]))
    click.get_current_context().exit(REJECTED if counts[Status.FAILED] else 0)


def _print_check(check: Check) -> None:
    """Print a check as soon as it has ended: what was found, and what that means if there is something to do."""
    _print_wrapped(f"{check.status:<{_STATUS_WIDTH}}", f"{check.name}: {check.found}")
    if check.remedy:
        _print_wrapped("", f"means: {check.meaning}")
        _print_wrapped("", f"do: {check.remedy}")


def _print_wrapped(first: str, text: str) -> None:
    indent = " " * _STATUS_WIDTH
    lines = textwrap.wrap(
        printable(text),
        _WIDTH,
        initial_indent=first or indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    click.echo("\n".join(lines))

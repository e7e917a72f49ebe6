"""Options that several commands share."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from cosanim.cli.completion import REGION
from cosanim.cli.output import print_exchange
from cosanim.errors import ConfigurationError
from cosanim.http.transport import DEFAULT_TIMEOUT
from cosanim.times import format_time, parse_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.client import AnimationClient


def number(text: str) -> int | Decimal:
    """Parse a number of the command line. An integer stays an integer: 15 does not become 15.0.

    Raises:
        click.BadParameter: The text is not a number.
    """
    try:
        return int(text) if text.lstrip("+-").isdigit() else Decimal(text)
    except InvalidOperation:
        raise click.BadParameter(f"{text!r} is not a number") from None


def parse_duration(text: str) -> float:
    """Parse a duration such as 48h, and return its seconds.

    Raises:
        click.BadParameter: The text is not a duration.
    """
    from cosanim.durations import seconds_of  # on demand: hardly any command needs it

    try:
        return seconds_of("the duration", text)
    except ConfigurationError:
        raise click.BadParameter(
            f"{text!r} is not a duration above 0 and below a hundred years: give one such as 90s, 30m, 48h or 2d"
        ) from None


_UNIT_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_when(text: str) -> str:
    """Parse an age such as 2h (two hours ago), or a time, and return the time in the service's format.

    Raises:
        click.BadParameter: The text is neither.
    """
    age = re.fullmatch(r"([0-9]{1,6})([smhd])", text)
    try:
        if age:
            return format_time(datetime.now(UTC) - timedelta(seconds=int(age[1]) * _UNIT_SECONDS[age[2]]))
        time = parse_time(text)
    except OverflowError:
        raise click.BadParameter(f"{text!r} lies before the beginning of the calendar") from None
    except ValueError:
        time = None
    if time is None:
        raise click.BadParameter(
            f"{text!r} is neither an age such as 30m, 2h or 7d nor a time such as 2022-06-27T15:23:10+0800"
        )
    return format_time(time)


MAX_REPLY_TIMEOUT: Final = 86400
"""The longest time-out for a single read from the connection, in seconds."""
MAX_COUNT: Final = 1_000_000_000
"""The largest value of an option that is a count or a number of seconds."""

Function = TypeVar("Function", bound="Callable[..., Any]")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON: one object, or one per line.")
full_option = click.option(
    "--full", "is_full", is_flag=True, help="On a terminal, show whole keys and times, in as many lines as they need."
)


profile_option = click.option(
    "--profile",
    metavar="NAME",
    help="Sign with the credentials of this profile of tccli and no others. [TCCLI_PROFILE]",
)


def connection_options(function: Function) -> Function:
    """Add the options that ``make_client`` takes: bucket, region, endpoint, profile and debug."""
    options = [
        click.option("--bucket", metavar="NAME-APPID", help="Bucket, with its appid. [COSANIM_BUCKET]"),
        click.option("--region", type=REGION, metavar="REGION", help="Region of the bucket. [COSANIM_REGION]"),
        click.option(
            "--endpoint",
            metavar="URL",
            envvar="COSANIM_ENDPOINT",
            help="Address in place of the service's. [COSANIM_ENDPOINT]",
        ),
        profile_option,
        click.option("--debug", is_flag=True, help="Show requests and the signed text on stderr, with secrets masked."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


class Seconds(click.FloatRange):
    """Parameter type: a finite number of seconds above 0."""

    def __init__(self, longest: float | None = None) -> None:
        """Set the limit.

        Args:
            longest: The largest value in seconds; any finite number by default.
        """
        super().__init__(min=0, min_open=True, max=longest)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number of seconds.

        Raises:
            click.BadParameter: The value is not a number, not above 0, too large or infinite.
        """
        try:
            seconds = float(value)
        except ValueError:
            self.fail(f"{value!r} is not a number of seconds", param, ctx)
        if not 0 < seconds <= (self.max or sys.float_info.max):
            limit = "a finite number" if self.max is None else f"at most {self.max:.0f}"
            self.fail(f"{value} is not allowed: give seconds above 0, {limit}", param, ctx)
        return seconds


_REPLY_TIMEOUT_HELP: Final = "Seconds to wait for each piece of a reply."
_reply_seconds = Seconds(MAX_REPLY_TIMEOUT)

reply_timeout_option = click.option(
    "--reply-timeout",
    "--timeout",
    "timeout",
    type=_reply_seconds,
    default=DEFAULT_TIMEOUT[1],
    show_default=True,
    help=_REPLY_TIMEOUT_HELP,
)
"""The time-out of a command that does not wait for a job."""
command_timeout_option = click.option(
    "--command-timeout",
    type=Seconds(MAX_REPLY_TIMEOUT),
    default=120.0,
    show_default=True,
    help="Seconds for all requests of the command together; then the exit code is 4.",
)
"""The time limit of a command that sends several requests, for ``command_limit``."""
job_timeout_option = click.option(
    "--job-timeout",
    "--timeout",
    "timeout",
    type=Seconds(),
    default=600.0,
    show_default=True,
    help="Seconds within which the job must end.",
)


def wait_timeout_options(function: Function) -> Function:
    """Add both time-outs of a command that waits for jobs of the service: ``timeout`` and ``reply_timeout``."""
    reply_timeout = click.option(
        "--reply-timeout",
        type=_reply_seconds,
        default=DEFAULT_TIMEOUT[1],
        show_default=True,
        help=_REPLY_TIMEOUT_HELP,
    )
    return job_timeout_option(reply_timeout(function))


def make_client(
    *,
    bucket: str | None,
    region: str | None,
    endpoint: str | None,
    profile: str | None,
    debug: bool,
    timeout: float | None = None,
) -> AnimationClient:
    """Return a client with the settings of the connection options.

    Args:
        bucket: Value of the option; by default COSANIM_BUCKET.
        region: Value of the option; by default COSANIM_REGION or TENCENTCLOUD_REGION.
        endpoint: Value of the option; by default the documented host.
        profile: Value of the option; by default all sources of credentials are searched.
        debug: Show requests on stderr.
        timeout: Seconds to wait for each piece of a reply.
    """
    from cosanim.client import AnimationClient  # on demand: `cosanim sign` needs no client

    return AnimationClient(
        bucket=bucket,
        region=region,
        endpoint=endpoint,
        profile=profile,
        timeout=(DEFAULT_TIMEOUT[0], timeout or DEFAULT_TIMEOUT[1]),
        on_exchange=print_exchange if debug else None,
    )

"""The options of ``cosanim bulk``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cosanim.bulk.options import MAX_IN_FLIGHT
from cosanim.cli.completion import REGION
from cosanim.cli.files import TargetFolder, TargetPath
from cosanim.cli.job_options import parameter_options, template_options
from cosanim.cli.options import MAX_COUNT, Function, Seconds, parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable


def _seconds(text: str) -> float:
    """Return the seconds of ``--max-duration``: a number, or a text such as 90s or 5m."""
    return Seconds().convert(text, None, None) if text[-1:].isdigit() else parse_duration(text)


_LISTING: Final = (
    click.option("--prefix", help="Make the manifest of the videos whose keys begin with PREFIX; then give OUTPUT."),
    click.option("--all", "takes_all", is_flag=True, help="With --prefix: take objects with any suffix for videos."),
    click.option(
        "--manifest-out",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="With --prefix: file of the manifest; by default named after the prefix, as videos.bulk.csv.",
    ),
    template_options,
    parameter_options,
    click.option("--output-bucket", help="With --prefix: bucket of the results; that of the videos if left out."),
    click.option("--output-region", type=REGION, help="With --prefix: region of that bucket."),
    click.option("--user-data", help="With --prefix: text that comes back with each job, printable ASCII."),
    click.option("--job-level", type=int, help="With --prefix: priority 0, 1 or 2; higher goes first."),
)
_RUN: Final = (
    click.option(
        "--journal",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="File that records the state of each row, on a local disk; MANIFEST.journal if left out.",
    ),
    click.option(
        "--concurrency",
        type=click.IntRange(1, MAX_IN_FLIGHT),
        default=8,
        show_default=True,
        help="Number of requests at the same time.",
    ),
    click.option(
        "--rate",
        type=click.FloatRange(0, MAX_COUNT, min_open=True),
        help="Requests per second at most.",
    ),
    click.option(
        "--max-queued",
        type=click.IntRange(1, MAX_COUNT),
        help="Number of submitted jobs that have not ended; nine tenths of the queue's size if left out.",
    ),
    click.option("--wait", is_flag=True, help="Wait until the jobs end; a row is printed when its job has ended."),
    click.option(
        "--download",
        "folder",
        type=TargetFolder(),
        metavar="DIR",
        help="Wait, and fetch each result into this folder, under its key.",
    ),
    click.option(
        "--report",
        type=TargetPath(),
        metavar="FILE",
        help="At the end, also after Ctrl-C, write all rows with their results to this file: JSONL if it ends in "
        ".jsonl, .ndjson or .json, else CSV.",
    ),
    click.option("--max-jobs", type=click.IntRange(1, MAX_COUNT), help="Submit nothing if the manifest has more rows."),
    click.option(
        "--max-duration",
        type=_seconds,
        metavar="DURATION",
        help="Submit nothing if a row converts more of its video, or has no duration: seconds, or a text such as 5m.",
    ),
    click.option(
        "--retry-failed", is_flag=True, help="Send the rows again that the service rejected in an earlier run."
    ),
    click.option(
        "--pause-timeout",
        type=Seconds(),
        metavar="SECONDS",
        help="End the run after a pause of this time.",
    ),
    click.option(
        "--dry-run", "is_dry", is_flag=True, help="Check everything, estimate frames and bytes; send nothing."
    ),
)


def listing_options(function: Function) -> Function:
    """Add the options that belong to ``--prefix``."""
    return _add(_LISTING, function)


def run_options(function: Function) -> Function:
    """Add the options of the run."""
    return _add(_RUN, function)


def _add(options: tuple[Callable[[Function], Function], ...], function: Function) -> Function:
    for option in reversed(options):
        function = option(function)
    return function

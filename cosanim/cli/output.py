"""Prints the output of commands: JSON, lines, tables, and progress on terminals."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from cosanim.cli.streams import stdout_is_lost
from cosanim.errors import CosanimError
from cosanim.xml.violations import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TextIO

    from cosanim.http.exchange import Exchange
    from cosanim.models import JobDetail


def print_json(value: object, *, err: bool = False) -> None:
    """Print a value as one line of JSON.

    Args:
        value: The value.
        err: Print it on stderr.
    """
    converted = as_json_value(value)
    text = json.dumps(converted, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        # An argument that is not UTF-8 is decoded to lone surrogates, which can only be printed as escapes.
        text = json.dumps(converted)
    click.echo(text, err=err)


def violation_rows(violations: Iterable[Violation]) -> list[dict[str, Any]]:
    """Return violations as JSON objects with all of their fields. Unset fields are null."""
    return [{name: as_json_value(value) for name, value in violation._asdict().items()} for violation in violations]


def as_json_value(value: Any) -> Any:
    """Convert a value to JSON types. Fields of bindings that are unset or empty are left out."""
    fields: dict[str, Any] | None = None
    if isinstance(value, Violation):
        fields = value._asdict()
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if fields is not None:
        return {name: as_json_value(item) for name, item in fields.items() if item is not None and item != []}
    if isinstance(value, dict):
        return {name: as_json_value(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json_value(item) for item in value]
    if isinstance(value, Decimal):
        # A number outside of the range of a float becomes a string.
        return float(value) if math.isfinite(float(value)) else str(value)
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)


def print_job(job: JobDetail, *, as_json: bool, err: bool = False) -> None:
    """Print id and state of a job, and the keys of its results or the error code and message.

    Args:
        job: The job.
        as_json: Print all fields as JSON instead.
        err: Print it on stderr.
    """
    if as_json:
        print_json(job, err=err)
        return
    words = [job.job_id or "-", str(job.state or "-"), *output_keys(job)]
    if job.state == "Failed":
        words.append(f"{job.code}: {job.message}")
    click.echo(printable(" ".join(words)), err=err)


def printable(text: str) -> str:
    """Escape control characters, so that a text of the service is safe on a terminal and stays on one line."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def print_line(cells: Iterable[object]) -> None:
    """Print cells on one line, separated by tabs. A missing or blank cell is printed as a hyphen."""
    click.echo("\t".join(_cell(value) for value in cells))


def print_rows(
    columns: Sequence[str], entries: Iterable[Any], row: Callable[[Any], Sequence[object]], *, as_json: bool
) -> None:
    """Print a list: as a table on a terminal, as tab-separated lines elsewhere, or as one JSON object per line.

    When standard output is lost, no further entries are requested.

    Args:
        columns: Headings of the table. Only a terminal shows them.
        entries: The entries. They are requested from the service while they are printed.
        row: Returns the cells of an entry.
        as_json: Print all fields of each entry as JSON instead.
    """
    if as_json or not is_terminal(sys.stdout):
        for entry in entries:
            if as_json:
                print_json(entry)
            else:
                print_line(row(entry))
            if stdout_is_lost():
                return
        return
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    # Ids are not wrapped, so that they can be copied. Other cells are.
    first, *others = columns
    table = Table(Column(first, no_wrap=True), *(Column(name, overflow="fold") for name in others), box=None)
    for entry in entries:
        # A plain string would be parsed as markup, which square brackets in a key would break.
        table.add_row(*(Text(_cell(value)) for value in row(entry)))
    Console().print(table)


def _cell(value: object) -> str:
    return "-" if value in (None, "") else printable(str(value))


def result_key(job: JobDetail) -> str:
    """Return the key of the first result of a finished job.

    Raises:
        CosanimError: The job has no result.
    """
    keys = output_keys(job)
    if not keys:
        raise CosanimError(f"job {job.job_id} has ended, but has no result key", request_id=job.request_id)
    return keys[0]


def output_keys(job: JobDetail) -> list[str]:
    """Return the keys of a job's results. The list is empty before the job has results."""
    result = job.operation.media_result if job.operation else None
    return result.output_file.object_name if result and result.output_file else []


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a standard stream is a terminal. None, a stream that the process does not have, is not."""
    return stream is not None and stream.isatty()


@contextmanager
def progress_bar(*, shown: bool) -> Iterator[Callable[[JobDetail], None] | None]:
    """Yield a function that shows a job's progress, or None if progress is not shown.

    Args:
        shown: Show progress if stdout and stderr are terminals.
    """
    if not (shown and is_terminal(sys.stdout) and is_terminal(sys.stderr)):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("waiting", total=100)

        def show(job: JobDetail) -> None:
            percent = job.progress if isinstance(job.progress, int) else 0
            progress.update(task, description=str(job.state), completed=percent)

        yield show


@contextmanager
def transfer_bar(name: str, *, shown: bool) -> Iterator[Callable[[int, int | None], None] | None]:
    """Yield a function that shows the progress of an upload or download, or None if progress is not shown.

    Args:
        name: What is transferred, such as a key.
        shown: Show progress if stdout and stderr are terminals.
    """
    if not (shown and is_terminal(sys.stdout) and is_terminal(sys.stderr)):
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(escape(printable(name)), total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def print_exchange(exchange: Exchange) -> None:
    """Print a request and the outcome for ``--debug``: request line, signed text, status and ids, without secrets."""
    lines = [
        f"> {exchange.method} {exchange.url} (Host: {exchange.host})",
        *(f"  signed: {line}" for line in exchange.http_string.rstrip("\n").split("\n")),
        *(f"  to sign: {line}" for line in exchange.string_to_sign.rstrip("\n").split("\n")),
        f"< {exchange.status or 'no reply'} after {exchange.elapsed:.3f} s",
        f"  request id {exchange.request_id or '-'}, trace id {exchange.trace_id or '-'}",
    ]
    click.echo("\n".join(lines), err=True)

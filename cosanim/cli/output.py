"""Output of commands: values as JSON, jobs as lines, and progress on terminals only."""

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
    """Return violations with all of their fields, those that are unset as null."""
    return [{name: as_json_value(value) for name, value in one._asdict().items()} for one in violations]


def as_json_value(value: Any) -> Any:
    """Convert a value to JSON types; fields of bindings that are unset or empty are left out."""
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
        # A number beyond the range of a float is written as a string.
        return float(value) if math.isfinite(float(value)) else str(value)
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)


def print_job(job: JobDetail, *, as_json: bool, err: bool = False) -> None:
    """Print a job: its id, its state and, once there is one, the key of its result.

    Args:
        job: The job.
        as_json: Print all of it as JSON.
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
    """Escape control characters in a text of the service, so that it is safe on a terminal and stays on one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def print_line(cells: Iterable[object]) -> None:
    """Print cells on one line, separated by tabs, with a hyphen for a missing or blank one."""
    click.echo("\t".join(_cell(value) for value in cells))


def print_rows(
    columns: Sequence[str], entries: Iterable[Any], row: Callable[[Any], Sequence[object]], *, as_json: bool
) -> None:
    """Print a list: a table on a terminal, tab-separated lines elsewhere, or one JSON object a line.

    When standard output is lost, no further entries are requested.

    Args:
        columns: Headings of the table, printed on terminals only.
        entries: The entries, requested while they are printed.
        row: Returns the cells of an entry.
        as_json: Print entries whole, as JSON.
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

    # Ids are never wrapped, since half an id cannot be copied; other cells are wrapped.
    first, *others = columns
    table = Table(Column(first, no_wrap=True), *(Column(name, overflow="fold") for name in others), box=None)
    for entry in entries:
        # Text, so that square brackets in a key are not read as markup.
        table.add_row(*(Text(_cell(value)) for value in row(entry)))
    Console().print(table)


def _cell(value: object) -> str:
    return "-" if value in (None, "") else printable(str(value))


def result_key(job: JobDetail) -> str:
    """Return the key of a finished job's result.

    Raises:
        CosanimError: The service names none.
    """
    keys = output_keys(job)
    if not keys:
        raise CosanimError(f"job {job.job_id} has ended, but names no result", request_id=job.request_id)
    return keys[0]


def output_keys(job: JobDetail) -> list[str]:
    """Return the keys of a job's results; an empty list before there are any."""
    result = job.operation.media_result if job.operation else None
    return result.output_file.object_name if result and result.output_file else []


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a standard stream is a terminal; False for a stream that the process does not have."""
    return stream is not None and stream.isatty()


@contextmanager
def progress_bar(*, shown: bool) -> Iterator[Callable[[JobDetail], None] | None]:
    """Yield a function that shows a job's progress; None unless stdout and stderr are terminals.

    Args:
        shown: Whether to show progress.
    """
    if not (shown and is_terminal(sys.stdout) and is_terminal(sys.stderr)):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("waiting", total=100)

        def show(job: JobDetail) -> None:
            done = job.progress if isinstance(job.progress, int) else 0
            progress.update(task, description=str(job.state), completed=done)

        yield show


def print_exchange(exchange: Exchange) -> None:
    """Print an exchange for ``--debug``: request line, signed text and ids of the service, without secrets."""
    lines = [
        f"> {exchange.method} {exchange.url} (Host: {exchange.host})",
        *(f"  signed: {line}" for line in exchange.http_string.rstrip("\n").split("\n")),
        *(f"  to sign: {line}" for line in exchange.string_to_sign.rstrip("\n").split("\n")),
        f"< {exchange.status or 'no reply'} after {exchange.elapsed:.3f} s",
        f"  request id {exchange.request_id or '-'}, trace id {exchange.trace_id or '-'}",
    ]
    click.echo("\n".join(lines), err=True)

"""Prints the output of commands: JSON, lines, tables, and progress on terminals."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import click

from cosanim.cli.streams import stdout_is_lost
from cosanim.errors import CosanimError, InvalidRow
from cosanim.xml.violations import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from cosanim.cli.tables import Column
    from cosanim.http.exchange import Exchange
    from cosanim.models import BatchDetail, JobDetail

_WIDTH_OF_PIPES: Final = 80


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
    if isinstance(value, Violation | InvalidRow):
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
    print_text(" ".join(words), err=err)


def print_batch(batch: BatchDetail, counts: Mapping[str, int] | None = None, *, as_json: bool) -> None:
    """Print id, name, state and time of submission of a batch, and the numbers of its jobs by state if given.

    Args:
        batch: The batch.
        counts: Numbers of its jobs by state.
        as_json: Print all fields as JSON instead; the numbers are its member ``counts``.
    """
    if as_json:
        print_json(as_json_value(batch) | ({} if counts is None else {"counts": counts}))
        return
    cells: list[object] = [batch.job_id, batch.name, batch.state, batch.creation_time]
    print_line(cells if counts is None else [*cells, counts_text(counts)])


def printable(text: str) -> str:
    """Escape control characters, so that a text of the service is safe on a terminal and stays on one line."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def print_text(text: str, *, err: bool = False) -> None:
    """Print a text on one line, control characters escaped.

    Args:
        text: The text, which may contain names of files, keys and texts of the service.
        err: Print it on stderr.
    """
    click.echo(printable(text), err=err)


def print_line(cells: Iterable[object]) -> None:
    """Print cells on one line, separated by tabs. A missing or blank cell is printed as a hyphen."""
    click.echo("\t".join(_cell(value) for value in cells))


def print_rows(
    columns: Sequence[Column],
    entries: Iterable[Any],
    row: Callable[[Any], Sequence[object]],
    *,
    as_json: bool,
    is_full: bool = False,
) -> None:
    """Print a list: as a table on a terminal, as tab-separated lines elsewhere, or as one JSON object per line.

    When standard output is lost, no further entries are requested.

    Args:
        columns: The columns. Only a terminal shows their headings.
        entries: The entries. They are requested from the service while they are printed.
        row: Returns the cells of an entry.
        as_json: Print all fields of each entry as JSON instead.
        is_full: Whether a terminal shows all cells in full.
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
    from cosanim.cli.tables import print_table

    rows = [[_cell(value) for value in row(entry)] for entry in entries]
    print_table(columns, rows, width=output_width(), is_full=is_full)


def _cell(value: object) -> str:
    return "-" if value in (None, "") else printable(str(value))


def counts_text(counts: Mapping[str, int]) -> str:
    """Return numbers by state as text, such as ``9 Success, 1 Failed``; "" when there are none."""
    return ", ".join(f"{number} {state}" for state, number in counts.items())


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


def output_width() -> int:
    """Return the columns of the terminal that standard output is, at least one; 80 if it is no terminal."""
    if not is_terminal(sys.stdout):
        return _WIDTH_OF_PIPES
    from rich.console import Console

    return max(Console().width, 1)


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a standard stream is a terminal. None, a stream that the process does not have, is not."""
    return stream is not None and stream.isatty()


@contextmanager
def progress_bar(
    *, shown: bool, prefix: str = "", label: Callable[[JobDetail], str] = lambda job: str(job.state)
) -> Iterator[Callable[[JobDetail], None] | None]:
    """Yield a function that shows a job's progress, or None if progress is not shown.

    Args:
        shown: Show progress if stdout and stderr are terminals.
        prefix: Text before the label.
        label: Returns the text that is shown for a job; by default its state.
    """
    if not (shown and is_terminal(sys.stdout) and is_terminal(sys.stderr)):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"{prefix}waiting", total=100)

        def show(job: JobDetail) -> None:
            percent = job.progress if isinstance(job.progress, int) else 0
            progress.update(task, description=f"{prefix}{label(job)}", completed=percent)

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

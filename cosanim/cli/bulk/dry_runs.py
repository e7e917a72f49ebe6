"""The dry run of ``cosanim bulk``: checks the manifest, compares it with the journal, and estimates results."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

from cosanim.bulk.estimates import ASSUMED, NOT_ESTIMATED, Totals
from cosanim.bulk.intake import Intake
from cosanim.bulk.journal import Journal, RowState
from cosanim.bulk.journal_files import journal_copy
from cosanim.cli.output import print_json, print_text
from cosanim.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from cosanim.argument_types import RuleName
    from cosanim.bulk.rows import Row
    from cosanim.cli.bulk.guards import GuardedManifest
    from cosanim.cli.bulk.sources import Source
    from cosanim.client import AnimationClient

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def dry_run(
    client: AnimationClient,
    manifest: GuardedManifest,
    source: Source,
    *,
    retry_failed: bool,
    strict: bool | None,
    allow: Collection[RuleName],
    as_json: bool,
) -> None:
    """Print what a run would do. Nothing is sent, and the journal is not changed.

    Args:
        client: The client.
        manifest: The manifest.
        source: Where it is, and its journal.
        retry_failed: Whether failed rows would be sent again.
        strict: Refuse violations of severity warning too.
        allow: Rules that are waived.
        as_json: Print one JSON object.

    Raises:
        InvalidRows: Rows are invalid.
        TooManyJobsError: There are too many rows.
        JournalError: The journal is one of other rows, in use, or damaged.
    """
    journal = source.journal
    states: Counter[str] = Counter()
    totals = Totals()
    sent_again = {RowState.PENDING} | ({RowState.FAILED} if retry_failed else set())
    for row, state in _rows(client, manifest, journal, strict=strict, allow=allow):
        states[state] += 1
        if state in sent_again:
            totals.add(row.request)
    fields: dict[str, Any] = {
        "manifest": source.name,
        "journal": None if journal is None or not journal.exists() else str(journal),
        "rows": manifest.total,
        "jobs": totals.requests,
        "states": {str(state): states[state] for state in RowState if states[state]},
        "frames": totals.frames,
        "bytes_low": round(totals.smallest),
        "bytes_high": round(totals.largest),
        "output_seconds": round(totals.seconds, 3),
        "output_minutes": round(totals.seconds / 60, 3),
        "not_estimated": dict(totals.not_estimated),
        "assumed": dict(totals.assumed),
    }
    if as_json:
        print_json({"dry_run": fields})
        return
    for line in _lines(fields):
        print_text(line)


def _rows(
    client: AnimationClient,
    manifest: GuardedManifest,
    journal: Path | None,
    *,
    strict: bool | None,
    allow: Collection[RuleName],
) -> Iterator[tuple[Row, RowState]]:
    """Check the manifest against a copy of the journal, and yield its rows with their states.

    Raises:
        InvalidRows: Rows are invalid.
        JournalError: The journal is one of other rows, in use, or damaged.
    """
    endpoint = client._endpoint.base_url  # noqa: SLF001 - as the run itself
    with ExitStack() as stack:
        copy = None if journal is None else stack.enter_context(journal_copy(journal))
        try:
            opened = stack.enter_context(closing(Journal(copy, endpoint=endpoint)))
            intake = Intake(client, manifest, opened, strict=strict, allow=allow)
            intake.check()
        except JournalError as error:
            raise JournalError(str(error).replace(str(copy), str(journal))) from None
        while isinstance(entry := intake.next(), tuple):
            row, record = entry
            yield row, record.state


def _lines(fields: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the text."""
    rows, jobs, states = fields["rows"], fields["jobs"], fields["states"]
    yield f"{fields['manifest']}: {rows} valid row{'' if rows == 1 else 's'}, {jobs} to submit"
    if fields["journal"] is not None:
        counts = ", ".join(f"{count} {state}" for state, count in states.items())
        yield f"by the journal {fields['journal']}: {counts}"
    if not jobs:
        yield "nothing was sent"
        return
    yield f"frames: about {fields['frames']:,}"
    yield f"bytes: about {_size(fields['bytes_low'])} to {_size(fields['bytes_high'])}"
    yield f"output: {fields['output_minutes']:,.1f} minutes"
    for key, count in fields["not_estimated"].items():
        yield f"not in these sums: {count} row{'' if count == 1 else 's'}, {NOT_ESTIMATED[key]}"
    for key, count in fields["assumed"].items():
        yield f"assumed for {count} row{'' if count == 1 else 's'}: {ASSUMED[key]}"
    yield "nothing was sent"


def _size(count: float) -> str:
    for unit in _UNITS[:-1]:
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:,.0f} {_UNITS[-1]}"

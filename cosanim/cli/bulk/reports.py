"""The report on all rows of a bulk run, as CSV or JSONL, made of the manifest and the journal."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Final

from cosanim.api.base import as_request, field_text
from cosanim.bulk.journal import RowState
from cosanim.bulk.journal_files import RecordedRow, recorded_rows
from cosanim.bulk.rows import BulkRequest
from cosanim.cli.bulk.records import RowRecord
from cosanim.job import Job
from cosanim.models import JobDetail
from cosanim.objects.downloads import atomic_target
from cosanim.operations import SUBMIT_JOB
from cosanim.xml.codec import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from cosanim.bulk.rows import UnreadableRow
    from cosanim.client import AnimationClient

FIELDS: Final = (
    "line",
    "input",
    "output",
    "state",
    "job_id",
    "job_state",
    "output_key",
    "width",
    "height",
    "frames",
    "size",
    "duration",
    "error",
)
"""The columns of the report."""
_JSON_SUFFIXES: Final = frozenset({".jsonl", ".ndjson", ".json"})


def write_report(
    target: Path,
    client: AnimationClient,
    manifest: Iterable[BulkRequest | UnreadableRow],
    journal: Path,
    failures: Mapping[int, Exception],
) -> None:
    """Write the report. The file is replaced when the report is complete.

    Args:
        target: The file: JSONL if its suffix is .jsonl, .ndjson or .json, else CSV.
        client: The client of the run.
        manifest: The manifest.
        journal: The journal, which the run has closed.
        failures: Why results were not downloaded, by number of the row.

    Raises:
        OSError: The file cannot be written, or the manifest cannot be read.
        JournalError: The journal cannot be read.
    """
    is_json = target.suffix.lower() in _JSON_SUFFIXES
    with atomic_target(target) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.DictWriter(text, FIELDS, lineterminator="\n")
        if not is_json:
            writer.writeheader()
        for record in recorded(client, manifest, journal, failures):
            fields = record.fields()
            row = {name: fields[name] for name in FIELDS}
            if is_json:
                text.write(json.dumps(row, ensure_ascii=False) + "\n")
            else:
                writer.writerow(row)
        text.detach()  # flushes it, and leaves the file open, which is copied from there to a pipe or a device


def recorded(
    client: AnimationClient,
    manifest: Iterable[BulkRequest | UnreadableRow],
    journal: Path,
    failures: Mapping[int, Exception],
) -> Iterator[RowRecord]:
    """Yield all rows of a manifest as the journal has them; arguments as for ``write_report``."""
    rows = recorded_rows(journal)
    row = next(rows, None)
    for number, item in enumerate(manifest, 1):
        if not isinstance(item, BulkRequest):
            continue  # the check of the manifest has refused it
        said = RecordedRow(number, RowState.PENDING, None, None, None)
        if row is not None and row.number == number:
            said, row = row, next(rows, None)
        request = as_request(SUBMIT_JOB, item.request)
        yield RowRecord(
            number=number,
            line=item.line,
            input_key=field_text(request, "input", "object_key"),
            output_key=field_text(request, "operation", "output", "object_key"),
            state=said.state,
            job=_job(client, item, said),
            job_id=said.job_id or "",
            reason=said.reason or "",
            failure=failures.get(number),
        )


def _job(client: AnimationClient, item: BulkRequest, said: RecordedRow) -> Job | None:
    """Return the job that the journal describes; None if it had not ended."""
    if said.job is None:
        return None
    place: dict[str, Any] = {"bucket": item.bucket, "region": item.region}
    return Job(client.at(**place), decode(said.job, JobDetail))

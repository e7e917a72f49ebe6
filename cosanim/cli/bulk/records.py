"""A row of a bulk run with its job: as a line, as a JSON object, and as a line of the report."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cosanim.bulk.journal import RowState
from cosanim.cli.tables import Column
from cosanim.errors import CosanimError
from cosanim.models import JobState

if TYPE_CHECKING:
    from pathlib import Path

    from cosanim.bulk.results import BulkResult
    from cosanim.job import Job

COLUMNS: Final = (
    Column("line", "word"),
    Column("state", "word"),
    Column("job", "id"),
    Column("job state", "word"),
    Column("input"),
    Column("output"),
    Column("error"),
)
"""The columns of the printed lines."""
_RESULT_FIELDS: Final = ("output_key", "width", "height", "frames", "size", "duration")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRecord:
    """A row and what is known of its job.

    Attributes:
        number: Position of the row, from 1.
        line: Its line in the manifest.
        input_key: Key of the video.
        output_key: Key of the output as it was sent.
        state: State of the row.
        job: The job as it was last described; None if there is none, or if only its id is known.
        job_id: Its id, also where the rest is not known; "" if there is none.
        reason: Why there is no job, or no result; "" if there is nothing to say.
        file: The file of the downloaded result.
        failure: Why the result was not downloaded.
    """

    number: int
    line: int | None
    input_key: str | None
    output_key: str | None
    state: RowState
    job: Job | None = None
    job_id: str = ""
    reason: str = ""
    file: Path | None = None
    failure: Exception | None = None

    @property
    def job_state(self) -> str:
        """State of the job as it was last described; "" if it is not known."""
        return "" if self.job is None else self.job.state

    @property
    def outcome(self) -> str:
        """What became of the row.

        submitted: the job was accepted, and its end is not known; done: it has a result; failed: the service rejected
        the row, or the job ended without a result; unknown: it is not known whether there is a job; pending: not sent.
        """
        if self.state is RowState.SENDING:
            return str(RowState.UNKNOWN)
        if self.state is not RowState.SUBMITTED:
            return str(self.state)
        if self.reason or self.job_state in {JobState.FAILED, JobState.CANCEL}:
            return "failed"
        return "done" if self.job_state == JobState.SUCCESS else "submitted"

    @property
    def error(self) -> str:
        """Why there is no result; "" if there is nothing to say."""
        if self.reason:
            return self.reason
        if self.job_state in {JobState.FAILED, JobState.CANCEL}:
            detail = self.job.detail if self.job else None
            texts = [str(text) for text in (getattr(detail, "code", None), getattr(detail, "message", None)) if text]
            return ": ".join(texts) or f"the job ended in state {self.job_state}"
        return "" if self.failure is None else str(self.failure)

    def fields(self) -> dict[str, Any]:
        """Return all fields of the report by name; None for those that are not known."""
        fields: dict[str, Any] = {
            "line": self.line,
            "number": self.number,
            "input": self.input_key,
            "output": self.output_key,
            "state": str(self.state),
            "job_id": self.job_id or None,
            "job_state": self.job_state or None,
        }
        for name in _RESULT_FIELDS:
            fields[name] = None
            with suppress(CosanimError):
                fields[name] = None if self.job is None else getattr(self.job, name)
        return fields | {"error": self.error or None, "file": None if self.file is None else str(self.file)}

    def cells(self) -> list[object]:
        """Return the cells of the printed line."""
        fields = self.fields()
        output = fields["output_key"] or self.output_key
        error = " ".join(self.error.split())
        return [self.line, self.state, self.job_id, self.job_state, self.input_key, output, error]


def record_of(result: BulkResult[Job]) -> RowRecord:
    """Return the record of a result of the run; nothing is sent to describe its job.

    Args:
        result: The result.
    """
    job = result.job
    is_described = job is not None and job._is_described  # noqa: SLF001 - of the same package
    return RowRecord(
        number=result.number,
        line=result.line,
        input_key=result.input_key,
        output_key=result.output_key,
        state=result.state,
        job=job if is_described else None,
        job_id="" if job is None else job.job_id,
        reason=result.reason,
    )

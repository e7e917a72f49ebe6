"""The result of each row of a bulk run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cosanim.errors.bulk import row_label

if TYPE_CHECKING:
    from cosanim.bulk.journal import RowState
    from cosanim.job_facts import JobFacts

Handle = TypeVar("Handle", bound="JobFacts")
Other = TypeVar("Other", bound="JobFacts")


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkResult(Generic[Handle]):
    """What became of a row; ``BulkResult[Job]`` or ``BulkResult[AsyncJob]``.

    Attributes:
        number: Position of the row, from 1.
        line: Its line in the manifest, from 1; None if it does not come from a file.
        state: submitted, failed, unknown; or pending, if it was not sent because the outcome of another row with the
            same input and output is unknown.
        input_key: Key of the video.
        output_key: Key of the output as it was sent.
        job: The job; None if there is none, or if it is not known. If the run waits, it has ended.
        error: Why there is no job, or why its end is not known; None otherwise, and for a result of an earlier run.
        reason: The same as text; "" if there is none.
        is_from_journal: Whether an earlier run had submitted the job or had failed.
    """

    number: int
    line: int | None
    state: RowState
    input_key: str | None
    output_key: str | None
    job: Handle | None = None
    error: BaseException | None = None
    reason: str = ""
    is_from_journal: bool = False

    @property
    def label(self) -> str:
        """The row as messages name it."""
        return row_label(self.number, self.line)

    def with_job(self, job: Other | None) -> BulkResult[Other]:
        """Return the result with another handle of its job."""
        result: BulkResult[Any] = self
        return replace(result, job=job)

"""Batches: what each was asked for, and how far its jobs have brought it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cosanim.local.handlers.list_queries import span_of
from cosanim.models import JobState, ListedBatchType, SubmitBatchRequest

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.documents import Documents
    from cosanim.models import ListBatchesQuery

_SELECT: Final = """
SELECT batches.*, jobs.state AS job_state, COUNT(jobs.number) AS jobs, MAX(jobs.ended) AS last_ended,
    MIN(jobs.code) AS job_code
FROM batches LEFT JOIN jobs ON jobs.batch_id = batches.batch_id
WHERE batches.bucket = :bucket AND (:batch_id IS NULL OR batches.batch_id = :batch_id)
GROUP BY batches.number, jobs.state ORDER BY batches.number
"""
_ENDED: Final = frozenset({JobState.SUCCESS, JobState.FAILED, JobState.CANCEL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch.

    Attributes:
        number: Where it stands in the order of submission.
        batch_id: Its id.
        name: Its name.
        created: When it was submitted, in Unix time.
        cancelled: When it was cancelled, None when it was not.
        jobs: How many of its jobs are in each state.
        last_ended: When the last of its jobs ended so far.
        failure: Error code of a job that failed, None when none did.
        stored_request: What it was submitted with, as the table holds it.
        documents: Decodes that.
    """

    number: int
    batch_id: str
    name: str
    created: float
    cancelled: float | None
    jobs: dict[JobState, int]
    last_ended: float | None
    failure: str | None
    stored_request: bytes
    documents: Documents = field(repr=False)

    @property
    def request(self) -> SubmitBatchRequest:
        """What it was submitted with; shared, so that nobody may change it."""
        return self.documents.load(self.stored_request, SubmitBatchRequest)

    @property
    def state(self) -> JobState:
        """Its state: Cancel once it was cancelled; Failed when no job went well; Pause while all that is left waits."""
        if self.cancelled is not None:
            return JobState.CANCEL
        left = self.jobs.keys() - _ENDED
        if left:
            return JobState.PAUSE if left == {JobState.PAUSE} else JobState.RUNNING
        if not self.jobs or JobState.SUCCESS in self.jobs:
            return JobState.SUCCESS
        return JobState.FAILED if JobState.FAILED in self.jobs else JobState.CANCEL

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be done or cancelled."""
        return self.state in _ENDED

    @property
    def ended(self) -> float | None:
        """When it ended, None before."""
        if self.cancelled is not None:
            return self.cancelled
        if not self.is_over:
            return None
        return self.last_ended or self.created


class BatchStore:
    """The table of batches."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """Open the table.

        Args:
            database: The folder's database.
            clock: Returns the current Unix time.
        """
        self._database = database
        self._clock = clock

    def add(self, bucket: str, request: SubmitBatchRequest) -> str:
        """Record a batch and return its id.

        Args:
            bucket: The bucket it was sent to.
            request: What is asked for, checked.
        """
        batch_id = f"b{secrets.token_hex(16)}"
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO batches (batch_id, bucket, name, request, created) VALUES (?, ?, ?, ?, ?)",
                (batch_id, bucket, request.name, self._database.documents.store(request), self._clock()),
            )
        return batch_id

    def find(self, bucket: str, batch_id: str) -> Batch | None:
        """Return a batch of a bucket, None when there is none of that id."""
        return next(iter(self._select(bucket, batch_id)), None)

    def page(self, bucket: str, query: ListBatchesQuery) -> tuple[list[Batch], str]:
        """Return a page of a bucket's batches.

        Args:
            bucket: The bucket.
            query: What is asked for, checked.

        Returns:
            The batches and the token of the next page, "" on the last one.

        Raises:
            Refused: A time that does not exist, or a token that no page had.
        """
        span = span_of(query)
        if query.workflow_id or query.type == ListedBatchType.WORKFLOW:
            return [], ""
        found = [
            batch
            for batch in self._select(bucket, query.job_id)
            if query.name in {None, batch.name}
            and (span.states is None or batch.state in span.states)
            and (span.since is None or batch.created >= span.since)
            and (span.until is None or batch.created < span.until)
        ]
        if span.newest_first:
            found.reverse()
        if span.after is not None:
            after = span.after
            found = [b for b in found if (b.number < after if span.newest_first else b.number > after)]
        page = found[: span.size]
        return page, str(page[-1].number) if len(found) > span.size else ""

    def cancel(self, bucket: str, batch_id: str) -> None:
        """Record that a batch was cancelled."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE batches SET cancelled = ? WHERE bucket = ? AND batch_id = ?",
                (self._clock(), bucket, batch_id),
            )

    def clear(self) -> None:
        """Forget every batch."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM batches")

    def _select(self, bucket: str, batch_id: str | None) -> list[Batch]:
        with self._database.transaction() as connection:
            rows = connection.execute(_SELECT, {"bucket": bucket, "batch_id": batch_id}).fetchall()
        by_number: dict[int, list[sqlite3.Row]] = {}
        for row in rows:
            by_number.setdefault(row["number"], []).append(row)
        return [_batch(same, self._database.documents) for same in by_number.values()]


def _batch(rows: list[sqlite3.Row], documents: Documents) -> Batch:
    first = rows[0]
    return Batch(
        number=first["number"],
        batch_id=first["batch_id"],
        name=first["name"],
        created=first["created"],
        cancelled=first["cancelled"],
        jobs={JobState(row["job_state"]): row["jobs"] for row in rows if row["job_state"] is not None},
        last_ended=max((row["last_ended"] for row in rows if row["last_ended"] is not None), default=None),
        failure=next((row["job_code"] for row in rows if row["job_state"] == JobState.FAILED), None),
        stored_request=first["request"],
        documents=documents,
    )

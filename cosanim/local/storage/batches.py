"""The stored batches, and their state as it follows from the states of their jobs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cosanim.models import JobState, SubmitBatchRequest

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.documents import Documents
    from cosanim.local.storage.filters import BatchFilter

_SELECT: Final = """
SELECT batches.*, jobs.state AS job_state, COUNT(jobs.number) AS jobs, MAX(jobs.ended) AS last_ended,
    MIN(jobs.code) AS job_code
FROM batches LEFT JOIN jobs ON jobs.batch_id = batches.batch_id
WHERE batches.bucket = :bucket AND (:batch_id IS NULL OR batches.batch_id = :batch_id)
    AND (:name IS NULL OR batches.name = :name)
GROUP BY batches.number, jobs.state ORDER BY batches.number
"""
_ENDED: Final = frozenset({JobState.SUCCESS, JobState.FAILED, JobState.CANCEL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A stored batch.

    Attributes:
        number: Position in the order of submission.
        batch_id: The id.
        created: Time of submission, in Unix time.
        cancelled: Time of cancellation, in Unix time; None when it was not cancelled.
        jobs: Number of its jobs in each state.
        last_ended: Latest end of any of its jobs so far, in Unix time.
        failure: Error code of a failed job, None without one.
        stored_request: The request in encoded form.
        documents: Decodes the request.
    """

    number: int
    batch_id: str
    created: float
    cancelled: float | None
    jobs: dict[JobState, int]
    last_ended: float | None
    failure: str | None
    stored_request: bytes
    documents: Documents = field(repr=False)

    @property
    def request(self) -> SubmitBatchRequest:
        """The request with which it was submitted; shared with other batches, must not be changed."""
        return self.documents.load(self.stored_request, SubmitBatchRequest)

    @property
    def state(self) -> JobState:
        """Cancel once it was cancelled, Failed when no job succeeded, Pause while every unfinished job is in Pause."""
        if self.cancelled is not None:
            return JobState.CANCEL
        unfinished = self.jobs.keys() - _ENDED
        if unfinished:
            return JobState.PAUSE if unfinished == {JobState.PAUSE} else JobState.RUNNING
        if not self.jobs or JobState.SUCCESS in self.jobs:
            return JobState.SUCCESS
        return JobState.FAILED if JobState.FAILED in self.jobs else JobState.CANCEL

    @property
    def has_ended(self) -> bool:
        """Whether every job has ended, or the batch was cancelled."""
        return self.state in _ENDED

    @property
    def ended(self) -> float | None:
        """Time at which it ended, in Unix time; None before."""
        if self.cancelled is not None:
            return self.cancelled
        if not self.has_ended:
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
        """Store a batch and return its id.

        Args:
            bucket: The bucket of the request.
            request: The request, checked against the schema.
        """
        batch_id = f"b{secrets.token_hex(16)}"
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO batches (batch_id, bucket, name, request, created) VALUES (?, ?, ?, ?, ?)",
                # The name is a copy for the filter; the request is the record.
                (batch_id, bucket, request.name, self._database.documents.store(request), self._clock()),
            )
        return batch_id

    def find(self, bucket: str, batch_id: str) -> Batch | None:
        """Return the batch of a bucket with an id; None without one."""
        return next(iter(self._select(bucket, batch_id=batch_id)), None)

    def page(self, bucket: str, condition: BatchFilter) -> tuple[list[Batch], str]:
        """Return a page of a bucket's batches.

        Args:
            bucket: The bucket.
            condition: Which batches are listed, and which page of them is returned.

        Returns:
            The batches and the token of the next page, "" on the last one.
        """
        page = condition.page
        found = [
            batch
            for batch in self._select(bucket, batch_id=condition.batch_id, name=condition.name)
            if (page.states is None or batch.state in page.states)
            and (page.since is None or batch.created >= page.since)
            and (page.until is None or batch.created < page.until)
        ]
        if page.newest_first:
            found.reverse()
        if page.after is not None:
            after = page.after
            found = [b for b in found if (b.number < after if page.newest_first else b.number > after)]
        batches = found[: page.size]
        return batches, str(batches[-1].number) if len(found) > page.size else ""

    def cancel(self, bucket: str, batch_id: str) -> None:
        """Store that a batch was cancelled."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE batches SET cancelled = ? WHERE bucket = ? AND batch_id = ?",
                (self._clock(), bucket, batch_id),
            )

    def clear(self) -> None:
        """Delete every batch."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM batches")

    def _select(self, bucket: str, *, batch_id: str | None = None, name: str | None = None) -> list[Batch]:
        with self._database.transaction() as connection:
            rows = connection.execute(_SELECT, {"bucket": bucket, "batch_id": batch_id, "name": name}).fetchall()
        by_number: dict[int, list[sqlite3.Row]] = {}
        for row in rows:
            by_number.setdefault(row["number"], []).append(row)
        return [_batch(same, self._database.documents) for same in by_number.values()]


def _batch(rows: list[sqlite3.Row], documents: Documents) -> Batch:
    first = rows[0]
    return Batch(
        number=first["number"],
        batch_id=first["batch_id"],
        created=first["created"],
        cancelled=first["cancelled"],
        jobs={JobState(row["job_state"]): row["jobs"] for row in rows if row["job_state"] is not None},
        last_ended=max((row["last_ended"] for row in rows if row["last_ended"] is not None), default=None),
        failure=next((row["job_code"] for row in rows if row["job_state"] == JobState.FAILED), None),
        stored_request=first["request"],
        documents=documents,
    )

"""Stores batches. The state of a batch is computed from the states of its jobs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cosanim.local.storage.list_queries import batches_query
from cosanim.models import JobState, SubmitBatchRequest

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.documents import Documents
    from cosanim.local.storage.filters import BatchFilter

_JOBS_BY_STATE: Final = """
SELECT state, COUNT(*) AS jobs, MAX(ended) AS last_ended, MIN(code) AS code
FROM jobs WHERE batch_id = ? GROUP BY state
"""
_ENDED: Final = frozenset({JobState.SUCCESS, JobState.FAILED, JobState.CANCEL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A stored batch.

    Attributes:
        number: Position in the order of submission.
        batch_id: The id.
        created: Unix time of the submission.
        cancelled: Unix time of the cancellation; None if the batch was not cancelled.
        jobs: Number of jobs in each state.
        last_ended: Unix time at which the last ended job ended; None if no job has ended.
        failure: Error code of one failed job; None if no job failed.
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
        """The request that submitted the batch. Other batches may share the object, which must not be changed."""
        return self.documents.load(self.stored_request, SubmitBatchRequest)

    @property
    def state(self) -> JobState:
        """The state.

        Cancel if the batch was cancelled. While jobs are unfinished: Pause if all of them are paused, else Running.
        When all jobs have ended: Success if one succeeded or there are none, else Failed if one failed, else Cancel.
        """
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
        """Whether all jobs have ended or the batch was cancelled."""
        return self.state in _ENDED

    @property
    def ended(self) -> float | None:
        """Unix time at which the batch ended; None before."""
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
            database: The database of the data folder.
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
                # The name is a copy of the value in the request, for the filter.
                (batch_id, bucket, request.name, self._database.documents.store(request), self._clock()),
            )
        return batch_id

    def find(self, bucket: str, batch_id: str) -> Batch | None:
        """Return a batch of a bucket; None if it does not exist."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT * FROM batches WHERE bucket = ? AND batch_id = ?", (bucket, batch_id)
            ).fetchone()
            return None if row is None else _batch(connection, row, self._database.documents)

    def page(self, bucket: str, condition: BatchFilter) -> tuple[list[Batch], str]:
        """Return a page of the batches of a bucket.

        Args:
            bucket: The bucket.
            condition: Selects the batches and the page.

        Returns:
            The batches, and the token of the next page; "" on the last page.
        """
        page, batches = condition.page, []
        with self._database.transaction() as connection:
            # One row after the other, since the states of batches are only known after their jobs were counted.
            for row in connection.execute(*batches_query(bucket, condition)):
                batch = _batch(connection, row, self._database.documents)
                if page.states is None or batch.state in page.states:
                    batches.append(batch)
                if len(batches) > page.size:
                    return batches[: page.size], str(batches[page.size - 1].number)
        return batches, ""

    def cancel(self, bucket: str, batch_id: str) -> None:
        """Record that a batch was cancelled."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE batches SET cancelled = ? WHERE bucket = ? AND batch_id = ?",
                (self._clock(), bucket, batch_id),
            )

    def clear(self) -> None:
        """Delete every batch."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM batches")


def _batch(connection: sqlite3.Connection, row: sqlite3.Row, documents: Documents) -> Batch:
    """Return the batch of a row of the table, with the states of its jobs."""
    jobs = {JobState(of["state"]): of for of in connection.execute(_JOBS_BY_STATE, (row["batch_id"],))}
    failed = jobs.get(JobState.FAILED)
    return Batch(
        number=row["number"],
        batch_id=row["batch_id"],
        created=row["created"],
        cancelled=row["cancelled"],
        jobs={state: of["jobs"] for state, of in jobs.items()},
        last_ended=max((of["last_ended"] for of in jobs.values() if of["last_ended"] is not None), default=None),
        failure=None if failed is None else failed["code"],
        stored_request=row["request"],
        documents=documents,
    )

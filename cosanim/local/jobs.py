"""The jobs of one data folder and the way each goes: Submitted ─▶ Running ─▶ Success or Failed.

A job found Running when the folder is opened was cut off by the end of a service; it is Submitted again, and
rendered from the start. Nothing of its first attempt can have appeared, since success and output are one transaction.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cosanim.local.answers import xml_safe
from cosanim.models import JobState

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping

    from cosanim.local.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as recorded.

    Attributes:
        job_id: Its id.
        bucket: The bucket it was sent to, which holds its input.
        region: That bucket's region.
        queue_id: Its queue.
        level: Its priority, 0 to 2.
        request: The body it was submitted with.
        state: Its state.
        code: ``Success``, or why it failed.
        message: Why it failed.
        progress: Per cent done, None before it runs.
        created: When it was submitted, in Unix time.
        started: When it began to run.
        ended: When it ended.
        result: What it wrote: key, md5 and media_info; None unless it succeeded.
    """

    job_id: str
    bucket: str
    region: str
    queue_id: str
    level: int
    request: bytes
    state: JobState
    code: str
    message: str
    progress: int | None
    created: float
    started: float | None
    ended: float | None
    result: Mapping[str, Any] | None


def new_job_id() -> str:
    """Return an id that no job has."""
    return f"j{secrets.token_hex(16)}"


class JobStore:
    """The table of jobs."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """Open the table and put jobs that were cut off back into the queue.

        Args:
            database: The folder's database.
            clock: Returns the current Unix time.
        """
        self._database = database
        self._clock = clock
        with database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO facts VALUES ('queue_id', ?)", (f"p{secrets.token_hex(16)}",))
            self.queue_id: str = connection.execute("SELECT value FROM facts WHERE name = 'queue_id'").fetchone()[
                "value"
            ]
            connection.execute(
                "UPDATE jobs SET state = ?, progress = NULL, started = NULL WHERE state = ?",
                (JobState.SUBMITTED, JobState.RUNNING),
            )

    def submit(self, *, job_id: str, bucket: str, region: str, queue_id: str | None, level: int, request: bytes) -> Job:
        """Record a new job.

        Args:
            job_id: From ``new_job_id``.
            bucket: The bucket it was sent to.
            region: That bucket's region.
            queue_id: The queue it names; the folder's own when None.
            level: Its priority.
            request: The body, already validated.

        Returns:
            The job, Submitted.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO jobs (job_id, bucket, region, queue_id, level, request, state, code, message, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 'Success', '', ?)",
                (
                    job_id,
                    bucket,
                    region,
                    queue_id or self.queue_id,
                    level,
                    request,
                    JobState.SUBMITTED,
                    self._clock(),
                ),
            )
            return self._get(job_id)

    def find(self, bucket: str, job_ids: Iterable[str]) -> list[Job]:
        """Return those of the jobs that exist in the bucket, in the order asked for."""
        with self._database.transaction() as connection:
            rows = [
                connection.execute("SELECT * FROM jobs WHERE bucket = ? AND job_id = ?", (bucket, job_id)).fetchone()
                for job_id in job_ids
            ]
        return [_job(row) for row in rows if row is not None]

    def claim(self) -> Job | None:
        """Make the job whose turn it is Running and return it: the highest level first, then the oldest."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT job_id FROM jobs WHERE state = ? ORDER BY level DESC, number LIMIT 1",
                (JobState.SUBMITTED,),
            ).fetchone()
            if row is None:
                return None
            connection.execute(
                "UPDATE jobs SET state = ?, progress = 0, started = ? WHERE job_id = ?",
                (JobState.RUNNING, self._clock(), row["job_id"]),
            )
            return self._get(row["job_id"])

    def advance(self, job_id: str, progress: int) -> None:
        """Record how far a running job is."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE jobs SET progress = ? WHERE job_id = ? AND state = ?",
                (progress, job_id, JobState.RUNNING),
            )

    def succeed(self, job_id: str, result: Mapping[str, Any]) -> Job | None:
        """Record success.

        Args:
            job_id: A running job.
            result: What it wrote, as JSON can carry it.

        Returns:
            The job; None when it runs no longer, since the service was reset.
        """
        return self._end(job_id, JobState.SUCCESS, "Success", "", 100, json.dumps(result))

    def fail(self, job_id: str, code: str, message: str) -> Job | None:
        """Record failure.

        Args:
            job_id: A running job.
            code: A documented error code.
            message: What went wrong, for people.

        Returns:
            The job; None when it runs no longer, since the service was reset.
        """
        return self._end(job_id, JobState.FAILED, code, xml_safe(message), None, None)

    def clear(self) -> None:
        """Forget every job."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM jobs")

    def _end(
        self, job_id: str, state: JobState, code: str, message: str, progress: int | None, result: str | None
    ) -> Job | None:
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE jobs SET state = ?, code = ?, message = ?, progress = COALESCE(?, progress), ended = ?,"
                " result = ? WHERE job_id = ? AND state = ?",
                (state, code, message, progress, self._clock(), result, job_id, JobState.RUNNING),
            ).rowcount
            return self._get(job_id) if changed else None

    def _get(self, job_id: str) -> Job:
        with self._database.transaction() as connection:
            return _job(connection.execute("SELECT * FROM jobs WHERE job_id = ?", (job_id,)).fetchone())


def _job(row: sqlite3.Row) -> Job:
    return Job(
        job_id=row["job_id"],
        bucket=row["bucket"],
        region=row["region"],
        queue_id=row["queue_id"],
        level=row["level"],
        request=row["request"],
        state=JobState(row["state"]),
        code=row["code"],
        message=row["message"],
        progress=row["progress"],
        created=row["created"],
        started=row["started"],
        ended=row["ended"],
        result=None if row["result"] is None else json.loads(row["result"]),
    )

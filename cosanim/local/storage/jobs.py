"""The jobs of one data folder and the way each goes.

    Submitted ─▶ Running ─▶ Success or Failed
      │   ▲ └──▶ Cancel
      ▼   │        ▲
      Pause ───────┘

A job found Running when the folder is opened was cut off by the end of a service; it is Submitted again, and
rendered from the start. Nothing of its first attempt can have appeared, since success and output are one transaction.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cosanim.local.http.error_responses import xml_safe
from cosanim.local.storage.job_records import job_of
from cosanim.models import JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.job_records import Job, NewJob

WAITING: Final = (JobState.SUBMITTED, JobState.PAUSE)
"""States of jobs that do not run yet."""


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
            connection.execute(
                "UPDATE jobs SET state = ?, progress = NULL, started = NULL WHERE state = ?",
                (JobState.SUBMITTED, JobState.RUNNING),
            )

    def submit(self, new: NewJob, *, paused: bool = False) -> Job:
        """Record a new job.

        Args:
            new: The job.
            paused: Whether its queue is paused.

        Returns:
            The job, Submitted or Pause.
        """
        documents = self._database.documents
        request = documents.store(new.request)
        animation = None if new.animation is None else documents.store(new.animation)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO jobs (job_id, bucket, region, queue_id, level, input, request, template_name, animation,"
                " batch_id, state, code, message, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'Success', '', ?)",
                (
                    new.job_id,
                    new.bucket,
                    new.region,
                    new.queue_id,
                    new.level,
                    new.input_key,
                    request,
                    new.template_name,
                    animation,
                    new.batch_id,
                    JobState.PAUSE if paused else JobState.SUBMITTED,
                    self._clock(),
                ),
            )
            return self._get(new.job_id)

    def find(self, bucket: str, job_ids: Iterable[str]) -> list[Job]:
        """Return those of the jobs that exist in the bucket, in the order asked for."""
        with self._database.transaction() as connection:
            rows = [
                connection.execute("SELECT * FROM jobs WHERE bucket = ? AND job_id = ?", (bucket, job_id)).fetchone()
                for job_id in job_ids
            ]
        return [job_of(row, self._database.documents) for row in rows if row is not None]

    def waiting(self, bucket: str) -> int:
        """Return how many jobs of a bucket do not run yet."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT COUNT(*) AS number FROM jobs WHERE bucket = ? AND state IN (?, ?)", (bucket, *WAITING)
            ).fetchone()
        return int(row["number"])

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

    def running(self) -> list[str]:
        """Return the ids of the jobs that run."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT job_id FROM jobs WHERE state = ?", (JobState.RUNNING,)).fetchall()
        return [row["job_id"] for row in rows]

    def hold(self, bucket: str, *, paused: bool) -> None:
        """Make the waiting jobs of a bucket Pause, or those that are Pause wait for their turn again."""
        before, after = WAITING if paused else WAITING[::-1]
        with self._database.transaction() as connection:
            connection.execute("UPDATE jobs SET state = ? WHERE bucket = ? AND state = ?", (after, bucket, before))

    def cancel(self, bucket: str, job_id: str) -> bool:
        """Cancel a job, and tell whether it could be: it exists and does not run yet."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE jobs SET state = ?, ended = ? WHERE bucket = ? AND job_id = ? AND state IN (?, ?)",
                (JobState.CANCEL, self._clock(), bucket, job_id, *WAITING),
            ).rowcount
        return changed > 0

    def cancel_batch(self, batch_id: str) -> None:
        """Cancel those jobs of a batch that do not run yet."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE jobs SET state = ?, ended = ? WHERE batch_id = ? AND state IN (?, ?)",
                (JobState.CANCEL, self._clock(), batch_id, *WAITING),
            )

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
            result: What it wrote, as JSON can carry it: key, md5, and media_info in the JSON form.

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
            row = connection.execute("SELECT * FROM jobs WHERE job_id = ?", (job_id,)).fetchone()
        return job_of(row, self._database.documents)

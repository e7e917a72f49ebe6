"""Stores jobs, and changes their states.

    Submitted ─▶ Running ─▶ Success or Failed
      │   ▲ └──▶ Cancel
      ▼   │        ▲
      Pause ───────┘

If a service ends while a job is Running, the job waits again when the data folder is opened again: it becomes
Submitted, or Pause if its queue is paused, and is rendered from the start. The interrupted render left no output, since
state and output change in one transaction.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cosanim.local.storage.job_records import job_of
from cosanim.local.storage.list_queries import job_page_query
from cosanim.models import JobState, QueueState
from cosanim.xml.value_texts import xml_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.filters import JobFilter
    from cosanim.local.storage.job_records import Job, NewJob

_WAITING: Final = (JobState.SUBMITTED, JobState.PAUSE)
"""The states of a waiting job."""
_NEXT_JOB: Final = """
SELECT next.job_id FROM media_buckets JOIN jobs AS next ON next.number = (
    SELECT number FROM jobs WHERE state = :submitted AND bucket = media_buckets.bucket
    ORDER BY level DESC, number LIMIT 1
)
WHERE :limit IS NULL
    OR (SELECT COUNT(*) FROM jobs WHERE state = :running AND bucket = media_buckets.bucket) < :limit
ORDER BY next.level DESC, next.number LIMIT 1
"""
"""Compares the first jobs of the queues. Each is found by the index, and the other waiting jobs are not read."""

_COUNT_BY_STATE: Final = (
    # All states are named, since the index begins with them.
    f"SELECT state, COUNT(*) AS number FROM jobs WHERE state IN ({', '.join('?' * len(JobState))})"  # noqa: S608
    " AND bucket = ? GROUP BY state"
)


class JobStore:
    """The table of jobs."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """Open the table and put interrupted jobs back into their queues.

        Args:
            database: The database of the data folder.
            clock: Returns the current Unix time.
        """
        self._database = database
        self._clock = clock
        with database.transaction() as connection:
            connection.execute(
                "UPDATE jobs SET state = CASE WHEN EXISTS (SELECT 1 FROM media_buckets WHERE bucket = jobs.bucket"
                " AND queue_state = ?) THEN ? ELSE ? END, progress = NULL, started = NULL WHERE state = ?",
                (QueueState.PAUSED, JobState.PAUSE, JobState.SUBMITTED, JobState.RUNNING),
            )

    def add(self, new: NewJob, *, paused: bool = False) -> Job:
        """Store a new job.

        Args:
            new: The job.
            paused: Whether its queue is paused.

        Returns:
            The job, in the state Submitted or Pause.
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
                    # Two copies of values in the request, for the index and the filters.
                    int(new.request.operation.job_level or 0),
                    new.request.input.object_key,
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
        """Return the jobs with these ids that exist in the bucket, in the order of the ids."""
        with self._database.transaction() as connection:
            rows = [
                connection.execute("SELECT * FROM jobs WHERE bucket = ? AND job_id = ?", (bucket, job_id)).fetchone()
                for job_id in job_ids
            ]
        return [job_of(row, self._database.documents) for row in rows if row is not None]

    def page(self, bucket: str, condition: JobFilter) -> tuple[list[Job], str]:
        """Return a page of the jobs of a bucket.

        Args:
            bucket: The bucket.
            condition: Selects the jobs and the page.

        Returns:
            The jobs, and the token of the next page; "" on the last page.
        """
        query = job_page_query(bucket, condition)
        if query is None:
            return [], ""
        with self._database.transaction() as connection:
            rows = connection.execute(*query).fetchall()
        size = condition.page.size
        jobs = [job_of(row, self._database.documents) for row in rows[:size]]
        return jobs, str(jobs[-1].number) if len(rows) > size else ""

    def count_waiting(self, bucket: str) -> int:
        """Return the number of waiting jobs of a bucket, in the states Submitted and Pause."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT COUNT(*) AS number FROM jobs WHERE bucket = ? AND state IN (?, ?)", (bucket, *_WAITING)
            ).fetchone()
        return int(row["number"])

    def count_by_state(self, bucket: str) -> dict[str, int]:
        """Return the number of jobs of a bucket in each state that has any."""
        with self._database.transaction() as connection:
            rows = connection.execute(_COUNT_BY_STATE, (*JobState, bucket)).fetchall()
        return {row["state"]: row["number"] for row in rows}

    def claim(self, max_concurrent: int | None = None) -> Job | None:
        """Set the next job to Running and return it; None if no job can run.

        The next job is the oldest of the jobs with the highest level.

        Args:
            max_concurrent: Number of running jobs of a queue with which no other job of the queue starts; None for no
                limit.
        """
        values = {"submitted": JobState.SUBMITTED, "running": JobState.RUNNING, "limit": max_concurrent}
        # The start of a job need not survive a power failure: the job runs again after it.
        with self._database.transaction(durable=False) as connection:
            row = connection.execute(_NEXT_JOB, values).fetchone()
            return None if row is None else self.start(row["job_id"])

    def start(self, job_id: str) -> Job | None:
        """Set a Submitted job to Running and return it; None if there is no Submitted job with this id."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE jobs SET state = ?, progress = 0, started = ? WHERE job_id = ? AND state = ?",
                (JobState.RUNNING, self._clock(), job_id, JobState.SUBMITTED),
            ).rowcount
            return self._get(job_id) if changed else None

    def start_older(self, seconds: float) -> None:
        """Set the Submitted jobs that were created at least so many seconds ago to Running."""
        now = self._clock()
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE jobs SET state = ?, progress = 0, started = ? WHERE state = ? AND created <= ?",
                (JobState.RUNNING, now, JobState.SUBMITTED, now - seconds),
            )

    def find_running(self, seconds: float) -> Job | None:
        """Return the first of the jobs that have been Running for at least so many seconds; None if there is none."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT * FROM jobs WHERE state = ? AND started <= ? ORDER BY started, number LIMIT 1",
                (JobState.RUNNING, self._clock() - seconds),
            ).fetchone()
        return None if row is None else job_of(row, self._database.documents)

    def seconds_to_next(self, seconds: float) -> float | None:
        """Return the seconds until a job has been Submitted or Running for so many seconds; None without such a job."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT MIN(COALESCE(started, created)) AS since FROM jobs WHERE state IN (?, ?)",
                (JobState.SUBMITTED, JobState.RUNNING),
            ).fetchone()
        return None if row["since"] is None else float(row["since"]) + seconds - self._clock()

    def find_any(self, job_id: str) -> Job | None:
        """Return the job with an id, of any bucket; None if there is none."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM jobs WHERE job_id = ?", (job_id,)).fetchone()
        return None if row is None else job_of(row, self._database.documents)

    def running_ids(self) -> list[str]:
        """Return the ids of the running jobs."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT job_id FROM jobs WHERE state = ?", (JobState.RUNNING,)).fetchall()
        return [row["job_id"] for row in rows]

    def set_paused(self, bucket: str, *, paused: bool) -> None:
        """Set the Submitted jobs of a bucket to Pause, or its paused jobs to Submitted."""
        before, after = _WAITING if paused else _WAITING[::-1]
        with self._database.transaction() as connection:
            connection.execute("UPDATE jobs SET state = ? WHERE bucket = ? AND state = ?", (after, bucket, before))

    def cancel(self, bucket: str, job_id: str) -> bool:
        """Cancel a waiting job; return False if there is no waiting job with this id."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE jobs SET state = ?, ended = ? WHERE bucket = ? AND job_id = ? AND state IN (?, ?)",
                (JobState.CANCEL, self._clock(), bucket, job_id, *_WAITING),
            ).rowcount
        return changed > 0

    def cancel_batch(self, batch_id: str) -> None:
        """Cancel the waiting jobs of a batch."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE jobs SET state = ?, ended = ? WHERE batch_id = ? AND state IN (?, ?)",
                (JobState.CANCEL, self._clock(), batch_id, *_WAITING),
            )

    def set_progress(self, job_id: str, progress: int) -> None:
        """Set the progress of a running job, in per cent."""
        with self._database.transaction(durable=False) as connection:
            connection.execute(
                "UPDATE jobs SET progress = ? WHERE job_id = ? AND state = ?",
                (progress, job_id, JobState.RUNNING),
            )

    def succeed(self, job_id: str, result: Mapping[str, Any], *, message: str = "") -> Job | None:
        """Set a running job to Success.

        Args:
            job_id: The job.
            result: The result as a JSON object: key, md5, and media_info in JSON form.
            message: What the output lacks; usually empty.

        Returns:
            The job; None if it is no longer Running, since the service was reset.
        """
        return self._end(job_id, JobState.SUCCESS, "Success", message, 100, json.dumps(result))

    def fail(self, job_id: str, code: str, message: str) -> Job | None:
        """Set a running job to Failed.

        Args:
            job_id: The job.
            code: A documented error code.
            message: The error message. Characters that XML does not allow are replaced.

        Returns:
            The job; None if it is no longer Running, since the service was reset.
        """
        return self._end(job_id, JobState.FAILED, code, xml_safe(message), None, None)

    def clear(self) -> None:
        """Delete every job."""
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

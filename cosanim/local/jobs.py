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
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cosanim.local.answers import xml_safe
from cosanim.models import Animation, JobState, MediaInfo, MediaStream, SubmitJobRequest
from cosanim.xml.json_form import from_json
from cosanim.xml.plans import plan_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping

    from cosanim.local.database import Database
    from cosanim.local.documents import Documents

WAITING: Final = (JobState.SUBMITTED, JobState.PAUSE)
"""States of jobs that do not run yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKeys:
    """What a job is recorded under.

    Attributes:
        job_id: From ``new_job_id``.
        bucket: The bucket it was sent to, which holds its input.
        region: That bucket's region.
        queue_id: Its queue.
        level: Its priority, 0 to 2.
        input_key: Key of its video.
        template_name: Name of its template, None without one.
        batch_id: The batch that submitted it, None when it came by itself.
    """

    job_id: str
    bucket: str
    region: str
    queue_id: str
    level: int
    input_key: str
    template_name: str | None = None
    batch_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob(JobKeys):
    """A job to be recorded.

    Attributes:
        request: What it was submitted with, checked.
        animation: The parameters of its template at that time, None without one.
    """

    request: SubmitJobRequest
    animation: Animation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """What a job wrote.

    Attributes:
        key: Key of the output.
        md5: Its MD5, hexadecimal.
        media_info: What it is, as far as the renderer has told.
    """

    key: str
    md5: str
    media_info: MediaInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(JobKeys):
    """A job as recorded. What its documents hold is shared: nobody may change it.

    Attributes:
        number: Where it stands in the order of submission.
        state: Its state.
        code: ``Success``, or why it failed.
        message: Why it failed.
        progress: Per cent done, None before it runs.
        created: When it was submitted, in Unix time.
        started: When it began to run.
        ended: When it ended.
        stored_request: Its request as the table holds it.
        stored_animation: The parameters of its template likewise, None without one.
        stored_result: What it wrote likewise, None unless it succeeded.
        documents: Decodes these.
    """

    number: int
    state: JobState
    code: str
    message: str
    progress: int | None
    created: float
    started: float | None
    ended: float | None
    stored_request: bytes
    stored_animation: bytes | None
    stored_result: str | None
    documents: Documents = field(repr=False)

    @property
    def request(self) -> SubmitJobRequest:
        """What it was submitted with."""
        return self.documents.load(self.stored_request, SubmitJobRequest)

    @property
    def animation(self) -> Animation | None:
        """The parameters of its template as they were when it was submitted, None without one."""
        stored = self.stored_animation
        return None if stored is None else self.documents.load(stored, Animation)

    @property
    def result(self) -> JobResult | None:
        """What it wrote, None unless it succeeded."""
        stored = self.stored_result
        return None if stored is None else self.documents.read(stored, JobResult, lambda: _result_of(stored))


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
        request, animation = documents.store(new.request), new.animation and documents.store(new.animation)
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


def job_of(row: sqlite3.Row, documents: Documents) -> Job:
    """Return the job that a row of the table records.

    Args:
        row: The row.
        documents: Decodes what it holds, when that is asked for.
    """
    return Job(
        number=row["number"],
        job_id=row["job_id"],
        bucket=row["bucket"],
        region=row["region"],
        queue_id=row["queue_id"],
        level=row["level"],
        input_key=row["input"],
        template_name=row["template_name"],
        batch_id=row["batch_id"],
        state=JobState(row["state"]),
        code=row["code"],
        message=row["message"],
        progress=row["progress"],
        created=row["created"],
        started=row["started"],
        ended=row["ended"],
        stored_request=row["request"],
        stored_animation=row["animation"],
        stored_result=row["result"],
        documents=documents,
    )


def _result_of(stored: str) -> JobResult:
    result = json.loads(stored)
    media_info = from_json(result["media_info"], MediaInfo)
    if media_info.stream is not None:
        # Kinds of streams that a file does not have come as one empty element.
        for kind in plan_of(MediaStream).elements:
            if not getattr(media_info.stream, kind.field):
                setattr(media_info.stream, kind.field, [kind.complex.cls()])
    return JobResult(key=result["key"], md5=result["md5"], media_info=media_info)

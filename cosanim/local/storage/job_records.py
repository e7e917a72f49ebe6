"""A job as the table records it: before it is recorded, as recorded, and what it wrote."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cosanim.models import Animation, JobState, MediaInfo, MediaStream, SubmitJobRequest
from cosanim.xml.json_form import from_json
from cosanim.xml.plans import plan_of

if TYPE_CHECKING:
    import sqlite3

    from cosanim.local.storage.documents import Documents


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

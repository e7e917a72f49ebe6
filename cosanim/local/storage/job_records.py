"""Records of jobs: a new job, a stored job, and its result."""

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
class _JobFields:
    """The fields that new and stored jobs share.

    Attributes:
        job_id: From ``new_job_id``.
        bucket: The bucket of the request, which holds the input.
        region: The region of the bucket.
        queue_id: The queue in which the job waits.
        template_name: Name of the template at submission; None without a template.
        batch_id: The batch that submitted the job; None without a batch.
    """

    job_id: str
    bucket: str
    region: str
    queue_id: str
    template_name: str | None = None
    batch_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob(_JobFields):
    """A job to be stored.

    Attributes:
        request: The request, checked against the schema.
        animation: The parameters of the template at submission; None without a template.
    """

    request: SubmitJobRequest
    animation: Animation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """The result of a job.

    Attributes:
        key: Key of the output.
        md5: MD5 of the output, 32 hexadecimal digits.
        media_info: Media information of the output.
    """

    key: str
    md5: str
    media_info: MediaInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(_JobFields):
    """A stored job. Other jobs may share the request, animation and result, which must not be changed.

    Attributes:
        number: Position in the order of submission.
        state: The state.
        code: Error code of a failed job, otherwise ``Success``.
        message: Error message of a failed job, or what the output of a successful one lacks; otherwise empty.
        progress: Progress in per cent; None before the job runs.
        created: Unix time of the submission.
        started: Unix time of the start of the render; None before.
        ended: Unix time of the end of the job; None before.
        stored_request: The request in encoded form.
        stored_animation: The parameters of the template in encoded form; None without a template.
        stored_result: The result in encoded form; None unless the job succeeded.
        documents: Decodes the three encoded forms.
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
        """The request that submitted the job."""
        return self.documents.load(self.stored_request, SubmitJobRequest)

    @property
    def animation(self) -> Animation | None:
        """The parameters of the template at submission; None without a template."""
        return self.documents.load_optional(self.stored_animation, Animation)

    @property
    def result(self) -> JobResult | None:
        """The result; None unless the job succeeded."""
        return self.documents.load_optional(self.stored_result, JobResult, _result_of)


def new_job_id() -> str:
    """Return the id for a new job."""
    return f"j{secrets.token_hex(16)}"


def job_of(row: sqlite3.Row, documents: Documents) -> Job:
    """Return the job of a row of the table.

    Args:
        row: The row.
        documents: Decodes the documents of the row when they are first used.
    """
    return Job(
        number=row["number"],
        job_id=row["job_id"],
        bucket=row["bucket"],
        region=row["region"],
        queue_id=row["queue_id"],
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
        # If a file has no stream of a kind, the service sends one empty element for the kind.
        for kind in plan_of(MediaStream).elements:
            if not getattr(media_info.stream, kind.field):
                setattr(media_info.stream, kind.field, [kind.complex.cls()])
    return JobResult(key=result["key"], md5=result["md5"], media_info=media_info)

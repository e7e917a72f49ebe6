"""``Job``: a submitted job, which can be polled, cancelled and waited for, and its token for another process."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Self

from cosanim.errors import (
    ConfigurationError,
    JobCancelled,
    JobFailed,
    NotFoundError,
    WaitStopped,
    WaitTimeout,
)
from cosanim.job_result import JobResult
from cosanim.models import JobDetail, JobState
from cosanim.unpicklable import Unpicklable
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from cosanim.client import AnimationClient
    from cosanim.waiting import Backoff

_TOKEN_PREFIX: Final = "cosanim-job"  # noqa: S105 - the token of a job, no secret


@explain_wrong_calls
class Job(JobResult, Unpicklable):
    """A submitted job: polls, cancels and waits for it, and gives its result.

    ``AnimationClient.submit``, ``convert`` and ``job`` return jobs. The attributes of the result (``output_key``,
    ``width``, ``frames``, …) are never None: they raise an error when the job has not ended in success, or when the
    service left the value out. Two jobs are equal if bucket, region and id are equal. A job cannot be pickled, since
    it holds the client: pass ``token()`` to the other process and call ``client.job`` there.

    Attributes:
        job_id: Id of the job.
        bucket: Bucket of the video, with its appid.
        region: Region of that bucket.
    """

    _instead_of_pickling: ClassVar[str] = "pass token() to the other process, and call client.job(token) there"

    def __init__(self, client: AnimationClient, detail: JobDetail, *, is_described: bool = True) -> None:
        """Create the handle of a job; nothing is sent.

        Args:
            client: Client of the bucket and region of the video.
            detail: The job; its id is set.
            is_described: Whether ``detail`` comes from the service. Otherwise it is read when first needed.
        """
        self.job_id: str = detail.job_id or ""
        self.bucket: str = client.bucket
        self.region: str = client.region
        self._client = client
        self._detail = detail
        self._is_described = is_described

    @property
    def detail(self) -> JobDetail:
        """The job as the service last described it; no request is sent, except for the first of ``client.job``.

        Raises:
            NotFoundError: There is no such job.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        if not self._is_described:
            self.refresh()
        return self._detail

    @property
    def request_id(self) -> str | None:
        """The service's id of the request that ``detail`` answers; nothing is sent."""
        return self._detail.request_id

    def refresh(self) -> Self:
        """Poll the job once, and return it.

        Raises:
            NotFoundError: There is no such job.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        self._set(self._client.describe_job(self.job_id))
        return self

    def done(self) -> bool:
        """Return whether the job has ended: in success, in failure or cancelled. Polls it unless that is known.

        Raises:
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        ended = {JobState.SUCCESS, JobState.FAILED, JobState.CANCEL}
        return self.detail.state in ended or self.refresh().detail.state in ended

    def wait(
        self,
        *,
        timeout: float | None = 600.0,
        on_progress: Callable[[JobDetail], None] | None = None,
        backoff: Backoff | None = None,
        stop: threading.Event | None = None,
    ) -> Self:
        """Wait until the job ends successfully, and return it.

        Args:
            timeout: Seconds to wait at most, for requests and sleeps together; None to wait for ever.
            on_progress: Called with the ``JobDetail`` whenever its state or progress has changed.
            backoff: Delays between polls; those of the client when left out.
            stop: Ends the wait when it is set; a poll in flight is finished first.

        Raises:
            JobFailed: The job ended in failure.
            JobCancelled: The job was cancelled.
            WaitTimeout: The time is over; the job continues.
            WaitStopped: ``stop`` was set; the job continues.
            ServiceError: The service returned an error.
            TransportError: The service was not reached.
            DecodeError: No reply could be decoded.
        """
        if self._is_described and self._detail.state == JobState.SUCCESS:
            return self
        try:
            self._set(
                self._client.wait(self.job_id, timeout=timeout, on_progress=on_progress, backoff=backoff, stop=stop)
            )
        except (JobFailed, JobCancelled) as error:
            self._set(error.job)
            raise
        except (WaitTimeout, WaitStopped) as error:
            if error.job.state is not None:
                self._set(error.job)
            elif isinstance(error, WaitStopped) and self._is_described:
                # The wait was stopped before its first poll, but the state is known since the submission.
                raise WaitStopped(self._detail, error.waited, request_id=self.request_id) from None
            raise
        return self

    def cancel(self) -> None:
        """Cancel the job, which is possible until it starts.

        Raises:
            ServiceError: The service returned an error, for example because the job already runs or has ended.
            TransportError: There was no reply.
        """
        self._client.cancel_job(self.job_id)

    def token(self) -> str:
        """Return a text with bucket, region and id, with which ``client.job`` goes on in another process.

        It contains no credentials.
        """
        return f"{_TOKEN_PREFIX}:{self.region}:{self.bucket}:{self.job_id}"

    def _set(self, detail: JobDetail) -> None:
        self._detail = detail
        self._is_described = True

    def __eq__(self, other: object) -> bool:
        """Return whether the other is the same job."""
        return isinstance(other, Job) and self.token() == other.token()

    def __hash__(self) -> int:
        """Return the hash of bucket, region and id."""
        return hash(self.token())

    def __repr__(self) -> str:
        """Show id and state and, of a finished job, its result; nothing is sent."""
        if not self._is_described:
            return f"<Job {self.job_id!r}, not read yet>"
        facts = [repr(self.job_id), str(self._detail.state or "no state")]
        if self._detail.state == JobState.SUCCESS:
            facts += self._result_texts()
        return f"<Job {', '.join(facts)}>"


def is_token(text: object) -> bool:
    """Return whether a text begins like a token of ``Job.token``."""
    return isinstance(text, str) and text.lstrip().startswith(f"{_TOKEN_PREFIX}:")


def parse_token(text: str) -> tuple[str | None, str | None, str]:
    """Return region, bucket and id in a token of ``Job.token``, or None, None and the id for an id.

    Raises:
        ConfigurationError: The text begins like a token, but is none.
    """
    text = text.strip()  # a token that was read from a file or a terminal often ends with a line break
    if not is_token(text):
        return None, None, text
    parts = text.split(":")
    if len(parts) != 4 or not all(parts):
        raise ConfigurationError(f"{text!r} is no token of a job: pass the text that job.token() returned, unchanged")
    return parts[1], parts[2], parts[3]


def jobs_not_found(job_ids: Sequence[str], bucket: str, request_id: str | None) -> NotFoundError:
    """Return the error for ids that the service does not know.

    Args:
        job_ids: The ids.
        bucket: The bucket in which they were looked for.
        request_id: The service's id of the request.
    """
    ids = f"id {job_ids[0]}" if len(job_ids) == 1 else f"ids {', '.join(job_ids)}"
    return NotFoundError(
        404,
        "JobNotFound",
        f"no job of {bucket} has the {ids}",
        request_id,
        hint="check the id, the bucket and the region; records are kept for one month",
    )

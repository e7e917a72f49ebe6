"""``Job``: a submitted job with its client, and its result as plain typed values."""

from __future__ import annotations

import base64
import contextlib
import html
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final, Self, TypeVar

from cosanim.errors import (
    ConfigurationError,
    CosanimError,
    JobCancelled,
    JobFailed,
    ResultUnavailable,
    WaitStopped,
    WaitTimeout,
)
from cosanim.models import JobDetail, JobState
from cosanim.unpicklable import Unpicklable

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from cosanim.client import AnimationClient
    from cosanim.models import MediaInfo, OutputFile
    from cosanim.objects.downloads import Target
    from cosanim.objects.records import ObjectInfo
    from cosanim.waiting import Backoff

_TOKEN_PREFIX: Final = "cosanim-job"  # noqa: S105 - the token of a job, no secret
_LARGEST_PICTURE: Final = 2 * 1024 * 1024
"""Largest result in bytes that ``_repr_html_`` downloads to show it."""

Number = TypeVar("Number", int, float)
Value = TypeVar("Value")


class Job(Unpicklable):
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
    def state(self) -> str:
        """State in ``detail``: Submitted, Running, Pause, Success, Failed or Cancel; "" if the service left it out."""
        return str(self.detail.state or "")

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
            backoff: Delays between polls; when left out they grow from 0.5 s to 10 s, with jitter.
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

    @property
    def output_bucket(self) -> str:
        """Bucket of the result, with its appid.

        Raises:
            ResultUnavailable: The job has not ended.
            JobFailed: It ended in failure; JobCancelled: it was cancelled.
        """
        output = self._ended().operation
        file = self._output_file()
        requested = None if output is None or output.output is None else output.output.bucket
        return (file and file.bucket) or requested or self.bucket

    @property
    def output_region(self) -> str:
        """Region of the bucket of the result; raises as ``output_bucket``."""
        output = self._ended().operation
        file = self._output_file()
        requested = None if output is None or output.output is None else output.output.region
        return (file and file.region) or requested or self.region

    @property
    def output_keys(self) -> list[str]:
        """Keys of the results, at least one.

        Raises:
            ResultUnavailable: The job has not ended, or the service left the keys out.
            JobFailed: It ended in failure; JobCancelled: it was cancelled.
        """
        file = self._output_file()
        return list(self._given("output_keys", None if file is None else file.object_name))

    @property
    def output_key(self) -> str:
        """Key of the result, the first of ``output_keys``; raises as these."""
        return self.output_keys[0]

    def output_url(self, *, expires: int = 3600) -> str:
        """Return a presigned URL of the result; raises as ``output_keys``.

        Args:
            expires: Validity of the URL in seconds, 1 to 604800 (a week).

        Raises:
            ConfigurationError: ``expires`` is out of range.
        """
        return self._output_client().objects.url(self.output_key, expires=expires)

    def download(self, target: Target) -> ObjectInfo:
        """Download the result; raises as ``output_keys`` and ``objects.get``.

        Args:
            target: Path of the file to write, or a file opened for writing in binary mode. It is only changed once
                the whole result has arrived and been verified.

        Returns:
            Metadata of the result.
        """
        return self._output_client().objects.get(self.output_key, target)

    def read(self) -> bytes:
        """Download the result and return its content; raises as ``output_keys`` and ``objects.get``."""
        return self._output_client().objects.read(self.output_key)

    @property
    def width(self) -> int:
        """Width of the result in pixels.

        Raises:
            ResultUnavailable: The job has not ended, or the service left the value out.
            JobFailed: It ended in failure; JobCancelled: it was cancelled.
        """
        return self._of_video("width")

    @property
    def height(self) -> int:
        """Height of the result in pixels; raises as ``width``."""
        return self._of_video("height")

    @property
    def frames(self) -> int:
        """Number of frames of the result; raises as ``width``."""
        return self._of_video("num_frames", "frames")

    @property
    def size(self) -> int:
        """Size of the result in bytes; raises as ``width``."""
        return self._number("size", self._media().format, "size", int)

    @property
    def duration(self) -> float:
        """Duration of the result in seconds; raises as ``width``."""
        return self._number("duration", self._media().format, "duration", float)

    @property
    def md5(self) -> str:
        """MD5 of the result as 32 hexadecimal digits; raises as ``width``."""
        file = self._output_file()
        sums = [] if file is None else file.md5_info
        # With a single result and a single checksum the service need not repeat the key.
        one = [item.md5 for item in sums if item.object_name == self.output_key] or [item.md5 for item in sums[:1]]
        return self._given("md5", one[0] if one else None)

    def _set(self, detail: JobDetail) -> None:
        self._detail = detail
        self._is_described = True

    def _ended(self) -> JobDetail:
        """Return the detail of a job that has ended in success.

        Raises:
            JobFailed: The job ended in failure.
            JobCancelled: The job was cancelled.
            ResultUnavailable: The job has not ended.
        """
        from cosanim.waiting import is_done  # on demand: a program that only submits never needs it

        detail = self.detail
        if not is_done(detail):
            raise ResultUnavailable(
                detail, f"job {self.job_id} is {self.state or 'without a state'}: call wait() before its result is used"
            )
        return detail

    def _output_file(self) -> OutputFile | None:
        operation = self._ended().operation
        result = None if operation is None else operation.media_result
        return None if result is None else result.output_file

    def _output_client(self) -> AnimationClient:
        return self._client.at(bucket=self.output_bucket, region=self.output_region)

    def _media(self) -> MediaInfo:
        operation = self._ended().operation
        return self._given("media information", None if operation is None else operation.media_info)

    def _of_video(self, field: str, name: str | None = None) -> int:
        stream = self._media().stream
        videos = [] if stream is None else stream.video
        return self._number(name or field, videos[0] if videos else None, field, int)

    def _number(self, name: str, record: object, field: str, kind: type[Number]) -> Number:
        value = self._given(name, getattr(record, field, None))
        # Replies are read liberally: a field of a reply holds the text when it is no number.
        if not isinstance(value, int | Decimal):
            raise ResultUnavailable(
                self._detail, f"the service says {value!r} as {name} of job {self.job_id}, which is no number"
            )
        return kind(value)

    def _given(self, name: str, value: Value | None) -> Value:
        if value is None or value in ("", []):
            raise ResultUnavailable(
                self._detail, f"the service left the {name} of job {self.job_id} out: download the result to find it"
            )
        return value

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
            texts: tuple[Callable[[], str], ...] = (
                lambda: repr(self.output_key),
                lambda: f"{self.width}x{self.height} px",
                lambda: f"{self.frames} frames",
                lambda: f"{self.duration:g} s",
                lambda: f"{self.size} bytes",
            )
            for text in texts:
                with contextlib.suppress(ResultUnavailable):
                    facts.append(text())
        return f"<Job {', '.join(facts)}>"

    def _repr_html_(self) -> str:
        """Return the picture for a notebook if the job has ended and the result is at most 2 MiB, else the repr."""
        caption = html.escape(repr(self))
        if not (self._is_described and self._detail.state == JobState.SUCCESS):
            return caption
        try:
            client, key = self._output_client(), self.output_key
            if (client.objects.head(key).size or _LARGEST_PICTURE + 1) > _LARGEST_PICTURE:
                return caption
            content = client.objects.read(key)
        except (CosanimError, OSError):
            return caption  # a notebook shows the repr of an object also while the network is down
        kind = "webp" if content[8:12] == b"WEBP" else "gif"
        data = base64.b64encode(content).decode()
        return f'<figure><img src="data:image/{kind};base64,{data}"/><figcaption>{caption}</figcaption></figure>'


def parse_token(text: str) -> tuple[str | None, str | None, str]:
    """Return region, bucket and id in a token of ``Job.token``, or None, None and the id for an id.

    Raises:
        ConfigurationError: The text begins like a token, but is none.
    """
    if not text.startswith(f"{_TOKEN_PREFIX}:"):
        return None, None, text
    parts = text.split(":")
    if len(parts) != 4 or not all(parts):
        raise ConfigurationError(f"{text!r} is no token of a job: pass the text that job.token() returned, unchanged")
    return parts[1], parts[2], parts[3]

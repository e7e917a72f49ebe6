"""``JobResult``: the result of a job as plain typed values."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from cosanim.errors import CosanimError, ResultUnavailable
from cosanim.models import JobState
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.argument_types import RuleName
    from cosanim.client import AnimationClient
    from cosanim.models import JobDetail, MediaInfo, OutputFile
    from cosanim.objects.downloads import Target
    from cosanim.objects.records import ObjectInfo

# A key that the service names is the key of an object, whatever it looks like.
_ANY_KEY: Final[tuple[RuleName, ...]] = ("scheme-in-key",)
_LARGEST_PICTURE: Final = 2 * 1024 * 1024
"""Largest result in bytes that ``_repr_html_`` downloads to show it."""

Number = TypeVar("Number", int, float)
Value = TypeVar("Value")


@explain_wrong_calls
class JobResult(ABC):
    """Gives the result of a job: where it is, its content and its properties, none of which is ever None.

    Attributes:
        job_id: Id of the job.
        bucket: Bucket of the video, with its appid.
        region: Region of that bucket.
    """

    job_id: str
    bucket: str
    region: str
    _client: AnimationClient
    _detail: JobDetail
    _is_described: bool

    @property
    @abstractmethod
    def detail(self) -> JobDetail:
        """The job as the service last described it."""

    @property
    def state(self) -> str:
        """State in ``detail``: Submitted, Running, Pause, Success, Failed or Cancel; "" if the service left it out."""
        return str(self.detail.state or "")

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
        instead = (
            "its key is detail.operation.output.object_key with the wildcards filled in; "
            "client.objects.list(prefix) lists what is there"
        )
        return list(self._given("output_keys", None if file is None else file.object_name, instead))

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
        return self._output_client().objects.url(self.output_key, expires=expires, allow=_ANY_KEY)

    def download(self, target: Target) -> ObjectInfo:
        """Download the result; raises as ``output_keys`` and ``objects.get``.

        Args:
            target: Path of the file to write, or a file opened for writing in binary mode. It is only changed once
                the whole result has arrived and been verified.

        Returns:
            Metadata of the result.
        """
        return self._output_client().objects.get(self.output_key, target, allow=_ANY_KEY)

    def read(self) -> bytes:
        """Download the result and return its content; raises as ``output_keys`` and ``objects.get``."""
        return self._output_client().objects.read(self.output_key, allow=_ANY_KEY)

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

    def _given(self, name: str, value: Value | None, instead: str = "download the result to find it") -> Value:
        if value is None or value in ("", []):
            raise ResultUnavailable(self._detail, f"the service left the {name} of job {self.job_id} out: {instead}")
        return value

    def _result_texts(self) -> list[str]:
        """Return what a repr shows of the result, without the values that the service left out."""
        texts: tuple[Callable[[], str], ...] = (
            lambda: repr(self.output_key),
            lambda: f"{self.width}x{self.height} px",
            lambda: "1 frame" if self.frames == 1 else f"{self.frames} frames",
            lambda: f"{self.duration:g} s",
            lambda: f"{self.size} bytes",
        )
        shown = []
        for text in texts:
            with contextlib.suppress(ResultUnavailable):
                shown.append(text())
        return shown

    def _repr_html_(self) -> str:
        """Return the picture for a notebook if the job has ended and the result is at most 2 MiB, else the repr."""
        import base64
        import html  # both on demand: only notebooks need them

        caption = html.escape(repr(self))
        if not (self._is_described and self._detail.state == JobState.SUCCESS):
            return caption
        try:
            client, key = self._output_client(), self.output_key
            if (client.objects.head(key, allow=_ANY_KEY).size or _LARGEST_PICTURE + 1) > _LARGEST_PICTURE:
                return caption
            content = client.objects.read(key, allow=_ANY_KEY)
        except (CosanimError, OSError):
            return caption  # a notebook shows the repr of an object also while the network is down
        kind = "webp" if content[8:12] == b"WEBP" else "gif"
        data = base64.b64encode(content).decode()
        return f'<figure><img src="data:image/{kind};base64,{data}"/><figcaption>{caption}</figcaption></figure>'

"""``JobFacts``: the result of a job as plain typed values."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from cosanim.errors import ResultUnavailable
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.models import JobDetail, MediaInfo, OutputFile

Number = TypeVar("Number", int, float)
Value = TypeVar("Value")


@explain_wrong_calls
class JobFacts(ABC):
    """Gives what the service says of a job and its result, none of which is ever None. Nothing is sent.

    Attributes:
        job_id: Id of the job.
        bucket: Bucket of the video, with its appid.
        region: Region of that bucket.
    """

    job_id: str
    bucket: str
    region: str

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
                self.detail, f"the service says {value!r} as {name} of job {self.job_id}, which is no number"
            )
        return kind(value)

    def _given(self, name: str, value: Value | None, instead: str = "download the result to find it") -> Value:
        if value is None or value in ("", []):
            raise ResultUnavailable(self.detail, f"the service left the {name} of job {self.job_id} out: {instead}")
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

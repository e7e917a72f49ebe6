"""Client method ``convert``: from a local video to a local picture, in one call.

What happens to the two objects that it creates, by the step that fails:

upload                                       the video is removed if it may be stored
submission: nothing was accepted             the video is removed
submission: the job was accepted, or may be  both are left, since the job uses them
waiting: the job failed or was cancelled     both are removed
waiting or download otherwise                both are left; the job continues, or its result can be downloaded

A submission that Ctrl-C or another exception of the program ended is looked up, as ``submit`` says; the outcome counts.

A note on the exception names the objects that are left; another, the token of the job if it is known.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from cosanim.api.conversion_objects import ConversionObjects
from cosanim.api.conversion_paths import check_not_same, check_paths, format_of
from cosanim.api.paid_requests.caller import NOTHING_ACCEPTED
from cosanim.api.requests import build_animation, build_request
from cosanim.api.submissions import SubmissionCalls, submitted_job
from cosanim.argument_hints import path_argument
from cosanim.caller_warnings import warn_caller
from cosanim.errors import (
    CosanimError,
    JobCancelled,
    JobFailed,
    SchemaError,
    ServerError,
    ServiceError,
    TransportError,
    WaitStopped,
)
from cosanim.models import JobDetail
from cosanim.operations import SUBMIT_JOB
from cosanim.output_keys import extension_of
from cosanim.wrong_calls import explain_wrong_calls
from cosanim.xml.violations import AdviceWarning, Violation

if TYPE_CHECKING:
    import os
    import threading
    from collections.abc import Callable, Generator

    from cosanim.api.polling import StopEvent
    from cosanim.api.requests import AnimationParameters
    from cosanim.argument_types import CodecName, FormatName, Number
    from cosanim.client import AnimationClient
    from cosanim.job import Job
    from cosanim.models import SubmitJobRequest
    from cosanim.waiting import Backoff

_PICTURES: Final = frozenset({".gif", ".webp", ".png", ".apng", ".jpg", ".jpeg", ".bmp", ".avif", ".heic", ".tiff"})


class CleanupWarning(UserWarning):
    """Objects that ``convert`` has created in the bucket could not be removed."""


@explain_wrong_calls
class ConversionCalls(SubmissionCalls):
    """Converts local files."""

    def convert(
        self,
        source: str | os.PathLike[str],
        target: str | os.PathLike[str],
        *,
        format: FormatName | None = None,  # noqa: A002 - the name of the parameter
        codec: CodecName | None = None,
        width: int | None = None,
        height: int | None = None,
        fps: Number | None = None,
        frames_per_second: Number | None = None,
        keyframes_only: bool | None = None,
        frame_interval: Number | None = None,
        quality: int | None = None,
        start: Number | None = None,
        duration: Number | None = None,
        timeout: float | None = 600.0,
        keep: bool = False,
        on_progress: Callable[[JobDetail], None] | None = None,
        backoff: Backoff | None = None,
        stop: threading.Event | None = None,
        strict: bool | None = None,
    ) -> Job:
        """Convert a local video to a local GIF or animated WebP: upload, submit, wait, download, and clean up.

        The video is uploaded under a unique key that begins with ``cosanim-convert/``; the result is written beside
        it. Both objects are removed from the bucket at the end, and no others. If the job may still need them (its
        outcome is unknown, or the wait was ended), or if the result is not downloaded yet, they are left there. A note
        on the exception then says where, and with which token the job is found again.

        Args:
            source: Path of the video.
            target: Path of the file to write, which is only changed once the whole result has arrived.
            format: Container format: gif, hgif (a GIF with better colours) or webp; by default the one that the
                suffix of the target names, .gif or .webp.
            codec: gif or webp; follows the format when left out.
            width: Pixels, 128 to 4096; when left out it follows the height, or both are those of the video.
            height: Pixels, 128 to 4096; when left out it follows the width, or both are those of the video.
            fps: Frames per second at which the animation plays, above 0 and at most 60; that of the video when left
                out.
            frames_per_second: Frames sampled from each second of video, above 0 and below the video's rate; all when
                left out.
            keyframes_only: Keep the key frames only; false when left out.
            frame_interval: Seconds between two sampled frames, above 0; also below the duration, unless
                ``frames_per_second`` or ``keyframes_only`` is given, which take precedence.
            quality: Quality of the picture, 1 to 99, webp only; chosen by the service when left out.
            start: Seconds of the video to skip, at least 0, with at most 3 decimals; 0 when left out.
            duration: Seconds of the video to convert, at least 0, with at most 3 decimals; to its end when left out.
            timeout: Seconds to wait for the job at most; None to wait for ever. Upload and download are not counted.
            keep: Keep both objects in the bucket.
            on_progress: As for ``wait``.
            backoff: As for ``wait``.
            stop: As for ``wait``.
            strict: As for ``submit``.

        Returns:
            The job, done. Its ``download`` and ``read`` work only with ``keep``.

        Raises:
            ConfigurationError: The source is no file or empty, the target cannot be written, the format is not given
                and not known from the target, or the time-out is no number. Nothing was sent.
            SchemaError: A parameter breaks the schema. Nothing was sent.
            OSError: The source cannot be read, or the target cannot be written.
            ServiceError: The service returned an error.
            TransportError: The service was not reached.
            ResultUnavailable: The service names another result than the job was submitted for.
            SubmissionUnknown, JobFailed, JobCancelled, WaitTimeout, WaitStopped: As for ``submit`` and ``wait``.
        """
        from cosanim.api.polling import run_steps, sleep_until  # on demand, as in ``wait``

        parameters: AnimationParameters = {
            "format": format,
            "codec": codec,
            "width": width,
            "height": height,
            "fps": fps,
            "frames_per_second": frames_per_second,
            "keyframes_only": keyframes_only,
            "frame_interval": frame_interval,
            "quality": quality,
            "start": start,
            "duration": duration,
        }
        steps = self._convert_steps(
            source,
            target,
            parameters,
            timeout=timeout,
            keep=keep,
            on_progress=on_progress,
            backoff=backoff,
            stop=stop,
            strict=strict,
        )
        return run_steps(steps, sleep_until(stop))

    def _convert_steps(
        self,
        source: str | os.PathLike[str],
        target: str | os.PathLike[str],
        parameters: AnimationParameters,
        *,
        timeout: float | None,
        keep: bool,
        on_progress: Callable[[JobDetail], None] | None,
        backoff: Backoff | None,
        stop: StopEvent | None,
        strict: bool | None,
        on_submitted: Callable[[Job], object] = lambda _: None,
    ) -> Generator[float, None, Job]:
        """Convert as ``convert`` does, and yield the seconds to sleep before each poll.

        ``on_submitted`` is called with the job as soon as it was accepted.
        """
        video, picture = Path(path_argument("source", source)), Path(path_argument("target", target))
        if not parameters.get("format"):
            parameters["format"] = format_of(picture)
        check_paths(video, picture)
        from cosanim.api.polling import check_wait_arguments  # on demand, as in ``wait``

        check_wait_arguments(timeout=timeout, on_progress=on_progress, backoff=backoff, stop=stop)
        format_name = str(parameters["format"])
        objects = ConversionObjects(cast("AnimationClient", self), video.suffix.lower(), extension_of(format_name))
        request = build_request(
            objects.video,
            objects.output,
            output_bucket=self.bucket,
            output_region=self.region,
            animation=build_animation(**parameters),
        )
        # Validated before the upload, so that nothing is sent for a request that breaks the schema.
        _, body = self._prepare(SUBMIT_JOB, request, strict=strict, allow=())
        self._check_suffix(picture, format_name, strict=strict)
        if stop is not None and stop.is_set():
            raise WaitStopped(JobDetail(), 0.0)
        try:
            job = self._upload_and_submit(objects, video, request, body)
            on_submitted(job)
            try:
                yield from job._wait_steps(timeout=timeout, on_progress=on_progress, backoff=backoff, stop=stop)  # noqa: SLF001 - of the same package
                objects.check_result(job)
                check_not_same(video, picture)  # again, since links may have changed meanwhile
                objects.client.objects.get(objects.result, picture)
            except (JobFailed, JobCancelled):
                objects.is_needed = False
                raise
            except BaseException as error:
                error.add_note(f"the job is {job.job_id}; go on with client.job({job.token()!r})")
                raise
        except BaseException as error:
            left = objects.created if objects.is_needed or keep else objects.remove()
            if left:
                error.add_note(f"left in the bucket: {objects.addresses(left)}")
            raise
        if not keep and (left := objects.remove()):
            warn_caller(f"could not be removed from the bucket: {objects.addresses(left)}", CleanupWarning)
        return job

    def _upload_and_submit(
        self, objects: ConversionObjects, video: Path, request: SubmitJobRequest, body: bytes
    ) -> Job:
        objects.created = [objects.video]
        try:
            objects.client.objects.put(objects.video, video)
        except CosanimError as error:
            if not _may_be_stored(error):
                objects.created = []
            raise
        # From here on a job may use the objects, unless the service surely has not accepted it.
        objects.created, objects.is_needed = [objects.video, objects.result], True
        try:
            return submitted_job(
                objects.client,
                lambda: self._submit_paid(
                    SUBMIT_JOB, request, body=body, input_key=objects.video, output_key=objects.output
                ),
            )
        except BaseException as error:
            if _is_without_job(error):
                objects.created, objects.is_needed = [objects.video], False
            raise

    def _check_suffix(self, target: Path, format_name: str, *, strict: bool | None) -> None:
        """Warn of a target whose suffix belongs to another format.

        Raises:
            SchemaError: The same as an error, with ``strict``.
        """
        suffix, extension = target.suffix.lower(), extension_of(format_name)
        if suffix not in _PICTURES - {f".{extension}"}:
            return
        message = f"ends in {suffix}, but the result is a {extension} file: end it in .{extension}"
        violation = Violation(path="target", rule="suffix", message=message, value=target.name, severity="warning")
        if self._strict if strict is None else strict:
            raise SchemaError([violation])
        warn_caller(AdviceWarning(violation))


def _is_without_job(error: BaseException) -> bool:
    """Return whether it is certain that a submission that ended with an exception was not accepted."""
    # If the submission was interrupted, the last note is its outcome.
    return isinstance(error, ServiceError | TransportError) or getattr(error, "__notes__", [])[-1:] == [
        NOTHING_ACCEPTED
    ]


def _may_be_stored(error: CosanimError) -> bool:
    """Return whether an upload that failed may have stored the object, so that it has to be removed."""
    if isinstance(error, TransportError):
        return error.sent is not False
    return isinstance(error, ServerError)

"""Client method ``convert``: from a local video to a local picture, in one call."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from cosanim.api.requests import build_animation, build_request
from cosanim.api.submissions import SubmissionCalls
from cosanim.argument_hints import path_argument
from cosanim.caller_warnings import warn_caller
from cosanim.errors import (
    ConfigurationError,
    CosanimError,
    JobCancelled,
    JobFailed,
    ServiceError,
    SubmissionUnknown,
    TransportError,
)
from cosanim.job import Job
from cosanim.operations import SUBMIT_JOB
from cosanim.output_keys import CODEC_OF_FORMAT

if TYPE_CHECKING:
    import os
    import threading
    from collections.abc import Callable

    from cosanim.argument_types import CodecName, FormatName, Number
    from cosanim.client import AnimationClient
    from cosanim.models import JobDetail
    from cosanim.waiting import Backoff

PREFIX: Final = "cosanim-convert/"
"""Beginning of the keys under which ``convert`` puts a video and its result; a unique part follows."""


class CleanupWarning(UserWarning):
    """An object that ``convert`` has put into the bucket could not be removed."""


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
        it. Both objects are removed from the bucket at the end. If the job may still need them (its outcome is
        unknown, or the wait was ended), they are left there, and a note on the exception says where.

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
            ConfigurationError: The source is no file or has more than 5 GB, the folder of the target does not exist,
                or the format is not given and not known from the target. Nothing was sent.
            SchemaError: A parameter breaks the schema. Nothing was sent.
            OSError: The source cannot be read, or the target cannot be written.
            ServiceError: The service returned an error.
            TransportError: The service was not reached.
            SubmissionUnknown, JobFailed, JobCancelled, WaitTimeout, WaitStopped: As for ``submit`` and ``wait``.
        """
        video, picture = Path(path_argument("source", source)), Path(path_argument("target", target))
        format = format or _format_of(picture)  # noqa: A001 - the name of the parameter
        _check_paths(video, picture)
        folder = f"{PREFIX}{uuid.uuid4().hex}/"
        input_key = f"{folder}video{video.suffix.lower()}"
        output_key = f"{folder}result.${{ext}}"
        request = build_request(
            input_key,
            output_key,
            output_bucket=self.bucket,
            output_region=self.region,
            animation=build_animation(
                format=format,
                codec=codec,
                width=width,
                height=height,
                fps=fps,
                frames_per_second=frames_per_second,
                keyframes_only=keyframes_only,
                frame_interval=frame_interval,
                quality=quality,
                start=start,
                duration=duration,
            ),
        )
        # Validated before the upload, so that nothing is sent for a request that breaks the schema.
        _, body = self._prepare(SUBMIT_JOB, request, strict=strict, allow=())
        client = cast("AnimationClient", self)
        left = [input_key]
        try:
            client.objects.put(input_key, video)
            response = self._submit_paid(SUBMIT_JOB, request, body=body, input_key=input_key, output_key=output_key)
            job = Job(client, next(detail for detail in response.jobs_detail if detail.job_id))
            left = [input_key, f"{folder}result.{CODEC_OF_FORMAT.get(str(format), str(format))}"]
            job.wait(timeout=timeout, on_progress=on_progress, backoff=backoff, stop=stop)
            left = [input_key, *job.output_keys]
            job.download(picture)
        except BaseException as error:
            self._clean_up_after(error, left, keep=keep)
            raise
        if not keep:
            self._remove(left)
        return job

    def _clean_up_after(self, error: BaseException, keys: list[str], *, keep: bool) -> None:
        """Remove the objects unless the job may still need them, and note on the exception what is left."""
        ended = isinstance(error, JobFailed | JobCancelled)
        not_submitted = len(keys) == 1 and isinstance(error, ServiceError | TransportError | OSError)
        if (ended or not_submitted) and not isinstance(error, SubmissionUnknown) and not keep:
            keys = self._remove(keys, warn=False)
        if keys:
            places = ", ".join(f"cos://{self.bucket}/{key}" for key in keys)
            error.add_note(f"left in the bucket, and not removed: {places}")

    def _remove(self, keys: list[str], *, warn: bool = True) -> list[str]:
        """Delete objects, and return the keys of those that are left."""
        errors = {}
        for key in keys:
            try:
                cast("AnimationClient", self).objects.delete(key)
            except CosanimError as error:
                errors[key] = error
        # Only now, since a filter that raises warnings would keep the other objects from being removed.
        for key, reason in errors.items() if warn else ():
            warn_caller(f"cos://{self.bucket}/{key} could not be removed: {reason}", CleanupWarning)
        return [*errors]


def _format_of(target: Path) -> FormatName:
    """Return the format that the suffix of a file names.

    Raises:
        ConfigurationError: It names none.
    """
    match target.suffix.lower():
        case ".gif":
            return "gif"
        case ".webp":
            return "webp"
    raise ConfigurationError(
        f"the format is not known from the name {target.name!r}: end it with .gif or .webp, or give format="
    )


def _check_paths(source: Path, target: Path) -> None:
    """Check source and target before anything is sent.

    Raises:
        ConfigurationError: One of them cannot be used.
    """
    from cosanim.objects.uploads import check_size  # on demand, as the rest of the objects

    if not source.is_file():
        raise ConfigurationError(f"the source {str(source)!r} is no file: give the path of a video")
    check_size(source.stat().st_size)
    if target.is_dir() or not target.resolve().parent.is_dir():
        raise ConfigurationError(
            f"the target {str(target)!r} is a folder, or its folder does not exist: give the path of a file to write"
        )
    if target.exists() and target.samefile(source):
        raise ConfigurationError(f"source and target are the same file, {str(source)!r}: name another target")

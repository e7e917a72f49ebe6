"""A job's record as the service tells it, and as the renderer needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cosanim.local.echo import echo
from cosanim.models import InputDetail, JobDetail, Md5Info, MediaResult, OperationDetail, OutputFile
from cosanim.output_keys import extension_of, filled
from cosanim.times import format_time

if TYPE_CHECKING:
    from cosanim.local.storage.job_records import Job, JobResult
    from cosanim.models import Animation, Output, SubmitJobRequest

_UNSET: Final = "-"


def effective(job: Job) -> SubmitJobRequest:
    """Return the request as it is carried out: with the parameters of its template, if it names one."""
    return with_animation(job.request, job.animation)


def with_animation(request: SubmitJobRequest, animation: Animation | None) -> SubmitJobRequest:
    """Return a request with the parameters of a template in place of its own; the request itself where there are none.

    Args:
        request: The request, which stays as it is.
        animation: The parameters.
    """
    return request if animation is None else replace(request, operation=replace(request.operation, animation=animation))


def job_detail(job: Job) -> JobDetail:
    """Return a job as the service tells it."""
    request, result = job.request, job.result
    return echo(
        request,
        JobDetail,
        code=job.code,
        message=job.message,
        job_id=job.job_id,
        state=job.state,
        progress=job.progress,
        creation_time=time_text(job.created),
        start_time=time_text(job.started),
        end_time=time_text(job.ended),
        queue_id=job.queue_id,
        input=echo(request.input, InputDetail, bucket_id=job.bucket, region=job.region),
        operation=echo(
            request.operation,
            OperationDetail,
            template_name=job.template_name,
            media_info=None if result is None else result.media_info,
            media_result=None if result is None else _media_result(result, request.operation.output),
            job_level=job.level,
        ),
    )


def file_format(animation: Animation) -> str:
    """Return the format of a job's output: gif, hgif or webp.

    Without a container the codec decides; without either it is gif. No page says so.
    """
    if animation.container is not None and animation.container.format:
        return str(animation.container.format)
    return str(animation.video.codec) if animation.video is not None and animation.video.codec else "gif"


def output_key(request: SubmitJobRequest, job_id: str) -> str:
    """Return the key of a job's output, its wildcards filled in, whatever their case."""
    animation = request.operation.animation
    values = {
        "jobid": job_id,
        "ext": extension_of("gif" if animation is None else file_format(animation)),
    }
    return filled(request.operation.output.object_key, values)


def render_parameters(animation: Animation) -> dict[str, str | bool | None]:
    """Return the parameters of a render by name, numbers as text; what is blank or absent is None."""
    video, interval = animation.video, animation.time_interval
    return {
        "format": file_format(animation),
        "codec": _text(video and video.codec),
        "width": _text(video and video.width),
        "height": _text(video and video.height),
        "fps": _text(video and video.fps),
        "frames_per_second": _text(video and video.animate_frames_per_second),
        "keyframes_only": _flag(video and video.animate_only_keep_key_frame),
        "frame_interval": _text(video and video.animate_time_interval_of_frame),
        "quality": _text(video and video.quality),
        "start": _text(interval and interval.start),
        "duration": _text(interval and interval.duration),
    }


def time_text(moment: float | None) -> str:
    """Return a time as the service tells it, a hyphen for None."""
    return _UNSET if moment is None else format_time(datetime.fromtimestamp(moment, UTC))


def _media_result(result: JobResult, output: Output) -> MediaResult:
    return MediaResult(
        output_file=OutputFile(
            bucket=output.bucket,
            region=output.region,
            object_name=[result.key],
            object_prefix="",
            md5_info=[Md5Info(object_name=result.key, md5=result.md5)],
        )
    )


def _text(value: object) -> str | None:
    if value is None or not str(value).strip():
        return None
    return str(value).strip()


def _flag(value: object) -> bool | None:
    text = _text(value)
    return None if text is None else text.lower() == "true"

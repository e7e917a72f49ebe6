"""A job's record as the service tells it, and as the renderer needs it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from cosanim.local.answers import xml_safe
from cosanim.models import (
    Animation,
    AnimationDetail,
    ContainerDetail,
    InputDetail,
    JobDetail,
    Md5Info,
    MediaInfo,
    MediaResult,
    OperationDetail,
    OutputDetail,
    OutputFile,
    SubmitJobRequest,
    TimeIntervalDetail,
    VideoDetail,
)
from cosanim.output_keys import extension_of, filled
from cosanim.times import format_time
from cosanim.xml.codec import decode

if TYPE_CHECKING:
    from cosanim.local.jobs import Job
    from cosanim.models import BatchOutput, Output, TimeInterval, Video

_UNSET: Final = "-"
_STREAMS: Final = ("Video", "Audio", "Subtitle")


def submitted(job: Job) -> SubmitJobRequest:
    """Return the request that a job was submitted with."""
    return decode(job.request, SubmitJobRequest)


def effective(job: Job) -> SubmitJobRequest:
    """Return the request as it is carried out: with the parameters of its template, if it names one."""
    request = submitted(job)
    if job.animation is not None:
        request.operation.animation = decode(job.animation, Animation)
    return request


def job_detail(job: Job) -> JobDetail:
    """Return a job as the service tells it."""
    request = submitted(job)
    operation = request.operation
    return JobDetail(
        code=job.code,
        message=job.message,
        job_id=job.job_id,
        tag=request.tag,
        state=job.state,
        progress=job.progress,
        creation_time=time_text(job.created),
        start_time=time_text(job.started),
        end_time=time_text(job.ended),
        queue_id=job.queue_id,
        input=InputDetail(bucket_id=job.bucket, object_key=request.input.object_key, region=job.region),
        operation=OperationDetail(
            template_id=operation.template_id,
            template_name=job.template_name,
            animation=None if operation.animation is None else animation_detail(operation.animation),
            output=output_detail(operation.output),
            media_info=None if job.result is None else _media_info(job.result["media_info"]),
            media_result=_media_result(job, request),
            user_data=operation.user_data,
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


def output_detail(output: Output | BatchOutput) -> OutputDetail:
    """Return the place of a result as the service repeats it."""
    return OutputDetail(region=output.region, bucket=output.bucket, object_key=output.object_key)


def animation_detail(animation: Animation) -> AnimationDetail:
    """Return parameters as the service repeats them."""
    container = animation.container
    return AnimationDetail(
        container=None if container is None else ContainerDetail(format=container.format),
        video=None if animation.video is None else _video(animation.video),
        time_interval=None if animation.time_interval is None else _interval(animation.time_interval),
    )


def _video(video: Video) -> VideoDetail:
    return VideoDetail(
        codec=video.codec,
        width=video.width,
        height=video.height,
        fps=video.fps,
        animate_only_keep_key_frame=video.animate_only_keep_key_frame,
        animate_time_interval_of_frame=video.animate_time_interval_of_frame,
        animate_frames_per_second=video.animate_frames_per_second,
        quality=video.quality,
    )


def _interval(interval: TimeInterval) -> TimeIntervalDetail:
    return TimeIntervalDetail(start=interval.start, duration=interval.duration)


def _media_result(job: Job, request: SubmitJobRequest) -> MediaResult | None:
    if job.result is None:
        return None
    output, key = request.operation.output, job.result["key"]
    return MediaResult(
        output_file=OutputFile(
            bucket=output.bucket,
            region=output.region,
            object_name=[key],
            object_prefix="",
            md5_info=[Md5Info(object_name=key, md5=job.result["md5"])],
        )
    )


def _media_info(info: dict[str, Any]) -> MediaInfo:
    element = _element("MediaInfo", info)
    stream = element.find("Stream")
    if stream is not None:
        # Kinds of streams that a file does not have come as one empty element.
        for name in _STREAMS:
            if stream.find(name) is None:
                etree.SubElement(stream, name)
    return decode(etree.tostring(element), MediaInfo)


def _element(name: str, value: object) -> etree._Element:
    element = etree.Element(name)
    if isinstance(value, dict):
        for child_name, child in value.items():
            for item in child if isinstance(child, list) else [child]:
                element.append(_element(child_name, item))
    elif value is not None:
        element.text = xml_safe(str(value))
    return element


def _text(value: object) -> str | None:
    if value is None or not str(value).strip():
        return None
    return str(value).strip()


def _flag(value: object) -> bool | None:
    text = _text(value)
    return None if text is None else text.lower() == "true"

"""Reads the request of a job: the settings of its render, and the format and key of its output."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cosanim.output_keys import extension_of, fill_wildcards

if TYPE_CHECKING:
    from cosanim.local.storage.job_records import Job
    from cosanim.models import Animation, SubmitJobRequest


def effective_request(job: Job) -> SubmitJobRequest:
    """Return the request of a job. If it names a template, the template's parameters replace those in the request."""
    return with_animation(job.request, job.animation)


def with_animation(request: SubmitJobRequest, animation: Animation | None) -> SubmitJobRequest:
    """Return a copy of a request with the parameters of a template.

    Args:
        request: The request; not changed.
        animation: The parameters of the template. With None, the request itself is returned.
    """
    return request if animation is None else replace(request, operation=replace(request.operation, animation=animation))


def file_format(animation: Animation) -> str:
    """Return the format of the output: gif, hgif or webp.

    Without Container the codec decides. Without Codec the format is gif. No page documents either rule.
    """
    if animation.container is not None and animation.container.format:
        return str(animation.container.format)
    return str(animation.video.codec) if animation.video is not None and animation.video.codec else "gif"


def output_key(request: SubmitJobRequest, job_id: str) -> str:
    """Return the key of the output of a job, with its wildcards replaced. Wildcards are case-insensitive."""
    animation = request.operation.animation
    values = {
        "jobid": job_id,
        "ext": extension_of("gif" if animation is None else file_format(animation)),
    }
    return fill_wildcards(request.operation.output.object_key, values)


def settings_fields(animation: Animation) -> dict[str, str | bool | None]:
    """Return the fields of ``RenderSettings`` by name, with numbers as text and None for blank or absent nodes."""
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


def _text(value: object) -> str | None:
    if value is None or not str(value).strip():
        return None
    return str(value).strip()


def _flag(value: object) -> bool | None:
    text = _text(value)
    return None if text is None else text.lower() == "true"

"""Builds submission requests from flat parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypedDict, TypeVar, Unpack

from cosanim import models
from cosanim.exact import exact_number
from cosanim.output_keys import extension_of

if TYPE_CHECKING:
    from cosanim.argument_types import CallbackFormat, CallbackType, CodecName, FormatName, Number
    from cosanim.models import (
        Animation,
        CallBackMqConfig,
        SubmitBatchRequest,
        SubmitJobRequest,
    )

First = TypeVar("First")
Second = TypeVar("Second")

FLAT_PARAMETERS: Final = "the flat parameters (format, width, …)"
"""Words for ``AnimationParameters`` in messages."""


class AnimationParameters(TypedDict, total=False):
    """The parameters of an animation as flat keyword arguments, without the nesting of the XML.

    The methods of the client that take them repeat these texts, which `make check` compares with the schema. A format
    that is only known at run time is given as ``Format(text)``, which raises ValueError if it is wrong.

    Attributes:
        format: Container format: gif, hgif (a GIF with better colours) or webp.
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
    """

    format: FormatName | None
    codec: CodecName | None
    width: int | None
    height: int | None
    fps: Number | None
    frames_per_second: Number | None
    keyframes_only: bool | None
    frame_interval: Number | None
    quality: int | None
    start: Number | None
    duration: Number | None


class JobOptions(TypedDict, total=False):
    """The options of a job other than its animation parameters.

    Attributes:
        user_data: Text that the service returns with the job: at most 1024 printable ASCII characters.
        job_level: Priority: 0 (default), 1 or 2; higher goes first.
        queue_id: Queue that takes the job.
        callback: http or https address to which a callback is sent when the job ends; ``no`` for none.
        callback_format: XML (default) or JSON.
        callback_type: Url (default) or TDMQ.
        callback_mq_config: The message queue, required with TDMQ.
    """

    user_data: str | None
    job_level: int | None
    queue_id: str | None
    callback: str | None
    callback_format: CallbackFormat | None
    callback_type: CallbackType | None
    callback_mq_config: CallBackMqConfig | None


def build_animation(**parameters: Unpack[AnimationParameters]) -> Animation | None:
    """Build an ``Animation`` from flat parameters; None when none is given.

    Args:
        **parameters: See ``AnimationParameters``. A codec that is left out follows the format.

    Raises:
        TypeError: There is no such parameter.
    """
    # A misspelt parameter would otherwise be ignored and the job paid for without it.
    if unknown := parameters.keys() - AnimationParameters.__annotations__.keys():
        known = ", ".join(AnimationParameters.__annotations__)
        raise TypeError(f"there is no parameter {', '.join(sorted(unknown))}; there are {known}")
    arguments = {name: value for name, value in parameters.items() if value is not None}
    if not arguments:
        return None
    container = parameters.get("format")
    codec: str | None = parameters.get("codec")
    if codec is None and container is not None:
        # A format that does not exist gives a codec that does, so that validation reports one violation, not two.
        codec = extension_of(str(container))
    times = {name: _exact(arguments[name]) for name in ("start", "duration") if name in arguments}
    has_video = codec is not None or arguments.keys() - {"format", "start", "duration"}
    return models.Animation(
        container=None if container is None else models.Container(format=container),
        video=models.Video(
            # Validation reports a missing codec together with all other violations.
            codec=codec,  # type: ignore[arg-type]
            width=_exact(parameters.get("width")),
            height=_exact(parameters.get("height")),
            fps=_exact(parameters.get("fps")),
            animate_only_keep_key_frame=parameters.get("keyframes_only"),
            animate_time_interval_of_frame=_exact(parameters.get("frame_interval")),
            animate_frames_per_second=_exact(parameters.get("frames_per_second")),
            quality=_exact(parameters.get("quality")),
        )
        if has_video
        else None,
        time_interval=models.TimeInterval(**times) if times else None,
    )


def build_request(
    input_key: str,
    output_key: str,
    *,
    output_bucket: str,
    output_region: str,
    template_id: str | None = None,
    animation: Animation | None = None,
    options: JobOptions | None = None,
) -> SubmitJobRequest:
    """Build the request that submits a job, without validating it.

    Args:
        input_key: Key of the video in the client's bucket.
        output_key: Key of the result; ``${ext}`` and ``${jobid}`` are filled in by the service.
        output_bucket: Bucket of the result, with its appid.
        output_region: Region of that bucket.
        template_id: Template with the parameters; takes precedence over ``animation``.
        animation: The animation parameters.
        options: The other options of the job.
    """
    options = options or {}
    return models.SubmitJobRequest(
        tag="Animation",
        input=models.Input(object_key=input_key),
        operation=models.Operation(
            template_id=template_id,
            animation=animation,
            output=models.Output(region=output_region, bucket=output_bucket, object_key=output_key),
            user_data=options.get("user_data"),
            job_level=_exact(options.get("job_level")),
        ),
        queue_id=options.get("queue_id"),
        callback=options.get("callback"),
        callback_format=options.get("callback_format"),
        callback_type=options.get("callback_type"),
        callback_mq_config=options.get("callback_mq_config"),
    )


def build_batch(
    name: str,
    output_key: str,
    *,
    output_bucket: str,
    output_region: str,
    queue_id: str | None = None,
    prefix: str | None = None,
    object_key: str | None = None,
    url_file: str | None = None,
    manifest: str | None = None,
    uploaded_since: str | None = None,
    uploaded_until: str | None = None,
    template_id: str | None = None,
    animation: Animation | None = None,
    user_data: str | None = None,
) -> SubmitBatchRequest:
    """Build the request that submits a job for each of many videos, without validating it.

    Args:
        name: Name of the batch: Chinese and English letters, digits, hyphens and underscores, at most 128.
        output_key: Key of the results; ``${ext}``, ``${jobid}`` and ``${InventoryTriggerJobId}`` are filled in.
        output_bucket: Bucket of the results, with its appid.
        output_region: Region of that bucket.
        queue_id: Queue that takes the jobs; the bucket's when left out.
        prefix: Beginning of the keys of the videos.
        object_key: Key of one video.
        url_file: Key of a file with one object address on each line.
        manifest: Key of the manifest.json of a COS inventory.
        uploaded_since: Only videos uploaded at this time or later, in the service's form.
        uploaded_until: Only videos uploaded at this time or earlier.
        template_id: Template with the parameters; takes precedence over ``animation``.
        animation: The animation parameters.
        user_data: Text that the service returns with each job.
    """
    interval = models.BatchTimeInterval(start=uploaded_since, end=uploaded_until)
    return models.SubmitBatchRequest(
        name=name,
        type="Job",
        input=models.BatchInput(prefix=prefix, object_key=object_key, url_file=url_file, manifest=manifest),
        operation=models.BatchOperation(
            time_interval=interval if uploaded_since or uploaded_until else None,
            tag="Animation",
            output=models.BatchOutput(region=output_region, bucket=output_bucket, object_key=output_key),
            job_param=models.JobParam(template_id=template_id, animation=animation),
            queue_id=queue_id,
            user_data=user_data,
        ),
    )


def only_one(what: str, one: First | None, other: Second | None) -> First | Second | None:
    """Return the one of two exclusive arguments that is not None; None when both are.

    Args:
        what: Both arguments for the error message, as ``"template_id or preset"``.
        one: One argument.
        other: The other argument.

    Raises:
        TypeError: Neither is None.
    """
    if one is not None and other is not None:
        raise TypeError(f"pass either {what}, not both")
    return one if other is None else other


def _exact(value: object) -> Any:
    """Convert a number to int or Decimal; other values are returned unchanged and validation reports them."""
    number = exact_number(value)
    return value if number is None else number

# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""The asserts and the advice of the schema, compiled."""

from __future__ import annotations

from typing import Final

from .animation import Animation, Video
from .jobs import Operation, SubmitJobRequest
from .structure import Rule
from .xpath import number, text


def interval_below_duration(node: Animation) -> bool:
    """``not(number(Video/AnimateTimeIntervalOfFrame) ge number(TimeInterval/Duration))``."""
    return not (
        number(None if node.video is None else node.video.animate_time_interval_of_frame)
        >= number(None if node.time_interval is None else node.time_interval.duration)
    )


def quality_without_webp(node: Animation) -> bool:
    """``not(Video/Quality and (Container/Format = 'gif' or Container/Format = 'hgif'))``."""
    return not (
        (None if node.video is None else node.video.quality) is not None
        and (
            text(None if node.container is None else node.container.format) == "gif"
            or text(None if node.container is None else node.container.format) == "hgif"
        )
    )


def codec_not_of_format(node: Animation) -> bool:
    """``not(Container/Format = 'webp' and Video/Codec = 'gif') and not((Container/Format = 'gif' or Container/Format = 'hgif') and Video/Codec = 'webp')``."""
    return not (
        text(None if node.container is None else node.container.format) == "webp"
        and text(None if node.video is None else node.video.codec) == "gif"
    ) and not (
        (
            text(None if node.container is None else node.container.format) == "gif"
            or text(None if node.container is None else node.container.format) == "hgif"
        )
        and text(None if node.video is None else node.video.codec) == "webp"
    )


def no_duration(node: Animation) -> bool:
    """``TimeInterval/Duration``."""
    return (None if node.time_interval is None else node.time_interval.duration) is not None


ANIMATION: Final = (
    Rule(
        id="interval-below-duration",
        severity="error",
        message="Video.AnimateTimeIntervalOfFrame must be below TimeInterval.Duration: sample more often, or take a longer part.",
        holds=interval_below_duration,
    ),
    Rule(
        id="quality-without-webp",
        severity="warning",
        message="Quality has no effect on a GIF: leave it out, or choose the format webp.",
        holds=quality_without_webp,
    ),
    Rule(
        id="codec-not-of-format",
        severity="warning",
        message="The codec belongs to another format: gif and hgif take the codec gif, webp takes webp.",
        holds=codec_not_of_format,
    ),
    Rule(
        id="no-duration",
        severity="warning",
        message="Without TimeInterval.Duration the whole rest of the video is rendered and paid for: set a duration unless that is meant.",
        holds=no_duration,
    ),
)


def keyframes_false_alone(node: Video) -> bool:
    """``not(AnimateOnlyKeepKeyFrame = 'false') or AnimateTimeIntervalOfFrame or AnimateFramesPerSecond``."""
    return (
        not (text(node.animate_only_keep_key_frame) == "false") or node.animate_time_interval_of_frame is not None
    ) or node.animate_frames_per_second is not None


def fps_with_sampling(node: Video) -> bool:
    """``not(Fps and (AnimateFramesPerSecond or AnimateOnlyKeepKeyFrame = 'true' or AnimateTimeIntervalOfFrame))``."""
    return not (
        node.fps is not None
        and (
            (node.animate_frames_per_second is not None or text(node.animate_only_keep_key_frame) == "true")
            or node.animate_time_interval_of_frame is not None
        )
    )


VIDEO: Final = (
    Rule(
        id="keyframes-false-alone",
        severity="warning",
        message="With AnimateOnlyKeepKeyFrame false the service asks for AnimateTimeIntervalOfFrame or AnimateFramesPerSecond: set one of them, or leave AnimateOnlyKeepKeyFrame out.",
        holds=keyframes_false_alone,
    ),
    Rule(
        id="fps-with-sampling",
        severity="warning",
        message="Sampled frames play at Fps, so the result is faster or slower than life: leave Fps out to keep the duration.",
        holds=fps_with_sampling,
    ),
)


def callback_mq_config(node: SubmitJobRequest) -> bool:
    """``not(CallBackType = 'TDMQ') or CallBackMqConfig``."""
    return not (text(node.callback_type) == "TDMQ") or node.callback_mq_config is not None


SUBMIT_JOB_REQUEST: Final = (
    Rule(
        id="callback-mq-config",
        severity="error",
        message="CallBackType TDMQ needs CallBackMqConfig: name the message queue, or use the type Url.",
        holds=callback_mq_config,
    ),
)


def template_or_animation(node: Operation) -> bool:
    """``TemplateId or Animation``."""
    return node.template_id is not None or node.animation is not None


def template_wins(node: Operation) -> bool:
    """``not(TemplateId and Animation)``."""
    return not (node.template_id is not None and node.animation is not None)


OPERATION: Final = (
    Rule(
        id="template-or-animation",
        severity="error",
        message="The conversion needs parameters: set TemplateId, or Animation.",
        holds=template_or_animation,
    ),
    Rule(
        id="template-wins",
        severity="warning",
        message="TemplateId outranks Animation, whose parameters are ignored: leave one of them out.",
        holds=template_wins,
    ),
)

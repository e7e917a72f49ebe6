# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""The asserts and the advice of the schema, compiled."""

from __future__ import annotations

from typing import Final

from .animation import Animation, Video
from .batch import BatchInput, BatchOperation, JobParam
from .jobs import Operation, SubmitJobRequest
from .queues import NotifyConfig
from .structure import Rule
from .templates import CreateTemplateRequest, UpdateTemplateRequest
from .xpath import number, text


def interval_below_duration(node: Animation) -> bool:
    """``not(number(Video/AnimateTimeIntervalOfFrame) ge number(TimeInterval/Duration)) or Video/AnimateFramesPerSecond or normalize-space(string(Video/AnimateOnlyKeepKeyFrame)) = 'true'``."""
    return (
        not (
            number(None if node.video is None else node.video.animate_time_interval_of_frame)
            >= number(None if node.time_interval is None else node.time_interval.duration)
        )
        or (None if node.video is None else node.video.animate_frames_per_second) is not None
    ) or text(None if node.video is None else node.video.animate_only_keep_key_frame) == "true"


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
        message="Video.AnimateTimeIntervalOfFrame must be below TimeInterval.Duration unless AnimateFramesPerSecond or AnimateOnlyKeepKeyFrame true outranks it: sample more often, or take a longer part.",
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


def batch_input(node: BatchInput) -> bool:
    """``Manifest or UrlFile or Prefix or Object``."""
    return (
        (node.manifest is not None or node.url_file is not None) or node.prefix is not None
    ) or node.object_key is not None


BATCH_INPUT: Final = (
    Rule(
        id="batch-input",
        severity="error",
        message="A batch needs videos: set Manifest, UrlFile, Prefix or Object.",
        holds=batch_input,
    ),
)


def batch_callback_mq_config(node: BatchOperation) -> bool:
    """``not(CallBackType = 'TDMQ') or CallBackMqConfig``."""
    return not (text(node.callback_type) == "TDMQ") or node.callback_mq_config is not None


BATCH_OPERATION: Final = (
    Rule(
        id="batch-callback-mq-config",
        severity="error",
        message="CallBackType TDMQ needs CallBackMqConfig: name the message queue, or use the type Url.",
        holds=batch_callback_mq_config,
    ),
)


def batch_template_or_animation(node: JobParam) -> bool:
    """``TemplateId or Animation``."""
    return node.template_id is not None or node.animation is not None


def batch_template_wins(node: JobParam) -> bool:
    """``not(TemplateId and Animation)``."""
    return not (node.template_id is not None and node.animation is not None)


JOB_PARAM: Final = (
    Rule(
        id="batch-template-or-animation",
        severity="error",
        message="The conversion needs parameters: set TemplateId, or Animation.",
        holds=batch_template_or_animation,
    ),
    Rule(
        id="batch-template-wins",
        severity="warning",
        message="TemplateId outranks Animation, whose parameters are ignored: leave one of them out.",
        holds=batch_template_wins,
    ),
)


def notify_event(node: NotifyConfig) -> bool:
    """``not(State = 'On') or Event``."""
    return not (text(node.state) == "On") or node.event is not None


def notify_type(node: NotifyConfig) -> bool:
    """``not(State = 'On') or Type``."""
    return not (text(node.state) == "On") or node.type is not None


def notify_url(node: NotifyConfig) -> bool:
    """``not(State = 'On' and Type = 'Url') or Url``."""
    return not (text(node.state) == "On" and text(node.type) == "Url") or node.url is not None


def notify_message_queue(node: NotifyConfig) -> bool:
    """``not(State = 'On' and Type = 'TDMQ') or (MqMode and MqRegion and MqName)``."""
    return not (text(node.state) == "On" and text(node.type) == "TDMQ") or (
        (node.mq_mode is not None and node.mq_region is not None) and node.mq_name is not None
    )


NOTIFY_CONFIG: Final = (
    Rule(
        id="notify-event",
        severity="error",
        message="Callbacks that are on need Event: TaskFinish, WorkflowFinish or both.",
        holds=notify_event,
    ),
    Rule(
        id="notify-type", severity="error", message="Callbacks that are on need Type: Url or TDMQ.", holds=notify_type
    ),
    Rule(
        id="notify-url",
        severity="error",
        message="Callbacks of the type Url need Url: give the address.",
        holds=notify_url,
    ),
    Rule(
        id="notify-message-queue",
        severity="error",
        message="Callbacks of the type TDMQ need MqMode, MqRegion and MqName: name the message queue.",
        holds=notify_message_queue,
    ),
)


def create_template_interval_below_duration(node: CreateTemplateRequest) -> bool:
    """``not(number(Video/AnimateTimeIntervalOfFrame) ge number(TimeInterval/Duration)) or Video/AnimateFramesPerSecond or normalize-space(string(Video/AnimateOnlyKeepKeyFrame)) = 'true'``."""
    return (
        not (
            number(None if node.video is None else node.video.animate_time_interval_of_frame)
            >= number(None if node.time_interval is None else node.time_interval.duration)
        )
        or (None if node.video is None else node.video.animate_frames_per_second) is not None
    ) or text(None if node.video is None else node.video.animate_only_keep_key_frame) == "true"


def create_template_quality_without_webp(node: CreateTemplateRequest) -> bool:
    """``not(Video/Quality and (Container/Format = 'gif' or Container/Format = 'hgif'))``."""
    return not (
        (None if node.video is None else node.video.quality) is not None
        and (
            text(None if node.container is None else node.container.format) == "gif"
            or text(None if node.container is None else node.container.format) == "hgif"
        )
    )


def create_template_codec_not_of_format(node: CreateTemplateRequest) -> bool:
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


def create_template_no_duration(node: CreateTemplateRequest) -> bool:
    """``TimeInterval/Duration``."""
    return (None if node.time_interval is None else node.time_interval.duration) is not None


CREATE_TEMPLATE_REQUEST: Final = (
    Rule(
        id="create-template-interval-below-duration",
        severity="error",
        message="Video.AnimateTimeIntervalOfFrame must be below TimeInterval.Duration unless AnimateFramesPerSecond or AnimateOnlyKeepKeyFrame true outranks it: sample more often, or take a longer part.",
        holds=create_template_interval_below_duration,
    ),
    Rule(
        id="create-template-quality-without-webp",
        severity="warning",
        message="Quality has no effect on a GIF: leave it out, or choose the format webp.",
        holds=create_template_quality_without_webp,
    ),
    Rule(
        id="create-template-codec-not-of-format",
        severity="warning",
        message="The codec belongs to another format: gif and hgif take the codec gif, webp takes webp.",
        holds=create_template_codec_not_of_format,
    ),
    Rule(
        id="create-template-no-duration",
        severity="warning",
        message="Without TimeInterval.Duration the whole rest of the video is rendered and paid for: set a duration unless that is meant.",
        holds=create_template_no_duration,
    ),
)


def update_template_interval_below_duration(node: UpdateTemplateRequest) -> bool:
    """``not(number(Video/AnimateTimeIntervalOfFrame) ge number(TimeInterval/Duration)) or Video/AnimateFramesPerSecond or normalize-space(string(Video/AnimateOnlyKeepKeyFrame)) = 'true'``."""
    return (
        not (
            number(None if node.video is None else node.video.animate_time_interval_of_frame)
            >= number(None if node.time_interval is None else node.time_interval.duration)
        )
        or (None if node.video is None else node.video.animate_frames_per_second) is not None
    ) or text(None if node.video is None else node.video.animate_only_keep_key_frame) == "true"


def update_template_quality_without_webp(node: UpdateTemplateRequest) -> bool:
    """``not(Video/Quality and (Container/Format = 'gif' or Container/Format = 'hgif'))``."""
    return not (
        (None if node.video is None else node.video.quality) is not None
        and (
            text(None if node.container is None else node.container.format) == "gif"
            or text(None if node.container is None else node.container.format) == "hgif"
        )
    )


def update_template_codec_not_of_format(node: UpdateTemplateRequest) -> bool:
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


def update_template_no_duration(node: UpdateTemplateRequest) -> bool:
    """``TimeInterval/Duration``."""
    return (None if node.time_interval is None else node.time_interval.duration) is not None


UPDATE_TEMPLATE_REQUEST: Final = (
    Rule(
        id="update-template-interval-below-duration",
        severity="error",
        message="Video.AnimateTimeIntervalOfFrame must be below TimeInterval.Duration unless AnimateFramesPerSecond or AnimateOnlyKeepKeyFrame true outranks it: sample more often, or take a longer part.",
        holds=update_template_interval_below_duration,
    ),
    Rule(
        id="update-template-quality-without-webp",
        severity="warning",
        message="Quality has no effect on a GIF: leave it out, or choose the format webp.",
        holds=update_template_quality_without_webp,
    ),
    Rule(
        id="update-template-codec-not-of-format",
        severity="warning",
        message="The codec belongs to another format: gif and hgif take the codec gif, webp takes webp.",
        holds=update_template_codec_not_of_format,
    ),
    Rule(
        id="update-template-no-duration",
        severity="warning",
        message="Without TimeInterval.Duration the whole rest of the video is rendered and paid for: set a duration unless that is meant.",
        holds=update_template_no_duration,
    ),
)

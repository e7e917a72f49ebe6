# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Straight-line checks: whether an object keeps every rule and needs no advice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from . import rules, shapes
from .animation import (
    Animation,
    AnimationDetail,
    Container,
    ContainerDetail,
    TimeInterval,
    TimeIntervalDetail,
    Video,
    VideoDetail,
)
from .batch import (
    BatchDetail,
    BatchInput,
    BatchInputDetail,
    BatchOperation,
    BatchOperationDetail,
    BatchOutput,
    BatchResponse,
    BatchTimeInterval,
    BatchTimeIntervalDetail,
    CallBackMqConfigDetail,
    JobParam,
    JobParamDetail,
    ListBatchesQuery,
    ListBatchesResponse,
    SubmitBatchRequest,
)
from .buckets import CreateMediaBucketResponse, DescribeMediaBucketsQuery, DescribeMediaBucketsResponse, MediaBucket
from .callbacks import JobCallback
from .errors import ErrorResponse
from .jobs import (
    CallBackMqConfig,
    CosHeader,
    DescribeJobsResponse,
    Input,
    InputDetail,
    JobDetail,
    ListJobsQuery,
    ListJobsResponse,
    Operation,
    OperationDetail,
    Output,
    OutputDetail,
    SubmitJobRequest,
    SubmitJobResponse,
    Workflow,
)
from .media import (
    AudioStream,
    Md5Info,
    MediaFormat,
    MediaInfo,
    MediaResult,
    MediaStream,
    OutputFile,
    SubtitleStream,
    VideoStream,
)
from .plain import has_at_most, is_number, is_private_address, is_web_address, is_whole, unknown_events
from .queues import (
    ListQueuesQuery,
    ListQueuesResponse,
    NotifyConfig,
    NotifyConfigDetail,
    QueueDetail,
    UpdateQueueRequest,
    UpdateQueueResponse,
)
from .templates import (
    CreateTemplateRequest,
    DeleteTemplateResponse,
    ListTemplatesQuery,
    ListTemplatesResponse,
    MissingTemplates,
    TemplateDetail,
    TemplateResponse,
    UpdateTemplateRequest,
)


def accepts_animation(node: Animation) -> bool:
    """Tell whether Animation is plainly valid."""
    value: Any
    return bool(
        ((value := node.container) is None or (type(value) is Container and accepts_container(value)))
        and ((value := node.video) is None or (type(value) is Video and accepts_video(value)))
        and ((value := node.time_interval) is None or (type(value) is TimeInterval and accepts_time_interval(value)))
        and rules.interval_below_duration(node)
        and rules.quality_without_webp(node)
        and rules.codec_not_of_format(node)
        and rules.no_duration(node)
    )


def accepts_container(node: Container) -> bool:
    """Tell whether Container is plainly valid."""
    value: Any
    return bool((value := node.format) is not None and isinstance(value, str) and value in {"gif", "hgif", "webp"})


def accepts_video(node: Video) -> bool:
    """Tell whether Video is plainly valid."""
    value: Any
    return bool(
        ((value := node.codec) is not None and isinstance(value, str) and value in {"gif", "webp"})
        and ((value := node.width) is None or (type(value) is int and 128 <= value <= 4096))
        and ((value := node.height) is None or (type(value) is int and 128 <= value <= 4096))
        and ((value := node.fps) is None or (is_number(value) and 0 < value <= 60))
        and ((value := node.animate_only_keep_key_frame) is None or (type(value) is bool))
        and ((value := node.animate_time_interval_of_frame) is None or (is_number(value) and 0 < value))
        and ((value := node.animate_frames_per_second) is None or (is_number(value) and 0 < value))
        and ((value := node.quality) is None or (type(value) is int and 1 <= value <= 99))
        and rules.keyframes_false_alone(node)
        and rules.fps_with_sampling(node)
    )


def accepts_time_interval(node: TimeInterval) -> bool:
    """Tell whether TimeInterval is plainly valid."""
    value: Any
    return bool(
        ((value := node.start) is None or (is_number(value) and 0 <= value and has_at_most(3, value)))
        and ((value := node.duration) is None or (is_number(value) and 0 <= value and has_at_most(3, value)))
    )


def accepts_animation_detail(node: AnimationDetail) -> bool:
    """Tell whether AnimationDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.container) is None or (type(value) is ContainerDetail and accepts_container_detail(value)))
        and ((value := node.video) is None or (type(value) is VideoDetail and accepts_video_detail(value)))
        and (
            (value := node.time_interval) is None
            or (type(value) is TimeIntervalDetail and accepts_time_interval_detail(value))
        )
        and node.unknown == []
    )


def accepts_container_detail(node: ContainerDetail) -> bool:
    """Tell whether ContainerDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.format) is None or (isinstance(value, str) and value.isprintable())) and node.unknown == []
    )


def accepts_video_detail(node: VideoDetail) -> bool:
    """Tell whether VideoDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.codec) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.width) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.height) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.fps) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and (
            (value := node.animate_only_keep_key_frame) is None
            or (type(value) is bool or (isinstance(value, str) and value.isprintable()))
        )
        and (
            (value := node.animate_time_interval_of_frame) is None
            or (is_number(value) or (isinstance(value, str) and value.isprintable()))
        )
        and (
            (value := node.animate_frames_per_second) is None
            or (is_number(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.quality) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and node.unknown == []
    )


def accepts_time_interval_detail(node: TimeIntervalDetail) -> bool:
    """Tell whether TimeIntervalDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.start) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.duration) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and node.unknown == []
    )


def accepts_media_info(node: MediaInfo) -> bool:
    """Tell whether MediaInfo is plainly valid."""
    value: Any
    return bool(
        ((value := node.format) is None or (type(value) is MediaFormat and accepts_media_format(value)))
        and ((value := node.stream) is None or (type(value) is MediaStream and accepts_media_stream(value)))
        and node.unknown == []
    )


def accepts_media_format(node: MediaFormat) -> bool:
    """Tell whether MediaFormat is plainly valid."""
    value: Any
    return bool(
        ((value := node.bitrate) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.duration) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.format_long_name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.format_name) is None or (isinstance(value, str) and value.isprintable()))
        and (
            (value := node.num_program) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and (
            (value := node.num_stream) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.size) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and (
            (value := node.start_time) is None or (is_number(value) or (isinstance(value, str) and value.isprintable()))
        )
        and node.unknown == []
    )


def accepts_media_stream(node: MediaStream) -> bool:
    """Tell whether MediaStream is plainly valid."""
    value: Any
    return bool(
        type(node.video) is list
        and all(type(value) is VideoStream and accepts_video_stream(value) for value in node.video)
        and type(node.audio) is list
        and all(type(value) is AudioStream and accepts_audio_stream(value) for value in node.audio)
        and type(node.subtitle) is list
        and all(type(value) is SubtitleStream and accepts_subtitle_stream(value) for value in node.subtitle)
        and node.unknown == []
    )


def accepts_video_stream(node: VideoStream) -> bool:
    """Tell whether VideoStream is plainly valid."""
    value: Any
    return bool(
        ((value := node.index) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.codec_name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.codec_long_name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.codec_time_base) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.codec_tag_string) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.codec_tag) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.profile) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.height) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.width) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and (
            (value := node.has_b_frame) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and (
            (value := node.ref_frames) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.sar) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.dar) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.pix_format) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.field_order) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.level) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.fps) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.avg_fps) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.timebase) is None or (isinstance(value, str) and value.isprintable()))
        and (
            (value := node.start_time) is None or (is_number(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.duration) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.bitrate) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and (
            (value := node.num_frames) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.language) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.rotation) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.color_range) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.color_transfer) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.color_primaries) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_audio_stream(node: AudioStream) -> bool:
    """Tell whether AudioStream is plainly valid."""
    value: Any
    return bool(
        ((value := node.index) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.codec_name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.codec_long_name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.codec_time_base) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.codec_tag_string) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.codec_tag) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.sample_fmt) is None or (isinstance(value, str) and value.isprintable()))
        and (
            (value := node.sample_rate) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.channel) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.channel_layout) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.timebase) is None or (isinstance(value, str) and value.isprintable()))
        and (
            (value := node.start_time) is None or (is_number(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.duration) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.bitrate) is None or (is_number(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.language) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_subtitle_stream(node: SubtitleStream) -> bool:
    """Tell whether SubtitleStream is plainly valid."""
    value: Any
    return bool(
        ((value := node.index) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.language) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_media_result(node: MediaResult) -> bool:
    """Tell whether MediaResult is plainly valid."""
    value: Any
    return bool(
        ((value := node.output_file) is None or (type(value) is OutputFile and accepts_output_file(value)))
        and node.unknown == []
    )


def accepts_output_file(node: OutputFile) -> bool:
    """Tell whether OutputFile is plainly valid."""
    value: Any
    return bool(
        ((value := node.bucket) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.region) is None or (isinstance(value, str) and value.isprintable()))
        and type(node.object_name) is list
        and all(isinstance(value, str) and value.isprintable() for value in node.object_name)
        and ((value := node.object_prefix) is None or (isinstance(value, str) and value.isprintable()))
        and type(node.md5_info) is list
        and all(type(value) is Md5Info and accepts_md5_info(value) for value in node.md5_info)
        and node.unknown == []
    )


def accepts_md5_info(node: Md5Info) -> bool:
    """Tell whether Md5Info is plainly valid."""
    value: Any
    return bool(
        ((value := node.object_name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.md5) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_submit_job_request(node: SubmitJobRequest) -> bool:
    """Tell whether SubmitJobRequest is plainly valid."""
    value: Any
    return bool(
        ((value := node.tag) is not None and isinstance(value, str) and value in {"Animation"})
        and ((value := node.input) is not None and type(value) is Input and accepts_input(value))
        and ((value := node.operation) is not None and type(value) is Operation and accepts_operation(value))
        and (
            (value := node.queue_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and (
            (value := node.callback) is None
            or (
                isinstance(value, str)
                and value.isprintable()
                and shapes.CALL_BACK_URL.patterns[0].fullmatch(value)
                and not is_private_address(value)
            )
        )
        and ((value := node.callback_format) is None or (isinstance(value, str) and value in {"XML", "JSON"}))
        and ((value := node.callback_type) is None or (isinstance(value, str) and value in {"Url", "TDMQ"}))
        and (
            (value := node.callback_mq_config) is None
            or (type(value) is CallBackMqConfig and accepts_call_back_mq_config(value))
        )
        and rules.callback_mq_config(node)
    )


def accepts_input(node: Input) -> bool:
    """Tell whether Input is plainly valid."""
    value: Any
    return bool((value := node.object_key) is not None and isinstance(value, str) and value and value.isprintable())


def accepts_operation(node: Operation) -> bool:
    """Tell whether Operation is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.template_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and ((value := node.animation) is None or (type(value) is Animation and accepts_animation(value)))
        and ((value := node.output) is not None and type(value) is Output and accepts_output(value))
        and (
            (value := node.user_data) is None
            or (
                isinstance(value, str)
                and len(value) <= 1024
                and value.isprintable()
                and shapes.USER_DATA.patterns[0].fullmatch(value)
            )
        )
        and ((value := node.job_level) is None or (type(value) is int and 0 <= value <= 2))
        and rules.template_or_animation(node)
        and rules.template_wins(node)
    )


def accepts_output(node: Output) -> bool:
    """Tell whether Output is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.region) is not None
            and isinstance(value, str)
            and value.isprintable()
            and shapes.REGION_NAME.patterns[0].fullmatch(value)
        )
        and (
            (value := node.bucket) is not None
            and isinstance(value, str)
            and value.isprintable()
            and shapes.BUCKET_NAME.patterns[0].fullmatch(value)
        )
        and (
            (value := node.object_key) is not None
            and isinstance(value, str)
            and value
            and value.isprintable()
            and shapes.OUTPUT_OBJECT_KEY.patterns[0].fullmatch(value)
        )
    )


def accepts_call_back_mq_config(node: CallBackMqConfig) -> bool:
    """Tell whether CallBackMqConfig is plainly valid."""
    value: Any
    return bool(
        ((value := node.mq_region) is not None and isinstance(value, str) and value in {"sh", "bj", "gz", "cd", "hk"})
        and ((value := node.mq_mode) is not None and isinstance(value, str) and value in {"Topic", "Queue"})
        and ((value := node.mq_name) is not None and isinstance(value, str) and value and value.isprintable())
    )


def accepts_submit_job_response(node: SubmitJobResponse) -> bool:
    """Tell whether SubmitJobResponse is plainly valid."""
    value: Any
    return bool(
        type(node.jobs_detail) is list
        and all(type(value) is JobDetail and accepts_job_detail(value) for value in node.jobs_detail)
        and node.unknown == []
    )


def accepts_describe_jobs_response(node: DescribeJobsResponse) -> bool:
    """Tell whether DescribeJobsResponse is plainly valid."""
    value: Any
    return bool(
        type(node.jobs_detail) is list
        and all(type(value) is JobDetail and accepts_job_detail(value) for value in node.jobs_detail)
        and ((value := node.non_exist_job_ids) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_job_detail(node: JobDetail) -> bool:
    """Tell whether JobDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.code) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.message) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.job_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.tag) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.state) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.progress) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.creation_time) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.start_time) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.end_time) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.queue_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.input) is None or (type(value) is InputDetail and accepts_input_detail(value)))
        and ((value := node.operation) is None or (type(value) is OperationDetail and accepts_operation_detail(value)))
        and ((value := node.workflow) is None or (type(value) is Workflow and accepts_workflow(value)))
        and node.unknown == []
    )


def accepts_input_detail(node: InputDetail) -> bool:
    """Tell whether InputDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.bucket_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.bucket) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.object_key) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.region) is None or (isinstance(value, str) and value.isprintable()))
        and type(node.cos_headers) is list
        and all(type(value) is CosHeader and accepts_cos_header(value) for value in node.cos_headers)
        and node.unknown == []
    )


def accepts_cos_header(node: CosHeader) -> bool:
    """Tell whether CosHeader is plainly valid."""
    value: Any
    return bool(
        ((value := node.key) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.value) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_operation_detail(node: OperationDetail) -> bool:
    """Tell whether OperationDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.template_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.template_name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.animation) is None or (type(value) is AnimationDetail and accepts_animation_detail(value)))
        and ((value := node.output) is None or (type(value) is OutputDetail and accepts_output_detail(value)))
        and ((value := node.media_info) is None or (type(value) is MediaInfo and accepts_media_info(value)))
        and ((value := node.media_result) is None or (type(value) is MediaResult and accepts_media_result(value)))
        and ((value := node.user_data) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.job_level) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and node.unknown == []
    )


def accepts_output_detail(node: OutputDetail) -> bool:
    """Tell whether OutputDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.region) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.bucket) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.object_key) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_workflow(node: Workflow) -> bool:
    """Tell whether Workflow is plainly valid."""
    value: Any
    return bool(
        ((value := node.name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.run_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.workflow_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.workflow_name) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_list_jobs_query(node: ListJobsQuery) -> bool:
    """Tell whether ListJobsQuery is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.queue_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and (
            (value := node.queue_type) is None
            or (
                isinstance(value, str) and value.isprintable() and shapes.LISTED_QUEUE_TYPE.patterns[0].fullmatch(value)
            )
        )
        and (
            (value := node.tag) is None
            or (isinstance(value, str) and value.isprintable() and shapes.LISTED_TAG.patterns[0].fullmatch(value))
        )
        and (
            (value := node.workflow_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and (
            (value := node.inventory_trigger_job_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and ((value := node.input_object) is None or (isinstance(value, str) and value and value.isprintable()))
        and ((value := node.order_by_time) is None or (isinstance(value, str) and value in {"Desc", "Asc"}))
        and ((value := node.next_token) is None or (isinstance(value, str) and value and value.isprintable()))
        and ((value := node.size) is None or (type(value) is int and 1 <= value <= 100))
        and (
            (value := node.states) is None
            or (isinstance(value, str) and value.isprintable() and shapes.JOB_STATES.patterns[0].fullmatch(value))
        )
        and (
            (value := node.start_creation_time) is None
            or (isinstance(value, str) and value.isprintable() and shapes.TIME_STAMP.patterns[0].fullmatch(value))
        )
        and (
            (value := node.end_creation_time) is None
            or (isinstance(value, str) and value.isprintable() and shapes.TIME_STAMP.patterns[0].fullmatch(value))
        )
    )


def accepts_list_jobs_response(node: ListJobsResponse) -> bool:
    """Tell whether ListJobsResponse is plainly valid."""
    value: Any
    return bool(
        type(node.jobs_detail) is list
        and all(type(value) is JobDetail and accepts_job_detail(value) for value in node.jobs_detail)
        and ((value := node.next_token) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_submit_batch_request(node: SubmitBatchRequest) -> bool:
    """Tell whether SubmitBatchRequest is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.name) is not None
            and isinstance(value, str)
            and len(value) <= 128
            and value.isprintable()
            and shapes.BATCH_NAME.patterns[0].fullmatch(value)
        )
        and ((value := node.type) is not None and isinstance(value, str) and value in {"Job"})
        and ((value := node.input) is not None and type(value) is BatchInput and accepts_batch_input(value))
        and ((value := node.operation) is not None and type(value) is BatchOperation and accepts_batch_operation(value))
    )


def accepts_batch_input(node: BatchInput) -> bool:
    """Tell whether BatchInput is plainly valid."""
    value: Any
    return bool(
        ((value := node.manifest) is None or (isinstance(value, str) and value and value.isprintable()))
        and ((value := node.url_file) is None or (isinstance(value, str) and value and value.isprintable()))
        and ((value := node.prefix) is None or (isinstance(value, str) and value and value.isprintable()))
        and ((value := node.object_key) is None or (isinstance(value, str) and value and value.isprintable()))
        and rules.batch_input(node)
    )


def accepts_batch_time_interval(node: BatchTimeInterval) -> bool:
    """Tell whether BatchTimeInterval is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.start) is None
            or (isinstance(value, str) and value.isprintable() and shapes.TIME_STAMP.patterns[0].fullmatch(value))
        )
        and (
            (value := node.end) is None
            or (isinstance(value, str) and value.isprintable() and shapes.TIME_STAMP.patterns[0].fullmatch(value))
        )
    )


def accepts_batch_operation(node: BatchOperation) -> bool:
    """Tell whether BatchOperation is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.time_interval) is None
            or (type(value) is BatchTimeInterval and accepts_batch_time_interval(value))
        )
        and ((value := node.tag) is not None and isinstance(value, str) and value in {"Animation"})
        and ((value := node.output) is not None and type(value) is BatchOutput and accepts_batch_output(value))
        and ((value := node.job_param) is not None and type(value) is JobParam and accepts_job_param(value))
        and (
            (value := node.queue_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and (
            (value := node.user_data) is None
            or (
                isinstance(value, str)
                and len(value) <= 1024
                and value.isprintable()
                and shapes.USER_DATA.patterns[0].fullmatch(value)
            )
        )
        and ((value := node.job_level) is None or (type(value) is int and 0 <= value <= 2))
        and ((value := node.callback_format) is None or (isinstance(value, str) and value in {"XML", "JSON"}))
        and ((value := node.callback_type) is None or (isinstance(value, str) and value in {"Url", "TDMQ"}))
        and (
            (value := node.callback) is None
            or (
                isinstance(value, str)
                and value.isprintable()
                and shapes.CALL_BACK_URL.patterns[0].fullmatch(value)
                and not is_private_address(value)
            )
        )
        and (
            (value := node.callback_mq_config) is None
            or (type(value) is CallBackMqConfig and accepts_call_back_mq_config(value))
        )
        and rules.batch_callback_mq_config(node)
    )


def accepts_batch_output(node: BatchOutput) -> bool:
    """Tell whether BatchOutput is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.region) is not None
            and isinstance(value, str)
            and value.isprintable()
            and shapes.REGION_NAME.patterns[0].fullmatch(value)
        )
        and (
            (value := node.bucket) is not None
            and isinstance(value, str)
            and value.isprintable()
            and shapes.BUCKET_NAME.patterns[0].fullmatch(value)
        )
        and (
            (value := node.object_key) is not None
            and isinstance(value, str)
            and value
            and value.isprintable()
            and shapes.BATCH_OUTPUT_KEY.patterns[0].fullmatch(value)
        )
    )


def accepts_job_param(node: JobParam) -> bool:
    """Tell whether JobParam is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.template_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and ((value := node.animation) is None or (type(value) is Animation and accepts_animation(value)))
        and rules.batch_template_or_animation(node)
        and rules.batch_template_wins(node)
    )


def accepts_list_batches_query(node: ListBatchesQuery) -> bool:
    """Tell whether ListBatchesQuery is plainly valid."""
    value: Any
    return bool(
        ((value := node.type) is None or (isinstance(value, str) and value in {"Job", "Workflow"}))
        and ((value := node.name) is None or (isinstance(value, str) and value and value.isprintable()))
        and (
            (value := node.job_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and (
            (value := node.workflow_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and ((value := node.order_by_time) is None or (isinstance(value, str) and value in {"Desc", "Asc"}))
        and ((value := node.next_token) is None or (isinstance(value, str) and value and value.isprintable()))
        and ((value := node.size) is None or (type(value) is int and 1 <= value <= 100))
        and (
            (value := node.states) is None
            or (isinstance(value, str) and value.isprintable() and shapes.JOB_STATES.patterns[0].fullmatch(value))
        )
        and (
            (value := node.start_creation_time) is None
            or (isinstance(value, str) and value.isprintable() and shapes.TIME_STAMP.patterns[0].fullmatch(value))
        )
        and (
            (value := node.end_creation_time) is None
            or (isinstance(value, str) and value.isprintable() and shapes.TIME_STAMP.patterns[0].fullmatch(value))
        )
    )


def accepts_batch_detail(node: BatchDetail) -> bool:
    """Tell whether BatchDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.code) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.message) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.type) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.job_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.state) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.creation_time) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.start_time) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.end_time) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.input) is None or (type(value) is BatchInputDetail and accepts_batch_input_detail(value)))
        and (
            (value := node.operation) is None
            or (type(value) is BatchOperationDetail and accepts_batch_operation_detail(value))
        )
        and node.unknown == []
    )


def accepts_batch_input_detail(node: BatchInputDetail) -> bool:
    """Tell whether BatchInputDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.manifest) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.url_file) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.prefix) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.object_key) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_batch_time_interval_detail(node: BatchTimeIntervalDetail) -> bool:
    """Tell whether BatchTimeIntervalDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.start) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.end) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_batch_operation_detail(node: BatchOperationDetail) -> bool:
    """Tell whether BatchOperationDetail is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.time_interval) is None
            or (type(value) is BatchTimeIntervalDetail and accepts_batch_time_interval_detail(value))
        )
        and ((value := node.tag) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.output) is None or (type(value) is OutputDetail and accepts_output_detail(value)))
        and ((value := node.job_param) is None or (type(value) is JobParamDetail and accepts_job_param_detail(value)))
        and ((value := node.queue_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.user_data) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.job_level) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and ((value := node.callback_format) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.callback_type) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.callback) is None or (isinstance(value, str) and value.isprintable()))
        and (
            (value := node.callback_mq_config) is None
            or (type(value) is CallBackMqConfigDetail and accepts_call_back_mq_config_detail(value))
        )
        and node.unknown == []
    )


def accepts_job_param_detail(node: JobParamDetail) -> bool:
    """Tell whether JobParamDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.template_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.animation) is None or (type(value) is AnimationDetail and accepts_animation_detail(value)))
        and node.unknown == []
    )


def accepts_call_back_mq_config_detail(node: CallBackMqConfigDetail) -> bool:
    """Tell whether CallBackMqConfigDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.mq_region) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.mq_mode) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.mq_name) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_batch_response(node: BatchResponse) -> bool:
    """Tell whether BatchResponse is plainly valid."""
    value: Any
    return bool(
        ((value := node.request_id) is None or (isinstance(value, str) and value.isprintable()))
        and type(node.jobs_detail) is list
        and all(type(value) is BatchDetail and accepts_batch_detail(value) for value in node.jobs_detail)
        and ((value := node.non_exist_job_ids) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_list_batches_response(node: ListBatchesResponse) -> bool:
    """Tell whether ListBatchesResponse is plainly valid."""
    value: Any
    return bool(
        ((value := node.request_id) is None or (isinstance(value, str) and value.isprintable()))
        and type(node.jobs_detail) is list
        and all(type(value) is BatchDetail and accepts_batch_detail(value) for value in node.jobs_detail)
        and ((value := node.next_token) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_describe_media_buckets_query(node: DescribeMediaBucketsQuery) -> bool:
    """Tell whether DescribeMediaBucketsQuery is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.regions) is None
            or (isinstance(value, str) and value.isprintable() and shapes.REGION_NAMES.patterns[0].fullmatch(value))
        )
        and (
            (value := node.bucket_names) is None
            or (isinstance(value, str) and value.isprintable() and shapes.BUCKET_NAMES.patterns[0].fullmatch(value))
        )
        and (
            (value := node.bucket_name) is None
            or (isinstance(value, str) and value.isprintable() and shapes.BUCKET_NAMES.patterns[0].fullmatch(value))
        )
        and ((value := node.page_number) is None or (is_whole(value) and 1 <= value))
        and ((value := node.page_size) is None or (type(value) is int and 1 <= value <= 100))
    )


def accepts_media_bucket(node: MediaBucket) -> bool:
    """Tell whether MediaBucket is plainly valid."""
    value: Any
    return bool(
        ((value := node.bucket_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.region) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.create_time) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_describe_media_buckets_response(node: DescribeMediaBucketsResponse) -> bool:
    """Tell whether DescribeMediaBucketsResponse is plainly valid."""
    value: Any
    return bool(
        ((value := node.request_id) is None or (isinstance(value, str) and value.isprintable()))
        and (
            (value := node.total_count) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and (
            (value := node.page_number) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.page_size) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and type(node.media_bucket_list) is list
        and all(type(value) is MediaBucket and accepts_media_bucket(value) for value in node.media_bucket_list)
        and node.unknown == []
    )


def accepts_create_media_bucket_response(node: CreateMediaBucketResponse) -> bool:
    """Tell whether CreateMediaBucketResponse is plainly valid."""
    value: Any
    return bool(
        ((value := node.request_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.media_bucket) is None or (type(value) is MediaBucket and accepts_media_bucket(value)))
        and node.unknown == []
    )


def accepts_job_callback(node: JobCallback) -> bool:
    """Tell whether JobCallback is plainly valid."""
    value: Any
    return bool(
        ((value := node.event_name) is None or (isinstance(value, str) and value.isprintable()))
        and type(node.jobs_detail) is list
        and all(type(value) is JobDetail and accepts_job_detail(value) for value in node.jobs_detail)
        and node.unknown == []
    )


def accepts_error_response(node: ErrorResponse) -> bool:
    """Tell whether ErrorResponse is plainly valid."""
    value: Any
    return bool(
        ((value := node.code) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.message) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.resource) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.request_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.trace_id) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_list_queues_query(node: ListQueuesQuery) -> bool:
    """Tell whether ListQueuesQuery is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.queue_ids) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIERS.patterns[0].fullmatch(value))
        )
        and ((value := node.state) is None or (isinstance(value, str) and value in {"All", "Active", "Paused"}))
        and (
            (value := node.category) is None
            or (isinstance(value, str) and value in {"CateAll", "Transcoding", "SpeedTranscoding"})
        )
        and ((value := node.page_number) is None or (is_whole(value) and 1 <= value))
        and ((value := node.page_size) is None or (type(value) is int and 1 <= value <= 100))
    )


def accepts_update_queue_request(node: UpdateQueueRequest) -> bool:
    """Tell whether UpdateQueueRequest is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.name) is not None
            and isinstance(value, str)
            and value
            and len(value) <= 128
            and value.isprintable()
        )
        and (
            (value := node.queue_id_upper) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and (
            (value := node.queue_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and ((value := node.state) is not None and isinstance(value, str) and value in {"Active", "Paused"})
        and ((value := node.notify_config) is not None and type(value) is NotifyConfig and accepts_notify_config(value))
    )


def accepts_notify_config(node: NotifyConfig) -> bool:
    """Tell whether NotifyConfig is plainly valid."""
    value: Any
    return bool(
        ((value := node.state) is None or (isinstance(value, str) and value in {"On", "Off"}))
        and (
            (value := node.url) is None
            or (
                isinstance(value, str)
                and value
                and value.isprintable()
                and is_web_address(value)
                and not is_private_address(value)
            )
        )
        and ((value := node.type) is None or (isinstance(value, str) and value in {"Url", "TDMQ"}))
        and (
            (value := node.event) is None
            or (isinstance(value, str) and value and value.isprintable() and not unknown_events(value))
        )
        and ((value := node.result_format) is None or (isinstance(value, str) and value in {"XML", "JSON"}))
        and ((value := node.mq_mode) is None or (isinstance(value, str) and value in {"Topic", "Queue"}))
        and ((value := node.mq_region) is None or (isinstance(value, str) and value in {"sh", "bj", "gz", "cd", "hk"}))
        and ((value := node.mq_name) is None or (isinstance(value, str) and value and value.isprintable()))
        and rules.notify_event(node)
        and rules.notify_type(node)
        and rules.notify_url(node)
        and rules.notify_message_queue(node)
    )


def accepts_notify_config_detail(node: NotifyConfigDetail) -> bool:
    """Tell whether NotifyConfigDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.state) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.url) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.type) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.event) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.result_format) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.mq_mode) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.mq_region) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.mq_name) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_queue_detail(node: QueueDetail) -> bool:
    """Tell whether QueueDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.queue_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.state) is None or (isinstance(value, str) and value.isprintable()))
        and (
            (value := node.notify_config) is None
            or (type(value) is NotifyConfigDetail and accepts_notify_config_detail(value))
        )
        and ((value := node.max_size) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and (
            (value := node.max_concurrent) is None
            or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.category) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.update_time) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.create_time) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_list_queues_response(node: ListQueuesResponse) -> bool:
    """Tell whether ListQueuesResponse is plainly valid."""
    value: Any
    return bool(
        ((value := node.request_id) is None or (isinstance(value, str) and value.isprintable()))
        and (
            (value := node.total_count) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and (
            (value := node.page_number) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.page_size) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and type(node.queue_list) is list
        and all(type(value) is QueueDetail and accepts_queue_detail(value) for value in node.queue_list)
        and type(node.non_exist_pids) is list
        and all(isinstance(value, str) and value.isprintable() for value in node.non_exist_pids)
        and node.unknown == []
    )


def accepts_update_queue_response(node: UpdateQueueResponse) -> bool:
    """Tell whether UpdateQueueResponse is plainly valid."""
    value: Any
    return bool(
        ((value := node.request_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.queue) is None or (type(value) is QueueDetail and accepts_queue_detail(value)))
        and node.unknown == []
    )


def accepts_create_template_request(node: CreateTemplateRequest) -> bool:
    """Tell whether CreateTemplateRequest is plainly valid."""
    value: Any
    return bool(
        ((value := node.tag) is not None and isinstance(value, str) and value in {"Animation"})
        and (
            (value := node.name) is not None
            and isinstance(value, str)
            and value
            and len(value) <= 64
            and value.isprintable()
            and shapes.TEMPLATE_NAME.patterns[0].fullmatch(value)
        )
        and ((value := node.container) is not None and type(value) is Container and accepts_container(value))
        and ((value := node.video) is None or (type(value) is Video and accepts_video(value)))
        and ((value := node.time_interval) is None or (type(value) is TimeInterval and accepts_time_interval(value)))
        and rules.create_template_interval_below_duration(node)
        and rules.create_template_quality_without_webp(node)
        and rules.create_template_codec_not_of_format(node)
        and rules.create_template_no_duration(node)
    )


def accepts_update_template_request(node: UpdateTemplateRequest) -> bool:
    """Tell whether UpdateTemplateRequest is plainly valid."""
    value: Any
    return bool(
        ((value := node.tag) is not None and isinstance(value, str) and value in {"Animation"})
        and (
            (value := node.name) is not None
            and isinstance(value, str)
            and value
            and len(value) <= 64
            and value.isprintable()
            and shapes.TEMPLATE_NAME.patterns[0].fullmatch(value)
        )
        and (
            (value := node.template_id) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIER.patterns[0].fullmatch(value))
        )
        and ((value := node.container) is not None and type(value) is Container and accepts_container(value))
        and ((value := node.video) is None or (type(value) is Video and accepts_video(value)))
        and ((value := node.time_interval) is None or (type(value) is TimeInterval and accepts_time_interval(value)))
        and rules.update_template_interval_below_duration(node)
        and rules.update_template_quality_without_webp(node)
        and rules.update_template_codec_not_of_format(node)
        and rules.update_template_no_duration(node)
    )


def accepts_template_detail(node: TemplateDetail) -> bool:
    """Tell whether TemplateDetail is plainly valid."""
    value: Any
    return bool(
        ((value := node.template_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.tag) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.bucket_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.category) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.trans_tpl) is None or (type(value) is AnimationDetail and accepts_animation_detail(value)))
        and ((value := node.create_time) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.update_time) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_template_response(node: TemplateResponse) -> bool:
    """Tell whether TemplateResponse is plainly valid."""
    value: Any
    return bool(
        ((value := node.request_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.template) is None or (type(value) is TemplateDetail and accepts_template_detail(value)))
        and ((value := node.template_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.name) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.tag) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.bucket_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.category) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.trans_tpl) is None or (type(value) is AnimationDetail and accepts_animation_detail(value)))
        and ((value := node.create_time) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.update_time) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_delete_template_response(node: DeleteTemplateResponse) -> bool:
    """Tell whether DeleteTemplateResponse is plainly valid."""
    value: Any
    return bool(
        ((value := node.request_id) is None or (isinstance(value, str) and value.isprintable()))
        and ((value := node.template_id) is None or (isinstance(value, str) and value.isprintable()))
        and node.unknown == []
    )


def accepts_list_templates_query(node: ListTemplatesQuery) -> bool:
    """Tell whether ListTemplatesQuery is plainly valid."""
    value: Any
    return bool(
        (
            (value := node.tag) is None
            or (isinstance(value, str) and value.isprintable() and shapes.LISTED_TAG.patterns[0].fullmatch(value))
        )
        and ((value := node.category) is None or (isinstance(value, str) and value in {"Custom", "Official"}))
        and (
            (value := node.ids) is None
            or (isinstance(value, str) and value.isprintable() and shapes.IDENTIFIERS.patterns[0].fullmatch(value))
        )
        and ((value := node.name) is None or (isinstance(value, str) and value and value.isprintable()))
        and ((value := node.page_number) is None or (is_whole(value) and 1 <= value))
        and ((value := node.page_size) is None or (type(value) is int and 1 <= value <= 100))
    )


def accepts_list_templates_response(node: ListTemplatesResponse) -> bool:
    """Tell whether ListTemplatesResponse is plainly valid."""
    value: Any
    return bool(
        ((value := node.request_id) is None or (isinstance(value, str) and value.isprintable()))
        and (
            (value := node.total_count) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and (
            (value := node.page_number) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable()))
        )
        and ((value := node.page_size) is None or (is_whole(value) or (isinstance(value, str) and value.isprintable())))
        and type(node.template_list) is list
        and all(type(value) is TemplateDetail and accepts_template_detail(value) for value in node.template_list)
        and (
            (value := node.non_exist_tids) is None
            or (type(value) is MissingTemplates and accepts_missing_templates(value))
        )
        and node.unknown == []
    )


def accepts_missing_templates(node: MissingTemplates) -> bool:
    """Tell whether MissingTemplates is plainly valid."""
    value: Any
    return bool(
        type(node.template_id) is list
        and all(isinstance(value, str) and value.isprintable() for value in node.template_id)
        and node.unknown == []
    )


CHECKS: Final[dict[type[Any], Callable[[Any], bool]]] = {
    Animation: accepts_animation,
    Container: accepts_container,
    Video: accepts_video,
    TimeInterval: accepts_time_interval,
    AnimationDetail: accepts_animation_detail,
    ContainerDetail: accepts_container_detail,
    VideoDetail: accepts_video_detail,
    TimeIntervalDetail: accepts_time_interval_detail,
    MediaInfo: accepts_media_info,
    MediaFormat: accepts_media_format,
    MediaStream: accepts_media_stream,
    VideoStream: accepts_video_stream,
    AudioStream: accepts_audio_stream,
    SubtitleStream: accepts_subtitle_stream,
    MediaResult: accepts_media_result,
    OutputFile: accepts_output_file,
    Md5Info: accepts_md5_info,
    SubmitJobRequest: accepts_submit_job_request,
    Input: accepts_input,
    Operation: accepts_operation,
    Output: accepts_output,
    CallBackMqConfig: accepts_call_back_mq_config,
    SubmitJobResponse: accepts_submit_job_response,
    DescribeJobsResponse: accepts_describe_jobs_response,
    JobDetail: accepts_job_detail,
    InputDetail: accepts_input_detail,
    CosHeader: accepts_cos_header,
    OperationDetail: accepts_operation_detail,
    OutputDetail: accepts_output_detail,
    Workflow: accepts_workflow,
    ListJobsQuery: accepts_list_jobs_query,
    ListJobsResponse: accepts_list_jobs_response,
    SubmitBatchRequest: accepts_submit_batch_request,
    BatchInput: accepts_batch_input,
    BatchTimeInterval: accepts_batch_time_interval,
    BatchOperation: accepts_batch_operation,
    BatchOutput: accepts_batch_output,
    JobParam: accepts_job_param,
    ListBatchesQuery: accepts_list_batches_query,
    BatchDetail: accepts_batch_detail,
    BatchInputDetail: accepts_batch_input_detail,
    BatchTimeIntervalDetail: accepts_batch_time_interval_detail,
    BatchOperationDetail: accepts_batch_operation_detail,
    JobParamDetail: accepts_job_param_detail,
    CallBackMqConfigDetail: accepts_call_back_mq_config_detail,
    BatchResponse: accepts_batch_response,
    ListBatchesResponse: accepts_list_batches_response,
    DescribeMediaBucketsQuery: accepts_describe_media_buckets_query,
    MediaBucket: accepts_media_bucket,
    DescribeMediaBucketsResponse: accepts_describe_media_buckets_response,
    CreateMediaBucketResponse: accepts_create_media_bucket_response,
    JobCallback: accepts_job_callback,
    ErrorResponse: accepts_error_response,
    ListQueuesQuery: accepts_list_queues_query,
    UpdateQueueRequest: accepts_update_queue_request,
    NotifyConfig: accepts_notify_config,
    NotifyConfigDetail: accepts_notify_config_detail,
    QueueDetail: accepts_queue_detail,
    ListQueuesResponse: accepts_list_queues_response,
    UpdateQueueResponse: accepts_update_queue_response,
    CreateTemplateRequest: accepts_create_template_request,
    UpdateTemplateRequest: accepts_update_template_request,
    TemplateDetail: accepts_template_detail,
    TemplateResponse: accepts_template_response,
    DeleteTemplateResponse: accepts_delete_template_response,
    ListTemplatesQuery: accepts_list_templates_query,
    ListTemplatesResponse: accepts_list_templates_response,
    MissingTemplates: accepts_missing_templates,
}

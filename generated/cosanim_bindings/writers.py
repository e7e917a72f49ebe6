# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Straight-line writers: the children of an object as XML, in the order of the schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

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
from .plain import NotPlain, number_of, text_of, truth_of
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


def write_animation(node: Animation, parts: list[str]) -> None:
    """Write the children of Animation."""
    value: Any
    if (value := node.container) is not None:
        if type(value) is not Container:
            raise NotPlain
        start = len(parts)
        parts.append("<Container>")
        write_container(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Container/>"
        else:
            parts.append("</Container>")
    if (value := node.video) is not None:
        if type(value) is not Video:
            raise NotPlain
        start = len(parts)
        parts.append("<Video>")
        write_video(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Video/>"
        else:
            parts.append("</Video>")
    if (value := node.time_interval) is not None:
        if type(value) is not TimeInterval:
            raise NotPlain
        start = len(parts)
        parts.append("<TimeInterval>")
        write_time_interval(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<TimeInterval/>"
        else:
            parts.append("</TimeInterval>")


def write_container(node: Container, parts: list[str]) -> None:
    """Write the children of Container."""
    value: Any
    if (value := node.format) is not None:
        parts.append(f"<Format>{text_of(value)}</Format>")


def write_video(node: Video, parts: list[str]) -> None:
    """Write the children of Video."""
    value: Any
    if (value := node.codec) is not None:
        parts.append(f"<Codec>{text_of(value)}</Codec>")
    if (value := node.width) is not None:
        parts.append(f"<Width>{number_of(value)}</Width>")
    if (value := node.height) is not None:
        parts.append(f"<Height>{number_of(value)}</Height>")
    if (value := node.fps) is not None:
        parts.append(f"<Fps>{number_of(value)}</Fps>")
    if (value := node.animate_only_keep_key_frame) is not None:
        parts.append(f"<AnimateOnlyKeepKeyFrame>{truth_of(value)}</AnimateOnlyKeepKeyFrame>")
    if (value := node.animate_time_interval_of_frame) is not None:
        parts.append(f"<AnimateTimeIntervalOfFrame>{number_of(value)}</AnimateTimeIntervalOfFrame>")
    if (value := node.animate_frames_per_second) is not None:
        parts.append(f"<AnimateFramesPerSecond>{number_of(value)}</AnimateFramesPerSecond>")
    if (value := node.quality) is not None:
        parts.append(f"<Quality>{number_of(value)}</Quality>")


def write_time_interval(node: TimeInterval, parts: list[str]) -> None:
    """Write the children of TimeInterval."""
    value: Any
    if (value := node.start) is not None:
        parts.append(f"<Start>{number_of(value)}</Start>")
    if (value := node.duration) is not None:
        parts.append(f"<Duration>{number_of(value)}</Duration>")


def write_animation_detail(node: AnimationDetail, parts: list[str]) -> None:
    """Write the children of AnimationDetail."""
    value: Any
    if (value := node.container) is not None:
        if type(value) is not ContainerDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Container>")
        write_container_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Container/>"
        else:
            parts.append("</Container>")
    if (value := node.video) is not None:
        if type(value) is not VideoDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Video>")
        write_video_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Video/>"
        else:
            parts.append("</Video>")
    if (value := node.time_interval) is not None:
        if type(value) is not TimeIntervalDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<TimeInterval>")
        write_time_interval_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<TimeInterval/>"
        else:
            parts.append("</TimeInterval>")
    if node.unknown != []:
        raise NotPlain


def write_container_detail(node: ContainerDetail, parts: list[str]) -> None:
    """Write the children of ContainerDetail."""
    value: Any
    if (value := node.format) is not None:
        parts.append(f"<Format>{text_of(value)}</Format>")
    if node.unknown != []:
        raise NotPlain


def write_video_detail(node: VideoDetail, parts: list[str]) -> None:
    """Write the children of VideoDetail."""
    value: Any
    if (value := node.codec) is not None:
        parts.append(f"<Codec>{text_of(value)}</Codec>")
    if (value := node.width) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Width>{shown}</Width>")
    if (value := node.height) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Height>{shown}</Height>")
    if (value := node.fps) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Fps>{shown}</Fps>")
    if (value := node.animate_only_keep_key_frame) is not None:
        shown = text_of(value) if isinstance(value, str) else truth_of(value)
        parts.append(f"<AnimateOnlyKeepKeyFrame>{shown}</AnimateOnlyKeepKeyFrame>")
    if (value := node.animate_time_interval_of_frame) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<AnimateTimeIntervalOfFrame>{shown}</AnimateTimeIntervalOfFrame>")
    if (value := node.animate_frames_per_second) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<AnimateFramesPerSecond>{shown}</AnimateFramesPerSecond>")
    if (value := node.quality) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Quality>{shown}</Quality>")
    if node.unknown != []:
        raise NotPlain


def write_time_interval_detail(node: TimeIntervalDetail, parts: list[str]) -> None:
    """Write the children of TimeIntervalDetail."""
    value: Any
    if (value := node.start) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Start>{shown}</Start>")
    if (value := node.duration) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Duration>{shown}</Duration>")
    if node.unknown != []:
        raise NotPlain


def write_media_info(node: MediaInfo, parts: list[str]) -> None:
    """Write the children of MediaInfo."""
    value: Any
    if (value := node.format) is not None:
        if type(value) is not MediaFormat:
            raise NotPlain
        start = len(parts)
        parts.append("<Format>")
        write_media_format(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Format/>"
        else:
            parts.append("</Format>")
    if (value := node.stream) is not None:
        if type(value) is not MediaStream:
            raise NotPlain
        start = len(parts)
        parts.append("<Stream>")
        write_media_stream(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Stream/>"
        else:
            parts.append("</Stream>")
    if node.unknown != []:
        raise NotPlain


def write_media_format(node: MediaFormat, parts: list[str]) -> None:
    """Write the children of MediaFormat."""
    value: Any
    if (value := node.bitrate) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Bitrate>{shown}</Bitrate>")
    if (value := node.duration) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Duration>{shown}</Duration>")
    if (value := node.format_long_name) is not None:
        parts.append(f"<FormatLongName>{text_of(value)}</FormatLongName>")
    if (value := node.format_name) is not None:
        parts.append(f"<FormatName>{text_of(value)}</FormatName>")
    if (value := node.num_program) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<NumProgram>{shown}</NumProgram>")
    if (value := node.num_stream) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<NumStream>{shown}</NumStream>")
    if (value := node.size) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Size>{shown}</Size>")
    if (value := node.start_time) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<StartTime>{shown}</StartTime>")
    if node.unknown != []:
        raise NotPlain


def write_media_stream(node: MediaStream, parts: list[str]) -> None:
    """Write the children of MediaStream."""
    value: Any
    if type(node.video) is not list:
        raise NotPlain
    for value in node.video:
        if type(value) is not VideoStream:
            raise NotPlain
        start = len(parts)
        parts.append("<Video>")
        write_video_stream(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Video/>"
        else:
            parts.append("</Video>")
    if type(node.audio) is not list:
        raise NotPlain
    for value in node.audio:
        if type(value) is not AudioStream:
            raise NotPlain
        start = len(parts)
        parts.append("<Audio>")
        write_audio_stream(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Audio/>"
        else:
            parts.append("</Audio>")
    if type(node.subtitle) is not list:
        raise NotPlain
    for value in node.subtitle:
        if type(value) is not SubtitleStream:
            raise NotPlain
        start = len(parts)
        parts.append("<Subtitle>")
        write_subtitle_stream(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Subtitle/>"
        else:
            parts.append("</Subtitle>")
    if node.unknown != []:
        raise NotPlain


def write_video_stream(node: VideoStream, parts: list[str]) -> None:
    """Write the children of VideoStream."""
    value: Any
    if (value := node.index) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Index>{shown}</Index>")
    if (value := node.codec_name) is not None:
        parts.append(f"<CodecName>{text_of(value)}</CodecName>")
    if (value := node.codec_long_name) is not None:
        parts.append(f"<CodecLongName>{text_of(value)}</CodecLongName>")
    if (value := node.codec_time_base) is not None:
        parts.append(f"<CodecTimeBase>{text_of(value)}</CodecTimeBase>")
    if (value := node.codec_tag_string) is not None:
        parts.append(f"<CodecTagString>{text_of(value)}</CodecTagString>")
    if (value := node.codec_tag) is not None:
        parts.append(f"<CodecTag>{text_of(value)}</CodecTag>")
    if (value := node.profile) is not None:
        parts.append(f"<Profile>{text_of(value)}</Profile>")
    if (value := node.height) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Height>{shown}</Height>")
    if (value := node.width) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Width>{shown}</Width>")
    if (value := node.has_b_frame) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<HasBFrame>{shown}</HasBFrame>")
    if (value := node.ref_frames) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<RefFrames>{shown}</RefFrames>")
    if (value := node.sar) is not None:
        parts.append(f"<Sar>{text_of(value)}</Sar>")
    if (value := node.dar) is not None:
        parts.append(f"<Dar>{text_of(value)}</Dar>")
    if (value := node.pix_format) is not None:
        parts.append(f"<PixFormat>{text_of(value)}</PixFormat>")
    if (value := node.field_order) is not None:
        parts.append(f"<FieldOrder>{text_of(value)}</FieldOrder>")
    if (value := node.level) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Level>{shown}</Level>")
    if (value := node.fps) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Fps>{shown}</Fps>")
    if (value := node.avg_fps) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<AvgFps>{shown}</AvgFps>")
    if (value := node.timebase) is not None:
        parts.append(f"<Timebase>{text_of(value)}</Timebase>")
    if (value := node.start_time) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<StartTime>{shown}</StartTime>")
    if (value := node.duration) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Duration>{shown}</Duration>")
    if (value := node.bitrate) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Bitrate>{shown}</Bitrate>")
    if (value := node.num_frames) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<NumFrames>{shown}</NumFrames>")
    if (value := node.language) is not None:
        parts.append(f"<Language>{text_of(value)}</Language>")
    if (value := node.rotation) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Rotation>{shown}</Rotation>")
    if (value := node.color_range) is not None:
        parts.append(f"<ColorRange>{text_of(value)}</ColorRange>")
    if (value := node.color_transfer) is not None:
        parts.append(f"<ColorTransfer>{text_of(value)}</ColorTransfer>")
    if (value := node.color_primaries) is not None:
        parts.append(f"<ColorPrimaries>{text_of(value)}</ColorPrimaries>")
    if node.unknown != []:
        raise NotPlain


def write_audio_stream(node: AudioStream, parts: list[str]) -> None:
    """Write the children of AudioStream."""
    value: Any
    if (value := node.index) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Index>{shown}</Index>")
    if (value := node.codec_name) is not None:
        parts.append(f"<CodecName>{text_of(value)}</CodecName>")
    if (value := node.codec_long_name) is not None:
        parts.append(f"<CodecLongName>{text_of(value)}</CodecLongName>")
    if (value := node.codec_time_base) is not None:
        parts.append(f"<CodecTimeBase>{text_of(value)}</CodecTimeBase>")
    if (value := node.codec_tag_string) is not None:
        parts.append(f"<CodecTagString>{text_of(value)}</CodecTagString>")
    if (value := node.codec_tag) is not None:
        parts.append(f"<CodecTag>{text_of(value)}</CodecTag>")
    if (value := node.sample_fmt) is not None:
        parts.append(f"<SampleFmt>{text_of(value)}</SampleFmt>")
    if (value := node.sample_rate) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<SampleRate>{shown}</SampleRate>")
    if (value := node.channel) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Channel>{shown}</Channel>")
    if (value := node.channel_layout) is not None:
        parts.append(f"<ChannelLayout>{text_of(value)}</ChannelLayout>")
    if (value := node.timebase) is not None:
        parts.append(f"<Timebase>{text_of(value)}</Timebase>")
    if (value := node.start_time) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<StartTime>{shown}</StartTime>")
    if (value := node.duration) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Duration>{shown}</Duration>")
    if (value := node.bitrate) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Bitrate>{shown}</Bitrate>")
    if (value := node.language) is not None:
        parts.append(f"<Language>{text_of(value)}</Language>")
    if node.unknown != []:
        raise NotPlain


def write_subtitle_stream(node: SubtitleStream, parts: list[str]) -> None:
    """Write the children of SubtitleStream."""
    value: Any
    if (value := node.index) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Index>{shown}</Index>")
    if (value := node.language) is not None:
        parts.append(f"<Language>{text_of(value)}</Language>")
    if node.unknown != []:
        raise NotPlain


def write_media_result(node: MediaResult, parts: list[str]) -> None:
    """Write the children of MediaResult."""
    value: Any
    if (value := node.output_file) is not None:
        if type(value) is not OutputFile:
            raise NotPlain
        start = len(parts)
        parts.append("<OutputFile>")
        write_output_file(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<OutputFile/>"
        else:
            parts.append("</OutputFile>")
    if node.unknown != []:
        raise NotPlain


def write_output_file(node: OutputFile, parts: list[str]) -> None:
    """Write the children of OutputFile."""
    value: Any
    if (value := node.bucket) is not None:
        parts.append(f"<Bucket>{text_of(value)}</Bucket>")
    if (value := node.region) is not None:
        parts.append(f"<Region>{text_of(value)}</Region>")
    if type(node.object_name) is not list:
        raise NotPlain
    for value in node.object_name:
        parts.append(f"<ObjectName>{text_of(value)}</ObjectName>")
    if (value := node.object_prefix) is not None:
        parts.append(f"<ObjectPrefix>{text_of(value)}</ObjectPrefix>")
    if type(node.md5_info) is not list:
        raise NotPlain
    for value in node.md5_info:
        if type(value) is not Md5Info:
            raise NotPlain
        start = len(parts)
        parts.append("<Md5Info>")
        write_md5_info(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Md5Info/>"
        else:
            parts.append("</Md5Info>")
    if node.unknown != []:
        raise NotPlain


def write_md5_info(node: Md5Info, parts: list[str]) -> None:
    """Write the children of Md5Info."""
    value: Any
    if (value := node.object_name) is not None:
        parts.append(f"<ObjectName>{text_of(value)}</ObjectName>")
    if (value := node.md5) is not None:
        parts.append(f"<Md5>{text_of(value)}</Md5>")
    if node.unknown != []:
        raise NotPlain


def write_submit_job_request(node: SubmitJobRequest, parts: list[str]) -> None:
    """Write the children of SubmitJobRequest."""
    value: Any
    if (value := node.tag) is not None:
        parts.append(f"<Tag>{text_of(value)}</Tag>")
    if (value := node.input) is not None:
        if type(value) is not Input:
            raise NotPlain
        start = len(parts)
        parts.append("<Input>")
        write_input(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Input/>"
        else:
            parts.append("</Input>")
    if (value := node.operation) is not None:
        if type(value) is not Operation:
            raise NotPlain
        start = len(parts)
        parts.append("<Operation>")
        write_operation(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Operation/>"
        else:
            parts.append("</Operation>")
    if (value := node.queue_id) is not None:
        parts.append(f"<QueueId>{text_of(value)}</QueueId>")
    if (value := node.callback) is not None:
        parts.append(f"<CallBack>{text_of(value)}</CallBack>")
    if (value := node.callback_format) is not None:
        parts.append(f"<CallBackFormat>{text_of(value)}</CallBackFormat>")
    if (value := node.callback_type) is not None:
        parts.append(f"<CallBackType>{text_of(value)}</CallBackType>")
    if (value := node.callback_mq_config) is not None:
        if type(value) is not CallBackMqConfig:
            raise NotPlain
        start = len(parts)
        parts.append("<CallBackMqConfig>")
        write_call_back_mq_config(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<CallBackMqConfig/>"
        else:
            parts.append("</CallBackMqConfig>")


def write_input(node: Input, parts: list[str]) -> None:
    """Write the children of Input."""
    value: Any
    if (value := node.object_key) is not None:
        parts.append(f"<Object>{text_of(value)}</Object>")


def write_operation(node: Operation, parts: list[str]) -> None:
    """Write the children of Operation."""
    value: Any
    if (value := node.template_id) is not None:
        parts.append(f"<TemplateId>{text_of(value)}</TemplateId>")
    if (value := node.animation) is not None:
        if type(value) is not Animation:
            raise NotPlain
        start = len(parts)
        parts.append("<Animation>")
        write_animation(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Animation/>"
        else:
            parts.append("</Animation>")
    if (value := node.output) is not None:
        if type(value) is not Output:
            raise NotPlain
        start = len(parts)
        parts.append("<Output>")
        write_output(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Output/>"
        else:
            parts.append("</Output>")
    if (value := node.user_data) is not None:
        parts.append(f"<UserData>{text_of(value)}</UserData>")
    if (value := node.job_level) is not None:
        parts.append(f"<JobLevel>{number_of(value)}</JobLevel>")


def write_output(node: Output, parts: list[str]) -> None:
    """Write the children of Output."""
    value: Any
    if (value := node.region) is not None:
        parts.append(f"<Region>{text_of(value)}</Region>")
    if (value := node.bucket) is not None:
        parts.append(f"<Bucket>{text_of(value)}</Bucket>")
    if (value := node.object_key) is not None:
        parts.append(f"<Object>{text_of(value)}</Object>")


def write_call_back_mq_config(node: CallBackMqConfig, parts: list[str]) -> None:
    """Write the children of CallBackMqConfig."""
    value: Any
    if (value := node.mq_region) is not None:
        parts.append(f"<MqRegion>{text_of(value)}</MqRegion>")
    if (value := node.mq_mode) is not None:
        parts.append(f"<MqMode>{text_of(value)}</MqMode>")
    if (value := node.mq_name) is not None:
        parts.append(f"<MqName>{text_of(value)}</MqName>")


def write_submit_job_response(node: SubmitJobResponse, parts: list[str]) -> None:
    """Write the children of SubmitJobResponse."""
    value: Any
    if type(node.jobs_detail) is not list:
        raise NotPlain
    for value in node.jobs_detail:
        if type(value) is not JobDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<JobsDetail>")
        write_job_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<JobsDetail/>"
        else:
            parts.append("</JobsDetail>")
    if node.unknown != []:
        raise NotPlain


def write_describe_jobs_response(node: DescribeJobsResponse, parts: list[str]) -> None:
    """Write the children of DescribeJobsResponse."""
    value: Any
    if type(node.jobs_detail) is not list:
        raise NotPlain
    for value in node.jobs_detail:
        if type(value) is not JobDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<JobsDetail>")
        write_job_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<JobsDetail/>"
        else:
            parts.append("</JobsDetail>")
    if (value := node.non_exist_job_ids) is not None:
        parts.append(f"<NonExistJobIds>{text_of(value)}</NonExistJobIds>")
    if node.unknown != []:
        raise NotPlain


def write_job_detail(node: JobDetail, parts: list[str]) -> None:
    """Write the children of JobDetail."""
    value: Any
    if (value := node.code) is not None:
        parts.append(f"<Code>{text_of(value)}</Code>")
    if (value := node.message) is not None:
        parts.append(f"<Message>{text_of(value)}</Message>")
    if (value := node.job_id) is not None:
        parts.append(f"<JobId>{text_of(value)}</JobId>")
    if (value := node.tag) is not None:
        parts.append(f"<Tag>{text_of(value)}</Tag>")
    if (value := node.state) is not None:
        parts.append(f"<State>{text_of(value)}</State>")
    if (value := node.progress) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<Progress>{shown}</Progress>")
    if (value := node.creation_time) is not None:
        parts.append(f"<CreationTime>{text_of(value)}</CreationTime>")
    if (value := node.start_time) is not None:
        parts.append(f"<StartTime>{text_of(value)}</StartTime>")
    if (value := node.end_time) is not None:
        parts.append(f"<EndTime>{text_of(value)}</EndTime>")
    if (value := node.queue_id) is not None:
        parts.append(f"<QueueId>{text_of(value)}</QueueId>")
    if (value := node.input) is not None:
        if type(value) is not InputDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Input>")
        write_input_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Input/>"
        else:
            parts.append("</Input>")
    if (value := node.operation) is not None:
        if type(value) is not OperationDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Operation>")
        write_operation_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Operation/>"
        else:
            parts.append("</Operation>")
    if (value := node.workflow) is not None:
        if type(value) is not Workflow:
            raise NotPlain
        start = len(parts)
        parts.append("<Workflow>")
        write_workflow(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Workflow/>"
        else:
            parts.append("</Workflow>")
    if node.unknown != []:
        raise NotPlain


def write_input_detail(node: InputDetail, parts: list[str]) -> None:
    """Write the children of InputDetail."""
    value: Any
    if (value := node.bucket_id) is not None:
        parts.append(f"<BucketId>{text_of(value)}</BucketId>")
    if (value := node.bucket) is not None:
        parts.append(f"<Bucket>{text_of(value)}</Bucket>")
    if (value := node.object_key) is not None:
        parts.append(f"<Object>{text_of(value)}</Object>")
    if (value := node.region) is not None:
        parts.append(f"<Region>{text_of(value)}</Region>")
    if type(node.cos_headers) is not list:
        raise NotPlain
    for value in node.cos_headers:
        if type(value) is not CosHeader:
            raise NotPlain
        start = len(parts)
        parts.append("<CosHeaders>")
        write_cos_header(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<CosHeaders/>"
        else:
            parts.append("</CosHeaders>")
    if node.unknown != []:
        raise NotPlain


def write_cos_header(node: CosHeader, parts: list[str]) -> None:
    """Write the children of CosHeader."""
    value: Any
    if (value := node.key) is not None:
        parts.append(f"<Key>{text_of(value)}</Key>")
    if (value := node.value) is not None:
        parts.append(f"<Value>{text_of(value)}</Value>")
    if node.unknown != []:
        raise NotPlain


def write_operation_detail(node: OperationDetail, parts: list[str]) -> None:
    """Write the children of OperationDetail."""
    value: Any
    if (value := node.template_id) is not None:
        parts.append(f"<TemplateId>{text_of(value)}</TemplateId>")
    if (value := node.template_name) is not None:
        parts.append(f"<TemplateName>{text_of(value)}</TemplateName>")
    if (value := node.animation) is not None:
        if type(value) is not AnimationDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Animation>")
        write_animation_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Animation/>"
        else:
            parts.append("</Animation>")
    if (value := node.output) is not None:
        if type(value) is not OutputDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Output>")
        write_output_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Output/>"
        else:
            parts.append("</Output>")
    if (value := node.media_info) is not None:
        if type(value) is not MediaInfo:
            raise NotPlain
        start = len(parts)
        parts.append("<MediaInfo>")
        write_media_info(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<MediaInfo/>"
        else:
            parts.append("</MediaInfo>")
    if (value := node.media_result) is not None:
        if type(value) is not MediaResult:
            raise NotPlain
        start = len(parts)
        parts.append("<MediaResult>")
        write_media_result(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<MediaResult/>"
        else:
            parts.append("</MediaResult>")
    if (value := node.user_data) is not None:
        parts.append(f"<UserData>{text_of(value)}</UserData>")
    if (value := node.job_level) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<JobLevel>{shown}</JobLevel>")
    if node.unknown != []:
        raise NotPlain


def write_output_detail(node: OutputDetail, parts: list[str]) -> None:
    """Write the children of OutputDetail."""
    value: Any
    if (value := node.region) is not None:
        parts.append(f"<Region>{text_of(value)}</Region>")
    if (value := node.bucket) is not None:
        parts.append(f"<Bucket>{text_of(value)}</Bucket>")
    if (value := node.object_key) is not None:
        parts.append(f"<Object>{text_of(value)}</Object>")
    if node.unknown != []:
        raise NotPlain


def write_workflow(node: Workflow, parts: list[str]) -> None:
    """Write the children of Workflow."""
    value: Any
    if (value := node.name) is not None:
        parts.append(f"<Name>{text_of(value)}</Name>")
    if (value := node.run_id) is not None:
        parts.append(f"<RunId>{text_of(value)}</RunId>")
    if (value := node.workflow_id) is not None:
        parts.append(f"<WorkflowId>{text_of(value)}</WorkflowId>")
    if (value := node.workflow_name) is not None:
        parts.append(f"<WorkflowName>{text_of(value)}</WorkflowName>")
    if node.unknown != []:
        raise NotPlain


def write_list_jobs_query(node: ListJobsQuery, parts: list[str]) -> None:
    """Write the children of ListJobsQuery."""
    value: Any
    if (value := node.queue_id) is not None:
        parts.append(f"<queueId>{text_of(value)}</queueId>")
    if (value := node.queue_type) is not None:
        parts.append(f"<queueType>{text_of(value)}</queueType>")
    if (value := node.tag) is not None:
        parts.append(f"<tag>{text_of(value)}</tag>")
    if (value := node.workflow_id) is not None:
        parts.append(f"<workflowId>{text_of(value)}</workflowId>")
    if (value := node.inventory_trigger_job_id) is not None:
        parts.append(f"<inventoryTriggerJobId>{text_of(value)}</inventoryTriggerJobId>")
    if (value := node.input_object) is not None:
        parts.append(f"<inputObject>{text_of(value)}</inputObject>")
    if (value := node.order_by_time) is not None:
        parts.append(f"<orderByTime>{text_of(value)}</orderByTime>")
    if (value := node.next_token) is not None:
        parts.append(f"<nextToken>{text_of(value)}</nextToken>")
    if (value := node.size) is not None:
        parts.append(f"<size>{number_of(value)}</size>")
    if (value := node.states) is not None:
        parts.append(f"<states>{text_of(value)}</states>")
    if (value := node.start_creation_time) is not None:
        parts.append(f"<startCreationTime>{text_of(value)}</startCreationTime>")
    if (value := node.end_creation_time) is not None:
        parts.append(f"<endCreationTime>{text_of(value)}</endCreationTime>")


def write_list_jobs_response(node: ListJobsResponse, parts: list[str]) -> None:
    """Write the children of ListJobsResponse."""
    value: Any
    if type(node.jobs_detail) is not list:
        raise NotPlain
    for value in node.jobs_detail:
        if type(value) is not JobDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<JobsDetail>")
        write_job_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<JobsDetail/>"
        else:
            parts.append("</JobsDetail>")
    if (value := node.next_token) is not None:
        parts.append(f"<NextToken>{text_of(value)}</NextToken>")
    if node.unknown != []:
        raise NotPlain


def write_submit_batch_request(node: SubmitBatchRequest, parts: list[str]) -> None:
    """Write the children of SubmitBatchRequest."""
    value: Any
    if (value := node.name) is not None:
        parts.append(f"<Name>{text_of(value)}</Name>")
    if (value := node.type) is not None:
        parts.append(f"<Type>{text_of(value)}</Type>")
    if (value := node.input) is not None:
        if type(value) is not BatchInput:
            raise NotPlain
        start = len(parts)
        parts.append("<Input>")
        write_batch_input(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Input/>"
        else:
            parts.append("</Input>")
    if (value := node.operation) is not None:
        if type(value) is not BatchOperation:
            raise NotPlain
        start = len(parts)
        parts.append("<Operation>")
        write_batch_operation(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Operation/>"
        else:
            parts.append("</Operation>")


def write_batch_input(node: BatchInput, parts: list[str]) -> None:
    """Write the children of BatchInput."""
    value: Any
    if (value := node.manifest) is not None:
        parts.append(f"<Manifest>{text_of(value)}</Manifest>")
    if (value := node.url_file) is not None:
        parts.append(f"<UrlFile>{text_of(value)}</UrlFile>")
    if (value := node.prefix) is not None:
        parts.append(f"<Prefix>{text_of(value)}</Prefix>")
    if (value := node.object_key) is not None:
        parts.append(f"<Object>{text_of(value)}</Object>")


def write_batch_time_interval(node: BatchTimeInterval, parts: list[str]) -> None:
    """Write the children of BatchTimeInterval."""
    value: Any
    if (value := node.start) is not None:
        parts.append(f"<Start>{text_of(value)}</Start>")
    if (value := node.end) is not None:
        parts.append(f"<End>{text_of(value)}</End>")


def write_batch_operation(node: BatchOperation, parts: list[str]) -> None:
    """Write the children of BatchOperation."""
    value: Any
    if (value := node.time_interval) is not None:
        if type(value) is not BatchTimeInterval:
            raise NotPlain
        start = len(parts)
        parts.append("<TimeInterval>")
        write_batch_time_interval(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<TimeInterval/>"
        else:
            parts.append("</TimeInterval>")
    if (value := node.tag) is not None:
        parts.append(f"<Tag>{text_of(value)}</Tag>")
    if (value := node.output) is not None:
        if type(value) is not BatchOutput:
            raise NotPlain
        start = len(parts)
        parts.append("<Output>")
        write_batch_output(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Output/>"
        else:
            parts.append("</Output>")
    if (value := node.job_param) is not None:
        if type(value) is not JobParam:
            raise NotPlain
        start = len(parts)
        parts.append("<JobParam>")
        write_job_param(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<JobParam/>"
        else:
            parts.append("</JobParam>")
    if (value := node.queue_id) is not None:
        parts.append(f"<QueueId>{text_of(value)}</QueueId>")
    if (value := node.user_data) is not None:
        parts.append(f"<UserData>{text_of(value)}</UserData>")
    if (value := node.job_level) is not None:
        parts.append(f"<JobLevel>{number_of(value)}</JobLevel>")
    if (value := node.callback_format) is not None:
        parts.append(f"<CallBackFormat>{text_of(value)}</CallBackFormat>")
    if (value := node.callback_type) is not None:
        parts.append(f"<CallBackType>{text_of(value)}</CallBackType>")
    if (value := node.callback) is not None:
        parts.append(f"<CallBack>{text_of(value)}</CallBack>")
    if (value := node.callback_mq_config) is not None:
        if type(value) is not CallBackMqConfig:
            raise NotPlain
        start = len(parts)
        parts.append("<CallBackMqConfig>")
        write_call_back_mq_config(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<CallBackMqConfig/>"
        else:
            parts.append("</CallBackMqConfig>")


def write_batch_output(node: BatchOutput, parts: list[str]) -> None:
    """Write the children of BatchOutput."""
    value: Any
    if (value := node.region) is not None:
        parts.append(f"<Region>{text_of(value)}</Region>")
    if (value := node.bucket) is not None:
        parts.append(f"<Bucket>{text_of(value)}</Bucket>")
    if (value := node.object_key) is not None:
        parts.append(f"<Object>{text_of(value)}</Object>")


def write_job_param(node: JobParam, parts: list[str]) -> None:
    """Write the children of JobParam."""
    value: Any
    if (value := node.template_id) is not None:
        parts.append(f"<TemplateId>{text_of(value)}</TemplateId>")
    if (value := node.animation) is not None:
        if type(value) is not Animation:
            raise NotPlain
        start = len(parts)
        parts.append("<Animation>")
        write_animation(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Animation/>"
        else:
            parts.append("</Animation>")


def write_list_batches_query(node: ListBatchesQuery, parts: list[str]) -> None:
    """Write the children of ListBatchesQuery."""
    value: Any
    if (value := node.type) is not None:
        parts.append(f"<type>{text_of(value)}</type>")
    if (value := node.name) is not None:
        parts.append(f"<name>{text_of(value)}</name>")
    if (value := node.job_id) is not None:
        parts.append(f"<jobId>{text_of(value)}</jobId>")
    if (value := node.workflow_id) is not None:
        parts.append(f"<workflowId>{text_of(value)}</workflowId>")
    if (value := node.order_by_time) is not None:
        parts.append(f"<orderByTime>{text_of(value)}</orderByTime>")
    if (value := node.next_token) is not None:
        parts.append(f"<nextToken>{text_of(value)}</nextToken>")
    if (value := node.size) is not None:
        parts.append(f"<size>{number_of(value)}</size>")
    if (value := node.states) is not None:
        parts.append(f"<states>{text_of(value)}</states>")
    if (value := node.start_creation_time) is not None:
        parts.append(f"<startCreationTime>{text_of(value)}</startCreationTime>")
    if (value := node.end_creation_time) is not None:
        parts.append(f"<endCreationTime>{text_of(value)}</endCreationTime>")


def write_batch_detail(node: BatchDetail, parts: list[str]) -> None:
    """Write the children of BatchDetail."""
    value: Any
    if (value := node.code) is not None:
        parts.append(f"<Code>{text_of(value)}</Code>")
    if (value := node.message) is not None:
        parts.append(f"<Message>{text_of(value)}</Message>")
    if (value := node.type) is not None:
        parts.append(f"<Type>{text_of(value)}</Type>")
    if (value := node.name) is not None:
        parts.append(f"<Name>{text_of(value)}</Name>")
    if (value := node.job_id) is not None:
        parts.append(f"<JobId>{text_of(value)}</JobId>")
    if (value := node.state) is not None:
        parts.append(f"<State>{text_of(value)}</State>")
    if (value := node.creation_time) is not None:
        parts.append(f"<CreationTime>{text_of(value)}</CreationTime>")
    if (value := node.start_time) is not None:
        parts.append(f"<StartTime>{text_of(value)}</StartTime>")
    if (value := node.end_time) is not None:
        parts.append(f"<EndTime>{text_of(value)}</EndTime>")
    if (value := node.input) is not None:
        if type(value) is not BatchInputDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Input>")
        write_batch_input_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Input/>"
        else:
            parts.append("</Input>")
    if (value := node.operation) is not None:
        if type(value) is not BatchOperationDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Operation>")
        write_batch_operation_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Operation/>"
        else:
            parts.append("</Operation>")
    if node.unknown != []:
        raise NotPlain


def write_batch_input_detail(node: BatchInputDetail, parts: list[str]) -> None:
    """Write the children of BatchInputDetail."""
    value: Any
    if (value := node.manifest) is not None:
        parts.append(f"<Manifest>{text_of(value)}</Manifest>")
    if (value := node.url_file) is not None:
        parts.append(f"<UrlFile>{text_of(value)}</UrlFile>")
    if (value := node.prefix) is not None:
        parts.append(f"<Prefix>{text_of(value)}</Prefix>")
    if (value := node.object_key) is not None:
        parts.append(f"<Object>{text_of(value)}</Object>")
    if node.unknown != []:
        raise NotPlain


def write_batch_time_interval_detail(node: BatchTimeIntervalDetail, parts: list[str]) -> None:
    """Write the children of BatchTimeIntervalDetail."""
    value: Any
    if (value := node.start) is not None:
        parts.append(f"<Start>{text_of(value)}</Start>")
    if (value := node.end) is not None:
        parts.append(f"<End>{text_of(value)}</End>")
    if node.unknown != []:
        raise NotPlain


def write_batch_operation_detail(node: BatchOperationDetail, parts: list[str]) -> None:
    """Write the children of BatchOperationDetail."""
    value: Any
    if (value := node.time_interval) is not None:
        if type(value) is not BatchTimeIntervalDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<TimeInterval>")
        write_batch_time_interval_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<TimeInterval/>"
        else:
            parts.append("</TimeInterval>")
    if (value := node.tag) is not None:
        parts.append(f"<Tag>{text_of(value)}</Tag>")
    if (value := node.output) is not None:
        if type(value) is not OutputDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Output>")
        write_output_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Output/>"
        else:
            parts.append("</Output>")
    if (value := node.job_param) is not None:
        if type(value) is not JobParamDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<JobParam>")
        write_job_param_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<JobParam/>"
        else:
            parts.append("</JobParam>")
    if (value := node.queue_id) is not None:
        parts.append(f"<QueueId>{text_of(value)}</QueueId>")
    if (value := node.user_data) is not None:
        parts.append(f"<UserData>{text_of(value)}</UserData>")
    if (value := node.job_level) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<JobLevel>{shown}</JobLevel>")
    if (value := node.callback_format) is not None:
        parts.append(f"<CallBackFormat>{text_of(value)}</CallBackFormat>")
    if (value := node.callback_type) is not None:
        parts.append(f"<CallBackType>{text_of(value)}</CallBackType>")
    if (value := node.callback) is not None:
        parts.append(f"<CallBack>{text_of(value)}</CallBack>")
    if (value := node.callback_mq_config) is not None:
        if type(value) is not CallBackMqConfigDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<CallBackMqConfig>")
        write_call_back_mq_config_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<CallBackMqConfig/>"
        else:
            parts.append("</CallBackMqConfig>")
    if node.unknown != []:
        raise NotPlain


def write_job_param_detail(node: JobParamDetail, parts: list[str]) -> None:
    """Write the children of JobParamDetail."""
    value: Any
    if (value := node.template_id) is not None:
        parts.append(f"<TemplateId>{text_of(value)}</TemplateId>")
    if (value := node.animation) is not None:
        if type(value) is not AnimationDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Animation>")
        write_animation_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Animation/>"
        else:
            parts.append("</Animation>")
    if node.unknown != []:
        raise NotPlain


def write_call_back_mq_config_detail(node: CallBackMqConfigDetail, parts: list[str]) -> None:
    """Write the children of CallBackMqConfigDetail."""
    value: Any
    if (value := node.mq_region) is not None:
        parts.append(f"<MqRegion>{text_of(value)}</MqRegion>")
    if (value := node.mq_mode) is not None:
        parts.append(f"<MqMode>{text_of(value)}</MqMode>")
    if (value := node.mq_name) is not None:
        parts.append(f"<MqName>{text_of(value)}</MqName>")
    if node.unknown != []:
        raise NotPlain


def write_batch_response(node: BatchResponse, parts: list[str]) -> None:
    """Write the children of BatchResponse."""
    value: Any
    if (value := node.request_id) is not None:
        parts.append(f"<RequestId>{text_of(value)}</RequestId>")
    if type(node.jobs_detail) is not list:
        raise NotPlain
    for value in node.jobs_detail:
        if type(value) is not BatchDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<JobsDetail>")
        write_batch_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<JobsDetail/>"
        else:
            parts.append("</JobsDetail>")
    if (value := node.non_exist_job_ids) is not None:
        parts.append(f"<NonExistJobIds>{text_of(value)}</NonExistJobIds>")
    if node.unknown != []:
        raise NotPlain


def write_list_batches_response(node: ListBatchesResponse, parts: list[str]) -> None:
    """Write the children of ListBatchesResponse."""
    value: Any
    if (value := node.request_id) is not None:
        parts.append(f"<RequestId>{text_of(value)}</RequestId>")
    if type(node.jobs_detail) is not list:
        raise NotPlain
    for value in node.jobs_detail:
        if type(value) is not BatchDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<JobsDetail>")
        write_batch_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<JobsDetail/>"
        else:
            parts.append("</JobsDetail>")
    if (value := node.next_token) is not None:
        parts.append(f"<NextToken>{text_of(value)}</NextToken>")
    if node.unknown != []:
        raise NotPlain


def write_describe_media_buckets_query(node: DescribeMediaBucketsQuery, parts: list[str]) -> None:
    """Write the children of DescribeMediaBucketsQuery."""
    value: Any
    if (value := node.regions) is not None:
        parts.append(f"<regions>{text_of(value)}</regions>")
    if (value := node.bucket_names) is not None:
        parts.append(f"<bucketNames>{text_of(value)}</bucketNames>")
    if (value := node.bucket_name) is not None:
        parts.append(f"<bucketName>{text_of(value)}</bucketName>")
    if (value := node.page_number) is not None:
        parts.append(f"<pageNumber>{number_of(value)}</pageNumber>")
    if (value := node.page_size) is not None:
        parts.append(f"<pageSize>{number_of(value)}</pageSize>")


def write_media_bucket(node: MediaBucket, parts: list[str]) -> None:
    """Write the children of MediaBucket."""
    value: Any
    if (value := node.bucket_id) is not None:
        parts.append(f"<BucketId>{text_of(value)}</BucketId>")
    if (value := node.name) is not None:
        parts.append(f"<Name>{text_of(value)}</Name>")
    if (value := node.region) is not None:
        parts.append(f"<Region>{text_of(value)}</Region>")
    if (value := node.create_time) is not None:
        parts.append(f"<CreateTime>{text_of(value)}</CreateTime>")
    if node.unknown != []:
        raise NotPlain


def write_describe_media_buckets_response(node: DescribeMediaBucketsResponse, parts: list[str]) -> None:
    """Write the children of DescribeMediaBucketsResponse."""
    value: Any
    if (value := node.request_id) is not None:
        parts.append(f"<RequestId>{text_of(value)}</RequestId>")
    if (value := node.total_count) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<TotalCount>{shown}</TotalCount>")
    if (value := node.page_number) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<PageNumber>{shown}</PageNumber>")
    if (value := node.page_size) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<PageSize>{shown}</PageSize>")
    if type(node.media_bucket_list) is not list:
        raise NotPlain
    for value in node.media_bucket_list:
        if type(value) is not MediaBucket:
            raise NotPlain
        start = len(parts)
        parts.append("<MediaBucketList>")
        write_media_bucket(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<MediaBucketList/>"
        else:
            parts.append("</MediaBucketList>")
    if node.unknown != []:
        raise NotPlain


def write_create_media_bucket_response(node: CreateMediaBucketResponse, parts: list[str]) -> None:
    """Write the children of CreateMediaBucketResponse."""
    value: Any
    if (value := node.request_id) is not None:
        parts.append(f"<RequestId>{text_of(value)}</RequestId>")
    if (value := node.media_bucket) is not None:
        if type(value) is not MediaBucket:
            raise NotPlain
        start = len(parts)
        parts.append("<MediaBucket>")
        write_media_bucket(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<MediaBucket/>"
        else:
            parts.append("</MediaBucket>")
    if node.unknown != []:
        raise NotPlain


def write_job_callback(node: JobCallback, parts: list[str]) -> None:
    """Write the children of JobCallback."""
    value: Any
    if (value := node.event_name) is not None:
        parts.append(f"<EventName>{text_of(value)}</EventName>")
    if type(node.jobs_detail) is not list:
        raise NotPlain
    for value in node.jobs_detail:
        if type(value) is not JobDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<JobsDetail>")
        write_job_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<JobsDetail/>"
        else:
            parts.append("</JobsDetail>")
    if node.unknown != []:
        raise NotPlain


def write_error_response(node: ErrorResponse, parts: list[str]) -> None:
    """Write the children of ErrorResponse."""
    value: Any
    if (value := node.code) is not None:
        parts.append(f"<Code>{text_of(value)}</Code>")
    if (value := node.message) is not None:
        parts.append(f"<Message>{text_of(value)}</Message>")
    if (value := node.resource) is not None:
        parts.append(f"<Resource>{text_of(value)}</Resource>")
    if (value := node.request_id) is not None:
        parts.append(f"<RequestId>{text_of(value)}</RequestId>")
    if (value := node.trace_id) is not None:
        parts.append(f"<TraceId>{text_of(value)}</TraceId>")
    if node.unknown != []:
        raise NotPlain


def write_list_queues_query(node: ListQueuesQuery, parts: list[str]) -> None:
    """Write the children of ListQueuesQuery."""
    value: Any
    if (value := node.queue_ids) is not None:
        parts.append(f"<queueIds>{text_of(value)}</queueIds>")
    if (value := node.state) is not None:
        parts.append(f"<state>{text_of(value)}</state>")
    if (value := node.category) is not None:
        parts.append(f"<category>{text_of(value)}</category>")
    if (value := node.page_number) is not None:
        parts.append(f"<pageNumber>{number_of(value)}</pageNumber>")
    if (value := node.page_size) is not None:
        parts.append(f"<pageSize>{number_of(value)}</pageSize>")


def write_update_queue_request(node: UpdateQueueRequest, parts: list[str]) -> None:
    """Write the children of UpdateQueueRequest."""
    value: Any
    if (value := node.name) is not None:
        parts.append(f"<Name>{text_of(value)}</Name>")
    if (value := node.queue_id_upper) is not None:
        parts.append(f"<QueueID>{text_of(value)}</QueueID>")
    if (value := node.queue_id) is not None:
        parts.append(f"<QueueId>{text_of(value)}</QueueId>")
    if (value := node.state) is not None:
        parts.append(f"<State>{text_of(value)}</State>")
    if (value := node.notify_config) is not None:
        if type(value) is not NotifyConfig:
            raise NotPlain
        start = len(parts)
        parts.append("<NotifyConfig>")
        write_notify_config(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<NotifyConfig/>"
        else:
            parts.append("</NotifyConfig>")


def write_notify_config(node: NotifyConfig, parts: list[str]) -> None:
    """Write the children of NotifyConfig."""
    value: Any
    if (value := node.state) is not None:
        parts.append(f"<State>{text_of(value)}</State>")
    if (value := node.url) is not None:
        parts.append(f"<Url>{text_of(value)}</Url>")
    if (value := node.type) is not None:
        parts.append(f"<Type>{text_of(value)}</Type>")
    if (value := node.event) is not None:
        parts.append(f"<Event>{text_of(value)}</Event>")
    if (value := node.result_format) is not None:
        parts.append(f"<ResultFormat>{text_of(value)}</ResultFormat>")
    if (value := node.mq_mode) is not None:
        parts.append(f"<MqMode>{text_of(value)}</MqMode>")
    if (value := node.mq_region) is not None:
        parts.append(f"<MqRegion>{text_of(value)}</MqRegion>")
    if (value := node.mq_name) is not None:
        parts.append(f"<MqName>{text_of(value)}</MqName>")


def write_notify_config_detail(node: NotifyConfigDetail, parts: list[str]) -> None:
    """Write the children of NotifyConfigDetail."""
    value: Any
    if (value := node.state) is not None:
        parts.append(f"<State>{text_of(value)}</State>")
    if (value := node.url) is not None:
        parts.append(f"<Url>{text_of(value)}</Url>")
    if (value := node.type) is not None:
        parts.append(f"<Type>{text_of(value)}</Type>")
    if (value := node.event) is not None:
        parts.append(f"<Event>{text_of(value)}</Event>")
    if (value := node.result_format) is not None:
        parts.append(f"<ResultFormat>{text_of(value)}</ResultFormat>")
    if (value := node.mq_mode) is not None:
        parts.append(f"<MqMode>{text_of(value)}</MqMode>")
    if (value := node.mq_region) is not None:
        parts.append(f"<MqRegion>{text_of(value)}</MqRegion>")
    if (value := node.mq_name) is not None:
        parts.append(f"<MqName>{text_of(value)}</MqName>")
    if node.unknown != []:
        raise NotPlain


def write_queue_detail(node: QueueDetail, parts: list[str]) -> None:
    """Write the children of QueueDetail."""
    value: Any
    if (value := node.queue_id) is not None:
        parts.append(f"<QueueId>{text_of(value)}</QueueId>")
    if (value := node.name) is not None:
        parts.append(f"<Name>{text_of(value)}</Name>")
    if (value := node.state) is not None:
        parts.append(f"<State>{text_of(value)}</State>")
    if (value := node.notify_config) is not None:
        if type(value) is not NotifyConfigDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<NotifyConfig>")
        write_notify_config_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<NotifyConfig/>"
        else:
            parts.append("</NotifyConfig>")
    if (value := node.max_size) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<MaxSize>{shown}</MaxSize>")
    if (value := node.max_concurrent) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<MaxConcurrent>{shown}</MaxConcurrent>")
    if (value := node.category) is not None:
        parts.append(f"<Category>{text_of(value)}</Category>")
    if (value := node.update_time) is not None:
        parts.append(f"<UpdateTime>{text_of(value)}</UpdateTime>")
    if (value := node.create_time) is not None:
        parts.append(f"<CreateTime>{text_of(value)}</CreateTime>")
    if node.unknown != []:
        raise NotPlain


def write_list_queues_response(node: ListQueuesResponse, parts: list[str]) -> None:
    """Write the children of ListQueuesResponse."""
    value: Any
    if (value := node.request_id) is not None:
        parts.append(f"<RequestId>{text_of(value)}</RequestId>")
    if (value := node.total_count) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<TotalCount>{shown}</TotalCount>")
    if (value := node.page_number) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<PageNumber>{shown}</PageNumber>")
    if (value := node.page_size) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<PageSize>{shown}</PageSize>")
    if type(node.queue_list) is not list:
        raise NotPlain
    for value in node.queue_list:
        if type(value) is not QueueDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<QueueList>")
        write_queue_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<QueueList/>"
        else:
            parts.append("</QueueList>")
    if type(node.non_exist_pids) is not list:
        raise NotPlain
    for value in node.non_exist_pids:
        parts.append(f"<NonExistPIDs>{text_of(value)}</NonExistPIDs>")
    if node.unknown != []:
        raise NotPlain


def write_update_queue_response(node: UpdateQueueResponse, parts: list[str]) -> None:
    """Write the children of UpdateQueueResponse."""
    value: Any
    if (value := node.request_id) is not None:
        parts.append(f"<RequestId>{text_of(value)}</RequestId>")
    if (value := node.queue) is not None:
        if type(value) is not QueueDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Queue>")
        write_queue_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Queue/>"
        else:
            parts.append("</Queue>")
    if node.unknown != []:
        raise NotPlain


def write_create_template_request(node: CreateTemplateRequest, parts: list[str]) -> None:
    """Write the children of CreateTemplateRequest."""
    value: Any
    if (value := node.tag) is not None:
        parts.append(f"<Tag>{text_of(value)}</Tag>")
    if (value := node.name) is not None:
        parts.append(f"<Name>{text_of(value)}</Name>")
    if (value := node.container) is not None:
        if type(value) is not Container:
            raise NotPlain
        start = len(parts)
        parts.append("<Container>")
        write_container(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Container/>"
        else:
            parts.append("</Container>")
    if (value := node.video) is not None:
        if type(value) is not Video:
            raise NotPlain
        start = len(parts)
        parts.append("<Video>")
        write_video(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Video/>"
        else:
            parts.append("</Video>")
    if (value := node.time_interval) is not None:
        if type(value) is not TimeInterval:
            raise NotPlain
        start = len(parts)
        parts.append("<TimeInterval>")
        write_time_interval(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<TimeInterval/>"
        else:
            parts.append("</TimeInterval>")


def write_update_template_request(node: UpdateTemplateRequest, parts: list[str]) -> None:
    """Write the children of UpdateTemplateRequest."""
    value: Any
    if (value := node.tag) is not None:
        parts.append(f"<Tag>{text_of(value)}</Tag>")
    if (value := node.name) is not None:
        parts.append(f"<Name>{text_of(value)}</Name>")
    if (value := node.template_id) is not None:
        parts.append(f"<TemplateId>{text_of(value)}</TemplateId>")
    if (value := node.container) is not None:
        if type(value) is not Container:
            raise NotPlain
        start = len(parts)
        parts.append("<Container>")
        write_container(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Container/>"
        else:
            parts.append("</Container>")
    if (value := node.video) is not None:
        if type(value) is not Video:
            raise NotPlain
        start = len(parts)
        parts.append("<Video>")
        write_video(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Video/>"
        else:
            parts.append("</Video>")
    if (value := node.time_interval) is not None:
        if type(value) is not TimeInterval:
            raise NotPlain
        start = len(parts)
        parts.append("<TimeInterval>")
        write_time_interval(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<TimeInterval/>"
        else:
            parts.append("</TimeInterval>")


def write_template_detail(node: TemplateDetail, parts: list[str]) -> None:
    """Write the children of TemplateDetail."""
    value: Any
    if (value := node.template_id) is not None:
        parts.append(f"<TemplateId>{text_of(value)}</TemplateId>")
    if (value := node.name) is not None:
        parts.append(f"<Name>{text_of(value)}</Name>")
    if (value := node.tag) is not None:
        parts.append(f"<Tag>{text_of(value)}</Tag>")
    if (value := node.bucket_id) is not None:
        parts.append(f"<BucketId>{text_of(value)}</BucketId>")
    if (value := node.category) is not None:
        parts.append(f"<Category>{text_of(value)}</Category>")
    if (value := node.trans_tpl) is not None:
        if type(value) is not AnimationDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<TransTpl>")
        write_animation_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<TransTpl/>"
        else:
            parts.append("</TransTpl>")
    if (value := node.create_time) is not None:
        parts.append(f"<CreateTime>{text_of(value)}</CreateTime>")
    if (value := node.update_time) is not None:
        parts.append(f"<UpdateTime>{text_of(value)}</UpdateTime>")
    if node.unknown != []:
        raise NotPlain


def write_template_response(node: TemplateResponse, parts: list[str]) -> None:
    """Write the children of TemplateResponse."""
    value: Any
    if (value := node.request_id) is not None:
        parts.append(f"<RequestId>{text_of(value)}</RequestId>")
    if (value := node.template) is not None:
        if type(value) is not TemplateDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<Template>")
        write_template_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<Template/>"
        else:
            parts.append("</Template>")
    if (value := node.template_id) is not None:
        parts.append(f"<TemplateId>{text_of(value)}</TemplateId>")
    if (value := node.name) is not None:
        parts.append(f"<Name>{text_of(value)}</Name>")
    if (value := node.tag) is not None:
        parts.append(f"<Tag>{text_of(value)}</Tag>")
    if (value := node.bucket_id) is not None:
        parts.append(f"<BucketId>{text_of(value)}</BucketId>")
    if (value := node.category) is not None:
        parts.append(f"<Category>{text_of(value)}</Category>")
    if (value := node.trans_tpl) is not None:
        if type(value) is not AnimationDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<TransTpl>")
        write_animation_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<TransTpl/>"
        else:
            parts.append("</TransTpl>")
    if (value := node.create_time) is not None:
        parts.append(f"<CreateTime>{text_of(value)}</CreateTime>")
    if (value := node.update_time) is not None:
        parts.append(f"<UpdateTime>{text_of(value)}</UpdateTime>")
    if node.unknown != []:
        raise NotPlain


def write_delete_template_response(node: DeleteTemplateResponse, parts: list[str]) -> None:
    """Write the children of DeleteTemplateResponse."""
    value: Any
    if (value := node.request_id) is not None:
        parts.append(f"<RequestId>{text_of(value)}</RequestId>")
    if (value := node.template_id) is not None:
        parts.append(f"<TemplateId>{text_of(value)}</TemplateId>")
    if node.unknown != []:
        raise NotPlain


def write_list_templates_query(node: ListTemplatesQuery, parts: list[str]) -> None:
    """Write the children of ListTemplatesQuery."""
    value: Any
    if (value := node.tag) is not None:
        parts.append(f"<tag>{text_of(value)}</tag>")
    if (value := node.category) is not None:
        parts.append(f"<category>{text_of(value)}</category>")
    if (value := node.ids) is not None:
        parts.append(f"<ids>{text_of(value)}</ids>")
    if (value := node.name) is not None:
        parts.append(f"<name>{text_of(value)}</name>")
    if (value := node.page_number) is not None:
        parts.append(f"<pageNumber>{number_of(value)}</pageNumber>")
    if (value := node.page_size) is not None:
        parts.append(f"<pageSize>{number_of(value)}</pageSize>")


def write_list_templates_response(node: ListTemplatesResponse, parts: list[str]) -> None:
    """Write the children of ListTemplatesResponse."""
    value: Any
    if (value := node.request_id) is not None:
        parts.append(f"<RequestId>{text_of(value)}</RequestId>")
    if (value := node.total_count) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<TotalCount>{shown}</TotalCount>")
    if (value := node.page_number) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<PageNumber>{shown}</PageNumber>")
    if (value := node.page_size) is not None:
        shown = text_of(value) if isinstance(value, str) else number_of(value)
        parts.append(f"<PageSize>{shown}</PageSize>")
    if type(node.template_list) is not list:
        raise NotPlain
    for value in node.template_list:
        if type(value) is not TemplateDetail:
            raise NotPlain
        start = len(parts)
        parts.append("<TemplateList>")
        write_template_detail(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<TemplateList/>"
        else:
            parts.append("</TemplateList>")
    if (value := node.non_exist_tids) is not None:
        if type(value) is not MissingTemplates:
            raise NotPlain
        start = len(parts)
        parts.append("<NonExistTIDs>")
        write_missing_templates(value, parts)
        if len(parts) == start + 1:
            parts[start] = "<NonExistTIDs/>"
        else:
            parts.append("</NonExistTIDs>")
    if node.unknown != []:
        raise NotPlain


def write_missing_templates(node: MissingTemplates, parts: list[str]) -> None:
    """Write the children of MissingTemplates."""
    value: Any
    if type(node.template_id) is not list:
        raise NotPlain
    for value in node.template_id:
        parts.append(f"<TemplateId>{text_of(value)}</TemplateId>")
    if node.unknown != []:
        raise NotPlain


WRITERS: Final[dict[type[Any], Callable[[Any, list[str]], None]]] = {
    Animation: write_animation,
    Container: write_container,
    Video: write_video,
    TimeInterval: write_time_interval,
    AnimationDetail: write_animation_detail,
    ContainerDetail: write_container_detail,
    VideoDetail: write_video_detail,
    TimeIntervalDetail: write_time_interval_detail,
    MediaInfo: write_media_info,
    MediaFormat: write_media_format,
    MediaStream: write_media_stream,
    VideoStream: write_video_stream,
    AudioStream: write_audio_stream,
    SubtitleStream: write_subtitle_stream,
    MediaResult: write_media_result,
    OutputFile: write_output_file,
    Md5Info: write_md5_info,
    SubmitJobRequest: write_submit_job_request,
    Input: write_input,
    Operation: write_operation,
    Output: write_output,
    CallBackMqConfig: write_call_back_mq_config,
    SubmitJobResponse: write_submit_job_response,
    DescribeJobsResponse: write_describe_jobs_response,
    JobDetail: write_job_detail,
    InputDetail: write_input_detail,
    CosHeader: write_cos_header,
    OperationDetail: write_operation_detail,
    OutputDetail: write_output_detail,
    Workflow: write_workflow,
    ListJobsQuery: write_list_jobs_query,
    ListJobsResponse: write_list_jobs_response,
    SubmitBatchRequest: write_submit_batch_request,
    BatchInput: write_batch_input,
    BatchTimeInterval: write_batch_time_interval,
    BatchOperation: write_batch_operation,
    BatchOutput: write_batch_output,
    JobParam: write_job_param,
    ListBatchesQuery: write_list_batches_query,
    BatchDetail: write_batch_detail,
    BatchInputDetail: write_batch_input_detail,
    BatchTimeIntervalDetail: write_batch_time_interval_detail,
    BatchOperationDetail: write_batch_operation_detail,
    JobParamDetail: write_job_param_detail,
    CallBackMqConfigDetail: write_call_back_mq_config_detail,
    BatchResponse: write_batch_response,
    ListBatchesResponse: write_list_batches_response,
    DescribeMediaBucketsQuery: write_describe_media_buckets_query,
    MediaBucket: write_media_bucket,
    DescribeMediaBucketsResponse: write_describe_media_buckets_response,
    CreateMediaBucketResponse: write_create_media_bucket_response,
    JobCallback: write_job_callback,
    ErrorResponse: write_error_response,
    ListQueuesQuery: write_list_queues_query,
    UpdateQueueRequest: write_update_queue_request,
    NotifyConfig: write_notify_config,
    NotifyConfigDetail: write_notify_config_detail,
    QueueDetail: write_queue_detail,
    ListQueuesResponse: write_list_queues_response,
    UpdateQueueResponse: write_update_queue_response,
    CreateTemplateRequest: write_create_template_request,
    UpdateTemplateRequest: write_update_template_request,
    TemplateDetail: write_template_detail,
    TemplateResponse: write_template_response,
    DeleteTemplateResponse: write_delete_template_response,
    ListTemplatesQuery: write_list_templates_query,
    ListTemplatesResponse: write_list_templates_response,
    MissingTemplates: write_missing_templates,
}

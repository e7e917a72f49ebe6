# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""The bindings as the schema describes them: leaf types, child nodes, rules and wire roots."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from . import rules
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
from .callbacks import JobCallback
from .errors import ErrorResponse
from .jobs import (
    CallBackMqConfig,
    CosHeader,
    DescribeJobsResponse,
    Input,
    InputDetail,
    JobDetail,
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
from .structure import Leaf, Node, Shape, shape

BUCKET_NAME: Final = Leaf(name="BucketName", kinds=(str,), patterns=(re.compile("[0-9a-z][\\-0-9a-z]*-[0-9]+"),))

CALL_BACK_FORMAT: Final = Leaf(name="CallBackFormat", kinds=(str,), enumeration=("XML", "JSON"))

CALL_BACK_TYPE: Final = Leaf(name="CallBackType", kinds=(str,), enumeration=("Url", "TDMQ"))

CALL_BACK_URL: Final = Leaf(
    name="CallBackUrl", kinds=(str,), patterns=(re.compile("no|[Hh][Tt][Tt][Pp][Ss]?://[^\t\n\r /][^\t\n\r ]*"),)
)

CODEC: Final = Leaf(name="Codec", kinds=(str,), enumeration=("gif", "webp"))

FLAG: Final = Leaf(name="Flag", kinds=(bool,), patterns=(re.compile("true|false"),))

FORMAT: Final = Leaf(name="Format", kinds=(str,), enumeration=("gif", "hgif", "webp"))

FRAME_RATE: Final = Leaf(name="FrameRate", kinds=(int, Decimal), min_exclusive=0, max_inclusive=60)

IDENTIFIER: Final = Leaf(name="Identifier", kinds=(str,), patterns=(re.compile("[\\-0-9A-Z_a-z]+"),))

JOB_LEVEL: Final = Leaf(name="JobLevel", kinds=(int,), min_inclusive=0, max_inclusive=2)

MQ_MODE: Final = Leaf(name="MqMode", kinds=(str,), enumeration=("Topic", "Queue"))

MQ_NAME: Final = Leaf(name="MqName", kinds=(str,), min_length=1)

MQ_REGION: Final = Leaf(name="MqRegion", kinds=(str,), enumeration=("sh", "bj", "gz", "cd", "hk"))

OBJECT_KEY: Final = Leaf(name="ObjectKey", kinds=(str,), min_length=1)

OUTPUT_OBJECT_KEY: Final = Leaf(
    name="OutputObjectKey",
    kinds=(str,),
    patterns=(re.compile("(?:[^$]|\\$*\\$\\{(?:[Ee][Xx][Tt]|[Jj][Oo][Bb][Ii][Dd])\\}|\\$+[^$\\{])*\\$*"),),
    min_length=1,
)

POSITIVE_NUMBER: Final = Leaf(name="PositiveNumber", kinds=(int, Decimal), min_exclusive=0)

QUALITY: Final = Leaf(name="Quality", kinds=(int,), min_inclusive=1, max_inclusive=99)

REGION_NAME: Final = Leaf(name="RegionName", kinds=(str,), patterns=(re.compile("[a-z][0-9a-z]*(?:-[0-9a-z]+)*"),))

REPLY_BOOLEAN: Final = Leaf(name="ReplyBoolean", kinds=(bool, str))

REPLY_CODEC: Final = Leaf(name="ReplyCodec", kinds=(str,))

REPLY_FORMAT: Final = Leaf(name="ReplyFormat", kinds=(str,))

REPLY_INTEGER: Final = Leaf(name="ReplyInteger", kinds=(int, str))

REPLY_JOB_STATE: Final = Leaf(name="ReplyJobState", kinds=(str,))

REPLY_NUMBER: Final = Leaf(name="ReplyNumber", kinds=(int, Decimal, str))

SECONDS: Final = Leaf(name="Seconds", kinds=(int, Decimal), min_inclusive=0, fraction_digits=3)

SIDE_LENGTH: Final = Leaf(name="SideLength", kinds=(int,), min_inclusive=128, max_inclusive=4096)

TAG: Final = Leaf(name="Tag", kinds=(str,), enumeration=("Animation",))

USER_DATA: Final = Leaf(name="UserData", kinds=(str,), patterns=(re.compile("[ -~]*"),), max_length=1024)

XS_STRING: Final = Leaf(name="xs:string", kinds=(str,))

SHAPES: Final[dict[type[Any], Shape]] = {
    Animation: shape(
        "Animation",
        Node(name="Container", field="container", container=Container),
        Node(name="Video", field="video", container=Video),
        Node(name="TimeInterval", field="time_interval", container=TimeInterval),
        rules=rules.ANIMATION,
    ),
    Container: shape("Container", Node(name="Format", field="format", leaf=FORMAT, required=True)),
    Video: shape(
        "Video",
        Node(name="Codec", field="codec", leaf=CODEC, required=True),
        Node(name="Width", field="width", leaf=SIDE_LENGTH),
        Node(name="Height", field="height", leaf=SIDE_LENGTH),
        Node(name="Fps", field="fps", leaf=FRAME_RATE),
        Node(name="AnimateOnlyKeepKeyFrame", field="animate_only_keep_key_frame", leaf=FLAG),
        Node(name="AnimateTimeIntervalOfFrame", field="animate_time_interval_of_frame", leaf=POSITIVE_NUMBER),
        Node(name="AnimateFramesPerSecond", field="animate_frames_per_second", leaf=POSITIVE_NUMBER),
        Node(name="Quality", field="quality", leaf=QUALITY),
        rules=rules.VIDEO,
    ),
    TimeInterval: shape(
        "TimeInterval",
        Node(name="Start", field="start", leaf=SECONDS),
        Node(name="Duration", field="duration", leaf=SECONDS),
    ),
    AnimationDetail: shape(
        "AnimationDetail",
        Node(name="Container", field="container", container=ContainerDetail),
        Node(name="Video", field="video", container=VideoDetail),
        Node(name="TimeInterval", field="time_interval", container=TimeIntervalDetail),
        is_open=True,
    ),
    ContainerDetail: shape("ContainerDetail", Node(name="Format", field="format", leaf=REPLY_FORMAT), is_open=True),
    VideoDetail: shape(
        "VideoDetail",
        Node(name="Codec", field="codec", leaf=REPLY_CODEC),
        Node(name="Width", field="width", leaf=REPLY_INTEGER),
        Node(name="Height", field="height", leaf=REPLY_INTEGER),
        Node(name="Fps", field="fps", leaf=REPLY_NUMBER),
        Node(name="AnimateOnlyKeepKeyFrame", field="animate_only_keep_key_frame", leaf=REPLY_BOOLEAN),
        Node(name="AnimateTimeIntervalOfFrame", field="animate_time_interval_of_frame", leaf=REPLY_NUMBER),
        Node(name="AnimateFramesPerSecond", field="animate_frames_per_second", leaf=REPLY_NUMBER),
        Node(name="Quality", field="quality", leaf=REPLY_INTEGER),
        is_open=True,
    ),
    TimeIntervalDetail: shape(
        "TimeIntervalDetail",
        Node(name="Start", field="start", leaf=REPLY_NUMBER),
        Node(name="Duration", field="duration", leaf=REPLY_NUMBER),
        is_open=True,
    ),
    MediaInfo: shape(
        "MediaInfo",
        Node(name="Format", field="format", container=MediaFormat),
        Node(name="Stream", field="stream", container=MediaStream),
        is_open=True,
    ),
    MediaFormat: shape(
        "MediaFormat",
        Node(name="Bitrate", field="bitrate", leaf=REPLY_NUMBER),
        Node(name="Duration", field="duration", leaf=REPLY_NUMBER),
        Node(name="FormatLongName", field="format_long_name", leaf=XS_STRING),
        Node(name="FormatName", field="format_name", leaf=XS_STRING),
        Node(name="NumProgram", field="num_program", leaf=REPLY_INTEGER),
        Node(name="NumStream", field="num_stream", leaf=REPLY_INTEGER),
        Node(name="Size", field="size", leaf=REPLY_INTEGER),
        Node(name="StartTime", field="start_time", leaf=REPLY_NUMBER),
        is_open=True,
    ),
    MediaStream: shape(
        "MediaStream",
        Node(name="Video", field="video", container=VideoStream, array=True),
        Node(name="Audio", field="audio", container=AudioStream, array=True),
        Node(name="Subtitle", field="subtitle", container=SubtitleStream, array=True),
        is_open=True,
    ),
    VideoStream: shape(
        "VideoStream",
        Node(name="Index", field="index", leaf=REPLY_INTEGER),
        Node(name="CodecName", field="codec_name", leaf=XS_STRING),
        Node(name="CodecLongName", field="codec_long_name", leaf=XS_STRING),
        Node(name="CodecTimeBase", field="codec_time_base", leaf=XS_STRING),
        Node(name="CodecTagString", field="codec_tag_string", leaf=XS_STRING),
        Node(name="CodecTag", field="codec_tag", leaf=XS_STRING),
        Node(name="Profile", field="profile", leaf=XS_STRING),
        Node(name="Height", field="height", leaf=REPLY_INTEGER),
        Node(name="Width", field="width", leaf=REPLY_INTEGER),
        Node(name="HasBFrame", field="has_b_frame", leaf=REPLY_INTEGER),
        Node(name="RefFrames", field="ref_frames", leaf=REPLY_INTEGER),
        Node(name="Sar", field="sar", leaf=XS_STRING),
        Node(name="Dar", field="dar", leaf=XS_STRING),
        Node(name="PixFormat", field="pix_format", leaf=XS_STRING),
        Node(name="FieldOrder", field="field_order", leaf=XS_STRING),
        Node(name="Level", field="level", leaf=REPLY_INTEGER),
        Node(name="Fps", field="fps", leaf=REPLY_NUMBER),
        Node(name="AvgFps", field="avg_fps", leaf=REPLY_NUMBER),
        Node(name="Timebase", field="timebase", leaf=XS_STRING),
        Node(name="StartTime", field="start_time", leaf=REPLY_NUMBER),
        Node(name="Duration", field="duration", leaf=REPLY_NUMBER),
        Node(name="Bitrate", field="bitrate", leaf=REPLY_NUMBER),
        Node(name="NumFrames", field="num_frames", leaf=REPLY_INTEGER),
        Node(name="Language", field="language", leaf=XS_STRING),
        Node(name="Rotation", field="rotation", leaf=REPLY_NUMBER),
        Node(name="ColorRange", field="color_range", leaf=XS_STRING),
        Node(name="ColorTransfer", field="color_transfer", leaf=XS_STRING),
        Node(name="ColorPrimaries", field="color_primaries", leaf=XS_STRING),
        is_open=True,
    ),
    AudioStream: shape(
        "AudioStream",
        Node(name="Index", field="index", leaf=REPLY_INTEGER),
        Node(name="CodecName", field="codec_name", leaf=XS_STRING),
        Node(name="CodecLongName", field="codec_long_name", leaf=XS_STRING),
        Node(name="CodecTimeBase", field="codec_time_base", leaf=XS_STRING),
        Node(name="CodecTagString", field="codec_tag_string", leaf=XS_STRING),
        Node(name="CodecTag", field="codec_tag", leaf=XS_STRING),
        Node(name="SampleFmt", field="sample_fmt", leaf=XS_STRING),
        Node(name="SampleRate", field="sample_rate", leaf=REPLY_INTEGER),
        Node(name="Channel", field="channel", leaf=REPLY_INTEGER),
        Node(name="ChannelLayout", field="channel_layout", leaf=XS_STRING),
        Node(name="Timebase", field="timebase", leaf=XS_STRING),
        Node(name="StartTime", field="start_time", leaf=REPLY_NUMBER),
        Node(name="Duration", field="duration", leaf=REPLY_NUMBER),
        Node(name="Bitrate", field="bitrate", leaf=REPLY_NUMBER),
        Node(name="Language", field="language", leaf=XS_STRING),
        is_open=True,
    ),
    SubtitleStream: shape(
        "SubtitleStream",
        Node(name="Index", field="index", leaf=REPLY_INTEGER),
        Node(name="Language", field="language", leaf=XS_STRING),
        is_open=True,
    ),
    MediaResult: shape("MediaResult", Node(name="OutputFile", field="output_file", container=OutputFile), is_open=True),
    OutputFile: shape(
        "OutputFile",
        Node(name="Bucket", field="bucket", leaf=XS_STRING),
        Node(name="Region", field="region", leaf=XS_STRING),
        Node(name="ObjectName", field="object_name", leaf=XS_STRING, array=True),
        Node(name="ObjectPrefix", field="object_prefix", leaf=XS_STRING),
        Node(name="Md5Info", field="md5_info", container=Md5Info, array=True),
        is_open=True,
    ),
    Md5Info: shape(
        "Md5Info",
        Node(name="ObjectName", field="object_name", leaf=XS_STRING),
        Node(name="Md5", field="md5", leaf=XS_STRING),
        is_open=True,
    ),
    SubmitJobRequest: shape(
        "SubmitJobRequest",
        Node(name="Tag", field="tag", leaf=TAG, required=True),
        Node(name="Input", field="input", container=Input, required=True),
        Node(name="Operation", field="operation", container=Operation, required=True),
        Node(name="QueueId", field="queue_id", leaf=IDENTIFIER),
        Node(name="CallBack", field="callback", leaf=CALL_BACK_URL),
        Node(name="CallBackFormat", field="callback_format", leaf=CALL_BACK_FORMAT),
        Node(name="CallBackType", field="callback_type", leaf=CALL_BACK_TYPE),
        Node(name="CallBackMqConfig", field="callback_mq_config", container=CallBackMqConfig),
        root="Request",
        rules=rules.SUBMIT_JOB_REQUEST,
    ),
    Input: shape("Input", Node(name="Object", field="object_key", leaf=OBJECT_KEY, required=True)),
    Operation: shape(
        "Operation",
        Node(name="TemplateId", field="template_id", leaf=IDENTIFIER),
        Node(name="Animation", field="animation", container=Animation),
        Node(name="Output", field="output", container=Output, required=True),
        Node(name="UserData", field="user_data", leaf=USER_DATA),
        Node(name="JobLevel", field="job_level", leaf=JOB_LEVEL),
        rules=rules.OPERATION,
    ),
    Output: shape(
        "Output",
        Node(name="Region", field="region", leaf=REGION_NAME, required=True),
        Node(name="Bucket", field="bucket", leaf=BUCKET_NAME, required=True),
        Node(name="Object", field="object_key", leaf=OUTPUT_OBJECT_KEY, required=True),
    ),
    CallBackMqConfig: shape(
        "CallBackMqConfig",
        Node(name="MqRegion", field="mq_region", leaf=MQ_REGION, required=True),
        Node(name="MqMode", field="mq_mode", leaf=MQ_MODE, required=True),
        Node(name="MqName", field="mq_name", leaf=MQ_NAME, required=True),
    ),
    SubmitJobResponse: shape(
        "SubmitJobResponse",
        Node(name="JobsDetail", field="jobs_detail", container=JobDetail, array=True),
        root="Response",
        is_open=True,
    ),
    DescribeJobsResponse: shape(
        "DescribeJobsResponse",
        Node(name="JobsDetail", field="jobs_detail", container=JobDetail, array=True),
        Node(name="NonExistJobIds", field="non_exist_job_ids", leaf=XS_STRING),
        root="Response",
        is_open=True,
    ),
    JobDetail: shape(
        "JobDetail",
        Node(name="Code", field="code", leaf=XS_STRING),
        Node(name="Message", field="message", leaf=XS_STRING),
        Node(name="JobId", field="job_id", leaf=XS_STRING),
        Node(name="Tag", field="tag", leaf=XS_STRING),
        Node(name="State", field="state", leaf=REPLY_JOB_STATE),
        Node(name="Progress", field="progress", leaf=REPLY_INTEGER),
        Node(name="CreationTime", field="creation_time", leaf=XS_STRING),
        Node(name="StartTime", field="start_time", leaf=XS_STRING),
        Node(name="EndTime", field="end_time", leaf=XS_STRING),
        Node(name="QueueId", field="queue_id", leaf=XS_STRING),
        Node(name="Input", field="input", container=InputDetail),
        Node(name="Operation", field="operation", container=OperationDetail),
        Node(name="Workflow", field="workflow", container=Workflow),
        is_open=True,
    ),
    InputDetail: shape(
        "InputDetail",
        Node(name="BucketId", field="bucket_id", leaf=XS_STRING),
        Node(name="Bucket", field="bucket", leaf=XS_STRING),
        Node(name="Object", field="object_key", leaf=XS_STRING),
        Node(name="Region", field="region", leaf=XS_STRING),
        Node(name="CosHeaders", field="cos_headers", container=CosHeader, array=True),
        is_open=True,
    ),
    CosHeader: shape(
        "CosHeader",
        Node(name="Key", field="key", leaf=XS_STRING),
        Node(name="Value", field="value", leaf=XS_STRING),
        is_open=True,
    ),
    OperationDetail: shape(
        "OperationDetail",
        Node(name="TemplateId", field="template_id", leaf=XS_STRING),
        Node(name="TemplateName", field="template_name", leaf=XS_STRING),
        Node(name="Animation", field="animation", container=AnimationDetail),
        Node(name="Output", field="output", container=OutputDetail),
        Node(name="MediaInfo", field="media_info", container=MediaInfo),
        Node(name="MediaResult", field="media_result", container=MediaResult),
        Node(name="UserData", field="user_data", leaf=XS_STRING),
        Node(name="JobLevel", field="job_level", leaf=REPLY_INTEGER),
        is_open=True,
    ),
    OutputDetail: shape(
        "OutputDetail",
        Node(name="Region", field="region", leaf=XS_STRING),
        Node(name="Bucket", field="bucket", leaf=XS_STRING),
        Node(name="Object", field="object_key", leaf=XS_STRING),
        is_open=True,
    ),
    Workflow: shape(
        "Workflow",
        Node(name="Name", field="name", leaf=XS_STRING),
        Node(name="RunId", field="run_id", leaf=XS_STRING),
        Node(name="WorkflowId", field="workflow_id", leaf=XS_STRING),
        Node(name="WorkflowName", field="workflow_name", leaf=XS_STRING),
        is_open=True,
    ),
    JobCallback: shape(
        "JobCallback",
        Node(name="EventName", field="event_name", leaf=XS_STRING),
        Node(name="JobsDetail", field="jobs_detail", container=JobDetail, array=True),
        root="Response",
        is_open=True,
    ),
    ErrorResponse: shape(
        "ErrorResponse",
        Node(name="Code", field="code", leaf=XS_STRING),
        Node(name="Message", field="message", leaf=XS_STRING),
        Node(name="Resource", field="resource", leaf=XS_STRING),
        Node(name="RequestId", field="request_id", leaf=XS_STRING),
        Node(name="TraceId", field="trace_id", leaf=XS_STRING),
        root="Error",
        is_open=True,
    ),
}

ROOTS: Final[dict[str, dict[str, type[Any]]]] = {
    "callback": {"Response": JobCallback},
    "describe_jobs": {"Response": DescribeJobsResponse},
    "error": {"Error": ErrorResponse},
    "submit_job": {"Request": SubmitJobRequest, "Response": SubmitJobResponse},
}

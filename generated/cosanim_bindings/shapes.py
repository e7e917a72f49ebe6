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
from .queues import (
    ListQueuesQuery,
    ListQueuesResponse,
    NotifyConfig,
    NotifyConfigDetail,
    QueueDetail,
    UpdateQueueRequest,
    UpdateQueueResponse,
)
from .structure import Leaf, Node, Shape, shape
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

BATCH_NAME: Final = Leaf(
    name="BatchName", kinds=(str,), patterns=(re.compile("[\\-0-9A-Z_a-z㐀-䶿一-鿿]+"),), max_length=128
)

BATCH_OUTPUT_KEY: Final = Leaf(
    name="BatchOutputKey",
    kinds=(str,),
    patterns=(
        re.compile(
            "(?:[^$]|\\$*\\$\\{(?:[Ee][Xx][Tt]|[Jj][Oo][Bb][Ii][Dd]|[Ii][Nn][Vv][Ee][Nn][Tt][Oo][Rr][Yy][Tt][Rr][Ii][Gg][Gg][Ee][Rr][Jj][Oo][Bb][Ii][Dd])\\}|\\$+[^$\\{])*\\$*"
        ),
    ),
    min_length=1,
)

BATCH_TYPE: Final = Leaf(name="BatchType", kinds=(str,), enumeration=("Job",))

BUCKET_NAME: Final = Leaf(name="BucketName", kinds=(str,), patterns=(re.compile("[0-9a-z][\\-0-9a-z]*-[0-9]+"),))

BUCKET_NAMES: Final = Leaf(name="BucketNames", kinds=(str,), patterns=(re.compile("[\\-0-9a-z]+(?:,[\\-0-9a-z]+)*"),))

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

IDENTIFIERS: Final = Leaf(
    name="Identifiers", kinds=(str,), patterns=(re.compile("[\\-0-9A-Z_a-z]+(?:,[\\-0-9A-Z_a-z]+)*"),)
)

JOB_LEVEL: Final = Leaf(name="JobLevel", kinds=(int,), min_inclusive=0, max_inclusive=2)

JOB_STATES: Final = Leaf(
    name="JobStates",
    kinds=(str,),
    patterns=(
        re.compile(
            "All|(?:Submitted|Running|Success|Failed|Pause|Cancel)(?:,(?:Submitted|Running|Success|Failed|Pause|Cancel))*"
        ),
    ),
)

LISTED_BATCH_TYPE: Final = Leaf(name="ListedBatchType", kinds=(str,), enumeration=("Job", "Workflow"))

LISTED_QUEUE_STATE: Final = Leaf(name="ListedQueueState", kinds=(str,), enumeration=("All", "Active", "Paused"))

LISTED_QUEUE_TYPE: Final = Leaf(name="ListedQueueType", kinds=(str,), patterns=(re.compile("[A-Za-z]+"),))

LISTED_TAG: Final = Leaf(name="ListedTag", kinds=(str,), patterns=(re.compile("[A-Za-z]+"),))

MQ_MODE: Final = Leaf(name="MqMode", kinds=(str,), enumeration=("Topic", "Queue"))

MQ_NAME: Final = Leaf(name="MqName", kinds=(str,), min_length=1)

MQ_REGION: Final = Leaf(name="MqRegion", kinds=(str,), enumeration=("sh", "bj", "gz", "cd", "hk"))

NON_BLANK: Final = Leaf(name="NonBlank", kinds=(str,), min_length=1)

NOTIFY_EVENTS: Final = Leaf(name="NotifyEvents", kinds=(str,), min_length=1)

NOTIFY_URL: Final = Leaf(name="NotifyUrl", kinds=(str,), min_length=1)

OBJECT_KEY: Final = Leaf(name="ObjectKey", kinds=(str,), min_length=1)

ORDER_BY_TIME: Final = Leaf(name="OrderByTime", kinds=(str,), enumeration=("Desc", "Asc"))

OUTPUT_OBJECT_KEY: Final = Leaf(
    name="OutputObjectKey",
    kinds=(str,),
    patterns=(re.compile("(?:[^$]|\\$*\\$\\{(?:[Ee][Xx][Tt]|[Jj][Oo][Bb][Ii][Dd])\\}|\\$+[^$\\{])*\\$*"),),
    min_length=1,
)

PAGE_NUMBER: Final = Leaf(name="PageNumber", kinds=(int,), min_inclusive=1)

PAGE_SIZE: Final = Leaf(name="PageSize", kinds=(int,), min_inclusive=1, max_inclusive=100)

POSITIVE_NUMBER: Final = Leaf(name="PositiveNumber", kinds=(int, Decimal), min_exclusive=0)

QUALITY: Final = Leaf(name="Quality", kinds=(int,), min_inclusive=1, max_inclusive=99)

QUEUE_CATEGORY: Final = Leaf(
    name="QueueCategory", kinds=(str,), enumeration=("CateAll", "Transcoding", "SpeedTranscoding")
)

QUEUE_NAME: Final = Leaf(name="QueueName", kinds=(str,), min_length=1, max_length=128)

QUEUE_STATE: Final = Leaf(name="QueueState", kinds=(str,), enumeration=("Active", "Paused"))

REGION_NAME: Final = Leaf(name="RegionName", kinds=(str,), patterns=(re.compile("[a-z][0-9a-z]*(?:-[0-9a-z]+)*"),))

REGION_NAMES: Final = Leaf(
    name="RegionNames", kinds=(str,), patterns=(re.compile("[a-z][\\-0-9a-z]*(?:,[a-z][\\-0-9a-z]*)*"),)
)

REPLY_BOOLEAN: Final = Leaf(name="ReplyBoolean", kinds=(bool, str))

REPLY_CODEC: Final = Leaf(name="ReplyCodec", kinds=(str,))

REPLY_FORMAT: Final = Leaf(name="ReplyFormat", kinds=(str,))

REPLY_INTEGER: Final = Leaf(name="ReplyInteger", kinds=(int, str))

REPLY_JOB_STATE: Final = Leaf(name="ReplyJobState", kinds=(str,))

REPLY_NUMBER: Final = Leaf(name="ReplyNumber", kinds=(int, Decimal, str))

REPLY_QUEUE_STATE: Final = Leaf(name="ReplyQueueState", kinds=(str,))

REPLY_TEMPLATE_CATEGORY: Final = Leaf(name="ReplyTemplateCategory", kinds=(str,))

SECONDS: Final = Leaf(name="Seconds", kinds=(int, Decimal), min_inclusive=0, fraction_digits=3)

SIDE_LENGTH: Final = Leaf(name="SideLength", kinds=(int,), min_inclusive=128, max_inclusive=4096)

SWITCH: Final = Leaf(name="Switch", kinds=(str,), enumeration=("On", "Off"))

TAG: Final = Leaf(name="Tag", kinds=(str,), enumeration=("Animation",))

TEMPLATE_CATEGORY: Final = Leaf(name="TemplateCategory", kinds=(str,), enumeration=("Custom", "Official"))

TEMPLATE_NAME: Final = Leaf(
    name="TemplateName",
    kinds=(str,),
    patterns=(re.compile("[\\*\\-0-9A-Z_a-z㐀-䶿一-鿿]*"),),
    min_length=1,
    max_length=64,
)

TIME_STAMP: Final = Leaf(
    name="TimeStamp",
    kinds=(str,),
    patterns=(re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[\\+\\-][0-9]{4}"),),
)

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
        Node(name="QueueId", field="queue_id", leaf=XS_STRING, spellings=("QueueID",)),
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
        Node(name="TemplateId", field="template_id", leaf=XS_STRING, spellings=("TemplateID",)),
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
    ListJobsQuery: shape(
        "ListJobsQuery",
        Node(name="queueId", field="queue_id", leaf=IDENTIFIER),
        Node(name="queueType", field="queue_type", leaf=LISTED_QUEUE_TYPE),
        Node(name="tag", field="tag", leaf=LISTED_TAG),
        Node(name="workflowId", field="workflow_id", leaf=IDENTIFIER),
        Node(name="inventoryTriggerJobId", field="inventory_trigger_job_id", leaf=IDENTIFIER),
        Node(name="inputObject", field="input_object", leaf=OBJECT_KEY),
        Node(name="orderByTime", field="order_by_time", leaf=ORDER_BY_TIME),
        Node(name="nextToken", field="next_token", leaf=NON_BLANK),
        Node(name="size", field="size", leaf=PAGE_SIZE),
        Node(name="states", field="states", leaf=JOB_STATES),
        Node(name="startCreationTime", field="start_creation_time", leaf=TIME_STAMP),
        Node(name="endCreationTime", field="end_creation_time", leaf=TIME_STAMP),
    ),
    ListJobsResponse: shape(
        "ListJobsResponse",
        Node(name="JobsDetail", field="jobs_detail", container=JobDetail, array=True),
        Node(name="NextToken", field="next_token", leaf=XS_STRING),
        root="Response",
        is_open=True,
    ),
    SubmitBatchRequest: shape(
        "SubmitBatchRequest",
        Node(name="Name", field="name", leaf=BATCH_NAME, required=True),
        Node(name="Type", field="type", leaf=BATCH_TYPE, required=True),
        Node(name="Input", field="input", container=BatchInput, required=True),
        Node(name="Operation", field="operation", container=BatchOperation, required=True),
        root="Request",
    ),
    BatchInput: shape(
        "BatchInput",
        Node(name="Manifest", field="manifest", leaf=OBJECT_KEY),
        Node(name="UrlFile", field="url_file", leaf=OBJECT_KEY),
        Node(name="Prefix", field="prefix", leaf=NON_BLANK),
        Node(name="Object", field="object_key", leaf=OBJECT_KEY),
        rules=rules.BATCH_INPUT,
    ),
    BatchTimeInterval: shape(
        "BatchTimeInterval",
        Node(name="Start", field="start", leaf=TIME_STAMP),
        Node(name="End", field="end", leaf=TIME_STAMP),
    ),
    BatchOperation: shape(
        "BatchOperation",
        Node(name="TimeInterval", field="time_interval", container=BatchTimeInterval),
        Node(name="Tag", field="tag", leaf=TAG, required=True),
        Node(name="Output", field="output", container=BatchOutput, required=True),
        Node(name="JobParam", field="job_param", container=JobParam, required=True),
        Node(name="QueueId", field="queue_id", leaf=IDENTIFIER),
        Node(name="UserData", field="user_data", leaf=USER_DATA),
        Node(name="JobLevel", field="job_level", leaf=JOB_LEVEL),
        Node(name="CallBackFormat", field="callback_format", leaf=CALL_BACK_FORMAT),
        Node(name="CallBackType", field="callback_type", leaf=CALL_BACK_TYPE),
        Node(name="CallBack", field="callback", leaf=CALL_BACK_URL),
        Node(name="CallBackMqConfig", field="callback_mq_config", container=CallBackMqConfig),
        rules=rules.BATCH_OPERATION,
    ),
    BatchOutput: shape(
        "BatchOutput",
        Node(name="Region", field="region", leaf=REGION_NAME, required=True),
        Node(name="Bucket", field="bucket", leaf=BUCKET_NAME, required=True),
        Node(name="Object", field="object_key", leaf=BATCH_OUTPUT_KEY, required=True),
    ),
    JobParam: shape(
        "JobParam",
        Node(name="TemplateId", field="template_id", leaf=IDENTIFIER),
        Node(name="Animation", field="animation", container=Animation),
        rules=rules.JOB_PARAM,
    ),
    ListBatchesQuery: shape(
        "ListBatchesQuery",
        Node(name="type", field="type", leaf=LISTED_BATCH_TYPE),
        Node(name="name", field="name", leaf=NON_BLANK),
        Node(name="jobId", field="job_id", leaf=IDENTIFIER),
        Node(name="workflowId", field="workflow_id", leaf=IDENTIFIER),
        Node(name="orderByTime", field="order_by_time", leaf=ORDER_BY_TIME),
        Node(name="nextToken", field="next_token", leaf=NON_BLANK),
        Node(name="size", field="size", leaf=PAGE_SIZE),
        Node(name="states", field="states", leaf=JOB_STATES),
        Node(name="startCreationTime", field="start_creation_time", leaf=TIME_STAMP),
        Node(name="endCreationTime", field="end_creation_time", leaf=TIME_STAMP),
    ),
    BatchDetail: shape(
        "BatchDetail",
        Node(name="Code", field="code", leaf=XS_STRING),
        Node(name="Message", field="message", leaf=XS_STRING),
        Node(name="Type", field="type", leaf=XS_STRING),
        Node(name="Name", field="name", leaf=XS_STRING),
        Node(name="JobId", field="job_id", leaf=XS_STRING),
        Node(name="State", field="state", leaf=REPLY_JOB_STATE),
        Node(name="CreationTime", field="creation_time", leaf=XS_STRING),
        Node(name="StartTime", field="start_time", leaf=XS_STRING),
        Node(name="EndTime", field="end_time", leaf=XS_STRING),
        Node(name="Input", field="input", container=BatchInputDetail),
        Node(name="Operation", field="operation", container=BatchOperationDetail),
        is_open=True,
    ),
    BatchInputDetail: shape(
        "BatchInputDetail",
        Node(name="Manifest", field="manifest", leaf=XS_STRING),
        Node(name="UrlFile", field="url_file", leaf=XS_STRING),
        Node(name="Prefix", field="prefix", leaf=XS_STRING),
        Node(name="Object", field="object_key", leaf=XS_STRING),
        is_open=True,
    ),
    BatchTimeIntervalDetail: shape(
        "BatchTimeIntervalDetail",
        Node(name="Start", field="start", leaf=XS_STRING),
        Node(name="End", field="end", leaf=XS_STRING),
        is_open=True,
    ),
    BatchOperationDetail: shape(
        "BatchOperationDetail",
        Node(name="TimeInterval", field="time_interval", container=BatchTimeIntervalDetail),
        Node(name="Tag", field="tag", leaf=XS_STRING),
        Node(name="Output", field="output", container=OutputDetail),
        Node(name="JobParam", field="job_param", container=JobParamDetail),
        Node(name="QueueId", field="queue_id", leaf=XS_STRING, spellings=("QueueID",)),
        Node(name="UserData", field="user_data", leaf=XS_STRING),
        Node(name="JobLevel", field="job_level", leaf=REPLY_INTEGER),
        Node(name="CallBackFormat", field="callback_format", leaf=XS_STRING),
        Node(name="CallBackType", field="callback_type", leaf=XS_STRING),
        Node(name="CallBack", field="callback", leaf=XS_STRING),
        Node(name="CallBackMqConfig", field="callback_mq_config", container=CallBackMqConfigDetail),
        is_open=True,
    ),
    JobParamDetail: shape(
        "JobParamDetail",
        Node(name="TemplateId", field="template_id", leaf=XS_STRING, spellings=("TemplateID",)),
        Node(name="Animation", field="animation", container=AnimationDetail),
        is_open=True,
    ),
    CallBackMqConfigDetail: shape(
        "CallBackMqConfigDetail",
        Node(name="MqRegion", field="mq_region", leaf=XS_STRING),
        Node(name="MqMode", field="mq_mode", leaf=XS_STRING),
        Node(name="MqName", field="mq_name", leaf=XS_STRING),
        is_open=True,
    ),
    BatchResponse: shape(
        "BatchResponse",
        Node(name="RequestId", field="request_id", leaf=XS_STRING),
        Node(name="JobsDetail", field="jobs_detail", container=BatchDetail, array=True),
        Node(name="NonExistJobIds", field="non_exist_job_ids", leaf=XS_STRING),
        root="Response",
        is_open=True,
    ),
    ListBatchesResponse: shape(
        "ListBatchesResponse",
        Node(name="RequestId", field="request_id", leaf=XS_STRING),
        Node(name="JobsDetail", field="jobs_detail", container=BatchDetail, array=True),
        Node(name="NextToken", field="next_token", leaf=XS_STRING),
        root="Response",
        is_open=True,
    ),
    DescribeMediaBucketsQuery: shape(
        "DescribeMediaBucketsQuery",
        Node(name="regions", field="regions", leaf=REGION_NAMES),
        Node(name="bucketNames", field="bucket_names", leaf=BUCKET_NAMES),
        Node(name="bucketName", field="bucket_name", leaf=BUCKET_NAMES),
        Node(name="pageNumber", field="page_number", leaf=PAGE_NUMBER),
        Node(name="pageSize", field="page_size", leaf=PAGE_SIZE),
    ),
    MediaBucket: shape(
        "MediaBucket",
        Node(name="BucketId", field="bucket_id", leaf=XS_STRING),
        Node(name="Name", field="name", leaf=XS_STRING),
        Node(name="Region", field="region", leaf=XS_STRING),
        Node(name="CreateTime", field="create_time", leaf=XS_STRING),
        is_open=True,
    ),
    DescribeMediaBucketsResponse: shape(
        "DescribeMediaBucketsResponse",
        Node(name="RequestId", field="request_id", leaf=XS_STRING),
        Node(name="TotalCount", field="total_count", leaf=REPLY_INTEGER),
        Node(name="PageNumber", field="page_number", leaf=REPLY_INTEGER),
        Node(name="PageSize", field="page_size", leaf=REPLY_INTEGER),
        Node(name="MediaBucketList", field="media_bucket_list", container=MediaBucket, array=True),
        root="Response",
        is_open=True,
    ),
    CreateMediaBucketResponse: shape(
        "CreateMediaBucketResponse",
        Node(name="RequestId", field="request_id", leaf=XS_STRING),
        Node(name="MediaBucket", field="media_bucket", container=MediaBucket),
        root="Response",
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
    ListQueuesQuery: shape(
        "ListQueuesQuery",
        Node(name="queueIds", field="queue_ids", leaf=IDENTIFIERS),
        Node(name="state", field="state", leaf=LISTED_QUEUE_STATE),
        Node(name="category", field="category", leaf=QUEUE_CATEGORY),
        Node(name="pageNumber", field="page_number", leaf=PAGE_NUMBER),
        Node(name="pageSize", field="page_size", leaf=PAGE_SIZE),
    ),
    UpdateQueueRequest: shape(
        "UpdateQueueRequest",
        Node(name="Name", field="name", leaf=QUEUE_NAME, required=True),
        Node(name="QueueID", field="queue_id_upper", leaf=IDENTIFIER),
        Node(name="QueueId", field="queue_id", leaf=IDENTIFIER),
        Node(name="State", field="state", leaf=QUEUE_STATE, required=True),
        Node(name="NotifyConfig", field="notify_config", container=NotifyConfig, required=True),
        root="Request",
    ),
    NotifyConfig: shape(
        "NotifyConfig",
        Node(name="State", field="state", leaf=SWITCH),
        Node(name="Url", field="url", leaf=NOTIFY_URL),
        Node(name="Type", field="type", leaf=CALL_BACK_TYPE),
        Node(name="Event", field="event", leaf=NOTIFY_EVENTS),
        Node(name="ResultFormat", field="result_format", leaf=CALL_BACK_FORMAT),
        Node(name="MqMode", field="mq_mode", leaf=MQ_MODE),
        Node(name="MqRegion", field="mq_region", leaf=MQ_REGION),
        Node(name="MqName", field="mq_name", leaf=MQ_NAME),
        rules=rules.NOTIFY_CONFIG,
    ),
    NotifyConfigDetail: shape(
        "NotifyConfigDetail",
        Node(name="State", field="state", leaf=XS_STRING),
        Node(name="Url", field="url", leaf=XS_STRING),
        Node(name="Type", field="type", leaf=XS_STRING),
        Node(name="Event", field="event", leaf=XS_STRING),
        Node(name="ResultFormat", field="result_format", leaf=XS_STRING),
        Node(name="MqMode", field="mq_mode", leaf=XS_STRING),
        Node(name="MqRegion", field="mq_region", leaf=XS_STRING),
        Node(name="MqName", field="mq_name", leaf=XS_STRING),
        is_open=True,
    ),
    QueueDetail: shape(
        "QueueDetail",
        Node(name="QueueId", field="queue_id", leaf=XS_STRING, spellings=("QueueID",)),
        Node(name="Name", field="name", leaf=XS_STRING),
        Node(name="State", field="state", leaf=REPLY_QUEUE_STATE),
        Node(name="NotifyConfig", field="notify_config", container=NotifyConfigDetail),
        Node(name="MaxSize", field="max_size", leaf=REPLY_INTEGER),
        Node(name="MaxConcurrent", field="max_concurrent", leaf=REPLY_INTEGER),
        Node(name="Category", field="category", leaf=XS_STRING),
        Node(name="UpdateTime", field="update_time", leaf=XS_STRING),
        Node(name="CreateTime", field="create_time", leaf=XS_STRING),
        is_open=True,
    ),
    ListQueuesResponse: shape(
        "ListQueuesResponse",
        Node(name="RequestId", field="request_id", leaf=XS_STRING),
        Node(name="TotalCount", field="total_count", leaf=REPLY_INTEGER),
        Node(name="PageNumber", field="page_number", leaf=REPLY_INTEGER),
        Node(name="PageSize", field="page_size", leaf=REPLY_INTEGER),
        Node(name="QueueList", field="queue_list", container=QueueDetail, array=True),
        Node(name="NonExistPIDs", field="non_exist_pids", leaf=XS_STRING, array=True, nested=("QueueID", "QueueId")),
        root="Response",
        is_open=True,
    ),
    UpdateQueueResponse: shape(
        "UpdateQueueResponse",
        Node(name="RequestId", field="request_id", leaf=XS_STRING),
        Node(name="Queue", field="queue", container=QueueDetail),
        root="Response",
        is_open=True,
    ),
    CreateTemplateRequest: shape(
        "CreateTemplateRequest",
        Node(name="Tag", field="tag", leaf=TAG, required=True),
        Node(name="Name", field="name", leaf=TEMPLATE_NAME, required=True),
        Node(name="Container", field="container", container=Container, required=True),
        Node(name="Video", field="video", container=Video),
        Node(name="TimeInterval", field="time_interval", container=TimeInterval),
        root="Request",
        rules=rules.CREATE_TEMPLATE_REQUEST,
    ),
    UpdateTemplateRequest: shape(
        "UpdateTemplateRequest",
        Node(name="Tag", field="tag", leaf=TAG, required=True),
        Node(name="Name", field="name", leaf=TEMPLATE_NAME, required=True),
        Node(name="TemplateId", field="template_id", leaf=IDENTIFIER),
        Node(name="Container", field="container", container=Container, required=True),
        Node(name="Video", field="video", container=Video),
        Node(name="TimeInterval", field="time_interval", container=TimeInterval),
        root="Request",
        rules=rules.UPDATE_TEMPLATE_REQUEST,
    ),
    TemplateDetail: shape(
        "TemplateDetail",
        Node(name="TemplateId", field="template_id", leaf=XS_STRING, spellings=("TemplateID",)),
        Node(name="Name", field="name", leaf=XS_STRING),
        Node(name="Tag", field="tag", leaf=XS_STRING),
        Node(name="BucketId", field="bucket_id", leaf=XS_STRING),
        Node(name="Category", field="category", leaf=REPLY_TEMPLATE_CATEGORY),
        Node(name="TransTpl", field="trans_tpl", container=AnimationDetail),
        Node(name="CreateTime", field="create_time", leaf=XS_STRING),
        Node(name="UpdateTime", field="update_time", leaf=XS_STRING),
        is_open=True,
    ),
    TemplateResponse: shape(
        "TemplateResponse",
        Node(name="RequestId", field="request_id", leaf=XS_STRING),
        Node(name="Template", field="template", container=TemplateDetail),
        Node(name="TemplateId", field="template_id", leaf=XS_STRING, spellings=("TemplateID",)),
        Node(name="Name", field="name", leaf=XS_STRING),
        Node(name="Tag", field="tag", leaf=XS_STRING),
        Node(name="BucketId", field="bucket_id", leaf=XS_STRING),
        Node(name="Category", field="category", leaf=REPLY_TEMPLATE_CATEGORY),
        Node(name="TransTpl", field="trans_tpl", container=AnimationDetail),
        Node(name="CreateTime", field="create_time", leaf=XS_STRING),
        Node(name="UpdateTime", field="update_time", leaf=XS_STRING),
        root="Response",
        is_open=True,
    ),
    DeleteTemplateResponse: shape(
        "DeleteTemplateResponse",
        Node(name="RequestId", field="request_id", leaf=XS_STRING),
        Node(name="TemplateId", field="template_id", leaf=XS_STRING, spellings=("TemplateID",)),
        root="Response",
        is_open=True,
    ),
    ListTemplatesQuery: shape(
        "ListTemplatesQuery",
        Node(name="tag", field="tag", leaf=LISTED_TAG),
        Node(name="category", field="category", leaf=TEMPLATE_CATEGORY),
        Node(name="ids", field="ids", leaf=IDENTIFIERS),
        Node(name="name", field="name", leaf=NON_BLANK),
        Node(name="pageNumber", field="page_number", leaf=PAGE_NUMBER),
        Node(name="pageSize", field="page_size", leaf=PAGE_SIZE),
    ),
    ListTemplatesResponse: shape(
        "ListTemplatesResponse",
        Node(name="RequestId", field="request_id", leaf=XS_STRING),
        Node(name="TotalCount", field="total_count", leaf=REPLY_INTEGER),
        Node(name="PageNumber", field="page_number", leaf=REPLY_INTEGER),
        Node(name="PageSize", field="page_size", leaf=REPLY_INTEGER),
        Node(name="TemplateList", field="template_list", container=TemplateDetail, array=True),
        Node(name="NonExistTIDs", field="non_exist_tids", container=MissingTemplates),
        root="Response",
        is_open=True,
    ),
    MissingTemplates: shape(
        "MissingTemplates",
        Node(name="TemplateId", field="template_id", leaf=XS_STRING, array=True, spellings=("TemplateID",)),
        is_open=True,
    ),
}

ROOTS: Final[dict[str, dict[str, type[Any]]]] = {
    "callback": {"Response": JobCallback},
    "create_media_bucket": {"Response": CreateMediaBucketResponse},
    "create_template": {"Request": CreateTemplateRequest, "Response": TemplateResponse},
    "delete_template": {"Response": DeleteTemplateResponse},
    "describe_batch": {"Response": BatchResponse},
    "describe_jobs": {"Response": DescribeJobsResponse},
    "describe_media_buckets": {"Response": DescribeMediaBucketsResponse},
    "error": {"Error": ErrorResponse},
    "list_batches": {"Response": ListBatchesResponse},
    "list_jobs": {"Response": ListJobsResponse},
    "list_queues": {"Response": ListQueuesResponse},
    "list_templates": {"Response": ListTemplatesResponse},
    "submit_batch": {"Request": SubmitBatchRequest, "Response": BatchResponse},
    "submit_job": {"Request": SubmitJobRequest, "Response": SubmitJobResponse},
    "update_queue": {"Request": UpdateQueueRequest, "Response": UpdateQueueResponse},
    "update_template": {"Request": UpdateTemplateRequest, "Response": TemplateResponse},
}

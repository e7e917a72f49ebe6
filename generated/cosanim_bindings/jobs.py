# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from cosanim.schema import UnknownNode, equal_fields, no_such_choice, short_repr

from .animation import (
    Animation,
    AnimationDetail,
)
from .common import OrderByTime
from .media import (
    MediaInfo,
    MediaResult,
)


class CallBackFormat(StrEnum):
    """
    Format of callbacks.

    Attributes:
        XML: XML, the default.
        JSON: JSON.
    """

    XML = "XML"
    JSON = "JSON"

    _missing_ = classmethod(no_such_choice)


class CallBackType(StrEnum):
    """
    Type of callbacks: Url or TDMQ.

    Attributes:
        URL: HTTP POST to an address, the default.
        TDMQ: Message queue.
    """

    URL = "Url"
    TDMQ = "TDMQ"

    _missing_ = classmethod(no_such_choice)


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class CosHeader:
    """
    A header of an upload.

    Attributes:
        key: Name of the header.
        value: Value of the header.
        unknown: Nodes that the schema does not know, in their own order.
    """

    key: str | None = None
    value: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Input:
    """
    The video of a job.

    Attributes:
        object_key: Key of the video in the bucket that the request is sent to. Allowed: length at least 1.
    """

    object_key: str

    __repr__ = short_repr
    __eq__ = equal_fields


class JobState(StrEnum):
    """
    State of a job.

    Attributes:
        SUBMITTED: The job waits.
        RUNNING: The job is being rendered.
        SUCCESS: The job has succeeded.
        FAILED: The job has failed; Code and Message contain the reason.
        PAUSE: The job waits in a paused queue.
        CANCEL: The job was cancelled.
    """

    SUBMITTED = "Submitted"
    RUNNING = "Running"
    SUCCESS = "Success"
    FAILED = "Failed"
    PAUSE = "Pause"
    CANCEL = "Cancel"

    _missing_ = classmethod(no_such_choice)


class MqMode(StrEnum):
    """
    Mode of a message queue.

    Attributes:
        TOPIC: Topic subscription.
        QUEUE: Queue service, the default.
    """

    TOPIC = "Topic"
    QUEUE = "Queue"

    _missing_ = classmethod(no_such_choice)


class MqRegion(StrEnum):
    """
    Region of a message queue.

    Attributes:
        SH: Shanghai.
        BJ: Beijing.
        GZ: Guangzhou.
        CD: Chengdu.
        HK: Hong Kong, China.
    """

    SH = "sh"
    BJ = "bj"
    GZ = "gz"
    CD = "cd"
    HK = "hk"

    _missing_ = classmethod(no_such_choice)


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Output:
    """
    The place of the result of a job.

    Attributes:
        region: Region of the bucket.
        bucket: Bucket of the result, with its appid.
        object_key: Key of the result; ${ext} and ${jobid} are replaced. Allowed: length at least 1.
    """

    region: str
    bucket: str
    object_key: str

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class OutputDetail:
    """
    The place of the result of a job, in replies.

    Attributes:
        region: Region of the bucket.
        bucket: Bucket of the result.
        object_key: Key of the result, with the wildcards of the request.
        unknown: Nodes that the schema does not know, in their own order.
    """

    region: str | None = None
    bucket: str | None = None
    object_key: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


class Tag(StrEnum):
    """
    Kind of a job.

    Attributes:
        ANIMATION: Video to animated image.
    """

    ANIMATION = "Animation"

    _missing_ = classmethod(no_such_choice)


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Workflow:
    """
    The workflow that started a job.

    Attributes:
        name: Name of the step in the workflow.
        run_id: Id of the run.
        workflow_id: Id of the workflow.
        workflow_name: Name of the workflow.
        unknown: Nodes that the schema does not know, in their own order.
    """

    name: str | None = None
    run_id: str | None = None
    workflow_id: str | None = None
    workflow_name: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class CallBackMqConfig:
    """
    A message queue for callbacks.

    Attributes:
        mq_region: Region of the message queue: sh, bj, gz, cd or hk.
        mq_mode: Topic or Queue.
        mq_name: Name of the TDMQ topic. Allowed: length at least 1.
    """

    mq_region: MqRegion | str
    mq_mode: MqMode | str
    mq_name: str

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class InputDetail:
    """
    The video of a job, in replies.

    Attributes:
        bucket_id: Bucket of the video.
        bucket: Bucket of the video. The documentation calls the node Bucket; replies contain BucketId.
        object_key: Key of the video.
        region: Region of the bucket.
        cos_headers: Headers of the upload that started the workflow; workflow jobs only.
        unknown: Nodes that the schema does not know, in their own order.
    """

    bucket_id: str | None = None
    bucket: str | None = None
    object_key: str | None = None
    region: str | None = None
    cos_headers: list[CosHeader] = field(default_factory=list)
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class ListJobsQuery:
    """
    The query of a list of jobs.

    Attributes:
        queue_id: Id of the queue of the jobs. Pages before 2025 require it; official clients leave it out.
        queue_type: Kind of the queue of the jobs, for example Transcoding.
        tag: Kind of the jobs. The pages require it.
        workflow_id: Id of the workflow that started the jobs.
        inventory_trigger_job_id: Id of the batch that submitted the jobs.
        input_object: Key of the jobs' video, matched exactly. Allowed: length at least 1.
        order_by_time: Desc (newest first, the default) or Asc.
        next_token: NextToken of the page before. Allowed: length at least 1.
        size: Number of jobs on a page; 10 when left out. Allowed: 1 to 100.
        states: States, separated by commas, or All (default).
        start_creation_time: Submitted at this time or later.
        end_creation_time: Submitted at this time or earlier.
    """

    queue_id: str | None = None
    queue_type: str | None = None
    tag: str | None = None
    workflow_id: str | None = None
    inventory_trigger_job_id: str | None = None
    input_object: str | None = None
    order_by_time: OrderByTime | str | None = None
    next_token: str | None = None
    size: int | None = None
    states: str | None = None
    start_creation_time: str | None = None
    end_creation_time: str | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Operation:
    """
    The conversion of the video: its parameters, in a template or in Animation, and the place of the result.

    Attributes:
        template_id: Id of the template with the parameters; takes precedence over Animation.
        animation: The parameters.
        output: The place of the result.
        user_data: Text of the caller, which is returned with the job: printable ASCII characters. Allowed:
            length at most 1024.
        job_level: Priority, 0 when left out; jobs with a higher one run first. Allowed: 0 to 2.
    """

    template_id: str | None = None
    animation: Animation | None = None
    output: Output
    user_data: str | None = None
    job_level: int | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class OperationDetail:
    """
    The requested conversion and its result.

    Attributes:
        template_id: Id of the template of the job.
        template_name: Name of the template.
        animation: Parameters of the job.
        output: The place of the result.
        media_info: Media information of the result; left out before the job has succeeded.
        media_result: The result; left out before the job has succeeded.
        user_data: Text of the caller.
        job_level: Priority of the job.
        unknown: Nodes that the schema does not know, in their own order.
    """

    template_id: str | None = None
    template_name: str | None = None
    animation: AnimationDetail | None = None
    output: OutputDetail | None = None
    media_info: MediaInfo | None = None
    media_result: MediaResult | None = None
    user_data: str | None = None
    job_level: int | str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class JobDetail:
    """
    A job, in replies.

    Attributes:
        code: Error code of a failed job; Success otherwise.
        message: The reason why the job failed.
        job_id: Id of the job.
        tag: Kind of the job.
        state: State of the job.
        progress: Progress of a running job, 0 to 100 per cent.
        creation_time: When the job was submitted, ISO 8601 with offset.
        start_time: When rendering began, ISO 8601 with offset; a hyphen before.
        end_time: When the job ended, ISO 8601 with offset; a hyphen before.
        queue_id: Id of the queue of the job.
        input: The video.
        operation: The requested conversion and its result.
        workflow: The workflow that started the job; left out for other jobs.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request to which this is the reply; not part of the XML.
    """

    code: str | None = None
    message: str | None = None
    job_id: str | None = None
    tag: str | None = None
    state: JobState | str | None = None
    progress: int | str | None = None
    creation_time: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    queue_id: str | None = None
    input: InputDetail | None = None
    operation: OperationDetail | None = None
    workflow: Workflow | None = None
    unknown: list[UnknownNode] = field(default_factory=list)
    request_id: str | None = field(default=None, compare=False)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class SubmitJobRequest:
    """
    Submits an animation job.

    Attributes:
        tag: Kind of the job: Animation.
        input: The video.
        operation: The conversion, and the place of the result.
        queue_id: Id of the queue of the job. Pages before 2025 require it, later pages do not mention it; the
            service still accepts it.
        callback: Address for the callback of the ended job; takes precedence over the queue's setting. The value
            no means no callback.
        callback_format: XML (default) or JSON; takes precedence over the queue's setting.
        callback_type: Url (default) or TDMQ; takes precedence over the queue's setting.
        callback_mq_config: The message queue, required with the type TDMQ.
    """

    tag: Tag | str
    input: Input
    operation: Operation
    queue_id: str | None = None
    callback: str | None = None
    callback_format: CallBackFormat | str | None = None
    callback_type: CallBackType | str | None = None
    callback_mq_config: CallBackMqConfig | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class DescribeJobsResponse:
    """
    The requested jobs, and the ids of jobs that do not exist.

    Attributes:
        jobs_detail: The jobs that exist.
        non_exist_job_ids: Ids of jobs that do not exist, separated by commas; left out when all exist.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request to which this is the reply; not part of the XML.
    """

    jobs_detail: list[JobDetail] = field(default_factory=list)
    non_exist_job_ids: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)
    request_id: str | None = field(default=None, compare=False)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class ListJobsResponse:
    """
    A page of jobs.

    Attributes:
        jobs_detail: The jobs.
        next_token: The nextToken of the request for the next page; blank or left out on the last page.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request to which this is the reply; not part of the XML.
    """

    jobs_detail: list[JobDetail] = field(default_factory=list)
    next_token: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)
    request_id: str | None = field(default=None, compare=False)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class SubmitJobResponse:
    """
    The submitted job.

    Attributes:
        jobs_detail: The job.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request to which this is the reply; not part of the XML.
    """

    jobs_detail: list[JobDetail] = field(default_factory=list)
    unknown: list[UnknownNode] = field(default_factory=list)
    request_id: str | None = field(default=None, compare=False)

    __repr__ = short_repr
    __eq__ = equal_fields

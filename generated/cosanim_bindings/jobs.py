# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .animation import (
    Animation,
    AnimationDetail,
)
from .common import OrderByTime
from .media import (
    MediaInfo,
    MediaResult,
)
from .unknown import UnknownNode


class CallBackFormat(StrEnum):
    """
    Format of callbacks.

    Attributes:
        XML: XML, the default.
        JSON: JSON.
    """

    XML = "XML"
    JSON = "JSON"


class CallBackType(StrEnum):
    """
    Way that callbacks take.

    Attributes:
        URL: HTTP POST to an address, the default.
        TDMQ: Message queue.
    """

    URL = "Url"
    TDMQ = "TDMQ"


@dataclass(slots=True, kw_only=True)
class CosHeader:
    """
    A header of an upload.

    Attributes:
        key: Name of the header.
        value: Value of the header.
        unknown: Nodes that the schema does not know, in their own order.
    """

    key: str | None = field(default=None, metadata={"name": "Key", "type": "Element"})
    value: str | None = field(default=None, metadata={"name": "Value", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class Input:
    """
    The video of a job.

    Attributes:
        object_key: Key of the video in the bucket that the request is sent to.
    """

    object_key: str = field(metadata={"name": "Object", "type": "Element"})


class JobState(StrEnum):
    """
    State of a job.

    Attributes:
        SUBMITTED: Waits for its turn.
        RUNNING: Is being rendered.
        SUCCESS: Has ended well.
        FAILED: Has ended in failure; Code and Message say why.
        PAUSE: Waits in a paused queue.
        CANCEL: Was cancelled.
    """

    SUBMITTED = "Submitted"
    RUNNING = "Running"
    SUCCESS = "Success"
    FAILED = "Failed"
    PAUSE = "Pause"
    CANCEL = "Cancel"


class MqMode(StrEnum):
    """
    Mode of a message queue.

    Attributes:
        TOPIC: Topic subscription.
        QUEUE: Queue service, the default.
    """

    TOPIC = "Topic"
    QUEUE = "Queue"


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


@dataclass(slots=True, kw_only=True)
class Output:
    """
    Where the result of a job goes.

    Attributes:
        region: Region of the bucket.
        bucket: Bucket of the result, with its appid.
        object_key: Key of the result; ${ext} and ${jobid} are filled in.
    """

    region: str = field(metadata={"name": "Region", "type": "Element"})
    bucket: str = field(metadata={"name": "Bucket", "type": "Element"})
    object_key: str = field(metadata={"name": "Object", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class OutputDetail:
    """
    Where the result of a job goes, as the service tells it.

    Attributes:
        region: Region of the bucket.
        bucket: Bucket of the result.
        object_key: Key of the result, wildcards as they were sent.
        unknown: Nodes that the schema does not know, in their own order.
    """

    region: str | None = field(default=None, metadata={"name": "Region", "type": "Element"})
    bucket: str | None = field(default=None, metadata={"name": "Bucket", "type": "Element"})
    object_key: str | None = field(default=None, metadata={"name": "Object", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


class Tag(StrEnum):
    """
    Kind of a job.

    Attributes:
        ANIMATION: Video to animated image.
    """

    ANIMATION = "Animation"


@dataclass(slots=True, kw_only=True)
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

    name: str | None = field(default=None, metadata={"name": "Name", "type": "Element"})
    run_id: str | None = field(default=None, metadata={"name": "RunId", "type": "Element"})
    workflow_id: str | None = field(default=None, metadata={"name": "WorkflowId", "type": "Element"})
    workflow_name: str | None = field(default=None, metadata={"name": "WorkflowName", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class CallBackMqConfig:
    """
    A message queue that takes callbacks.

    Attributes:
        mq_region: Region of the message queue: sh, bj, gz, cd or hk.
        mq_mode: Topic or Queue.
        mq_name: Name of the TDMQ topic.
    """

    mq_region: MqRegion | str = field(metadata={"name": "MqRegion", "type": "Element"})
    mq_mode: MqMode | str = field(metadata={"name": "MqMode", "type": "Element"})
    mq_name: str = field(metadata={"name": "MqName", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class InputDetail:
    """
    The video of a job, as the service tells it.

    Attributes:
        bucket_id: Bucket of the video.
        bucket: Bucket of the video under the name that the documentation's table has; replies carry BucketId.
        object_key: Key of the video.
        region: Region of the bucket.
        cos_headers: Headers of the upload that started the workflow; workflow jobs only.
        unknown: Nodes that the schema does not know, in their own order.
    """

    bucket_id: str | None = field(default=None, metadata={"name": "BucketId", "type": "Element"})
    bucket: str | None = field(default=None, metadata={"name": "Bucket", "type": "Element"})
    object_key: str | None = field(default=None, metadata={"name": "Object", "type": "Element"})
    region: str | None = field(default=None, metadata={"name": "Region", "type": "Element"})
    cos_headers: list[CosHeader] = field(default_factory=list, metadata={"name": "CosHeaders", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class ListJobsQuery:
    """
    Which jobs to list.

    Attributes:
        queue_id: Queue of the jobs. Pages before 2025 call it required; official clients leave it out.
        queue_type: Kind of the queue of the jobs, as Transcoding.
        tag: Kind of the jobs. Pages call it required.
        workflow_id: Workflow that started them.
        inventory_trigger_job_id: Batch that started them.
        input_object: Key of their video, matched exactly.
        order_by_time: Desc (newest first, the default) or Asc.
        next_token: Where the page before this one ended.
        size: Jobs on a page, 1 to 100; 10 when left out.
        states: States with commas, or All, the default.
        start_creation_time: Submitted at this time or later.
        end_creation_time: Submitted at this time or earlier.
    """

    queue_id: str | None = field(default=None, metadata={"name": "queueId", "type": "Element"})
    queue_type: str | None = field(default=None, metadata={"name": "queueType", "type": "Element"})
    tag: str | None = field(default=None, metadata={"name": "tag", "type": "Element"})
    workflow_id: str | None = field(default=None, metadata={"name": "workflowId", "type": "Element"})
    inventory_trigger_job_id: str | None = field(
        default=None, metadata={"name": "inventoryTriggerJobId", "type": "Element"}
    )
    input_object: str | None = field(default=None, metadata={"name": "inputObject", "type": "Element"})
    order_by_time: OrderByTime | str | None = field(default=None, metadata={"name": "orderByTime", "type": "Element"})
    next_token: str | None = field(default=None, metadata={"name": "nextToken", "type": "Element"})
    size: int | None = field(default=None, metadata={"name": "size", "type": "Element"})
    states: str | None = field(default=None, metadata={"name": "states", "type": "Element"})
    start_creation_time: str | None = field(default=None, metadata={"name": "startCreationTime", "type": "Element"})
    end_creation_time: str | None = field(default=None, metadata={"name": "endCreationTime", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class Operation:
    """
    What becomes of the video: parameters by template or inline, and the place of the result.

    Attributes:
        template_id: Template with the parameters; outranks Animation.
        animation: The parameters themselves.
        output: Where the result goes.
        user_data: Text of the caller's own that comes back with the job: at most 1024 printable ASCII
            characters.
        job_level: Priority: 0 (default), 1 or 2; higher goes first.
    """

    template_id: str | None = field(default=None, metadata={"name": "TemplateId", "type": "Element"})
    animation: Animation | None = field(default=None, metadata={"name": "Animation", "type": "Element"})
    output: Output = field(metadata={"name": "Output", "type": "Element"})
    user_data: str | None = field(default=None, metadata={"name": "UserData", "type": "Element"})
    job_level: int | None = field(default=None, metadata={"name": "JobLevel", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class OperationDetail:
    """
    What was asked for and what came of it.

    Attributes:
        template_id: Template of the job.
        template_name: Name of that template.
        animation: Parameters of the job.
        output: Where the result goes.
        media_info: Media information of the result, once there is one.
        media_result: The result, once there is one.
        user_data: The caller's own text.
        job_level: Priority of the job.
        unknown: Nodes that the schema does not know, in their own order.
    """

    template_id: str | None = field(default=None, metadata={"name": "TemplateId", "type": "Element"})
    template_name: str | None = field(default=None, metadata={"name": "TemplateName", "type": "Element"})
    animation: AnimationDetail | None = field(default=None, metadata={"name": "Animation", "type": "Element"})
    output: OutputDetail | None = field(default=None, metadata={"name": "Output", "type": "Element"})
    media_info: MediaInfo | None = field(default=None, metadata={"name": "MediaInfo", "type": "Element"})
    media_result: MediaResult | None = field(default=None, metadata={"name": "MediaResult", "type": "Element"})
    user_data: str | None = field(default=None, metadata={"name": "UserData", "type": "Element"})
    job_level: int | str | None = field(default=None, metadata={"name": "JobLevel", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class JobDetail:
    """
    A job as the service tells it.

    Attributes:
        code: Error code of a failed job; Success otherwise.
        message: Why the job failed.
        job_id: Id of the job.
        tag: Kind of the job.
        state: State of the job.
        progress: How much of a running job is done, 0 to 100 per cent.
        creation_time: When the job was submitted, ISO 8601 with offset.
        start_time: When rendering began; a hyphen before.
        end_time: When the job ended; a hyphen before.
        queue_id: Queue of the job.
        input: The video.
        operation: What was asked for and what came of it.
        workflow: The workflow that started the job, if one did.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request that was answered with this; not on the wire.
    """

    code: str | None = field(default=None, metadata={"name": "Code", "type": "Element"})
    message: str | None = field(default=None, metadata={"name": "Message", "type": "Element"})
    job_id: str | None = field(default=None, metadata={"name": "JobId", "type": "Element"})
    tag: str | None = field(default=None, metadata={"name": "Tag", "type": "Element"})
    state: JobState | str | None = field(default=None, metadata={"name": "State", "type": "Element"})
    progress: int | str | None = field(default=None, metadata={"name": "Progress", "type": "Element"})
    creation_time: str | None = field(default=None, metadata={"name": "CreationTime", "type": "Element"})
    start_time: str | None = field(default=None, metadata={"name": "StartTime", "type": "Element"})
    end_time: str | None = field(default=None, metadata={"name": "EndTime", "type": "Element"})
    queue_id: str | None = field(default=None, metadata={"name": "QueueId", "type": "Element"})
    input: InputDetail | None = field(default=None, metadata={"name": "Input", "type": "Element"})
    operation: OperationDetail | None = field(default=None, metadata={"name": "Operation", "type": "Element"})
    workflow: Workflow | None = field(default=None, metadata={"name": "Workflow", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})
    request_id: str | None = field(default=None, compare=False, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class SubmitJobRequest:
    """
    Submits an animation job.

    Attributes:
        tag: Kind of the job: Animation.
        input: The video.
        operation: What becomes of it, and where the result goes.
        queue_id: Queue that takes the job. Required on pages before 2025, gone from later ones, still accepted.
        callback: Address that is told when the job ends; outranks the queue's. The word no means: tell nobody.
        callback_format: XML (default) or JSON; outranks the queue's.
        callback_type: Url (default) or TDMQ; outranks the queue's.
        callback_mq_config: The message queue, required with the type TDMQ.
    """

    class Meta:
        name = "Request"

    tag: Tag | str = field(metadata={"name": "Tag", "type": "Element"})
    input: Input = field(metadata={"name": "Input", "type": "Element"})
    operation: Operation = field(metadata={"name": "Operation", "type": "Element"})
    queue_id: str | None = field(default=None, metadata={"name": "QueueId", "type": "Element"})
    callback: str | None = field(default=None, metadata={"name": "CallBack", "type": "Element"})
    callback_format: CallBackFormat | str | None = field(
        default=None, metadata={"name": "CallBackFormat", "type": "Element"}
    )
    callback_type: CallBackType | str | None = field(default=None, metadata={"name": "CallBackType", "type": "Element"})
    callback_mq_config: CallBackMqConfig | None = field(
        default=None, metadata={"name": "CallBackMqConfig", "type": "Element"}
    )


@dataclass(slots=True, kw_only=True)
class DescribeJobsResponse:
    """
    The jobs asked for, and the ids that no job has.

    Attributes:
        jobs_detail: The jobs that exist.
        non_exist_job_ids: Ids that no job has, with commas; left out when all exist.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request that was answered with this; not on the wire.
    """

    class Meta:
        name = "Response"

    jobs_detail: list[JobDetail] = field(default_factory=list, metadata={"name": "JobsDetail", "type": "Element"})
    non_exist_job_ids: str | None = field(default=None, metadata={"name": "NonExistJobIds", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})
    request_id: str | None = field(default=None, compare=False, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class ListJobsResponse:
    """
    A page of jobs.

    Attributes:
        jobs_detail: The jobs.
        next_token: What to pass for the next page; blank or left out on the last one.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request that was answered with this; not on the wire.
    """

    class Meta:
        name = "Response"

    jobs_detail: list[JobDetail] = field(default_factory=list, metadata={"name": "JobsDetail", "type": "Element"})
    next_token: str | None = field(default=None, metadata={"name": "NextToken", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})
    request_id: str | None = field(default=None, compare=False, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class SubmitJobResponse:
    """
    The submitted job.

    Attributes:
        jobs_detail: The job.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request that was answered with this; not on the wire.
    """

    class Meta:
        name = "Response"

    jobs_detail: list[JobDetail] = field(default_factory=list, metadata={"name": "JobsDetail", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})
    request_id: str | None = field(default=None, compare=False, metadata={"type": "Ignore"})

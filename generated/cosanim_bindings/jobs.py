# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from cosanim.schema import UnknownNode, equal_fields, short_repr

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


class CallBackType(StrEnum):
    """
    Way that callbacks take.

    Attributes:
        URL: HTTP POST to an address, the default.
        TDMQ: Message queue.
    """

    URL = "Url"
    TDMQ = "TDMQ"


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


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Output:
    """
    Where the result of a job goes.

    Attributes:
        region: Region of the bucket.
        bucket: Bucket of the result, with its appid.
        object_key: Key of the result; ${ext} and ${jobid} are filled in. Allowed: length at least 1.
    """

    region: str
    bucket: str
    object_key: str

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class OutputDetail:
    """
    Where the result of a job goes, as the service tells it.

    Attributes:
        region: Region of the bucket.
        bucket: Bucket of the result.
        object_key: Key of the result, wildcards as they were sent.
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
    A message queue that takes callbacks.

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
    The video of a job, as the service tells it.

    Attributes:
        bucket_id: Bucket of the video.
        bucket: Bucket of the video under the name that the documentation's table has; replies carry BucketId.
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
    Which jobs to list.

    Attributes:
        queue_id: Queue of the jobs. Pages before 2025 call it required; official clients leave it out.
        queue_type: Kind of the queue of the jobs, as Transcoding.
        tag: Kind of the jobs. Pages call it required.
        workflow_id: Workflow that started them.
        inventory_trigger_job_id: Batch that started them.
        input_object: Key of their video, matched exactly. Allowed: length at least 1.
        order_by_time: Desc (newest first, the default) or Asc.
        next_token: Where the page before this one ended. Allowed: length at least 1.
        size: Jobs on a page; 10 when left out. Allowed: 1 to 100.
        states: States with commas, or All, the default.
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
    What becomes of the video: parameters by template or inline, and the place of the result.

    Attributes:
        template_id: Template with the parameters; outranks Animation.
        animation: The parameters themselves.
        output: Where the result goes.
        user_data: Text of the caller's own that comes back with the job: printable ASCII characters. Allowed:
            length at most 1024.
        job_level: Priority, 0 when left out; higher goes first. Allowed: 0 to 2.
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
        operation: What becomes of it, and where the result goes.
        queue_id: Queue that takes the job. Required on pages before 2025, gone from later ones, still accepted.
        callback: Address that is told when the job ends; outranks the queue's. The word no means: tell nobody.
        callback_format: XML (default) or JSON; outranks the queue's.
        callback_type: Url (default) or TDMQ; outranks the queue's.
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
    The jobs asked for, and the ids that no job has.

    Attributes:
        jobs_detail: The jobs that exist.
        non_exist_job_ids: Ids that no job has, with commas; left out when all exist.
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
        next_token: What to pass for the next page; blank or left out on the last one.
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

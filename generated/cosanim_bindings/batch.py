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
from .jobs import (
    CallBackFormat,
    CallBackMqConfig,
    CallBackType,
    JobState,
    OutputDetail,
    Tag,
)


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class BatchInput:
    """
    The videos of a batch: those of an inventory, of a list or with a prefix, or a single video.

    Attributes:
        manifest: Key of the manifest.json of a COS inventory. Allowed: length at least 1.
        url_file: Key of a file with the URL of an object on each line. Allowed: length at least 1.
        prefix: Beginning of the keys. Allowed: length at least 1.
        object_key: Key of one video. Allowed: length at least 1.
    """

    manifest: str | None = None
    url_file: str | None = None
    prefix: str | None = None
    object_key: str | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class BatchInputDetail:
    """
    The videos of a batch, in replies.

    Attributes:
        manifest: Key of the manifest of an inventory.
        url_file: Key of a file with URLs of objects.
        prefix: Beginning of the keys.
        object_key: Key of one video.
        unknown: Nodes that the schema does not know, in their own order.
    """

    manifest: str | None = None
    url_file: str | None = None
    prefix: str | None = None
    object_key: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class BatchOutput:
    """
    The place of the results of a batch.

    Attributes:
        region: Region of the bucket.
        bucket: Bucket of the results, with its appid.
        object_key: Key of the results; ${ext}, ${jobid} and ${InventoryTriggerJobId} are replaced. Allowed:
            length at least 1.
    """

    region: str
    bucket: str
    object_key: str

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class BatchTimeInterval:
    """
    The time in which the videos were uploaded.

    Attributes:
        start: Uploaded at this time or later.
        end: Uploaded at this time or earlier; now when left out.
    """

    start: str | None = None
    end: str | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class BatchTimeIntervalDetail:
    """
    The time in which the videos were uploaded, in replies.

    Attributes:
        start: Uploaded at this time or later.
        end: Uploaded at this time or earlier.
        unknown: Nodes that the schema does not know, in their own order.
    """

    start: str | None = None
    end: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


class BatchType(StrEnum):
    """
    Kind of a batch.

    Attributes:
        JOB: A job for each video.
    """

    JOB = "Job"

    _missing_ = classmethod(no_such_choice)


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class CallBackMqConfigDetail:
    """
    A message queue for callbacks, in replies.

    Attributes:
        mq_region: Region of the message queue.
        mq_mode: Topic or Queue.
        mq_name: Name of the TDMQ topic.
        unknown: Nodes that the schema does not know, in their own order.
    """

    mq_region: str | None = None
    mq_mode: str | None = None
    mq_name: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


class ListedBatchType(StrEnum):
    """
    Kind of the batches in a list.

    Attributes:
        JOB: Batches of jobs.
        WORKFLOW: Batches of workflow runs.
    """

    JOB = "Job"
    WORKFLOW = "Workflow"

    _missing_ = classmethod(no_such_choice)


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class JobParam:
    """
    Parameters of the jobs of a batch, in a template or in Animation.

    Attributes:
        template_id: Id of the template with the parameters; takes precedence over Animation.
        animation: The parameters.
    """

    template_id: str | None = None
    animation: Animation | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class JobParamDetail:
    """
    Parameters of the jobs of a batch, in replies.

    Attributes:
        template_id: Id of the template with the parameters.
        animation: The parameters.
        unknown: Nodes that the schema does not know, in their own order.
    """

    template_id: str | None = None
    animation: AnimationDetail | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class ListBatchesQuery:
    """
    The query of a list of batches.

    Attributes:
        type: Job or Workflow.
        name: Name of the batch. Allowed: length at least 1.
        job_id: Id of the batch.
        workflow_id: Id of the workflow of the batch.
        order_by_time: Desc (newest first, the default) or Asc.
        next_token: NextToken of the page before. Allowed: length at least 1.
        size: Number of batches on a page; 10 when left out. Allowed: 1 to 100.
        states: States, separated by commas, or All (default).
        start_creation_time: Submitted at this time or later.
        end_creation_time: Submitted at this time or earlier.
    """

    type: ListedBatchType | str | None = None
    name: str | None = None
    job_id: str | None = None
    workflow_id: str | None = None
    order_by_time: OrderByTime | str | None = None
    next_token: str | None = None
    size: int | None = None
    states: str | None = None
    start_creation_time: str | None = None
    end_creation_time: str | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class BatchOperation:
    """
    The conversion of each video, and the place of the results.

    Attributes:
        time_interval: The time in which the videos were uploaded; any time when left out.
        tag: Kind of the jobs: Animation.
        output: The place of the results.
        job_param: Parameters of the jobs.
        queue_id: Id of the queue of the jobs. Pages before 2025 require it, later pages do not mention it; the
            service still accepts it.
        user_data: Text of the caller, which is returned with each job. Allowed: length at most 1024.
        job_level: Priority, 0 when left out; jobs with a higher one run first. Allowed: 0 to 2.
        callback_format: XML (default) or JSON; takes precedence over the queue's setting.
        callback_type: Url (default) or TDMQ; takes precedence over the queue's setting.
        callback: Address for the callbacks of ended jobs; takes precedence over the queue's setting. The value
            no means no callbacks.
        callback_mq_config: The message queue, required with the type TDMQ.
    """

    time_interval: BatchTimeInterval | None = None
    tag: Tag | str
    output: BatchOutput
    job_param: JobParam
    queue_id: str | None = None
    user_data: str | None = None
    job_level: int | None = None
    callback_format: CallBackFormat | str | None = None
    callback_type: CallBackType | str | None = None
    callback: str | None = None
    callback_mq_config: CallBackMqConfig | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class BatchOperationDetail:
    """
    The conversion of each video, in replies.

    Attributes:
        time_interval: The time in which the videos were uploaded.
        tag: Kind of the jobs.
        output: The place of the results.
        job_param: Parameters of the jobs.
        queue_id: Id of the queue of the jobs.
        user_data: Text of the caller.
        job_level: Priority of the jobs.
        callback_format: Format of callbacks.
        callback_type: Type of callbacks: Url or TDMQ.
        callback: Address of callbacks.
        callback_mq_config: The message queue of callbacks.
        unknown: Nodes that the schema does not know, in their own order.
    """

    time_interval: BatchTimeIntervalDetail | None = None
    tag: str | None = None
    output: OutputDetail | None = None
    job_param: JobParamDetail | None = None
    queue_id: str | None = None
    user_data: str | None = None
    job_level: int | str | None = None
    callback_format: str | None = None
    callback_type: str | None = None
    callback: str | None = None
    callback_mq_config: CallBackMqConfigDetail | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class BatchDetail:
    """
    A batch, in replies.

    Attributes:
        code: Error code of a failed batch; Success otherwise.
        message: The reason why the batch failed.
        type: Kind of the batch.
        name: Name of the batch.
        job_id: Id of the batch.
        state: State of the batch.
        creation_time: When the batch was submitted, ISO 8601 with offset.
        start_time: When the batch began, ISO 8601 with offset; a hyphen before.
        end_time: When the batch ended, ISO 8601 with offset; a hyphen before.
        input: The videos.
        operation: The conversion of each video.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request to which this is the reply; not part of the XML.
    """

    code: str | None = None
    message: str | None = None
    type: str | None = None
    name: str | None = None
    job_id: str | None = None
    state: JobState | str | None = None
    creation_time: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    input: BatchInputDetail | None = None
    operation: BatchOperationDetail | None = None
    unknown: list[UnknownNode] = field(default_factory=list)
    request_id: str | None = field(default=None, compare=False)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class SubmitBatchRequest:
    """
    Submits a batch.

    Attributes:
        name: Name of the batch: Chinese and English letters, digits, hyphens and underscores. Allowed: length at
            most 128.
        type: Kind of the batch: Job.
        input: The videos.
        operation: The conversion of each video, and the place of the results.
    """

    name: str
    type: BatchType | str
    input: BatchInput
    operation: BatchOperation

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class BatchResponse:
    """
    A batch that was submitted or requested.

    Attributes:
        request_id: The service's identifier of the request.
        jobs_detail: The batch.
        non_exist_job_ids: Ids of batches that do not exist, separated by commas, in the reply to the request for
            a batch; left out when all exist.
        unknown: Nodes that the schema does not know, in their own order.
    """

    request_id: str | None = None
    jobs_detail: list[BatchDetail] = field(default_factory=list)
    non_exist_job_ids: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class ListBatchesResponse:
    """
    A page of batches.

    Attributes:
        request_id: The service's identifier of the request.
        jobs_detail: The batches.
        next_token: The nextToken of the request for the next page; blank or left out on the last page.
        unknown: Nodes that the schema does not know, in their own order.
    """

    request_id: str | None = None
    jobs_detail: list[BatchDetail] = field(default_factory=list)
    next_token: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields

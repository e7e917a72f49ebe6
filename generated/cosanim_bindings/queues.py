# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .jobs import (
    CallBackFormat,
    CallBackType,
    MqMode,
    MqRegion,
)
from .unknown import UnknownNode


class ListedQueueState(StrEnum):
    """
    State of the queues in a list.

    Attributes:
        ALL: Either state; official clients send it.
        ACTIVE: Queues whose jobs are run.
        PAUSED: Paused queues.
    """

    ALL = "All"
    ACTIVE = "Active"
    PAUSED = "Paused"


@dataclass(slots=True, kw_only=True)
class NotifyConfigDetail:
    """
    Callbacks of a queue, as the service tells them.

    Attributes:
        state: On or Off.
        url: Address.
        type: Url or TDMQ.
        event: Events that are told, with commas.
        result_format: XML or JSON.
        mq_mode: Topic or Queue.
        mq_region: Region of the message queue.
        mq_name: Name of the TDMQ topic.
        unknown: Nodes that the schema does not know, in their own order.
    """

    state: str | None = field(default=None, metadata={"name": "State", "type": "Element"})
    url: str | None = field(default=None, metadata={"name": "Url", "type": "Element"})
    type: str | None = field(default=None, metadata={"name": "Type", "type": "Element"})
    event: str | None = field(default=None, metadata={"name": "Event", "type": "Element"})
    result_format: str | None = field(default=None, metadata={"name": "ResultFormat", "type": "Element"})
    mq_mode: str | None = field(default=None, metadata={"name": "MqMode", "type": "Element"})
    mq_region: str | None = field(default=None, metadata={"name": "MqRegion", "type": "Element"})
    mq_name: str | None = field(default=None, metadata={"name": "MqName", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


class QueueCategory(StrEnum):
    """
    Kind of a queue.

    Attributes:
        CATE_ALL: Every kind.
        TRANSCODING: Media processing, the default.
        SPEED_TRANSCODING: Accelerated transcoding.
    """

    CATE_ALL = "CateAll"
    TRANSCODING = "Transcoding"
    SPEED_TRANSCODING = "SpeedTranscoding"


class QueueState(StrEnum):
    """
    State of a queue.

    Attributes:
        ACTIVE: Its jobs are run.
        PAUSED: Waiting jobs stay; running ones go on.
    """

    ACTIVE = "Active"
    PAUSED = "Paused"


class Switch(StrEnum):
    """
    On or off.

    Attributes:
        ON: On.
        OFF: Off, the default.
    """

    ON = "On"
    OFF = "Off"


@dataclass(slots=True, kw_only=True)
class ListQueuesQuery:
    """
    Which queues to list.

    Attributes:
        queue_ids: Ids with commas.
        state: Active, Paused or All.
        category: Transcoding (default), SpeedTranscoding or CateAll.
        page_number: Page to read, from 1, the default.
        page_size: Entries on a page, 1 to 100; 10 when left out.
    """

    queue_ids: str | None = field(default=None, metadata={"name": "queueIds", "type": "Element"})
    state: ListedQueueState | str | None = field(default=None, metadata={"name": "state", "type": "Element"})
    category: QueueCategory | str | None = field(default=None, metadata={"name": "category", "type": "Element"})
    page_number: int | None = field(default=None, metadata={"name": "pageNumber", "type": "Element"})
    page_size: int | None = field(default=None, metadata={"name": "pageSize", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class NotifyConfig:
    """
    Callbacks of a queue.

    Attributes:
        state: On or Off, the default.
        url: Address, required with State On and Type Url; no private one.
        type: Url or TDMQ, required with State On.
        event: TaskFinish, WorkflowFinish or both with a comma, required with State On.
        result_format: XML (default) or JSON.
        mq_mode: Topic or Queue, required with State On and Type TDMQ.
        mq_region: Region of the message queue, required with State On and Type TDMQ.
        mq_name: Name of the TDMQ topic, required with State On and Type TDMQ.
    """

    state: Switch | str | None = field(default=None, metadata={"name": "State", "type": "Element"})
    url: str | None = field(default=None, metadata={"name": "Url", "type": "Element"})
    type: CallBackType | str | None = field(default=None, metadata={"name": "Type", "type": "Element"})
    event: str | None = field(default=None, metadata={"name": "Event", "type": "Element"})
    result_format: CallBackFormat | str | None = field(
        default=None, metadata={"name": "ResultFormat", "type": "Element"}
    )
    mq_mode: MqMode | str | None = field(default=None, metadata={"name": "MqMode", "type": "Element"})
    mq_region: MqRegion | str | None = field(default=None, metadata={"name": "MqRegion", "type": "Element"})
    mq_name: str | None = field(default=None, metadata={"name": "MqName", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class QueueDetail:
    """
    A queue as the service tells it.

    Attributes:
        queue_id: Id of the queue.
        name: Name of the queue.
        state: Active or Paused.
        notify_config: Callbacks of the queue.
        max_size: Most jobs that may wait in it.
        max_concurrent: Most jobs that run at once.
        category: Kind of the queue.
        update_time: When it was last changed, ISO 8601 with offset.
        create_time: When it was created, ISO 8601 with offset.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request that was answered with this; not on the wire.
    """

    queue_id: str | None = field(default=None, metadata={"name": "QueueId", "type": "Element"})
    name: str | None = field(default=None, metadata={"name": "Name", "type": "Element"})
    state: QueueState | str | None = field(default=None, metadata={"name": "State", "type": "Element"})
    notify_config: NotifyConfigDetail | None = field(default=None, metadata={"name": "NotifyConfig", "type": "Element"})
    max_size: int | str | None = field(default=None, metadata={"name": "MaxSize", "type": "Element"})
    max_concurrent: int | str | None = field(default=None, metadata={"name": "MaxConcurrent", "type": "Element"})
    category: str | None = field(default=None, metadata={"name": "Category", "type": "Element"})
    update_time: str | None = field(default=None, metadata={"name": "UpdateTime", "type": "Element"})
    create_time: str | None = field(default=None, metadata={"name": "CreateTime", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})
    request_id: str | None = field(default=None, compare=False, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class ListQueuesResponse:
    """
    A page of queues.

    Attributes:
        request_id: The service's identifier of the request.
        total_count: Number of entries over all pages.
        page_number: Number of this page, from 1.
        page_size: Number of entries on a page.
        queue_list: The queues.
        non_exist_pids: Ids that no queue has.
        unknown: Nodes that the schema does not know, in their own order.
    """

    class Meta:
        name = "Response"

    request_id: str | None = field(default=None, metadata={"name": "RequestId", "type": "Element"})
    total_count: int | str | None = field(default=None, metadata={"name": "TotalCount", "type": "Element"})
    page_number: int | str | None = field(default=None, metadata={"name": "PageNumber", "type": "Element"})
    page_size: int | str | None = field(default=None, metadata={"name": "PageSize", "type": "Element"})
    queue_list: list[QueueDetail] = field(default_factory=list, metadata={"name": "QueueList", "type": "Element"})
    non_exist_pids: list[str] = field(default_factory=list, metadata={"name": "NonExistPIDs", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class UpdateQueueRequest:
    """
    Replaces the settings of a queue.

    Attributes:
        name: Name of the queue.
        queue_id_upper: Id of the queue, as some official clients write it; the one in the address counts.
        queue_id: Id of the queue; the one in the address counts.
        state: Active or Paused.
        notify_config: Callbacks of the queue.
    """

    class Meta:
        name = "Request"

    name: str = field(metadata={"name": "Name", "type": "Element"})
    queue_id_upper: str | None = field(default=None, metadata={"name": "QueueID", "type": "Element"})
    queue_id: str | None = field(default=None, metadata={"name": "QueueId", "type": "Element"})
    state: QueueState | str = field(metadata={"name": "State", "type": "Element"})
    notify_config: NotifyConfig = field(metadata={"name": "NotifyConfig", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class UpdateQueueResponse:
    """
    The queue with its new settings.

    Attributes:
        request_id: The service's identifier of the request.
        queue: The queue.
        unknown: Nodes that the schema does not know, in their own order.
    """

    class Meta:
        name = "Response"

    request_id: str | None = field(default=None, metadata={"name": "RequestId", "type": "Element"})
    queue: QueueDetail | None = field(default=None, metadata={"name": "Queue", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})

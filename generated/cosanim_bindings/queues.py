# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from cosanim.schema import UnknownNode, equal_fields, no_such_choice, short_repr

from .jobs import (
    CallBackFormat,
    CallBackType,
    MqMode,
    MqRegion,
)


class ListedQueueState(StrEnum):
    """
    State of the queues in a list.

    Attributes:
        ALL: Queues of both states; official clients send this value.
        ACTIVE: Active queues.
        PAUSED: Paused queues.
    """

    ALL = "All"
    ACTIVE = "Active"
    PAUSED = "Paused"

    _missing_ = classmethod(no_such_choice)


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class NotifyConfigDetail:
    """
    Callback settings of a queue, in replies.

    Attributes:
        state: On or Off.
        url: Address.
        type: Url or TDMQ.
        event: Events with callbacks, separated by commas.
        result_format: XML or JSON.
        mq_mode: Topic or Queue.
        mq_region: Region of the message queue.
        mq_name: Name of the TDMQ topic.
        unknown: Nodes that the schema does not know, in their own order.
    """

    state: str | None = None
    url: str | None = None
    type: str | None = None
    event: str | None = None
    result_format: str | None = None
    mq_mode: str | None = None
    mq_region: str | None = None
    mq_name: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


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

    _missing_ = classmethod(no_such_choice)


class QueueState(StrEnum):
    """
    State of a queue.

    Attributes:
        ACTIVE: The queue runs its jobs.
        PAUSED: The queue keeps its waiting jobs; running jobs continue.
    """

    ACTIVE = "Active"
    PAUSED = "Paused"

    _missing_ = classmethod(no_such_choice)


class Switch(StrEnum):
    """
    On or off.

    Attributes:
        ON: On.
        OFF: Off, the default.
    """

    ON = "On"
    OFF = "Off"

    _missing_ = classmethod(no_such_choice)


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class ListQueuesQuery:
    """
    The query of a list of queues.

    Attributes:
        queue_ids: Ids, separated by commas.
        state: Active, Paused or All.
        category: Transcoding (default), SpeedTranscoding or CateAll.
        page_number: Number of the page; 1 when left out. Allowed: at least 1.
        page_size: Number of entries on a page; 10 when left out. Allowed: 1 to 100.
    """

    queue_ids: str | None = None
    state: ListedQueueState | str | None = None
    category: QueueCategory | str | None = None
    page_number: int | None = None
    page_size: int | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class NotifyConfig:
    """
    Callback settings of a queue.

    Attributes:
        state: On or Off, the default.
        url: Address, required with State On and Type Url; must not be private. Allowed: length at least 1.
        type: Url or TDMQ, required with State On.
        event: TaskFinish, WorkflowFinish, or both separated by a comma; required with State On. Allowed: length
            at least 1.
        result_format: XML (default) or JSON.
        mq_mode: Topic or Queue, required with State On and Type TDMQ.
        mq_region: Region of the message queue, required with State On and Type TDMQ.
        mq_name: Name of the TDMQ topic, required with State On and Type TDMQ. Allowed: length at least 1.
    """

    state: Switch | str | None = None
    url: str | None = None
    type: CallBackType | str | None = None
    event: str | None = None
    result_format: CallBackFormat | str | None = None
    mq_mode: MqMode | str | None = None
    mq_region: MqRegion | str | None = None
    mq_name: str | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class QueueDetail:
    """
    A queue, in replies.

    Attributes:
        queue_id: Id of the queue.
        name: Name of the queue.
        state: Active or Paused.
        notify_config: Callback settings of the queue.
        max_size: Largest number of jobs that may wait in the queue.
        max_concurrent: Largest number of jobs of the queue that run at the same time.
        category: Kind of the queue.
        update_time: Time of the last change, ISO 8601 with offset.
        create_time: Time of creation, ISO 8601 with offset.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request to which this is the reply; not part of the XML.
    """

    queue_id: str | None = None
    name: str | None = None
    state: QueueState | str | None = None
    notify_config: NotifyConfigDetail | None = None
    max_size: int | str | None = None
    max_concurrent: int | str | None = None
    category: str | None = None
    update_time: str | None = None
    create_time: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)
    request_id: str | None = field(default=None, compare=False)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class ListQueuesResponse:
    """
    A page of queues.

    Attributes:
        request_id: The service's identifier of the request.
        total_count: Number of entries over all pages.
        page_number: Number of this page, from 1.
        page_size: Number of entries on a page.
        queue_list: The queues.
        non_exist_pids: Ids of queues that do not exist.
        unknown: Nodes that the schema does not know, in their own order.
    """

    request_id: str | None = None
    total_count: int | str | None = None
    page_number: int | str | None = None
    page_size: int | str | None = None
    queue_list: list[QueueDetail] = field(default_factory=list)
    non_exist_pids: list[str] = field(default_factory=list)
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class UpdateQueueRequest:
    """
    Replaces the settings of a queue.

    Attributes:
        name: Name of the queue. Allowed: length 1 to 128.
        queue_id_upper: Id of the queue, in the spelling of some official clients. The id in the path takes
            precedence.
        queue_id: Id of the queue. The id in the path takes precedence.
        state: Active or Paused.
        notify_config: Callback settings of the queue.
    """

    name: str
    queue_id_upper: str | None = None
    queue_id: str | None = None
    state: QueueState | str
    notify_config: NotifyConfig

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class UpdateQueueResponse:
    """
    The queue with its new settings.

    Attributes:
        request_id: The service's identifier of the request.
        queue: The queue.
        unknown: Nodes that the schema does not know, in their own order.
    """

    request_id: str | None = None
    queue: QueueDetail | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields

# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the types in queues.xsd."""

from __future__ import annotations

from typing import Final

from cosanim.schema import ComplexType, Element, Rule, SimpleType, ValueAdvice

from .common import IDENTIFIER, IDENTIFIERS, PAGE_NUMBER, PAGE_SIZE, REPLY_INTEGER, XS_STRING
from .jobs import CALL_BACK_FORMAT, CALL_BACK_TYPE, MQ_MODE, MQ_NAME, MQ_REGION

LISTED_QUEUE_STATE: Final = SimpleType(name="ListedQueueState", kinds=("str",), enumeration=("All", "Active", "Paused"))

NOTIFY_EVENTS: Final = SimpleType(
    name="NotifyEvents",
    kinds=("str",),
    min_length=1,
    advice=(
        ValueAdvice(
            id="unknown-event",
            test="documented-events",
            message="{found} is no documented event: write TaskFinish, WorkflowFinish or both with a comma",
        ),
    ),
)

NOTIFY_URL: Final = SimpleType(
    name="NotifyUrl",
    kinds=("str",),
    min_length=1,
    advice=(
        ValueAdvice(
            id="callback-address",
            test="web-address",
            message="is no http or https address, and no page says that anything else is called: check it",
        ),
        ValueAdvice(
            id="private-callback",
            test="public-host",
            message="{found} is a private or loopback host, which the service does not call: give a public one",
        ),
    ),
)

QUEUE_CATEGORY: Final = SimpleType(
    name="QueueCategory", kinds=("str",), enumeration=("CateAll", "Transcoding", "SpeedTranscoding")
)

QUEUE_NAME: Final = SimpleType(name="QueueName", kinds=("str",), min_length=1, max_length=128)

QUEUE_STATE: Final = SimpleType(name="QueueState", kinds=("str",), enumeration=("Active", "Paused"))

REPLY_QUEUE_STATE: Final = SimpleType(name="ReplyQueueState", kinds=("str",))

SWITCH: Final = SimpleType(name="Switch", kinds=("str",), enumeration=("On", "Off"))

COMPLEX_TYPES: Final[dict[str, ComplexType]] = {
    "ListQueuesQuery": ComplexType(
        name="ListQueuesQuery",
        elements=(
            Element("queueIds", "queue_ids", IDENTIFIERS),
            Element("state", "state", LISTED_QUEUE_STATE),
            Element("category", "category", QUEUE_CATEGORY),
            Element("pageNumber", "page_number", PAGE_NUMBER),
            Element("pageSize", "page_size", PAGE_SIZE),
        ),
        root="ListQueuesQuery",
    ),
    "UpdateQueueRequest": ComplexType(
        name="UpdateQueueRequest",
        elements=(
            Element("Name", "name", QUEUE_NAME, required=True),
            Element("QueueID", "queue_id_upper", IDENTIFIER),
            Element("QueueId", "queue_id", IDENTIFIER),
            Element("State", "state", QUEUE_STATE, required=True),
            Element("NotifyConfig", "notify_config", "queues.NotifyConfig", required=True),
        ),
        root="Request",
    ),
    "NotifyConfig": ComplexType(
        name="NotifyConfig",
        elements=(
            Element("State", "state", SWITCH),
            Element("Url", "url", NOTIFY_URL),
            Element("Type", "type", CALL_BACK_TYPE),
            Element("Event", "event", NOTIFY_EVENTS),
            Element("ResultFormat", "result_format", CALL_BACK_FORMAT),
            Element("MqMode", "mq_mode", MQ_MODE),
            Element("MqRegion", "mq_region", MQ_REGION),
            Element("MqName", "mq_name", MQ_NAME),
        ),
        root="NotifyConfig",
        rules=(
            Rule(
                id="notify-event",
                severity="error",
                test="not(State = 'On') or Event",
                message="Callbacks that are on need Event: TaskFinish, WorkflowFinish or both.",
            ),
            Rule(
                id="notify-type",
                severity="error",
                test="not(State = 'On') or Type",
                message="Callbacks that are on need Type: Url or TDMQ.",
            ),
            Rule(
                id="notify-url",
                severity="error",
                test="not(State = 'On' and Type = 'Url') or Url",
                message="Callbacks of the type Url need Url: give the address.",
            ),
            Rule(
                id="notify-message-queue",
                severity="error",
                test="not(State = 'On' and Type = 'TDMQ') or (MqMode and MqRegion and MqName)",
                message="Callbacks of the type TDMQ need MqMode, MqRegion and MqName: name the message queue.",
            ),
        ),
    ),
    "NotifyConfigDetail": ComplexType(
        name="NotifyConfigDetail",
        elements=(
            Element("State", "state", XS_STRING),
            Element("Url", "url", XS_STRING),
            Element("Type", "type", XS_STRING),
            Element("Event", "event", XS_STRING),
            Element("ResultFormat", "result_format", XS_STRING),
            Element("MqMode", "mq_mode", XS_STRING),
            Element("MqRegion", "mq_region", XS_STRING),
            Element("MqName", "mq_name", XS_STRING),
        ),
        root="NotifyConfigDetail",
        open=True,
    ),
    "QueueDetail": ComplexType(
        name="QueueDetail",
        elements=(
            Element("QueueId", "queue_id", XS_STRING, spellings=("QueueID",)),
            Element("Name", "name", XS_STRING),
            Element("State", "state", REPLY_QUEUE_STATE),
            Element("NotifyConfig", "notify_config", "queues.NotifyConfigDetail"),
            Element("MaxSize", "max_size", REPLY_INTEGER),
            Element("MaxConcurrent", "max_concurrent", REPLY_INTEGER),
            Element("Category", "category", XS_STRING),
            Element("UpdateTime", "update_time", XS_STRING),
            Element("CreateTime", "create_time", XS_STRING),
        ),
        root="QueueDetail",
        open=True,
    ),
    "ListQueuesResponse": ComplexType(
        name="ListQueuesResponse",
        elements=(
            Element("RequestId", "request_id", XS_STRING),
            Element("TotalCount", "total_count", REPLY_INTEGER),
            Element("PageNumber", "page_number", REPLY_INTEGER),
            Element("PageSize", "page_size", REPLY_INTEGER),
            Element("QueueList", "queue_list", "queues.QueueDetail", array=True),
            Element("NonExistPIDs", "non_exist_pids", XS_STRING, array=True, nested=("QueueID", "QueueId")),
        ),
        root="Response",
        open=True,
    ),
    "UpdateQueueResponse": ComplexType(
        name="UpdateQueueResponse",
        elements=(
            Element("RequestId", "request_id", XS_STRING),
            Element("Queue", "queue", "queues.QueueDetail"),
        ),
        root="Response",
        open=True,
    ),
}

"""Messages for tests of validation, and helpers that list their violations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from cosanim.models import (
    Animation,
    BatchInput,
    BatchOperation,
    BatchOutput,
    Container,
    Input,
    JobParam,
    NotifyConfig,
    Operation,
    Output,
    SubmitBatchRequest,
    SubmitJobRequest,
    TimeInterval,
    UpdateQueueRequest,
    Video,
)
from cosanim.xml.codec import encode
from cosanim.xml.validation import errors_of, validate
from tests.facet_cases import minimal_object
from tests.strategies import (
    REQUESTS,
    TYPE_PATHS,
    children_of,
    field_of,
    root_of,
    xmlschema_errors,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def request(**changes: Any) -> SubmitJobRequest:
    operation = {
        "template_id": "t1",
        "output": Output(region="ap-chongqing", bucket="test-1250000000", object_key="output/out.${ext}"),
    }
    operation.update(changes.pop("operation", {}))
    return SubmitJobRequest(
        tag="Animation", input=Input(object_key="input/demo.mp4"), operation=Operation(**operation), **changes
    )


def list_violations(document: object, **arguments: Any) -> list[tuple[str, str, str]]:
    return [(v.path, v.rule, v.severity) for v in validate(document, **arguments)]


def errors(document: object, **arguments: Any) -> list[tuple[str, str]]:
    return [(v.path, v.rule) for v in errors_of(validate(document, **arguments))]


def in_message(type_name: str, document: Any) -> tuple[Any, str]:
    """Return a message that contains an object of a closed type and is otherwise valid, and the path of the object."""
    root, *steps = TYPE_PATHS[type_name]
    message = parent = document if not steps else minimal_object(root)
    for parent_type, step, last in _steps(root, steps):
        child = document if last else minimal_object(type_of(parent_type, step))
        setattr(parent, field_of(parent_type, step), child)
        parent = child
    return message, ".".join((root_of(root), *steps))


def _steps(type_name: str, steps: list[str]) -> Iterator[tuple[str, str, bool]]:
    for index, step in enumerate(steps):
        yield type_name, step, index == len(steps) - 1
        type_name = type_of(type_name, step)


def type_of(type_name: str, child: str) -> str:
    return next(node.type.name for node in children_of(type_name) if node.name == child)


def errors_of_bytes(message: Any) -> list[tuple[str, str]]:
    """Return the errors of a message's bytes; query parameters have none."""
    type_name = type(message).__name__
    return errors(encode(message), api=REQUESTS[type_name]) if type_name in REQUESTS else errors(message)


def xmlschema_errors_of(message: Any) -> list[Any]:
    return xmlschema_errors(etree.fromstring(encode(message)), type(message).__name__)


def template(cls: type[Any], **changes: Any) -> Any:
    video = {"codec": "gif", **changes.pop("video", {})}
    return cls(
        tag="Animation",
        name="n",
        container=Container(format=changes.pop("format", "gif")),
        video=Video(**video),
        time_interval=TimeInterval(duration=changes.pop("duration", 5), start=0),
    )


def queue(**config: Any) -> UpdateQueueRequest:
    return UpdateQueueRequest(name="q", state="Active", notify_config=NotifyConfig(**config))


URL_NOTIFICATION: Final = {"state": "On", "url": "http://example.com", "type": "Url", "event": "TaskFinish"}
QUEUE_NOTIFICATION: Final = {
    **URL_NOTIFICATION,
    "type": "TDMQ",
    "url": None,
    "mq_mode": "Queue",
    "mq_region": "sh",
    "mq_name": "t",
}


def batch(source: BatchInput | None = None, param: JobParam | None = None, **operation: Any) -> SubmitBatchRequest:
    output = BatchOutput(region="ap-chongqing", bucket="test-1250000000", object_key="o/${InventoryTriggerJobId}.gif")
    return SubmitBatchRequest(
        name="b",
        type="Job",
        input=source or BatchInput(prefix="input/"),
        operation=BatchOperation(
            tag="Animation", output=output, job_param=param or JobParam(template_id="t1"), queue_id="p1", **operation
        ),
    )


def animated(**changes: Any) -> SubmitJobRequest:
    video = {"codec": "gif", **changes.pop("video", {})}
    container = changes.pop("format", "gif")
    interval = changes.pop("interval", TimeInterval(duration=5))
    animation = Animation(container=Container(format=container), video=Video(**video), time_interval=interval)
    return request(operation={"template_id": changes.pop("template_id", None), "animation": animation})

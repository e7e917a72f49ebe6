"""Inputs of the codec: values that violate one constraint of the schema, values on its boundary, and odd values."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xmlschema.validators import XsdUnion

from cosanim import models
from cosanim.xml.codec import encode
from tests.facet_cases import facet_cases, minimal_object, sample, value_of
from tests.strategies import (
    API_SCHEMAS,
    CLOSED_TYPES,
    COMPLEX,
    REQUESTS,
    ROOT_TYPES,
    XS,
    children_of,
    class_of,
    field_of,
    is_open,
    root_of,
)
from tests.tools.generator.mutants.codec_calls import CodecInput, codec_input
from tests.tools.generator.mutants.odd_values import ODD_DOCUMENTS, ODD_TEXTS, ODD_VALUES
from tests.xml.messages import URL_NOTIFICATION, in_message, queue, request
from tests.xml.test_constraints import ADVICE, RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMBERS: Final = {"integer": 5, "decimal": Decimal("1.5"), "boolean": True, "string": "a text"}
HOSTS: Final = (
    *("localhost", "a", "a.", "10.0.0.1", "8.8.8.8", "0x7f.1", "2130706433", "[::1]", "224.0.0.1", "example.com"),
    *("a.local", "a.internal", "LOCALHOST", "ｌocalhost", "a。local", "a.%6cocal", "", "[", "1.2.3.4.5"),
)


def codec_inputs() -> Iterator[CodecInput]:
    """Yield all inputs."""
    for rule, (broken, boundary, _) in {**RULES, **ADVICE}.items():
        yield codec_input(f"{rule} broken", broken, REQUESTS[type(broken).__name__])
        yield codec_input(f"{rule} on its boundary", boundary, REQUESTS[type(boundary).__name__])
    yield from _facets()
    for type_name in COMPLEX:
        yield from _filled_and_minimal(type_name)
    yield from _absent_and_odd()
    yield from _odd_objects()
    yield from _callbacks()
    yield from _odd_documents()
    for (api, root), type_name in ROOT_TYPES.items():
        yield codec_input(f"{root} of {api}", _filled(type_name), api)
    for api in API_SCHEMAS:
        yield codec_input(f"a wrong root for {api}", (b"<Wrong/>", models.Input), api)


def _facets() -> Iterator[CodecInput]:
    for case in facet_cases():
        child = next(child for child in children_of(case.type_name) if child.name == case.child)
        texts = [case.invalid, case.boundary]
        if case.facet == "pattern":  # text before or after a match violates the pattern
            right = (case.boundary, sample(child.type))
            texts += [wrong for text in right for wrong in (f"\u00e9{text}", f"{text}\u00e9", f"{text}\na")]
        for text in texts:
            for value in dict.fromkeys((text, value_of(child.type, text))):
                yield from _with_field(str(case), case.type_name, child, value)


def _absent_and_odd() -> Iterator[CodecInput]:
    for type_name in CLOSED_TYPES:
        for child in children_of(type_name):
            for value in (None, "", 10**200) if child.type.is_simple() else (None,):
                yield from _with_field(f"{type_name}.{child.name} is {str(value)[:8]!r}", type_name, child, value)


def _with_field(what: str, type_name: str, child: Any, value: object) -> Iterator[CodecInput]:
    document = minimal_object(type_name)
    is_array = child.max_occurs != 1
    members = [] if value is None else [value]
    setattr(document, field_of(type_name, child.name), members if is_array else value)
    yield codec_input(what, copy.deepcopy(document))
    message, _ = in_message(type_name, document)
    yield codec_input(f"{what} in a message", message, REQUESTS.get(type(message).__name__, ""))


def _filled_and_minimal(type_name: str) -> Iterator[CodecInput]:
    """Yield objects of a type with the required children only, with all children, and with an unknown node."""
    yield codec_input(f"{type_name} with required children only", minimal_object(type_name))
    filled = _filled(type_name, members=2)
    yield codec_input(f"{type_name} with all children", filled)
    yield codec_input(f"{type_name} with one of each child", _filled(type_name, members=1))
    inside = encode(filled).partition(b">")[2]
    root = root_of(type_name).encode()
    document = b"<%b><New>1</New>%b" % (root, inside)
    yield codec_input(f"{type_name} in XML with an unknown node", (document, class_of(type_name)))
    if is_open(type_name):
        yield codec_input(
            f"{type_name} with an unknown node", class_of(type_name)(unknown=[models.UnknownNode(name="New")])
        )


def _filled(type_name: str, *, members: int = 1) -> Any:
    """Return an object of a type with every child."""
    document = minimal_object(type_name)
    for child in children_of(type_name):
        value = _value(child.type) if child.type.is_simple() else minimal_object(child.type.name)
        setattr(document, field_of(type_name, child.name), value if child.max_occurs == 1 else [value] * members)
    return document


def _value(type_: Any) -> Any:
    if not isinstance(type_, XsdUnion):
        return value_of(type_, sample(type_))
    first = type_.member_types[0]
    name = (first.name or "").removeprefix(XS)
    return _MEMBERS[name] if name in _MEMBERS else _value(first)


def _odd_objects() -> Iterator[CodecInput]:
    for index, value in enumerate(ODD_VALUES):
        for field in ("codec", "width", "fps", "animate_only_keep_key_frame", "unknown"):
            yield codec_input(f"odd value {index} as {field}", models.VideoDetail(**{field: value}))
        yield codec_input(f"odd value {index} in a request", request(operation={"user_data": value}), "submit_job")
        interval = models.TimeInterval(start=value)  # type: ignore[arg-type]
        yield codec_input(f"odd value {index} as seconds", interval)
    for name in ("jobs_detail", "non_exist_job_ids"):
        job, video = models.JobDetail(job_id="j1"), models.Video(codec="gif")
        for value in (None, (), [], [job], (models.JobDetail(),), [video], ["a", "b"], [job, job]):
            yield codec_input(
                f"{name} is {value!r}"[:60], models.DescribeJobsResponse(**{name: value}), "describe_jobs"
            )
    yield codec_input("a list of one in JSON", models.InputDetail(cos_headers=[models.CosHeader(key="a")]))
    for value in (models.VideoDetail(), models.Animation(), [], "x"):
        yield codec_input(f"animation is {type(value).__name__}", models.OperationDetail(animation=value))  # type: ignore[arg-type]
    for host in HOSTS:
        yield codec_input(f"callback to {host}", request(callback=f"http://{host}/"), "submit_job")
        callback = queue(**{**URL_NOTIFICATION, "url": f"http://{host}/"})
        yield codec_input(f"queue to {host}", callback, "update_queue")


def _callbacks() -> Iterator[CodecInput]:
    for address in ("ftp://example.com/", "https://example.com/", "HTTP://a.b", "http:///", "a.b"):
        for event in ("TaskFinish", "WorkflowFinish,TaskFinish", "JobFinish", "TaskFinish,", ""):
            yield codec_input(
                f"{event} to {address}", queue(**{**URL_NOTIFICATION, "url": address, "event": event}), "update_queue"
            )


def _other_names() -> Iterator[CodecInput]:
    """Yield a reply for each other name of a node, and for each name that may enclose the texts of a node."""
    for type_name in COMPLEX:
        root = root_of(type_name)
        for child in children_of(type_name):
            for info in child.annotation.appinfo if child.annotation is not None else ():
                for name in (info.text or "").split():
                    inner = f"<{name}>p1</{name}>"
                    if info.get("source") == "cosanim:nested":
                        inner = f"<{child.name}>{inner}{inner}</{child.name}>"
                    document = f"<{root}>{inner}</{root}>".encode()
                    api = next((api for (api, _), one in ROOT_TYPES.items() if one == type_name), "")
                    yield codec_input(f"{type_name}: {inner}", (document, class_of(type_name)), api)


def _odd_documents() -> Iterator[CodecInput]:
    for what, written in ODD_DOCUMENTS.items():
        yield codec_input(what, (written, models.VideoDetail))
        # The same content in a whole reply, which has an API, and in a request, which is closed.
        reply = (
            written.replace(b"VideoDetail", b"Response").replace(b"Width", b"NextToken").replace(b"Codec", b"NextToken")
        )
        yield codec_input(f"{what} in a reply", (reply, models.ListJobsResponse), "list_jobs")
        body = written.replace(b"VideoDetail", b"Request").replace(b"Width", b"Tag").replace(b"Codec", b"Tag")
        yield codec_input(f"{what} in a request", (body, models.SubmitJobRequest), "submit_job")
    for children in (
        "<Input/><Input/>",
        "<State/><State>a</State>",
        "<Input><Object>a</Object></Input>x",
        "<State>a<b/></State>",
    ):
        yield codec_input(children, (f"<JobDetail>{children}</JobDetail>".encode(), models.JobDetail))
    for job in (
        b"<JobId/>",
        b"<JobId>a</JobId>x<JobId/>",
        b"<New/>y",
        b"<Input x='y'/>",
        b"<Input>z<Object>a</Object></Input>",
    ):
        reply = b"<Response><JobsDetail/><JobsDetail>%b</JobsDetail></Response>" % job
        yield codec_input(job.decode(), (reply, models.DescribeJobsResponse), "describe_jobs")
    for spelled in (
        b"<QueueID>p1</QueueID>",
        b"<QueueID>p1</QueueID><QueueId>p2</QueueId>",
        b"<QueueID><A/></QueueID>",
    ):
        yield codec_input(str(spelled), (b"<JobDetail>%b</JobDetail>" % spelled, models.JobDetail))
        reply = b"<Response><JobsDetail>%b</JobsDetail></Response>" % spelled
        yield codec_input(f"{spelled!r} in a reply", (reply, models.DescribeJobsResponse), "describe_jobs")
    yield from _other_names()
    for child in ("Codec", "Width", "Fps", "AnimateOnlyKeepKeyFrame"):
        for text in ODD_TEXTS:
            element = f"<{child}>{text.replace('&', '&amp;').replace('<', '&lt;')}</{child}>"
            document = f"<VideoDetail>{element}</VideoDetail>".encode()
            yield codec_input(f"{child} {text[:20]!r}", (document, models.VideoDetail))
            animation = f"<Animation><Video>{element}</Video></Animation>"
            body = f"<Request><Operation>{animation}</Operation></Request>".encode()
            yield codec_input(f"{child} {text[:20]!r} in a request", (body, models.SubmitJobRequest), "submit_job")

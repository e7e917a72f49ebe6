"""Every constraint and advice of the XSD: violated alone, and on its boundary."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pytest
from lxml import etree

from cosanim.models import (
    Animation,
    BatchInput,
    CallBackMqConfig,
    CreateTemplateRequest,
    JobParam,
    TimeInterval,
    UpdateTemplateRequest,
    Video,
)
from cosanim.xml.codec import encode
from tests.facet_cases import FacetCase, facet_cases, minimal_object, sample, value_of
from tests.strategies import (
    CLOSED_TYPES,
    QUERIES,
    REPAIRS,
    REQUESTS,
    SPEC,
    XS,
    children_of,
    field_of,
    repair,
    xmlschema_errors,
)
from tests.xml.messages import (
    QUEUE_NOTIFICATION,
    URL_NOTIFICATION,
    animated,
    batch,
    errors,
    errors_of_bytes,
    in_message,
    list_violations,
    queue,
    request,
    template,
    xmlschema_errors_of,
)


@pytest.mark.parametrize("type_name", CLOSED_TYPES)
def test_a_minimal_object_of_a_closed_type_is_valid_in_a_message(type_name: str) -> None:
    full, _ = in_message(type_name, minimal_object(type_name))
    assert errors(full) == errors_of_bytes(full) == xmlschema_errors_of(full) == []


@pytest.mark.parametrize("case", list(facet_cases()), ids=str)
def test_a_broken_facet_is_refused_and_its_boundary_is_accepted(case: FacetCase) -> None:
    child = next(child for child in children_of(case.type_name) if child.name == case.child)
    for text, expected in ((case.invalid, [case.rule]), (case.boundary, [])):
        document = minimal_object(case.type_name)
        field = field_of(case.type_name, case.child)
        setattr(document, field, text)
        if case.child == "CallBackType" and text == "TDMQ":
            document.callback_mq_config = minimal_object("CallBackMqConfig")
        full, path = in_message(case.type_name, document)
        expected_errors = [(f"{path}.{case.child}", rule) for rule in expected]
        assert errors(full) == expected_errors
        # A blank optional element of a document counts as absent.
        assert errors_of_bytes(full) == expected_errors or not (text or child.min_occurs)
        assert bool(xmlschema_errors_of(full)) == bool(expected_errors)
        # The Python value of the text has the same errors.
        setattr(document, field, value_of(child.type, text))
        assert errors(full) == expected_errors


@pytest.mark.parametrize(
    ("type_name", "child"),
    [(name, child.name) for name in CLOSED_TYPES for child in children_of(name) if child.min_occurs],
)
def test_a_missing_required_node_is_refused_by_validate_and_xmlschema(type_name: str, child: str) -> None:
    document = minimal_object(type_name)
    setattr(document, field_of(type_name, child), None)
    full, path = in_message(type_name, document)
    assert errors(full) == errors_of_bytes(full) == [(f"{path}.{child}", "required")]
    assert xmlschema_errors_of(full)


@pytest.mark.parametrize(
    ("type_name", "child"),
    [(name, child.name) for name in CLOSED_TYPES if name not in QUERIES for child in children_of(name)],
)
def test_a_repeated_node_is_refused_by_validate_and_xmlschema(type_name: str, child: str) -> None:
    document = minimal_object(type_name)
    element = next(element for element in children_of(type_name) if element.name == child)
    is_simple = element.type.is_simple()
    value = value_of(element.type, sample(element.type)) if is_simple else minimal_object(element.type.name)
    setattr(document, field_of(type_name, child), value)
    full, path = in_message(type_name, repair(type_name, document))
    api = REQUESTS[type(full).__name__]
    tree = etree.fromstring(encode(full))
    assert errors(etree.tostring(tree), api=api) == []
    steps = [*path.split(".")[1:], child]
    doubled = tree.find("/".join(steps))
    doubled.getparent().append(etree.fromstring(etree.tostring(doubled)))
    assert errors(etree.tostring(tree), api=api) == [(f"{path}.{child}", "repeated")]
    assert xmlschema_errors(tree, type(full).__name__)


@pytest.mark.parametrize("type_name", QUERIES)
def test_a_query_accepts_only_its_own_parameters(type_name: str) -> None:
    full = minimal_object(type_name)
    assert errors(full) == xmlschema_errors_of(full) == []
    tree = etree.fromstring(encode(full))
    etree.SubElement(tree, "New")
    assert xmlschema_errors(tree, type_name)
    with pytest.raises(TypeError):
        type(full)(new="1")


RULES: Final[dict[str, tuple[Any, Any, str]]] = {
    "interval-below-duration": (
        request(
            operation={
                "animation": Animation(
                    video=Video(codec="gif", animate_time_interval_of_frame=5), time_interval=TimeInterval(duration=5)
                )
            }
        ),
        request(
            operation={
                "animation": Animation(
                    video=Video(codec="gif", animate_time_interval_of_frame=Decimal("4.999")),
                    time_interval=TimeInterval(duration=5),
                )
            }
        ),
        "Request.Operation.Animation",
    ),
    "template-or-animation": (
        request(operation={"template_id": None}),
        request(operation={"template_id": None, "animation": Animation()}),
        "Request.Operation",
    ),
    "callback-mq-config": (
        request(callback_type="TDMQ"),
        request(
            callback_type="TDMQ",
            callback_mq_config=CallBackMqConfig(mq_region="sh", mq_mode="Queue", mq_name="t"),
        ),
        "Request",
    ),
    "create-template-interval-below-duration": (
        template(CreateTemplateRequest, video={"animate_time_interval_of_frame": 5}),
        template(CreateTemplateRequest, video={"animate_time_interval_of_frame": Decimal("4.999")}),
        "Request",
    ),
    "update-template-interval-below-duration": (
        template(UpdateTemplateRequest, video={"animate_time_interval_of_frame": 5}),
        template(UpdateTemplateRequest, video={"animate_time_interval_of_frame": Decimal("4.999")}),
        "Request",
    ),
    "notify-event": (queue(**{**URL_NOTIFICATION, "event": None}), queue(**URL_NOTIFICATION), "Request.NotifyConfig"),
    "notify-type": (queue(**{**URL_NOTIFICATION, "type": None}), queue(state="Off"), "Request.NotifyConfig"),
    "notify-url": (queue(**{**URL_NOTIFICATION, "url": None}), queue(**URL_NOTIFICATION), "Request.NotifyConfig"),
    "notify-message-queue": (
        queue(**{**QUEUE_NOTIFICATION, "mq_name": None}),
        queue(**QUEUE_NOTIFICATION),
        "Request.NotifyConfig",
    ),
    "batch-input": (batch(BatchInput()), batch(BatchInput(object_key="a.mp4")), "Request.Input"),
    "batch-template-or-animation": (
        batch(param=JobParam()),
        batch(param=JobParam(animation=Animation())),
        "Request.Operation.JobParam",
    ),
    "batch-callback-mq-config": (
        batch(callback_type="TDMQ"),
        batch(callback_type="TDMQ", callback_mq_config=CallBackMqConfig(mq_region="sh", mq_mode="Queue", mq_name="t")),
        "Request.Operation",
    ),
}
"""Maps each assert to a request that violates only it, a valid request on its boundary, and the path."""


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_assert_is_refused_and_its_boundary_is_accepted(rule: str) -> None:
    broken, boundary, path = RULES[rule]
    assert errors(broken) == errors_of_bytes(broken) == [(path, rule)]
    assert len(xmlschema_errors_of(broken)) == 1
    assert errors(boundary) == errors_of_bytes(boundary) == xmlschema_errors_of(boundary) == []


@pytest.mark.parametrize("missing", ["mq_mode", "mq_region", "mq_name"])
def test_a_message_queue_is_named_in_full(missing: str) -> None:
    assert errors(queue(**{**QUEUE_NOTIFICATION, missing: None})) == [("Request.NotifyConfig", "notify-message-queue")]


@pytest.mark.parametrize("source", ["manifest", "url_file", "prefix", "object_key"])
def test_a_batch_takes_each_kind_of_input(source: str) -> None:
    assert errors(batch(BatchInput(**{source: "a"}))) == []


def test_every_assert_of_the_schemas_has_its_case() -> None:
    assert set(RULES) == set(REPAIRS)


def template_advice(prefix: str, cls: type[Any]) -> dict[str, tuple[Any, Any, str]]:
    """Return the cases for advice on templates."""
    return {
        f"{prefix}-template-quality-without-webp": (
            template(cls, video={"quality": 75}),
            template(cls, format="webp", video={"codec": "webp", "quality": 75}),
            "Request",
        ),
        f"{prefix}-template-codec-not-of-format": (
            template(cls, format="webp"),
            template(cls, format="webp", video={"codec": "webp"}),
            "Request",
        ),
        f"{prefix}-template-no-duration": (template(cls, duration=None), template(cls, duration=1), "Request"),
    }


ADVICE: Final[dict[str, tuple[Any, Any, str]]] = {
    "quality-without-webp": (
        animated(format="hgif", video={"quality": 75}),
        animated(format="webp", video={"codec": "webp", "quality": 75}),
        "Request.Operation.Animation",
    ),
    "codec-not-of-format": (
        animated(format="gif", video={"codec": "webp"}),
        animated(format="hgif", video={"codec": "gif"}),
        "Request.Operation.Animation",
    ),
    "no-duration": (
        animated(interval=TimeInterval(start=1)),
        animated(interval=TimeInterval(duration=1)),
        "Request.Operation.Animation",
    ),
    "zero-duration": (
        animated(interval=TimeInterval(start=1, duration=0)),
        animated(interval=TimeInterval(start=0, duration=Decimal("0.001"))),
        "Request.Operation.Animation.TimeInterval",
    ),
    "keyframes-false-alone": (
        animated(video={"animate_only_keep_key_frame": False}),
        animated(video={"animate_only_keep_key_frame": False, "animate_frames_per_second": 2}),
        "Request.Operation.Animation.Video",
    ),
    "fps-with-sampling": (
        animated(video={"fps": 10, "animate_only_keep_key_frame": True}),
        animated(video={"animate_only_keep_key_frame": True}),
        "Request.Operation.Animation.Video",
    ),
    "template-wins": (animated(template_id="t1"), animated(), "Request.Operation"),
    "batch-template-wins": (
        batch(param=JobParam(template_id="t1", animation=animated().operation.animation)),
        batch(param=JobParam(animation=animated().operation.animation)),
        "Request.Operation.JobParam",
    ),
    **template_advice("create", CreateTemplateRequest),
    **template_advice("update", UpdateTemplateRequest),
}
"""Maps each advice to a request with only this warning, a request on its boundary without it, and the path."""


@pytest.mark.parametrize("rule", ADVICE)
def test_advice_is_a_warning_and_not_an_error(rule: str) -> None:
    advised, boundary, path = ADVICE[rule]
    api = REQUESTS[type(advised).__name__]
    assert list_violations(advised) == list_violations(encode(advised), api=api) == [(path, rule, "warning")]
    assert list_violations(boundary) == list_violations(encode(boundary), api=api) == []
    assert xmlschema_errors_of(advised) == []


def test_every_advice_of_the_schemas_has_its_case() -> None:
    complex_types = [one for path in SPEC.rglob("*.xsd") for one in etree.parse(path).iter(f"{XS}complexType")]
    assert {rule.get("id") for one in complex_types for rule in one.iter("rule")} == set(ADVICE)


@pytest.mark.parametrize(
    "video",
    [
        {"fps": 10, "animate_frames_per_second": 2},
        {"fps": 10, "animate_time_interval_of_frame": 2},
        {"fps": 10, "animate_only_keep_key_frame": "true"},
    ],
)
def test_fps_beside_each_other_sampling_field_gets_a_warning(video: dict[str, Any]) -> None:
    assert list_violations(animated(video=video)) == [
        ("Request.Operation.Animation.Video", "fps-with-sampling", "warning")
    ]


OUTRANKED: Final = [
    ({"animate_frames_per_second": 2}, True),
    ({"animate_only_keep_key_frame": True}, True),
    ({"animate_only_keep_key_frame": False, "animate_frames_per_second": 2}, True),
    ({"animate_only_keep_key_frame": False}, False),
    ({"fps": 10}, False),
]


@pytest.mark.parametrize(("video", "is_outranked"), OUTRANKED)
def test_an_interval_that_another_sampling_element_overrides_may_have_any_length(
    video: dict[str, Any], *, is_outranked: bool
) -> None:
    documents = [
        animated(video={**video, "animate_time_interval_of_frame": 5}),
        template(CreateTemplateRequest, video={**video, "animate_time_interval_of_frame": 5}),
        template(UpdateTemplateRequest, video={**video, "animate_time_interval_of_frame": 5}),
    ]
    for document in documents:
        data = encode(document)
        padded = data.replace(b">true<", b"> true\n<").replace(b">false<", b">\tfalse <")
        api = REQUESTS[type(document).__name__]
        for found_errors in (errors(document), errors(data, api=api), errors(padded, api=api)):
            assert [
                rule.removeprefix("create-template-").removeprefix("update-template-") for _, rule in found_errors
            ] == ([] if is_outranked else ["interval-below-duration"])
        assert (xmlschema_errors_of(document) == []) == is_outranked
        assert (xmlschema_errors(etree.fromstring(padded), type(document).__name__) == []) == is_outranked


def test_white_space_around_a_boolean_does_not_change_the_warnings() -> None:
    data = encode(animated(video={"animate_only_keep_key_frame": False})).replace(b">false<", b"> false\n<")
    assert list_violations(data) == [("Request.Operation.Animation.Video", "keyframes-false-alone", "warning")]

"""Violations: what each rule catches, where it says so, and that xmlschema's verdict is the same."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cosanim.codec import decode, encode
from cosanim.errors import DecodeError
from cosanim.models import (
    Animation,
    CallBackMqConfig,
    Container,
    ErrorResponse,
    Input,
    JobDetail,
    Operation,
    Output,
    SubmitJobRequest,
    SubmitJobResponse,
    TimeInterval,
    UnknownNode,
    Video,
    VideoDetail,
)
from cosanim.validation import errors_of, validate
from tests.strategies import (
    API_SCHEMAS,
    CLOSED_TYPES,
    COMPLEX,
    REPAIRS,
    SPEC,
    Breaker,
    breakers,
    children_of,
    field_of,
    judge,
    objects,
    sample,
    smallest,
    value_of,
)

FIXTURES: Final = Path(__file__).resolve().parent.parent / "fixtures"


def request(**changes: Any) -> SubmitJobRequest:
    operation = {
        "template_id": "t1",
        "output": Output(region="ap-chongqing", bucket="test-1250000000", object_key="output/out.${ext}"),
    }
    operation.update(changes.pop("operation", {}))
    return SubmitJobRequest(
        tag="Animation", input=Input(object_key="input/demo.mp4"), operation=Operation(**operation), **changes
    )


def found(document: object, **arguments: Any) -> list[tuple[str, str, str]]:
    return [(v.path, v.rule, v.severity) for v in validate(document, **arguments)]


def errors(document: object, **arguments: Any) -> list[tuple[str, str]]:
    return [(v.path, v.rule) for v in errors_of(validate(document, **arguments))]


# --- every single constraint of the XSD -----------------------------------------------------------------------------


def in_request(type_name: str, document: Any) -> tuple[SubmitJobRequest, str]:
    """Place an object of a closed type in a request that is valid but for it; return the object's path as well."""
    match type_name:
        case "SubmitJobRequest":
            return document, "Request"
        case "Input":
            full = request()
            full.input = document
            return full, "Request.Input"
        case "CallBackMqConfig":
            return request(callback_mq_config=document), "Request.CallBackMqConfig"
        case "Operation":
            full = request()
            full.operation = document
            return full, "Request.Operation"
        case "Output":
            return request(operation={"output": document}), "Request.Operation.Output"
        case "Animation":
            return request(operation={"animation": document}), "Request.Operation.Animation"
    field = field_of("Animation", type_name)
    animation = Animation(**{field: document})
    return request(operation={"animation": animation}), f"Request.Operation.Animation.{type_name}"


@pytest.mark.parametrize("type_name", CLOSED_TYPES)
def test_a_closed_type_in_a_request_is_valid_as_the_strategies_make_it(type_name: str) -> None:
    full, _ = in_request(type_name, smallest(type_name))
    assert errors(full) == errors(encode(full)) == []
    assert judge(etree.fromstring(encode(full)), "SubmitJobRequest") == []


@pytest.mark.parametrize("breaker", list(breakers()), ids=str)
def test_a_broken_facet_is_refused_by_both_judges_and_its_border_by_none(breaker: Breaker) -> None:
    child = next(child for child in children_of(breaker.type_name) if child.name == breaker.child)
    for text, expected in ((breaker.broken, [breaker.rule]), (breaker.boundary, [])):
        document = smallest(breaker.type_name)
        field = field_of(breaker.type_name, breaker.child)
        setattr(document, field, text)
        full, path = in_request(breaker.type_name, document)
        if breaker.child == "CallBackType" and text == "TDMQ":
            full.callback_mq_config = smallest("CallBackMqConfig")
        wanted = [(f"{path}.{breaker.child}", rule) for rule in expected]
        data = encode(full)
        assert errors(full) == errors(data) == wanted
        assert bool(judge(etree.fromstring(data), "SubmitJobRequest")) == bool(wanted)
        # The same with the Python value that the text stands for.
        setattr(document, field, value_of(child.type, text))
        assert errors(full) == wanted


@pytest.mark.parametrize(
    ("type_name", "child"),
    [(name, child.name) for name in CLOSED_TYPES for child in children_of(name) if child.min_occurs],
)
def test_a_missing_required_node_is_refused_by_both_judges(type_name: str, child: str) -> None:
    document = smallest(type_name)
    setattr(document, field_of(type_name, child), None)
    full, path = in_request(type_name, document)
    assert errors(full) == errors(encode(full)) == [(f"{path}.{child}", "required")]
    assert judge(etree.fromstring(encode(full)), "SubmitJobRequest")


@pytest.mark.parametrize(
    ("type_name", "child"),
    [(name, child.name) for name in CLOSED_TYPES for child in children_of(name)],
)
def test_a_doubled_node_is_refused_by_both_judges(type_name: str, child: str) -> None:
    document = smallest(type_name)
    element = next(element for element in children_of(type_name) if element.name == child)
    leaf = element.type.is_simple()
    value = value_of(element.type, sample(element.type)) if leaf else smallest(element.type.name)
    setattr(document, field_of(type_name, child), value)
    full, path = in_request(type_name, document)
    tree = etree.fromstring(encode(full))
    assert errors(etree.tostring(tree)) == []
    steps = [*path.split(".")[1:], child]
    doubled = tree.find("/".join(steps))
    doubled.getparent().append(etree.fromstring(etree.tostring(doubled)))
    assert errors(etree.tostring(tree)) == [(f"{path}.{child}", "repeated")]
    assert judge(tree, "SubmitJobRequest")


RULES: Final[dict[str, tuple[SubmitJobRequest, SubmitJobRequest, str]]] = {
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
}
"""Assert to a request that breaks it alone, one that barely does not, and the path."""


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_assert_is_refused_by_both_judges_and_its_border_by_none(rule: str) -> None:
    broken, boundary, path = RULES[rule]
    assert errors(broken) == errors(encode(broken)) == [(path, rule)]
    assert len(judge(etree.fromstring(encode(broken)), "SubmitJobRequest")) == 1
    assert errors(boundary) == errors(encode(boundary)) == []
    assert judge(etree.fromstring(encode(boundary)), "SubmitJobRequest") == []


def test_every_assert_of_the_schemas_has_its_case() -> None:
    assert set(RULES) == set(REPAIRS)


def animated(**changes: Any) -> SubmitJobRequest:
    video = {"codec": "gif", **changes.pop("video", {})}
    container = changes.pop("format", "gif")
    interval = changes.pop("interval", TimeInterval(duration=5))
    animation = Animation(container=Container(format=container), video=Video(**video), time_interval=interval)
    return request(operation={"template_id": changes.pop("template_id", None), "animation": animation})


ADVICE: Final[dict[str, tuple[SubmitJobRequest, SubmitJobRequest, str]]] = {
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
        animated(interval=TimeInterval(duration=0)),
        "Request.Operation.Animation",
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
}
"""Advice to a request that calls for it alone, one that barely does not, and the path."""


@pytest.mark.parametrize("rule", ADVICE)
def test_advice_is_a_warning_and_no_error(rule: str) -> None:
    advised, boundary, path = ADVICE[rule]
    assert found(advised) == found(encode(advised)) == [(path, rule, "warning")]
    assert found(boundary) == found(encode(boundary)) == []
    assert judge(etree.fromstring(encode(advised)), "SubmitJobRequest") == []


def test_every_advice_of_the_schemas_has_its_case() -> None:
    assert {rule.get("id") for path in SPEC.rglob("*.xsd") for rule in etree.parse(path).iter("rule")} == set(ADVICE)


@pytest.mark.parametrize(
    "video",
    [
        {"fps": 10, "animate_frames_per_second": 2},
        {"fps": 10, "animate_time_interval_of_frame": 2},
        {"fps": 10, "animate_only_keep_key_frame": "true"},
    ],
)
def test_each_sampling_field_makes_fps_a_matter_of_advice(video: dict[str, Any]) -> None:
    assert found(animated(video=video)) == [("Request.Operation.Animation.Video", "fps-with-sampling", "warning")]


def test_a_truth_value_with_white_space_around_it_means_the_same_to_the_advice() -> None:
    data = encode(animated(video={"animate_only_keep_key_frame": False})).replace(b">false<", b"> false\n<")
    assert found(data) == [("Request.Operation.Animation.Video", "keyframes-false-alone", "warning")]


# --- documents and objects ------------------------------------------------------------------------------------------


def test_a_violation_says_where_what_and_which_value() -> None:
    data = encode(request(operation={"job_level": 7})).replace(b"<Operation>", b"\n\n<Operation>")
    (violation,) = validate(data)
    assert violation.path == "Request.Operation.JobLevel"
    assert violation.rule == "max"
    assert violation.value == "7"
    assert violation.severity == "error"
    assert violation.line == 3
    assert "2 or less" in violation.message
    (violation,) = validate(request(operation={"job_level": 7}))
    assert (violation.value, violation.line) == (7, None)


def test_all_violations_come_in_document_order() -> None:
    data = b"""<Request>
<Operation>
  <JobLevel>9</JobLevel>
  <Output><Object>a</Object><Bucket>B</Bucket><Region>ap-beijing</Region></Output>
  <Animation><Video><Width>1</Width><Codec>mp4</Codec></Video></Animation>
</Operation>
<Extra/>
<Tag>Gif</Tag>
</Request>"""
    assert [(v.line, v.path, v.rule) for v in errors_of(validate(data))] == [
        (1, "Request.Input", "required"),
        (3, "Request.Operation.JobLevel", "max"),
        (4, "Request.Operation.Output.Bucket", "pattern"),
        (5, "Request.Operation.Animation.Video.Width", "min"),
        (5, "Request.Operation.Animation.Video.Codec", "enumeration"),
        (7, "Request.Extra", "unknown"),
        (8, "Request.Tag", "enumeration"),
    ]


def test_a_doubled_node_keeps_the_first_ones_violations_on_the_first_ones_line() -> None:
    data = encode(request()).replace(b"<Tag>Animation</Tag>", b"\n<Tag>Gif</Tag>\n<Tag>Animation</Tag>")
    violations = [(v.line, v.path, v.rule) for v in validate(data)]
    assert violations == [(2, "Request.Tag", "enumeration"), (3, "Request.Tag", "repeated")]


def test_members_of_arrays_are_counted_from_zero() -> None:
    data = b"<Response><JobsDetail/><JobsDetail/><JobsDetail><State/><State>Running</State></JobsDetail></Response>"
    assert errors(data) == [("Response.JobsDetail[2].State", "repeated")]


def test_an_object_without_a_wire_root_goes_by_its_type() -> None:
    assert errors(Video(codec="mp4")) == [("Video.Codec", "enumeration")]
    assert errors(ErrorResponse(code="\0")) == [("Error.Code", "characters")]


@pytest.mark.parametrize(
    ("old", "new", "path", "rule"),
    [
        (b"<Tag>", b"<Extra>1</Extra><Tag>", "Request.Extra", "unknown"),
        (b"<Tag>", b"<tag/><Tag>", "Request.tag", "unknown"),
        (b"<Tag>", b'<Tag xmlns="urn:x"/><Tag>', "Request.{urn:x}Tag", "unknown"),
        (b"Animation</Tag>", b"Animation<b/></Tag>", "Request.Tag.b", "unknown"),
        (b"<Request>", b'<Request a="1">', "Request", "attribute"),
        (b"<Tag>", b'<Tag a="1">', "Request.Tag", "attribute"),
        (b"<Input>", b"<Input>text", "Request.Input", "text"),
        (b"</Input>", b"</Input>text", "Request", "text"),
        (b"</Input>", b"</Input><Input><Object>b</Object></Input>", "Request.Input", "repeated"),
        (b"<Object>input/demo.mp4</Object>", b"", "Request.Input.Object", "required"),
        (b"input/demo.mp4", b"", "Request.Input.Object", "length"),
    ],
)
def test_what_does_not_belong_into_a_request_is_refused_by_both_judges(
    old: bytes, new: bytes, path: str, rule: str
) -> None:
    data = encode(request()).replace(old, new, 1)
    assert errors(data) == [(path, rule)]
    assert judge(etree.fromstring(data), "SubmitJobRequest")


def test_a_no_break_space_between_nodes_is_text_although_xmlschema_takes_it_for_white_space() -> None:
    data = encode(request()).replace(b"</Input>", "</Input>\u00a0".encode())
    assert errors(data) == [("Request", "text")]
    assert judge(etree.fromstring(data), "SubmitJobRequest") == []


def test_xsi_attributes_are_violations_too_although_xml_schema_allows_them() -> None:
    namespace = b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    data = encode(request()).replace(b"<Request>", b"<Request " + namespace + b' xsi:noNamespaceSchemaLocation="a">')
    assert errors(data) == [("Request", "attribute")]


def test_comments_processing_instructions_and_cdata_are_no_violations() -> None:
    data = encode(request()).replace(b"Animation</Tag>", b"<![CDATA[Anim]]><!-- c -->at<?p i?>ion</Tag>")
    assert found(b"<?xml version='1.0'?><!-- c --><?p i?>\n" + data + b"<!-- c -->") == []


def test_a_wrong_root_is_the_only_violation() -> None:
    assert found(b"<Anfrage/>") == [("Anfrage", "unknown", "error")]
    assert found(b"<Request/>", api="describe_jobs") == [("Request", "unknown", "error")]
    assert found(b"<Response/>") == found(b"<Error/>", api="error") == []


def test_an_unknown_api_is_said_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'submit'.*submit_job"):
        validate(b"<Request/>", api="submit")


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_blank_optional_leaf_is_taken_as_absent_with_a_warning(text: str) -> None:
    full = animated(video={"width": 640, "height": 480})
    data = encode(full).replace(b">480<", f">{text}<".encode())
    assert found(data) == [("Request.Operation.Animation.Video.Height", "blank", "warning")]
    data = encode(request()).replace(b">t1<", f">{text}<".encode())
    assert found(data) == [
        ("Request.Operation", "template-or-animation", "error"),
        ("Request.Operation.TemplateId", "blank", "warning"),
    ]


def test_a_no_break_space_is_not_blank() -> None:
    data = encode(request()).replace(b">t1<", ">\u00a0<".encode())
    assert errors(data) == [("Request.Operation.TemplateId", "pattern")]


def test_a_blank_that_is_a_value_is_no_matter() -> None:
    assert found(encode(request(operation={"user_data": ""}))) == []


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("640", None),
        (" 640 ", None),
        (Decimal(640), None),
        (Decimal("6.4E+2"), None),
        (640.0, "type"),
        (Decimal("640.0"), "type"),
        (True, "type"),
        (b"640", "type"),
        ([640], "type"),
        (object(), "type"),
        (float("nan"), "type"),
        (float("inf"), "type"),
        (Decimal("sNaN"), "type"),
        (Decimal("1E+999999999"), "type"),
        ("640px", "type"),
        ("６４０", "type"),
        ("6_40", "type"),
        ("", "type"),
        ("640\0", "characters"),
        (10**5000, "max"),
        (-(10**5000), "min"),
        ("9" * 5000, "max"),
    ],
    ids=lambda value: ascii(value)[:20] if not isinstance(value, int) or abs(value) < 10**9 else "huge",
)
def test_a_whole_number_may_be_given_as_whatever_is_written_as_one(value: Any, rule: str | None) -> None:
    assert errors(Video(codec="gif", width=value)) == ([("Video.Width", rule)] if rule else [])


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (0.001, None),
        (5e-324, None),
        (60, None),
        (60.000001, "max"),
        (0, "min"),
        (-0.0, "min"),
        ("1e1", "type"),
        (1e300, "max"),
    ],
)
def test_a_float_is_judged_as_the_decimal_that_is_written(value: Any, rule: str | None) -> None:
    document = Video(codec="gif", fps=value)
    assert errors(document) == ([("Video.Fps", rule)] if rule else [])
    assert bool(judge(etree.fromstring(encode(document)), "Video")) == (rule is not None)


def test_numbers_beyond_all_floats_are_compared_without_a_crash() -> None:
    huge = animated(video={"animate_time_interval_of_frame": 10**400}, interval=TimeInterval(duration=1))
    assert errors(huge) == [("Request.Operation.Animation", "interval-below-duration")]


def test_text_nodes_take_text_only() -> None:
    assert errors(Input(object_key=5)) == [("Input.Object", "type")]
    assert errors(Input(object_key=b"a")) == [("Input.Object", "type")]


def test_containers_and_arrays_take_their_class_and_lists_only() -> None:
    full = request()
    full.input = "input/demo.mp4"
    assert errors(full) == [("Request.Input", "type")]
    assert errors(SubmitJobResponse(jobs_detail=JobDetail())) == [("Response.JobsDetail", "type")]
    assert errors(SubmitJobResponse(jobs_detail=[JobDetail(), None])) == [("Response.JobsDetail[1]", "type")]
    assert errors(SubmitJobResponse(jobs_detail=(JobDetail(),))) == []


def test_unknown_nodes_of_an_object_must_be_writable() -> None:
    nodes = [
        UnknownNode(name="A", text="\x01"),
        UnknownNode(name="B", children=[UnknownNode(name="C", attributes={"a": "\ud800"})]),
        UnknownNode(name="not a name"),
        UnknownNode(name="D", text=5),
    ]
    assert errors(ErrorResponse(unknown=nodes)) == [
        ("Error.A", "characters"),
        ("Error.B.C", "characters"),
        ("Error.not a name", "characters"),
        ("Error.D", "type"),
    ]
    assert errors(ErrorResponse(unknown=["A"])) == [("Error", "type")]


def test_what_is_no_binding_and_no_bytes_is_a_type_error() -> None:
    for document in ("<Request/>", None, {}, UnknownNode(name="a")):
        with pytest.raises(TypeError, match="no class of cosanim"):
            validate(document)


def test_replies_may_hold_any_text_and_any_node() -> None:
    detail = VideoDetail(width="n/a", fps="", codec="av1", unknown=[UnknownNode(name="New", attributes={"a": "1"})])
    assert found(detail) == []


# --- limits ---------------------------------------------------------------------------------------------------------


def test_requests_over_64_kib_or_2000_elements_are_not_looked_at() -> None:
    with pytest.raises(DecodeError, match="at most 65536"):
        validate(b"<Request>" + b" " * 65536 + b"</Request>")
    with pytest.raises(DecodeError, match="2000 elements"):
        validate(b"<Request>" + b"<x/>" * 2000 + b"</Request>")
    assert len(validate(b"<Request>" + b"<x/>" * 1999 + b"</Request>")) == 1999 + 3


@pytest.mark.parametrize("prolog", [b"<!--<Response-->", b"<?p <Response ?>", b"<Responses/>"])
def test_a_request_does_not_get_the_limits_of_replies_by_what_stands_before_its_root(prolog: bytes) -> None:
    with pytest.raises(DecodeError, match="at most 65536"):
        validate(prolog + b"<Request>" + b" " * 65536 + b"</Request>")


def test_replies_may_be_large() -> None:
    assert found(b"<?xml version='1.0'?>\n<Response>" + b"<JobsDetail/>" * 10_000 + b"</Response>") == []


# --- the documented exchanges ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["template", "animation"])
def test_the_documented_exchanges_are_valid_and_keep_their_content(name: str) -> None:
    for part, cls in (("request", SubmitJobRequest), ("response", SubmitJobResponse)):
        data = (FIXTURES / f"{name}-{part}.xml").read_bytes()
        assert API_SCHEMAS["submit_job"].is_valid(etree.fromstring(data))
        assert errors(data) == []
        document = decode(data, cls, strict=True)
        assert content(encode(document)) == content(data)
        assert found(document) == [(v.path, v.rule, v.severity) for v in validate(data)]


def content(data: bytes) -> list[tuple[str, str]]:
    tree = etree.ElementTree(etree.fromstring(data))
    return sorted((tree.getpath(leaf), leaf.text or "") for leaf in tree.iter() if not len(leaf))


def test_the_documented_requests_also_pass_with_the_queue_of_the_older_page() -> None:
    data = (FIXTURES / "template-request.xml").read_bytes()
    assert errors(data.replace(b"<Operation>", b"<QueueId>p0011aabb</QueueId><Operation>")) == []


# --- random documents -----------------------------------------------------------------------------------------------

TEXTS: Final = (
    *("", " ", "\n", "0", "-0", "+5", "007", "5.", ".5", "1e5", "127", "128", " 128 ", "4096", "4097", "60", "60.001"),
    *("0.0010", "0.0001", "-1", "true", "false", "1", "TRUE", " true", "\u00a0", "gif", "GIF", " gif", "TDMQ", "Url"),
    *("a.${ext}", "${x}", "$", "$$", "a" * 1025, "６４", "INF", "NaN", "\r", "é", "no", "http://a", "sh", "Animation"),
)
NAMES: Final = tuple(sorted({child.name for name in COMPLEX for child in children_of(name)} | {"New", "Request"}))
MUTATIONS: Final = ("drop", "double", "reorder", "retype", "rename", "nest", "text", "attribute", "insert", "empty")


def mutate(root: etree._Element, mutation: str, which: int, other: int, text: str) -> None:
    elements = list(root.iter())
    element, target = elements[which % len(elements)], elements[other % len(elements)]
    parent = element.getparent()
    match mutation:
        case "drop" if parent is not None:
            parent.remove(element)
        case "double" if parent is not None:
            parent.append(etree.fromstring(etree.tostring(element)))
        case "reorder" if len(element):
            element.insert(0, element[other % len(element)])
        case "retype" if not len(element):
            element.text = text
        case "rename" if parent is not None:
            element.tag = NAMES[other % len(NAMES)]
        case "nest" if parent is not None and target not in set(element.iter()):
            target.append(element)
        case "text" if text != "\u00a0":  # which xmlschema takes for white space
            element.text = text
        case "attribute":
            element.set("a", text)
        case "insert":
            etree.SubElement(element, NAMES[other % len(NAMES)]).text = text
        case "empty":
            for child in element:
                element.remove(child)
            element.text = None


def without_blanks(root: etree._Element, paths: list[str]) -> etree._Element:
    """Drop the leaves that we take as absent, which is where the verdicts may differ."""
    for path in paths:
        element = root.find("/".join(path.split(".")[1:]))
        siblings = element.getparent().findall(element.tag)
        if len(siblings) == 1 and not len(element) and not element.attrib:
            element.getparent().remove(element)
    return root


STEPS: Final = st.lists(
    st.tuples(st.sampled_from(MUTATIONS), st.integers(0, 400), st.integers(0, 400), st.sampled_from(TEXTS)),
    min_size=1,
    max_size=3,
)


def compare_verdicts(root: etree._Element, steps: list[tuple[str, int, int, str]]) -> None:
    type_name = "SubmitJobRequest" if root.tag == "Request" else "SubmitJobResponse"
    for step in steps:
        mutate(root, *step)
    data = etree.tostring(root, encoding="utf-8")
    ours = validate(data)
    blanks = [violation.path for violation in ours if violation.rule == "blank"]
    theirs = judge(without_blanks(etree.fromstring(data), blanks), type_name)
    assert bool(errors_of(ours)) == bool(theirs), (data, ours, theirs)


@settings(max_examples=500)
@given(document=objects("SubmitJobRequest"), steps=STEPS)
def test_the_verdict_on_a_damaged_request_is_that_of_xmlschema(document: Any, steps: list[Any]) -> None:
    compare_verdicts(etree.fromstring(encode(document)), steps)


@settings(max_examples=200)
@given(document=objects("SubmitJobResponse"), steps=STEPS)
def test_the_verdict_on_a_damaged_reply_is_that_of_xmlschema(document: Any, steps: list[Any]) -> None:
    compare_verdicts(etree.fromstring(encode(document)), steps)


@settings(max_examples=100)
@given(document=objects("SubmitJobRequest"))
def test_an_object_and_its_bytes_get_the_same_verdict(document: Any) -> None:
    assert found(document) == found(encode(document))

"""Violations: their rules and paths, and agreement with xmlschema."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from cosanim_bindings.schema.animation import FRAME_RATE
from lxml import etree

from cosanim.errors import DecodeError
from cosanim.models import (
    Container,
    ErrorResponse,
    Input,
    JobDetail,
    ListJobsQuery,
    SubmitJobResponse,
    TimeInterval,
    UnknownNode,
    Video,
    VideoDetail,
)
from cosanim.xml.codec import encode
from cosanim.xml.validation import errors_of, validate
from tests.strategies import (
    xmlschema_errors,
)
from tests.xml.messages import (
    animated,
    errors,
    list_violations,
    request,
)

# --- documents and objects ------------------------------------------------------------------------------------------


def test_a_violation_has_path_rule_value_and_line() -> None:
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


def test_a_misspelt_required_node_is_one_violation() -> None:
    data = encode(request()).replace(b"Input>", b"Inputs>")
    (violation,) = validate(data)
    assert (violation.path, violation.rule) == ("Request.Inputs", "unknown")
    assert violation.message == "is not a node of Request: did you mean Input?"


def test_a_node_that_resembles_none_is_unknown_beside_the_missing_one() -> None:
    data = encode(request()).replace(b"Input>", b"Xyz>")
    assert {(one.path, one.rule) for one in validate(data)} == {
        ("Request.Xyz", "unknown"),
        ("Request.Input", "required"),
    }


def test_the_message_for_an_api_that_does_not_exist_names_the_one_that_is_meant() -> None:
    with pytest.raises(ValueError, match="did you mean 'submit_job'"):
        validate(b"<Request/>", api="submitjob")


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


def test_violations_of_a_repeated_element_have_the_line_of_each() -> None:
    data = encode(request()).replace(b"<Tag>Animation</Tag>", b"\n<Tag>Gif</Tag>\n<Tag>Animation</Tag>")
    violations = [(v.line, v.path, v.rule) for v in validate(data)]
    assert violations == [(2, "Request.Tag", "enumeration"), (3, "Request.Tag", "repeated")]


def test_members_of_arrays_are_counted_from_zero() -> None:
    data = b"<Response><JobsDetail/><JobsDetail/><JobsDetail><State/><State>Running</State></JobsDetail></Response>"
    assert errors(data) == [("Response.JobsDetail[2].State", "repeated")]


def test_paths_of_an_object_without_a_wire_root_begin_with_its_type() -> None:
    assert errors(Video(codec="mp4")) == [("Video.Codec", "enumeration")]
    assert errors(ErrorResponse(code="\0")) == [("Error.Code", "characters")]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (Container(format="GIF"), "'GIF' is not one of gif, hgif, webp: did you mean 'gif'?"),
        (Container(format="mp4"), "'mp4' is not one of gif, hgif, webp"),
        (Container(format="webm"), "'webm' is not one of gif, hgif, webp: did you mean 'webp'?"),
        (ListJobsQuery(order_by_time="DESC"), "'DESC' is not one of Desc, Asc: did you mean 'Desc'?"),
        (
            b"<Request><Tag>animation</Tag></Request>",
            "'animation' is not one of Animation: did you mean 'Animation'?",
        ),
    ],
)
def test_a_value_that_is_close_to_an_allowed_one_is_answered_with_that(document: object, message: str) -> None:
    (violation,) = [one for one in validate(document) if one.rule == "enumeration"]
    assert violation.message == message


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
def test_validate_and_xmlschema_refuse_what_the_schema_does_not_allow(
    old: bytes, new: bytes, path: str, rule: str
) -> None:
    data = encode(request()).replace(old, new, 1)
    assert errors(data) == [(path, rule)]
    assert xmlschema_errors(etree.fromstring(data), "SubmitJobRequest")


def test_a_no_break_space_between_elements_is_text_although_xmlschema_ignores_it() -> None:
    data = encode(request()).replace(b"</Input>", "</Input>\u00a0".encode())
    assert errors(data) == [("Request", "text")]
    assert xmlschema_errors(etree.fromstring(data), "SubmitJobRequest") == []


def test_xsi_attributes_are_violations_too_although_xml_schema_allows_them() -> None:
    namespace = b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    data = encode(request()).replace(b"<Request>", b"<Request " + namespace + b' xsi:noNamespaceSchemaLocation="a">')
    assert errors(data) == [("Request", "attribute")]


def test_comments_processing_instructions_and_cdata_are_no_violations() -> None:
    data = encode(request()).replace(b"Animation</Tag>", b"<![CDATA[Anim]]><!-- c -->at<?p i?>ion</Tag>")
    assert list_violations(b"<?xml version='1.0'?><!-- c --><?p i?>\n" + data + b"<!-- c -->") == []


def test_a_wrong_root_is_the_only_violation() -> None:
    assert list_violations(b"<Anfrage/>") == [("Anfrage", "unknown", "error")]
    assert list_violations(b"<Request/>", api="describe_jobs") == [("Request", "unknown", "error")]
    assert list_violations(b"<Response/>") == list_violations(b"<Error/>", api="error") == []


def test_the_error_for_an_unknown_api_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'submit'.*submit_job"):
        validate(b"<Request/>", api="submit")


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_blank_optional_element_counts_as_absent_with_a_warning(text: str) -> None:
    full = animated(video={"width": 640, "height": 480})
    data = encode(full).replace(b">480<", f">{text}<".encode())
    assert list_violations(data) == [("Request.Operation.Animation.Video.Height", "blank", "warning")]
    data = encode(request()).replace(b">t1<", f">{text}<".encode())
    assert list_violations(data) == [
        ("Request.Operation", "template-or-animation", "error"),
        ("Request.Operation.TemplateId", "blank", "warning"),
    ]


def test_a_no_break_space_is_not_blank() -> None:
    data = encode(request()).replace(b">t1<", ">\u00a0<".encode())
    assert errors(data) == [("Request.Operation.TemplateId", "pattern")]


def test_a_blank_text_that_is_a_valid_value_gets_no_warning() -> None:
    assert list_violations(encode(request(operation={"user_data": ""}))) == []


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
def test_a_whole_number_may_be_of_any_type_that_is_written_as_one(value: Any, rule: str | None) -> None:
    assert errors(Video(codec="gif", width=value)) == ([("Video.Width", rule)] if rule else [])


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (0.001, None),
        (5e-324, None),
        (FRAME_RATE.max_inclusive, None),
        (FRAME_RATE.max_inclusive + 0.000001, "max"),
        (0, "min"),
        (-0.0, "min"),
        ("1e1", "type"),
        (1e300, "max"),
    ],
)
def test_a_float_is_checked_as_the_decimal_that_is_written(value: Any, rule: str | None) -> None:
    document = Video(codec="gif", fps=value)
    assert errors(document) == ([("Video.Fps", rule)] if rule else [])
    assert bool(xmlschema_errors(etree.fromstring(encode(document)), "Video")) == (rule is not None)


@pytest.mark.parametrize("number", [10**400, -(10**5000)], ids=["large", "very large"])
def test_a_number_beyond_all_floats_is_refused_as_text(number: Any) -> None:
    assert errors(Input(object_key=number)) == [("Input.Object", "type")]


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


def test_a_document_that_is_neither_binding_nor_bytes_is_a_type_error() -> None:
    for document in ("<Request/>", None, {}, UnknownNode(name="a")):
        with pytest.raises(TypeError, match=r"an object of cosanim\.models or bytes, not"):
            validate(document)


def test_replies_may_hold_any_text_and_any_node() -> None:
    detail = VideoDetail(width="n/a", fps="", codec="av1", unknown=[UnknownNode(name="New", attributes={"a": "1"})])
    assert list_violations(detail) == []


# --- limits ---------------------------------------------------------------------------------------------------------


def test_requests_over_64_kib_or_2000_elements_are_refused() -> None:
    with pytest.raises(DecodeError, match="at most 65536"):
        validate(b"<Request>" + b" " * 65536 + b"</Request>")
    with pytest.raises(DecodeError, match="2000 elements"):
        validate(b"<Request>" + b"<x/>" * 2000 + b"</Request>")
    assert len(validate(b"<Request>" + b"<x/>" * 1999 + b"</Request>")) == 1999 + 3


@pytest.mark.parametrize("prolog", [b"<!--<Response-->", b"<?p <Response ?>", b"<Responses/>"])
def test_a_prolog_that_resembles_a_reply_does_not_raise_the_limits_of_a_request(prolog: bytes) -> None:
    with pytest.raises(DecodeError, match="at most 65536"):
        validate(prolog + b"<Request>" + b" " * 65536 + b"</Request>")


def test_replies_may_be_large() -> None:
    assert list_violations(b"<?xml version='1.0'?>\n<Response>" + b"<JobsDetail/>" * 10_000 + b"</Response>") == []

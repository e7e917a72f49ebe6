"""Writing of objects, byte for byte as documented in README and in the schema."""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import Any, Final

import pytest

from cosanim.errors import SchemaError
from cosanim.models import (
    Animation,
    Container,
    DescribeJobsResponse,
    ErrorResponse,
    Format,
    Input,
    JobDetail,
    Operation,
    Output,
    OutputFile,
    SubmitJobRequest,
    SubmitJobResponse,
    TimeInterval,
    UnknownNode,
    Video,
)
from cosanim.xml.codec import decode, encode

REQUEST: Final = SubmitJobRequest(
    tag="Animation",
    input=Input(object_key="input/demo.mp4"),
    operation=Operation(
        output=Output(region="ap-chongqing", bucket="test-1250000000", object_key="output/out.${ext}"),
        animation=Animation(
            time_interval=TimeInterval(duration=5, start=0),
            video=Video(width=640, codec="gif", animate_only_keep_key_frame=False, fps=Decimal("12.50")),
            container=Container(format=Format.GIF),
        ),
    ),
)


def test_a_request_is_written_in_the_order_of_the_schema_without_declaration_or_white_space() -> None:
    assert encode(REQUEST) == (
        b"<Request><Tag>Animation</Tag><Input><Object>input/demo.mp4</Object></Input><Operation>"
        b"<Animation><Container><Format>gif</Format></Container>"
        b"<Video><Codec>gif</Codec><Width>640</Width><Fps>12.50</Fps>"
        b"<AnimateOnlyKeepKeyFrame>false</AnimateOnlyKeepKeyFrame></Video>"
        b"<TimeInterval><Start>0</Start><Duration>5</Duration></TimeInterval></Animation>"
        b"<Output><Region>ap-chongqing</Region><Bucket>test-1250000000</Bucket>"
        b"<Object>output/out.${ext}</Object></Output></Operation></Request>"
    )


@pytest.mark.parametrize(
    ("document", "written"),
    [
        (REQUEST.input, b"<Input><Object>input/demo.mp4</Object></Input>"),
        (SubmitJobResponse(), b"<Response/>"),
        (DescribeJobsResponse(non_exist_job_ids=""), b"<Response><NonExistJobIds/></Response>"),
        (SubmitJobResponse(jobs_detail=[JobDetail(), JobDetail()]), b"<Response><JobsDetail/><JobsDetail/></Response>"),
        (ErrorResponse(), b"<Error/>"),
        (JobDetail(), b"<JobDetail/>"),
        (OutputFile(object_name=["a", ""]), b"<OutputFile><ObjectName>a</ObjectName><ObjectName/></OutputFile>"),
    ],
)
def test_the_root_is_the_wire_root_or_the_name_of_the_type(document: Any, written: bytes) -> None:
    assert encode(document) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a & b", b"a &amp; b"),
        ("<b>", b"&lt;b&gt;"),
        ("]]>", b"]]&gt;"),
        ("\"'", b"\"'"),
        ("a\r\nb\tc\n", b"a&#13;\nb\tc\n"),
        (" ", b" "),
        ("动图", "动图".encode()),
        ("\U0001f600", "\U0001f600".encode()),
        ("\x7f\x85\u2028", "\x7f\x85\u2028".encode()),
        ("&#13;", b"&amp;#13;"),
    ],
)
def test_text_is_escaped_only_where_needed_and_read_back(text: str, written: bytes) -> None:
    data = encode(Input(object_key=text))
    assert data == b"<Input><Object>" + written + b"</Object></Input>"
    assert decode(data, Input) == Input(object_key=text)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (15, "15"),
        (-0.0, "-0.0"),
        (0.1, "0.1"),
        (15.0, "15.0"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (0.1 + 0.2, "0.30000000000000004"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1.50"), "1.50"),
        (Decimal("-0"), "-0"),
        (Decimal("1E-9"), "0.000000001"),
        (10**5000, "1" + "0" * 5000),
        (True, "true"),
        ("23.976", "23.976"),
    ],
    ids=lambda value: repr(value)[:20] if not isinstance(value, int) or value < 10**9 else "huge",
)
def test_numbers_are_written_as_decimals_without_exponent(value: Any, written: str) -> None:
    assert encode(TimeInterval(start=value)) == f"<TimeInterval><Start>{written}</Start></TimeInterval>".encode()


def test_subclasses_of_text_and_numbers_are_written_by_their_value() -> None:
    class Own(str, enum.Enum):  # noqa: UP042 - an enumeration of the caller's, whose str() is not its value
        GIF = "gif"

    class Level(enum.IntEnum):
        HIGH = 2

    class Loud(float):
        def __repr__(self) -> str:
            return f"Loud({float(self)})"

    assert encode(Container(format=Own.GIF)) == encode(Container(format=Format.GIF)) == encode(Container(format="gif"))
    assert encode(TimeInterval(start=Level.HIGH, duration=Loud(1.5))) == (
        b"<TimeInterval><Start>2</Start><Duration>1.5</Duration></TimeInterval>"
    )


@pytest.mark.parametrize("text", ["\0", "a\x0bb", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_characters_that_xml_forbids_are_refused_with_their_path(text: str) -> None:
    with pytest.raises(SchemaError) as caught:
        encode(SubmitJobResponse(jobs_detail=[JobDetail(), JobDetail(message=text, job_id="j1")]))
    assert [(v.path, v.rule) for v in caught.value.violations] == [("Response.JobsDetail[1].Message", "characters")]
    for unknown in (
        UnknownNode(name="New", text=text),
        UnknownNode(name="New", tail=text),
        UnknownNode(name="New", attributes={"a": text}),
    ):
        with pytest.raises(SchemaError) as caught:
            encode(ErrorResponse(unknown=[unknown]))
        assert [(v.path, v.rule) for v in caught.value.violations] == [("Error.New", "characters")]


@pytest.mark.parametrize("name", ["", "a b", "1a", "a:b", "<a>", "{urn:x}"])
def test_a_name_that_xml_does_not_allow_is_refused(name: str) -> None:
    for unknown in (UnknownNode(name=name), UnknownNode(name="New", attributes={name: "1"})):
        with pytest.raises(SchemaError) as caught:
            encode(ErrorResponse(unknown=[unknown]))
        assert {v.rule for v in caught.value.violations} == {"characters"}


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (TimeInterval(start=float("nan")), "TimeInterval.Start"),
        (TimeInterval(start=float("-inf")), "TimeInterval.Start"),
        (TimeInterval(start=Decimal("NaN")), "TimeInterval.Start"),
        (TimeInterval(start=Decimal("1E+999999999999")), "TimeInterval.Start"),
        (TimeInterval(start=b"1"), "TimeInterval.Start"),
        (Animation(video="gif"), "Animation.Video"),
        (SubmitJobResponse(jobs_detail="gif"), "Response.JobsDetail"),
        (OutputFile(object_name=["a", None]), "OutputFile.ObjectName[1]"),
        (ErrorResponse(unknown="gif"), "Error"),
        (ErrorResponse(unknown=[UnknownNode(name="New", text=5)]), "Error.New"),
    ],
)
def test_a_value_that_cannot_be_written_is_refused_with_the_rule_type(document: Any, path: str) -> None:
    with pytest.raises(SchemaError) as caught:
        encode(document)
    assert [(v.path, v.rule) for v in caught.value.violations] == [(path, "type")]


def test_only_objects_of_the_bindings_are_written_and_read() -> None:
    with pytest.raises(TypeError, match="not dict: from_dict"):
        encode({"Request": {}})
    with pytest.raises(TypeError, match="UnknownNode is not a class of"):
        decode(b"<a/>", UnknownNode)

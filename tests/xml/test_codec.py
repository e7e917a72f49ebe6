"""The XML of CONTRACT.md, byte for byte, and how replies are read."""

from __future__ import annotations

import enum
import subprocess
import sys
import time
import warnings
from decimal import Decimal
from typing import Any, Final

import pytest

from cosanim.errors import DecodeError, SchemaError
from cosanim.models import (
    Animation,
    Container,
    DescribeJobsResponse,
    ErrorResponse,
    Format,
    Input,
    JobDetail,
    Md5Info,
    MediaFormat,
    Operation,
    OperationDetail,
    Output,
    OutputFile,
    SubmitJobRequest,
    SubmitJobResponse,
    TimeInterval,
    UnknownNode,
    Video,
    VideoDetail,
)
from cosanim.xml.codec import OddValueWarning, decode, encode

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


def quietly(data: bytes, cls: type[Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return decode(data, cls)


def odd_values(data: bytes, cls: type[Any]) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        decode(data, cls)
    assert all(warning.category is OddValueWarning for warning in caught)
    assert all(warning.filename == __file__ for warning in caught)
    return [str(warning.message) for warning in caught]


# --- writing --------------------------------------------------------------------------------------------------------


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
def test_the_root_is_the_wire_root_or_the_type_and_nothing_is_an_empty_element(document: Any, written: bytes) -> None:
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
def test_text_is_escaped_no_more_than_needed_and_comes_back(text: str, written: bytes) -> None:
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
def test_what_xml_cannot_carry_is_refused_with_its_path(text: str) -> None:
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
def test_a_value_without_text_is_refused_as_of_the_wrong_type(document: Any, path: str) -> None:
    with pytest.raises(SchemaError) as caught:
        encode(document)
    assert [(v.path, v.rule) for v in caught.value.violations] == [(path, "type")]


def test_only_objects_of_the_bindings_are_written_and_read() -> None:
    with pytest.raises(TypeError, match="dict is not a class of"):
        encode({"Request": {}})
    with pytest.raises(TypeError, match="UnknownNode is not a class of"):
        decode(b"<a/>", UnknownNode)


# --- reading --------------------------------------------------------------------------------------------------------


def test_a_reply_becomes_typed_objects_whatever_the_order_of_its_nodes() -> None:
    job = decode(
        b"<?xml version='1.0' encoding='utf-8'?>\n<!-- c --><Response>\n <JobsDetail><?p i?>"
        b"<Operation><JobLevel>0</JobLevel></Operation><State>Su<![CDATA[cc]]>ess</State><JobId>j1</JobId>"
        b"<Progress>100</Progress></JobsDetail>\n</Response>",
        SubmitJobResponse,
    ).jobs_detail[0]
    assert job == JobDetail(job_id="j1", state="Success", progress=100, operation=OperationDetail(job_level=0))
    assert job.state == "Success"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15", 15),
        ("-99", -99),
        ("0", 0),
        ("15.0", Decimal("15.0")),
        ("23.976", Decimal("23.976")),
        ("0.10", Decimal("0.10")),
        ("123456789012345678901234567890", 123456789012345678901234567890),
    ],
)
def test_a_number_is_a_number_where_writing_it_gives_its_text_again(text: str, value: Any) -> None:
    read = decode(f"<VideoDetail><Fps>{text}</Fps></VideoDetail>".encode(), VideoDetail).fps
    assert (type(read), read, str(read)) == (type(value), value, text)


@pytest.mark.parametrize(
    "text", ["007", "1e5", "+5", " 5 ", "15.", ".5", "-007", "1_000", "٣", "NaN", "INF", "30/1", "0x1"]
)
def test_any_other_text_is_kept_with_one_warning_that_names_its_path(text: str) -> None:
    data = f"<VideoDetail><Fps>{text}</Fps></VideoDetail>".encode()
    (message,) = odd_values(data, VideoDetail)
    assert message.startswith(f"VideoDetail.Fps holds {text!r}")
    document = quietly(data, VideoDetail)
    assert document.fps == text
    assert encode(document) == data
    with pytest.raises(DecodeError, match=r"VideoDetail\.Fps"):
        decode(data, VideoDetail, strict=True)


@pytest.mark.parametrize("text", ["15.0", "-0", "1.5"])
def test_a_whole_number_node_keeps_a_decimal_as_text(text: str) -> None:
    document = quietly(f"<VideoDetail><Width>{text}</Width></VideoDetail>".encode(), VideoDetail)
    assert document.width == text
    assert odd_values(encode(document), VideoDetail)


@pytest.mark.parametrize("text", ["-0", "-0.00"])
def test_a_negative_zero_keeps_its_sign(text: str) -> None:
    data = f"<VideoDetail><Fps>{text}</Fps></VideoDetail>".encode()
    assert encode(decode(data, VideoDetail)) == data


@pytest.mark.parametrize("digits", [4299, 4301, 50_000, 200_000])
def test_a_number_of_any_length_is_read_at_once_and_written_back(digits: int) -> None:
    data = b"<MediaFormat><Bitrate>" + b"7" * digits + b"</Bitrate><Size>" + b"7" * digits + b"</Size></MediaFormat>"
    start = time.perf_counter()
    assert encode(quietly(data, MediaFormat)) == data
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "value", "is_odd"),
    [("true", True, False), ("false", False, False), ("1", "1", True), ("TRUE", "TRUE", True), ("", "", False)],
)
def test_a_truth_value_is_true_or_false_and_else_text(text: str, value: Any, is_odd: bool) -> None:
    data = f"<VideoDetail><AnimateOnlyKeepKeyFrame>{text}</AnimateOnlyKeepKeyFrame></VideoDetail>".encode()
    assert quietly(data, VideoDetail).animate_only_keep_key_frame is value or is_odd
    assert quietly(data, VideoDetail).animate_only_keep_key_frame == value
    assert bool(odd_values(data, VideoDetail)) == is_odd


def test_blank_is_not_absent_and_neither_blank_nor_hyphen_is_odd() -> None:
    data = b"<JobDetail><Message/><Progress></Progress><EndTime>-</EndTime></JobDetail>"
    job = decode(data, JobDetail, strict=True)
    assert (job.code, job.message, job.progress, job.end_time) == (None, "", "", "-")
    assert encode(job) == b"<JobDetail><Message/><Progress/><EndTime>-</EndTime></JobDetail>"
    assert decode(b"<VideoDetail><Width>-</Width></VideoDetail>", VideoDetail, strict=True).width == "-"
    assert decode(b"<VideoDetail><Width> </Width></VideoDetail>", VideoDetail, strict=True).width == " "


def test_unknown_values_of_enumerations_are_text_and_not_odd() -> None:
    job = decode(b"<JobDetail><State>Archived</State></JobDetail>", JobDetail, strict=True)
    assert job.state == "Archived"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_arrays_are_always_lists(count: int) -> None:
    data = b"<OutputFile>" + b"<ObjectName>a</ObjectName><Md5Info><Md5>0</Md5></Md5Info>" * count + b"</OutputFile>"
    files = decode(data, OutputFile)
    assert files.object_name == ["a"] * count
    assert files.md5_info == [Md5Info(md5="0")] * count


def test_each_odd_value_is_warned_of_once_with_the_place_in_its_array() -> None:
    data = (
        b"<Response><JobsDetail><Progress>1</Progress></JobsDetail>"
        b"<JobsDetail><Progress>half</Progress><Operation><JobLevel>top</JobLevel></Operation></JobsDetail></Response>"
    )
    messages = odd_values(data, SubmitJobResponse)
    assert [message.split(" ")[0] for message in messages] == [
        "Response.JobsDetail[1].Progress",
        "Response.JobsDetail[1].Operation.JobLevel",
    ]


def test_unknown_nodes_are_kept_whole_and_written_after_the_known_ones() -> None:
    data = (
        b'<Error><New a="1" b="&lt;&#10;">x<Deep><Deeper/></Deep> y </New><Code>c</Code>'
        b'<Other xmlns="urn:o"/>tail<New/></Error>'
    )
    document = decode(data, ErrorResponse, strict=True)
    assert document.code == "c"
    assert document.unknown == [
        UnknownNode(
            name="New",
            text="x",
            attributes={"a": "1", "b": "<\n"},
            children=[UnknownNode(name="Deep", children=[UnknownNode(name="Deeper")], tail=" y ")],
        ),
        UnknownNode(name="{urn:o}Other", tail="tail"),
        UnknownNode(name="New"),
    ]
    written = encode(document)
    assert written.startswith(b'<Error><Code>c</Code><New a="1" b="&lt;&#10;">x<Deep><Deeper/></Deep> y </New>')
    assert decode(written, ErrorResponse) == document


def test_a_known_name_in_another_namespace_is_another_node() -> None:
    document = decode(b'<Error xmlns:n="urn:n"><n:Code>c</n:Code></Error>', ErrorResponse)
    assert document == ErrorResponse(unknown=[UnknownNode(name="{urn:n}Code", text="c")])


def test_attributes_of_unknown_nodes_keep_their_namespaces_among_others() -> None:
    inner = UnknownNode(name="{urn:a}B", attributes={"{urn:b}c": "2"})
    document = ErrorResponse(unknown=[UnknownNode(name="A", attributes={"{urn:b}c": "1"}, children=[inner])])
    assert decode(encode(document), ErrorResponse) == document


@pytest.mark.parametrize(
    ("data", "what", "unknown"),
    [
        (b"<Error><Code>a</Code><Code>b</Code></Error>", "Error.Code occurs", UnknownNode(name="Code", text="b")),
        (
            b"<Error><Code>a<b/></Code></Error>",
            "Error.Code occurs",
            UnknownNode(name="Code", text="a", children=[UnknownNode(name="b")]),
        ),
    ],
)
def test_a_known_node_that_its_field_cannot_take_is_kept_among_the_unknown(
    data: bytes, what: str, unknown: UnknownNode
) -> None:
    (message,) = odd_values(data, ErrorResponse)
    assert message.startswith(what)
    document = quietly(data, ErrorResponse)
    assert document.unknown == [unknown]
    assert encode(document) == data
    with pytest.raises(DecodeError, match=what):
        decode(data, ErrorResponse, strict=True)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'<Error a="1"><Code>c</Code></Error>', "Error has the attribute a"),
        (b'<Error><Code a="1">c</Code></Error>', "Error.Code has the attribute a"),
        (b"<Error>text<Code>c</Code></Error>", "Error holds text"),
        (b"<Error><Code>c</Code>text</Error>", "Error holds text"),
        ("<Error><Code>c</Code>\u00a0</Error>".encode(), "Error holds text"),
    ],
)
def test_what_known_nodes_cannot_keep_is_warned_of(data: bytes, what: str) -> None:
    (message,) = odd_values(data, ErrorResponse)
    assert message.startswith(what)
    assert quietly(data, ErrorResponse) == ErrorResponse(code="c")


def test_a_no_break_space_is_text_in_unknown_nodes() -> None:
    data = "<Error><New>\u00a0<Deep/>\u00a0</New>\u00a0</Error>".encode()
    assert encode(decode(data, ErrorResponse)) == data


def test_a_request_is_read_as_closed_as_it_is() -> None:
    for data in (b"<Input><New/></Input>", b"<Input><Object>a</Object><Object>b</Object></Input>"):
        with pytest.raises(DecodeError, match=r"Input\."):
            decode(data, Input)


def test_a_wrong_root_is_named_with_the_right_one() -> None:
    with pytest.raises(DecodeError, match=r"'Error'.*SubmitJobResponse has the root Response"):
        decode(b"<Error/>", SubmitJobResponse)
    with pytest.raises(DecodeError, match=r"root.*remove xmlns"):
        decode(b'<Input xmlns="urn:x"/>', Input)


# --- hostile documents ----------------------------------------------------------------------------------------------

LAUGHS: Final = (
    "<!DOCTYPE Error ["
    "<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]><Error><Code>&a9;</Code></Error>"
)
MEGABYTES: Final = 10 * 1024 * 1024
HOSTILE: Final = {
    "empty": b"",
    "blank": b" \n" * (MEGABYTES // 2),
    "text": b"junk " * (MEGABYTES // 5),
    "zeros": b"\0" * MEGABYTES,
    "open-tags": b"<Error>" * (MEGABYTES // 7),
    "angle-brackets": b"<" * MEGABYTES,
    "nested": b"<Error>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</Error>",
    "long-text": b"<Error><Code>" + b"a" * (MEGABYTES + 1) + b"</Code></Error>",
    "long-attribute": b"<Error a='" + b"a" * (MEGABYTES + 1) + b"'/>",
    "open-comment": b"<!--" + b"-" * MEGABYTES,
    "many-comments": b"<!---->" * (MEGABYTES // 7),
    "open-instructions": b"<?p " * (MEGABYTES // 4),
    "white-space-before-junk": b" " * MEGABYTES + b"junk",
    "nul": b"<Error><Code>\0</Code></Error>",
    "control-reference": b"<Error><Code>&#1;</Code></Error>",
    "cut-off": b"<Error><Code>",
    "two-roots": b"<Error/><Error/>",
    "not-utf-8": b"<Error><Code>\xff</Code></Error>",
    "utf-16": "<Error/>".encode("utf-16"),
    "utf-16-declared": '<?xml version="1.0" encoding="UTF-16"?><Error/>'.encode("utf-16"),
    "utf-32": "<Error/>".encode("utf-32"),
    "unknown-entity": b"<Error><Code>&lol;</Code></Error>",
    "dtd": b"<!DOCTYPE Error><Error/>",
    "dtd-after-prolog": b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <a> --><?p ?>\n<!DOCTYPE Error><Error/>",
    "dtd-utf-16": LAUGHS.encode("utf-16"),
    "entity": b"<!DOCTYPE Error [<!ENTITY a 'b'>]><Error><Code>&a;</Code></Error>",
    "entity-in-attribute": b"<!DOCTYPE Error [<!ENTITY a 'b'>]><Error a='&a;'/>",
    "external-entity": b"<!DOCTYPE Error [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><Error><Code>&a;</Code></Error>",
    "external-dtd": b"<!DOCTYPE Error SYSTEM 'http://127.0.0.1:9/a.dtd'><Error/>",
    "parameter-entity": b"<!DOCTYPE Error [<!ENTITY % a SYSTEM 'file:///etc/hostname'> %a;]><Error/>",
    "billion-laughs": LAUGHS.encode(),
    "quadratic": (
        "<!DOCTYPE Error [<!ENTITY a '" + "a" * 50_000 + "'>]><Error><Code>" + "&a;" * 50_000 + "</Code></Error>"
    ).encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_within_a_second(name: str) -> None:
    start = time.perf_counter()
    with pytest.raises(DecodeError):
        decode(HOSTILE[name], ErrorResponse)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("repeats", "part"), [(40, b" "), (40, b"\n"), (40, b"<?a?>"), (40, b"<!--a-->"), (300_000, b"<?a?>\n")]
)
def test_a_long_prolog_is_read_in_one_pass(repeats: int, part: bytes) -> None:
    start = time.perf_counter()
    assert decode(part * repeats + b"<Error/>", ErrorResponse) == ErrorResponse()
    assert time.perf_counter() - start < 1


def test_hostile_documents_do_not_make_memory_grow() -> None:
    program = """
import resource, sys
sys.path[:0] = ["tests", "."]
from cosanim.xml.codec import decode
from cosanim.errors import DecodeError
from cosanim.models import ErrorResponse
from tests.xml.test_codec import HOSTILE
def attack():
    for data in HOSTILE.values():
        try:
            decode(data, ErrorResponse)
        except DecodeError as error:
            assert len(str(error)) < 500, error
        else:
            raise AssertionError("was accepted")
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
attack()
first = peak()
for _ in range(3):
    attack()
print(first - before, peak() - first)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    once, again = (int(kilobytes) for kilobytes in done.stdout.split())
    # libxml2 copies what it is given: a few documents' worth, and not once more for each further attack.
    assert once < 100 * 1024
    assert again < 16 * 1024


def test_a_document_over_the_limit_is_not_looked_at() -> None:
    assert decode(b"<Error/>", ErrorResponse, max_bytes=8) == ErrorResponse()
    with pytest.raises(DecodeError, match="has 9 bytes; at most 8"):
        decode(b"<Error />", ErrorResponse, max_bytes=8)


def test_an_error_names_the_line() -> None:
    with pytest.raises(DecodeError) as caught:
        decode(b"<Error>\n<Code>\n</Error>", ErrorResponse)
    assert caught.value.line == 3

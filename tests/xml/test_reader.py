"""Reading of replies: typed values, odd values, unknown nodes."""

from __future__ import annotations

import warnings
from decimal import Decimal
from typing import Any

import pytest

from cosanim.errors import DecodeError
from cosanim.models import (
    ErrorResponse,
    Input,
    JobDetail,
    Md5Info,
    MediaFormat,
    OperationDetail,
    OutputFile,
    SubmitJobResponse,
    UnknownNode,
    VideoDetail,
)
from cosanim.xml.codec import OddValueWarning, decode, encode


def decode_quietly(data: bytes, cls: type[Any]) -> Any:
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
def test_a_text_is_read_as_a_number_if_writing_the_number_gives_the_same_text(text: str, value: Any) -> None:
    read = decode(f"<VideoDetail><Fps>{text}</Fps></VideoDetail>".encode(), VideoDetail).fps
    assert (type(read), read, str(read)) == (type(value), value, text)


@pytest.mark.parametrize(
    "text", ["007", "1e5", "+5", " 5 ", "15.", ".5", "-007", "1_000", "٣", "NaN", "INF", "30/1", "0x1"]
)
def test_any_other_text_is_kept_with_one_warning_that_names_its_path(text: str) -> None:
    data = f"<VideoDetail><Fps>{text}</Fps></VideoDetail>".encode()
    (message,) = odd_values(data, VideoDetail)
    assert message.startswith(f"VideoDetail.Fps holds {text!r}")
    document = decode_quietly(data, VideoDetail)
    assert document.fps == text
    assert encode(document) == data
    with pytest.raises(DecodeError, match=r"VideoDetail\.Fps"):
        decode(data, VideoDetail, strict=True)


@pytest.mark.parametrize("text", ["15.0", "-0", "1.5"])
def test_a_whole_number_node_keeps_a_decimal_as_text(text: str) -> None:
    document = decode_quietly(f"<VideoDetail><Width>{text}</Width></VideoDetail>".encode(), VideoDetail)
    assert document.width == text
    assert odd_values(encode(document), VideoDetail)


@pytest.mark.parametrize("text", ["-0", "-0.00"])
def test_a_negative_zero_keeps_its_sign(text: str) -> None:
    data = f"<VideoDetail><Fps>{text}</Fps></VideoDetail>".encode()
    assert encode(decode(data, VideoDetail)) == data


@pytest.mark.parametrize("digits", [4299, 4301, 50_000, 200_000])
def test_a_number_of_any_length_is_read_and_written_back(digits: int) -> None:
    data = b"<MediaFormat><Bitrate>" + b"7" * digits + b"</Bitrate><Size>" + b"7" * digits + b"</Size></MediaFormat>"
    assert encode(decode_quietly(data, MediaFormat)) == data


@pytest.mark.parametrize(
    ("text", "value", "is_odd"),
    [("true", True, False), ("false", False, False), ("1", "1", True), ("TRUE", "TRUE", True), ("", "", False)],
)
def test_a_boolean_is_true_or_false_and_any_other_text_stays_text(text: str, value: Any, is_odd: bool) -> None:
    data = f"<VideoDetail><AnimateOnlyKeepKeyFrame>{text}</AnimateOnlyKeepKeyFrame></VideoDetail>".encode()
    assert decode_quietly(data, VideoDetail).animate_only_keep_key_frame is value or is_odd
    assert decode_quietly(data, VideoDetail).animate_only_keep_key_frame == value
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


def test_each_odd_value_gets_one_warning_with_its_index() -> None:
    data = (
        b"<Response><JobsDetail><Progress>1</Progress></JobsDetail>"
        b"<JobsDetail><Progress>half</Progress><Operation><JobLevel>top</JobLevel></Operation></JobsDetail></Response>"
    )
    messages = odd_values(data, SubmitJobResponse)
    assert [message.split(" ")[0] for message in messages] == [
        "Response.JobsDetail[1].Progress",
        "Response.JobsDetail[1].Operation.JobLevel",
    ]


def test_unknown_nodes_are_kept_completely_and_written_after_the_known_ones() -> None:
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


def test_attributes_of_unknown_nodes_keep_their_namespaces() -> None:
    inner = UnknownNode(name="{urn:a}B", attributes={"{urn:b}c": "2"})
    document = ErrorResponse(unknown=[UnknownNode(name="A", attributes={"{urn:b}c": "1"}, children=[inner])])
    assert decode(encode(document), ErrorResponse) == document


@pytest.mark.parametrize(
    ("data", "what", "unknown"),
    [
        (b"<Error><Code>a</Code><Code>b</Code></Error>", "Error.Code occurs", UnknownNode(name="Code", text="b")),
        (
            b"<Error><Code>a<b/></Code></Error>",
            "Error.Code holds nodes",
            UnknownNode(name="Code", text="a", children=[UnknownNode(name="b")]),
        ),
    ],
)
def test_a_known_element_that_does_not_fit_its_field_is_kept_as_unknown(
    data: bytes, what: str, unknown: UnknownNode
) -> None:
    (message,) = odd_values(data, ErrorResponse)
    assert message.startswith(what)
    document = decode_quietly(data, ErrorResponse)
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
def test_text_and_attributes_that_are_dropped_get_a_warning(data: bytes, what: str) -> None:
    (message,) = odd_values(data, ErrorResponse)
    assert message.startswith(what)
    assert decode_quietly(data, ErrorResponse) == ErrorResponse(code="c")


def test_a_no_break_space_is_text_in_unknown_nodes() -> None:
    data = "<Error><New>\u00a0<Deep/>\u00a0</New>\u00a0</Error>".encode()
    assert encode(decode(data, ErrorResponse)) == data


def test_unknown_and_repeated_elements_of_requests_are_refused() -> None:
    for data in (b"<Input><New/></Input>", b"<Input><Object>a</Object><Object>b</Object></Input>"):
        with pytest.raises(DecodeError, match=r"Input\."):
            decode(data, Input)


def test_the_error_for_a_wrong_root_names_the_right_one() -> None:
    with pytest.raises(DecodeError, match=r"'Error'.*SubmitJobResponse has the root Response"):
        decode(b"<Error/>", SubmitJobResponse)
    with pytest.raises(DecodeError, match=r"root.*remove xmlns"):
        decode(b'<Input xmlns="urn:x"/>', Input)

"""from_dict and to_dict: the shape of the official SDK, whose functions are the oracle, and every problem at once."""

from __future__ import annotations

import dataclasses
import math
import warnings
from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from qcloud_cos.cos_comm import format_xml, xml_to_dict

from cosanim import OddValueWarning, SchemaError, decode, encode, from_dict, to_dict, validate
from cosanim.models import (
    Animation,
    DescribeJobsResponse,
    JobDetail,
    ListQueuesResponse,
    ListTemplatesQuery,
    SubmitJobRequest,
    SubmitJobResponse,
    UnknownNode,
    Video,
)
from cosanim.xml.dict_form import read_dict
from cosanim.xml.validation import errors_of
from tests.strategies import COMPLEX, OPEN_TYPES, QUERIES, ROOT_TYPES, class_of, objects, root_of, xmlschema_errors

REQUEST = {
    "Tag": "Animation",
    "Input": {"Object": "in.mp4"},
    "Operation": {
        "Animation": {
            "Container": {"Format": "gif"},
            "Video": {"Codec": "gif", "Width": "640"},
            "TimeInterval": {"Duration": "5"},
        },
        "Output": {"Region": "ap-chongqing", "Bucket": "test-1250000000", "Object": "out.${ext}"},
    },
}


def without_blanks(value: Any) -> Any:
    """Return an object without blank texts and without objects and lists that hold nothing; None for nothing."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, list):
        return [kept for item in value if (kept := without_blanks(item)) is not None]
    if isinstance(value, UnknownNode):
        value = dataclasses.replace(value, children=without_blanks(value.children))
        return value if value.text or value.children else None
    if not dataclasses.is_dataclass(value):
        return value
    kept = {field.name: without_blanks(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return type(value)(**kept) if any(item not in (None, []) for item in kept.values()) else None


def comparable(document: Any) -> Any:
    return without_blanks(document) or type(document)


def is_readable(document: Any) -> bool:
    """Return whether an object is still valid without its blank values."""
    stripped = without_blanks(document)
    return stripped is not None and not errors_of(validate(stripped))


# --- there and back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_name", COMPLEX)
@settings(max_examples=10)
@given(data=st.data())
def test_every_object_makes_the_round_trip(type_name: str, data: st.DataObject) -> None:
    document = data.draw(objects(type_name))
    assume(is_readable(document))
    form = to_dict(document)
    read = from_dict(class_of(type_name), form)
    assert read == without_blanks(document)
    assert to_dict(read) == form


@pytest.mark.parametrize("type_name", COMPLEX)
@settings(max_examples=8)
@given(data=st.data())
def test_a_dict_holds_texts_and_lists_of_all_arrays_and_nothing_blank(type_name: str, data: st.DataObject) -> None:
    document = data.draw(objects(type_name, full=True))
    arrays = {child.name for child in COMPLEX[type_name].content if child.max_occurs != 1}
    for name, value in to_dict(document).items():
        assert isinstance(value, list) == (name in arrays)

    def check(value: Any) -> None:
        assert type(value) in {dict, list, str}
        assert value
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(item)

    for value in to_dict(document).values():
        check(value)


@pytest.mark.parametrize("type_name", OPEN_TYPES)
@settings(max_examples=10)
@given(data=st.data())
def test_unknown_nodes_of_replies_are_kept(type_name: str, data: st.DataObject) -> None:
    document = without_blanks(data.draw(objects(type_name)))
    assume(document is not None)
    document.unknown = [
        UnknownNode(name="New", text="1"),
        UnknownNode(name="New", text="2"),
        UnknownNode(name="Deep", children=[UnknownNode(name="{urn:example:a}Code", text="x")]),
    ]
    assert from_dict(class_of(type_name), to_dict(document)) == document


# --- the official SDK as oracle -------------------------------------------------------------------------------------

_BODIES = [name for name in COMPLEX if name not in QUERIES]
# What the SDK itself changes: it writes a carriage return as it is, which XML readers convert to a line feed.
_CHANGED_BY_SDK = "\r"


@pytest.mark.parametrize("type_name", [name for (_, root), name in ROOT_TYPES.items() if root == "Request"])
@settings(max_examples=10)
@given(data=st.data())
def test_what_the_official_sdk_sends_is_the_same_valid_request(type_name: str, data: st.DataObject) -> None:
    document = data.draw(objects(type_name))
    assume(is_readable(document))
    assume(_CHANGED_BY_SDK not in repr(to_dict(document)).replace("\\r", _CHANGED_BY_SDK))
    sent = format_xml(to_dict(document), root="Request")
    assert decode(sent, class_of(type_name)) == without_blanks(document)
    assert xmlschema_errors(etree.fromstring(sent), type_name) == []


@pytest.mark.parametrize("type_name", [name for (_, root), name in ROOT_TYPES.items() if root == "Response"])
@settings(max_examples=10)
@given(data=st.data())
def test_what_the_official_sdk_returns_is_read_as_decode_reads_the_reply(type_name: str, data: st.DataObject) -> None:
    reply = encode(data.draw(objects(type_name)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OddValueWarning)
        expected = decode(reply, class_of(type_name))
    assert comparable(from_dict(class_of(type_name), xml_to_dict(reply))) == comparable(expected)


def test_the_sdks_own_dict_of_the_documented_job_is_read() -> None:
    reply = (
        b"<Response xmlns='http://www.qcloud.com/document/product/436/7751'><JobsDetail><Code>Success</Code>"
        b"<JobId>j1</JobId><State>Submitted</State><EndTime>-</EndTime><Operation><UserData/><JobLevel>0</JobLevel>"
        b"</Operation><Neu>1</Neu></JobsDetail></Response>"
    )
    (job,) = from_dict(SubmitJobResponse, xml_to_dict(reply)).jobs_detail
    assert (job.job_id, job.end_time, job.operation.job_level, job.operation.user_data) == ("j1", "-", 0, None)
    assert [(node.name, node.text) for node in job.unknown] == [("Neu", "1")]
    assert from_dict(SubmitJobResponse, xml_to_dict(b"<Response/>")) == SubmitJobResponse()


def test_old_spellings_are_read_as_decode_reads_them() -> None:
    reply = b"<Response><NonExistPIDs><QueueID>p1</QueueID><QueueID>p2</QueueID></NonExistPIDs></Response>"
    read = from_dict(ListQueuesResponse, xml_to_dict(reply))
    assert read == decode(reply, ListQueuesResponse)
    assert read.non_exist_pids == ["p1", "p2"]


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12.50", Decimal("12.50")),
        ("15", 15),
        (" +015 ", 15),
        (15, 15),
        (0.1, Decimal("0.1")),
        (Decimal("0.25"), Decimal("0.25")),
        (Fraction(1, 4), Decimal("0.25")),
        ("", None),
        ("  ", None),
        (None, None),
        ([], None),
        ({}, None),
        ((), None),
        (["15"], 15),
        ([None, "", "15"], 15),
    ],
)
def test_numbers_are_of_any_kind_and_blank_is_absent(value: object, expected: object) -> None:
    video = from_dict(Video, {"Codec": "gif", "Fps": value})
    assert video == Video(codec="gif", fps=expected)  # type: ignore[arg-type]
    assert type(video.fps) is type(expected)
    assert (to_dict(video).get("Fps") is None) == (expected is None)


def test_numbers_of_numpy_are_read_exactly() -> None:
    numpy = pytest.importorskip("numpy")
    video = from_dict(Video, {"Codec": "gif", "Fps": numpy.float32(0.1), "Width": numpy.int64(640)})
    assert (video.fps, video.width) == (Decimal("0.1"), 640)


@pytest.mark.parametrize("value", [True, False])
def test_truth_values_of_numpy_are_taken(value: bool) -> None:
    numpy = pytest.importorskip("numpy")
    text = b"true" if value else b"false"
    video = Video(codec="gif", animate_only_keep_key_frame=numpy.bool_(value))
    assert not validate(video)
    assert b"<AnimateOnlyKeepKeyFrame>" + text in encode(video)
    read = from_dict(Video, {"Codec": "gif", "AnimateOnlyKeepKeyFrame": numpy.bool_(value)})
    assert read.animate_only_keep_key_frame is value
    assert problems(Video, {"Codec": "gif", "Width": numpy.bool_(value)}) == [("Video.Width", "type")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), ("true", True), ("1", True), (1, True), (False, False), ("false", False), ("0", False), (0, False)],
)
def test_truth_values_are_those_of_xsd(value: object, expected: bool) -> None:
    video = from_dict(Video, {"Codec": "gif", "AnimateOnlyKeepKeyFrame": value})
    assert video.animate_only_keep_key_frame is expected


def test_a_small_float_is_written_without_an_exponent() -> None:
    assert to_dict(from_dict(Animation, {"Container": {"Format": "gif"}, "TimeInterval": {"Start": 1e-2}})) == {
        "Container": {"Format": "gif"},
        "TimeInterval": {"Start": "0.01"},
    }


def test_one_value_is_a_list_of_one_and_mappings_are_of_any_kind() -> None:
    one = from_dict(DescribeJobsResponse, OrderedDict(JobsDetail=MappingProxyType({"JobId": "j1"})))
    assert one == DescribeJobsResponse(jobs_detail=[JobDetail(job_id="j1")])
    assert to_dict(one) == {"JobsDetail": [{"JobId": "j1"}]}


def test_the_same_mapping_may_occur_twice() -> None:
    job = {"JobId": "j1"}
    assert len(from_dict(DescribeJobsResponse, {"JobsDetail": [job, job]}).jobs_detail) == 2


def test_the_mapping_is_not_changed() -> None:
    before = repr(REQUEST)
    from_dict(SubmitJobRequest, REQUEST)
    assert repr(REQUEST) == before


# --- problems -------------------------------------------------------------------------------------------------------


def problems(cls: type[Any], mapping: Any) -> list[tuple[str, str]]:
    with pytest.raises(SchemaError) as caught:
        from_dict(cls, mapping)
    assert all(violation.line is None for violation in caught.value.violations)
    return [(violation.path, violation.rule) for violation in caught.value.violations]


def test_every_problem_is_reported_with_its_path_in_the_order_of_the_mapping() -> None:
    mapping = {
        "Tag": ["Animation", "Animation"],
        "Input": "in.mp4",
        "Operation": {
            "Animation": {
                "Container": {"Format": {"gif": 1}},
                "Video": {"Codec": "mp3", "Width": [["640"]], "Fps": math.inf, "Height": 100_000, "Quality": object()},
            },
            "Outputs": {"Region": "ap-chongqing"},
            "JobLevel": "high",
            "UserData": "\x00",
        },
        "queueId": "p1",
        5: "x",
        "a b": "c",
        "CallBack": Fraction(1, 3),
    }
    operation = "Request.Operation"
    assert problems(SubmitJobRequest, mapping) == [
        ("Request.5", "type"),
        ("Request.a b", "characters"),
        ("Request.Tag", "repeated"),
        ("Request.Input", "type"),
        (f"{operation}.Animation.Container.Format", "type"),
        (f"{operation}.Animation.Video.Codec", "enumeration"),
        (f"{operation}.Animation.Video.Width", "type"),
        (f"{operation}.Animation.Video.Fps", "type"),
        (f"{operation}.Animation.Video.Height", "max"),
        (f"{operation}.Animation.Video.Quality", "type"),
        (f"{operation}.Outputs", "unknown"),
        (f"{operation}.JobLevel", "type"),
        (f"{operation}.UserData", "characters"),
        ("Request.queueId", "unknown"),
        ("Request.CallBack", "type"),
    ]


def test_an_unknown_name_is_reported_with_the_names_that_exist() -> None:
    with pytest.raises(SchemaError) as caught:
        from_dict(SubmitJobRequest, REQUEST | {"Queue": "p1"})
    (violation,) = caught.value.violations
    assert (violation.path, violation.rule) == ("Request.Queue", "unknown")
    assert "QueueId" in violation.message


@pytest.mark.parametrize(
    "mapping", [{"tag": "Animation", "input": {"Object": "a"}, "operation": 1}, {"TAG": 5, "Inputs": 1}]
)
def test_a_misspelt_required_node_is_one_violation(mapping: Any) -> None:
    with pytest.raises(SchemaError) as caught:
        from_dict(SubmitJobRequest, mapping)
    found = {one.path.partition(".")[2]: one for one in caught.value.violations}
    assert [one.rule for one in found.values()].count("unknown") == len(mapping)
    assert not {"Tag", "Input"} & found.keys()
    for name in mapping:
        assert "did you mean" in found[name].message


def test_the_name_that_is_meant_is_one_that_does_not_occur_yet() -> None:
    with pytest.raises(SchemaError) as caught:
        from_dict(Video, {"Codec": "gif", "Width": 640, "Widht": 640})
    assert [one.message for one in caught.value.violations if "did you mean Width" in one.message] == []


@pytest.mark.parametrize("value", [640.0, Decimal("640.0"), Decimal(640)])
def test_a_whole_number_may_be_a_float(value: object) -> None:
    video = from_dict(Video, {"Codec": "gif", "Width": value})
    assert (video.width, type(video.width)) == (640, int)
    assert encode(video) == b"<Video><Codec>gif</Codec><Width>640</Width></Video>"


@pytest.mark.parametrize("value", [640.5, "640.0", Decimal("640.01"), 1e-9])
def test_other_fractions_are_no_whole_numbers(value: object) -> None:
    assert problems(Video, {"Codec": "gif", "Width": value}) == [("Video.Width", "type")]


def test_a_violation_has_the_value_that_was_given() -> None:
    value = object()
    with pytest.raises(SchemaError) as caught:
        from_dict(Video, {"Codec": value, "Width": math.nan})
    assert [violation.value is value or math.isnan(violation.value) for violation in caught.value.violations] == [
        True,
        True,
    ]


@pytest.mark.parametrize("cls", [SubmitJobRequest, SubmitJobResponse])
def test_a_mapping_with_the_root_is_refused_and_the_message_says_so(cls: type[Any]) -> None:
    root = root_of(cls.__name__)
    with pytest.raises(SchemaError, match="give the mapping inside it"):
        from_dict(cls, {root: REQUEST})
    assert problems(cls, {root: REQUEST}) == [(f"{root}.{root}", "unknown")]


def test_problems_in_unknown_nodes_of_a_reply_are_reported_too() -> None:
    mapping = {"JobsDetail": [5, {"Neu": {"Bar": object(), "a b": "c", "Text": "\x00"}}, ["x"]], "State": {"A": "1"}}
    assert problems(SubmitJobResponse, mapping) == [
        ("Response.JobsDetail[0]", "type"),
        ("Response.JobsDetail[1].Neu.a b", "characters"),
        ("Response.JobsDetail[1].Neu.Bar", "type"),
        ("Response.JobsDetail[1].Neu.Text", "characters"),
        ("Response.JobsDetail[2]", "type"),
    ]


def nested(levels: int, name: str = "A") -> dict[str, Any]:
    mapping: dict[str, Any] = {"End": "1"}
    for _ in range(levels):
        mapping = {name: mapping}
    return mapping


@pytest.mark.parametrize("levels", [64, 100_000])
def test_a_mapping_that_is_nested_too_deeply_is_refused(levels: int) -> None:
    assert problems(SubmitJobResponse, nested(levels)) == [(".".join(["Response", *"A" * 64]), "type")]
    assert ("Request.Tag", "type") in problems(SubmitJobRequest, REQUEST | {"Tag": nested(levels)})
    assert from_dict(SubmitJobResponse, nested(63)).unknown


def test_a_mapping_that_contains_itself_is_refused() -> None:
    mapping: dict[str, Any] = {"Tag": "Animation", "JobsDetail": {"JobId": "j1"}}
    mapping["Input"] = mapping
    mapping["JobsDetail"]["Neu"] = [mapping["JobsDetail"]]
    assert problems(SubmitJobResponse, mapping) == [
        ("Response.JobsDetail[0].Neu", "type"),
        ("Response.Input", "type"),
    ]
    assert problems(SubmitJobRequest, mapping)[-1] == ("Request.Input", "type")
    with pytest.raises(SchemaError, match="contains itself"):
        from_dict(SubmitJobRequest, mapping)
    items: list[Any] = []
    items.append(items)
    assert problems(SubmitJobRequest, REQUEST | {"Tag": items}) == [("Request.Tag", "type")]


_KEYS = st.sampled_from(["Tag", "Input", "Operation", "Video", "Codec", "JobsDetail", "JobId", "Request", "x"]) | (
    st.text(max_size=3) | st.integers() | st.none()
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=3) | st.builds(object),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("type_name", _BODIES)
@settings(max_examples=8)
@given(mapping=st.dictionaries(_KEYS, _VALUES, max_size=4))
def test_any_mapping_is_read_or_refused_with_violations(type_name: str, mapping: Any) -> None:
    cls = class_of(type_name)
    document, violations = read_dict(mapping, cls)
    if errors := errors_of(violations):
        assert len({(one.path, one.rule, one.message) for one in errors}) == len(errors)
        return
    assert errors_of(validate(document)) == []
    assert from_dict(cls, to_dict(document)) == without_blanks(document) or to_dict(document) == {}


def test_queries_have_dicts_too() -> None:
    assert from_dict(ListTemplatesQuery, {"pageSize": "20"}) == ListTemplatesQuery(page_size=20)


def test_a_value_without_a_text_is_no_dict() -> None:
    with pytest.raises(SchemaError) as caught:
        to_dict(Video(codec="gif\x00", width=math.nan))  # type: ignore[arg-type]
    assert [(violation.path, violation.rule) for violation in caught.value.violations] == [
        ("Video.Codec", "characters"),
        ("Video.Width", "type"),
    ]

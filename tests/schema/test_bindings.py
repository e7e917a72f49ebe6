"""Equality and repr of the objects of the bindings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from unittest.mock import ANY

import pytest

from cosanim import decode, models
from cosanim.models import (
    AudioStream,
    DescribeJobsResponse,
    JobDetail,
    MediaFormat,
    MediaInfo,
    MediaStream,
    SubmitJobResponse,
    TimeInterval,
    TimeIntervalDetail,
    Video,
)
from cosanim.schema import UnknownNode

ENUMERATIONS = [
    value for name in models.__all__ if isinstance(value := getattr(models, name), type) and issubclass(value, StrEnum)
]
FIXTURES = Path(__file__).parents[1] / "fixtures"


def test_objects_are_equal_when_class_and_all_values_are() -> None:
    one, other = TimeInterval(start=1, duration=Decimal("2.5")), TimeInterval(start=1, duration=Decimal("2.5"))
    assert one == other
    other.duration = 3
    assert one != other
    assert JobDetail(unknown=[UnknownNode(name="A")]) != JobDetail(unknown=[UnknownNode(name="B")])


def test_objects_of_different_classes_differ_unless_the_other_class_defines_equality() -> None:
    assert TimeInterval(start=1) != TimeIntervalDetail(start=1)
    assert TimeInterval(start=1) != "TimeInterval"
    assert TimeInterval(start=1) == ANY


def test_the_request_id_is_not_compared() -> None:
    assert SubmitJobResponse(request_id="1") == SubmitJobResponse(request_id="2")


def test_objects_are_mutable_and_have_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(TimeInterval(start=1))


def test_a_repr_shows_what_is_set() -> None:
    assert repr(TimeInterval(start=1)) == "TimeInterval(start=1)"
    assert repr(SubmitJobResponse()) == "SubmitJobResponse()"
    assert repr(TimeInterval(start=0)) == "TimeInterval(start=0)"
    assert repr(Video(codec="gif", animate_only_keep_key_frame=False)) == (
        "Video(codec='gif', animate_only_keep_key_frame=False)"
    )


def test_a_repr_leaves_out_what_is_blank_or_holds_nothing() -> None:
    assert repr(JobDetail(job_id="j1", code="", message="")) == "JobDetail(job_id='j1')"
    empty = MediaStream(audio=[AudioStream()], video=[])
    assert repr(MediaInfo(format=MediaFormat(format_name=""), stream=empty)) == "MediaInfo()"
    assert repr(SubmitJobResponse(jobs_detail=[JobDetail(), JobDetail(job_id="j1")])) == (
        "SubmitJobResponse(jobs_detail=[JobDetail(), JobDetail(job_id='j1')])"
    )
    assert repr(JobDetail(unknown=[UnknownNode(name="A")])).startswith("JobDetail(unknown=[UnknownNode(name='A'")


def test_a_repr_of_a_reply_names_each_value_and_nothing_that_is_empty() -> None:
    reply = decode((FIXTURES / "describe_jobs" / "success-response.xml").read_bytes(), DescribeJobsResponse)
    shown = repr(reply)
    assert re.search(r"=(?:None|''|\[\]|\w+\(\))", shown) is None
    assert f"job_id={reply.jobs_detail[0].job_id!r}" in shown


@pytest.mark.parametrize("slots", [True, False])
def test_a_class_that_a_caller_derives_shows_all_of_its_fields(*, slots: bool) -> None:
    @dataclass(slots=slots, kw_only=True, repr=False)
    class Named(TimeInterval):
        name: str = ""

    assert repr(Named(start=1, name="intro")).endswith("Named(start=1, name='intro')")


@pytest.mark.parametrize("enumeration", ENUMERATIONS, ids=lambda one: one.__name__)
def test_a_value_that_an_enumeration_does_not_have_gives_its_choices(enumeration: type[StrEnum]) -> None:
    text = next(iter(enumeration)).value
    for wrong, question in ((text.swapcase(), f": did you mean {text!r}?"), ("\0", ""), (5, ""), (None, "")):
        with pytest.raises(ValueError, match="is not a valid") as caught:
            enumeration(wrong)
        assert str(caught.value).startswith(f"{wrong!r} is not a valid {enumeration.__name__}, which is one of ")
        assert str(caught.value).endswith(", ".join(one.value for one in enumeration) + question)
    assert enumeration(text) is next(iter(enumeration))

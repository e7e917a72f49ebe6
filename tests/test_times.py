"""Parsing and formatting of the service's times."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim.times import format_time, parse_time

CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "text",
    ["2022-06-27T15:23:10+0800", "2022-06-27T15:23:10+08:00", "2022-06-27T07:23:10Z", " 2022-06-27T15:23:10+0800 "],
)
def test_every_documented_form_names_the_same_moment(text):
    found = parse_time(text)
    assert found == datetime(2022, 6, 27, 15, 23, 10, tzinfo=CHINA)
    assert found.tzinfo is not None


@pytest.mark.parametrize("text", [None, "", "  ", "-", " - "])
def test_a_hyphen_or_blank_is_no_time(text):
    assert parse_time(text) is None


@pytest.mark.parametrize(
    "text", ["2022-06-27T15:23:10", "2022-06-27", "2022-13-27T15:23:10Z", "20220627T152310Z", "now", "--", "1656314590"]
)
def test_anything_else_is_an_error(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_time(text)


def test_a_time_is_written_at_the_services_offset():
    assert format_time(datetime(2022, 6, 27, 7, 23, 10, 999, tzinfo=UTC)) == "2022-06-27T15:23:10+0800"


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        format_time(datetime(2022, 6, 27))  # noqa: DTZ001 - a naive datetime is the case of the test


def test_a_time_after_the_year_9999_at_the_services_offset_is_refused():
    with pytest.raises(ValueError, match="out of range"):
        format_time(datetime.max.replace(tzinfo=UTC))


@given(
    st.integers(-(10**10), 10**11).map(lambda seconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
)
def test_a_written_time_is_parsed_to_the_same_time(moment):
    assert parse_time(format_time(moment)) == moment.replace(microsecond=0)

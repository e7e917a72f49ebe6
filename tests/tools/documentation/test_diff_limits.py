"""Limits and defaults in texts: what is read, and what is left alone because its form is not certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.documentation.test_diff import Node, page
from tools.documentation.diff.compared_limits import limits_of
from tools.documentation.diff.wording import default_of, excerpts, normalized, similarity

if TYPE_CHECKING:
    from tools.documentation.pages import Row


def row(text: str, default: str = "None") -> Row:
    return page(Node("Request"), Node("Request.Depth", text, default=default)).rows[1]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Valid values: `a`, `b`", {"a", "b"}),
        ("Valid values: `a` (first), `b` (second (or so))", {"a", "b"}),
        ("Valid values: `a` (first); `b` (second). Default value: `b`.", {"a", "b"}),
        ("Valid values: `true`, `false` Tells whether it is wet", {"true", "false"}),
        ("Valid values: All (default), One, Two.", {"All", "One", "Two"}),
        ("The form, which can be `A` or `B` (default value). Nothing else", {"A", "B"}),
        ("level limit: 0, 1, 2. More is better, default is 0.", {"0", "1", "2"}),
        ("级别限制：0 、1 、2。越大越好，默认为0", {"0", "1", "2"}),
        ("限制为 true/false，默认为false", {"true", "false"}),
        ("Valid values: one, two and whatever else comes", None),
        ("Valid values: true, false if it rains", None),
        ("Valid values: `a`, `b`. Formerly valid values: `c`, `d`.", None),
        ("One of `a`, `b`", None),
        ("Valid values: `a`", None),
    ],
)
def test_enumerations_are_read_where_they_plainly_end(text: str, values: set[str] | None):
    assert limits_of(row(text)).values == (None if values is None else frozenset(values))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Value range: [128, 4096] Unit: px", "[128, 4096]"),
        ("值范围：(0，60] 单位：fps", "(0, 60]"),
        ("Value range: (0, 1)", "(0, 1)"),
        ("[1,10]", "[1, 10]"),
        ("The maximum value is 100.", "at most 100"),
        ("must be an integer equal to or greater than 5", "at least 5"),
        ("Value range: (0, length of it]", "None"),
        ("Value range: [1, 2] or [4, 5]", "None"),
        ("Value range: [9, 1]", "None"),
        ("Points (1, 2)", "None"),
        ("[see below]", "None"),
    ],
)
def test_ranges_are_read_where_both_ends_are_numbers(text: str, shown: str):
    assert str(limits_of(row(text)).range) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("can contain up to 128 bytes", "at most 128"),
        ("printable, up to 1,024 in length", "at most 1024"),
        ("length not exceeding 1024", "at most 1024"),
        ("Up to six are allowed", "None"),
    ],
)
def test_lengths_are_read_in_the_forms_of_the_pages(text: str, shown: str):
    assert str(limits_of(row(text)).length) == shown


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ("Number of it. Default value: `10`.", "10"),
        ("The default value is 10. The maximum value is 100.", "10"),
        ("Valid values: `A` (default), `B`", "A"),
        ("`A` or `B` (default value). Else", "B"),
        ("个数，默认值:10", "10"),
        ("默认为 Desc", "Desc"),
        ("A or B, default B, higher", "B"),
        ("`A` (default), or `B` (default)", None),
        ("Default value: as wide as it was", None),
        ("Uses the default queue", None),
    ],
)
def test_defaults_are_read_from_texts_that_name_exactly_one(text: str, default: str | None):
    assert default_of(row(text)) == default


def test_the_column_outweighs_the_text_and_none_in_lower_case_is_a_value():
    assert default_of(row("Default value: `1`", default="2")) == "2"
    assert default_of(row("x", default="None")) is None
    assert default_of(row("x", default="none")) == "none"


def test_folding_leaves_what_is_said():
    assert normalized("工作流ID，`a`。") == normalized("工作流 ID, a")
    assert normalized("**Mind** the 2 ** 3") == "Mind the 2 ** 3"
    assert normalized("a  b ：c.") == "a b: c"
    assert normalized("0.5 or 1") != normalized("0 5 or 1")


def test_likeness_does_not_depend_on_the_direction():
    assert similarity("abcd", "bcda") == similarity("bcda", "abcd")
    assert similarity("", "") == 0


def test_excerpts_show_the_words_that_differ():
    assert excerpts("one two three", "one too three") == ("…two…", "…too…")
    assert excerpts("one", "one two") == ("one", "one two")
    assert excerpts("a" * 90, "b")[0] == "a" * 60 + "…"

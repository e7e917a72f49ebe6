"""Limits in the texts of a row: unambiguous limits are read, all others are ignored."""

from __future__ import annotations

import pytest

from tests.tools.documentation.diff.test_diff import Node, page
from tools.documentation.page_statements.limits import limits_of
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
        ("Valid values: one, two and whatever else comes", set()),
        ("Valid values: true, false if it rains", set()),
        ("Valid values: `a`, `b`. Formerly valid values: `c`, `d`.", set()),
        ("One of `a`, `b`", set()),
        ("Valid values: `a`", set()),
    ],
)
def test_enumerations_with_a_clear_end_are_read(text: str, values: set[str]):
    assert set(limits_of(row(text)).values) == values


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Value range: [128, 4096] Unit: px", "[128, 4096]"),
        ("值范围：(0，60] 单位：fps", "(0, 60]"),
        ("Value range: (0, 1)", "(0, 1)"),
        ("[1,10]", "[1, 10]"),
        ("The maximum value is 100.", "at most 100"),
        ("must be an integer equal to or greater than 5", "at least 5"),
        ("Value range: (0, length of it]", "above 0"),
        ("Value range: [1, 2] or [4, 5]", "None"),
        ("Value range: [9, 1]", "None"),
        ("Points (1, 2)", "None"),
        ("[see below]", "None"),
    ],
)
def test_ranges_are_read_where_they_begin_with_a_number(text: str, shown: str):
    assert str(limits_of(row(text)).range) == shown


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("can contain up to 128 bytes", 128),
        ("printable, up to 1,024 in length", 1024),
        ("length not exceeding 1024", 1024),
        ("Up to six are allowed", None),
    ],
)
def test_lengths_are_read_in_the_forms_of_the_pages(text: str, length: int | None):
    assert limits_of(row(text)).length == length


@pytest.mark.parametrize(
    ("description", "constraints", "facets"),
    [
        ("Valid values: `a`, `b` (default).", None, {"enumeration": ["a", "b"]}),
        ("Kind, which can be `a` or `b`. It wins.", None, {"enumeration": ["a", "b"]}),
        ("Kind", "a/b", {"enumeration": ["a", "b"]}),
        ("Kinds, separated by commas. Valid values: `a`, `b`.", None, {}),
        ("Valid values: `a`, `b` and others", None, {}),
        ("It can be `a`.", None, {}),
        ("Value range: [1, 100)", None, {"minInclusive": ["1"], "maxExclusive": ["100"]}),
        ("Width", "1. Value range: (0, 60] 2. Unit: px", {"minExclusive": ["0"], "maxInclusive": ["60"]}),
        ("End", "[0, video duration]", {"minInclusive": ["0"]}),
        ("`0` or [128, 4096]", None, {}),
        ("[1, 2] for one, [1, 3] for the other", None, {}),
        ("up to 64 letters", None, {"maxLength": ["64"]}),
        ("up to 300 characters, up to 400 letters", None, {}),
        ("取值范围：`a`、`b`", None, {"enumeration": ["a", "b"]}),
        ("Kind", "N/A", {}),
        ("Kind", "`N/A`.", {}),
    ],
)
def test_only_unambiguous_limits_are_read(description: str, constraints: str | None, facets: dict[str, list[str]]):
    row = Row(
        section="request", path="Request.X", name="X", parent="Request", type="string", array=False, required=True,
        default=None, line=1, columns_present=(), description=description, constraints=constraints,
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for name, value in limits_of(row).facets:
        found.setdefault(name, []).append(value)
    assert found == facets

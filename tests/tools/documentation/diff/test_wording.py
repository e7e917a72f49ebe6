"""Defaults in texts, normal forms, similarity and excerpts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.documentation.diff.test_diff import Node, page
from tools.documentation.diff.wording import excerpts, normalized, similarity
from tools.documentation.page_statements.defaults import default_of

if TYPE_CHECKING:
    from tools.documentation.pages import Row


def row(text: str, default: str = "None") -> Row:
    return page(Node("Request"), Node("Request.Depth", text, default=default)).rows[1]


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


def test_the_column_precedes_the_text_and_lower_case_none_is_a_value():
    assert default_of(row("Default value: `1`", default="2")) == "2"
    assert default_of(row("x", default="None")) is None
    assert default_of(row("x", default="none")) == "none"


def test_the_normal_form_keeps_the_words():
    assert normalized("工作流ID，`a`。") == normalized("工作流 ID, a")
    assert normalized("**Mind** the 2 ** 3") == "Mind the 2 ** 3"
    assert normalized("a  b ：c.") == "a b: c"
    assert normalized("0.5 or 1") != normalized("0 5 or 1")


def test_similarity_does_not_depend_on_the_direction():
    assert similarity("abcd", "bcda") == similarity("bcda", "abcd")
    assert similarity("", "") == 0


def test_excerpts_show_the_words_that_differ():
    assert excerpts("one two three", "one too three") == ("…two…", "…too…")
    assert excerpts("one", "one two") == ("one", "one two")
    assert excerpts("a" * 90, "b")[0] == "a" * 60 + "…"

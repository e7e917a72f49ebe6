"""The cells of a row: type, requirement, default and constraints."""

from __future__ import annotations

import pytest

from tests.tools.documentation.pages.markdown_pages import (
    SHORT_HEADER,
    messages,
    one,
    read,
    request,
)
from tools.documentation.diff.wording import requirement as requirement_of
from tools.documentation.spec_model.spec_files import table_of


@pytest.mark.parametrize(
    ("cell", "expected", "array", "raw"),
    [
        ("String", "string", False, None),
        ("Container  Array", "container array", True, None),
        ("Array of Cave", "array of cave", True, None),
        ("Container. For more, see [Lake](#Lake).", "container", False, "Container. For more, see Lake."),
        ("Container，详情请参见 [Lake](#Lake)", "container", False, "Container，详情请参见 Lake"),
        ("String array (at most 3)", "string array", True, "String array (at most 3)"),
    ],
)
def test_the_type_consists_of_the_leading_words_of_its_cell(cell: str, expected: str, array: bool, raw: str | None):
    row = one(request(f"| Depth | Request | how deep | {cell} | No |"))
    assert (row.type, row.array, row.type_raw) == (expected, array, raw)


@pytest.mark.parametrize(
    ("cell", "expected", "raw"),
    [
        ("Yes", True, None),
        ("No", False, None),
        ("Yes if `State` is `On`", None, "Yes if `State` is `On`"),
        ("No<br>Needed at night", None, "No Needed at night"),
        ("Supported", None, "Supported"),
        ("None", None, "None"),
    ],
)
def test_required_is_a_bool_for_yes_and_no_and_keeps_any_other_text(cell: str, expected: bool | None, raw: str | None):
    page = read(request(f"| Depth | Request | how deep | Int | {cell} |"))
    assert (page.rows[0].required, page.rows[0].required_raw) == (expected, raw)
    assert ("neither yes nor no" in messages(page)) == (cell in {"Supported", "None"})


@pytest.mark.parametrize(
    ("cell", "answer", "requirement"),
    [
        ("Yes", True, True),
        ("否", False, False),
        ("Supported", True, True),
        ("`supported`.", True, True),
        ("None", False, False),
        ("Yes if `State` is `On`。", None, "Yes if State is On"),
        ("-", None, None),
        ("N/A", None, None),
        ("", None, None),
    ],
)
def test_a_mistranslated_yes_or_no_is_corrected_and_the_row_keeps_the_original(
    cell: str, answer: bool | None, requirement: bool | str | None
):
    row = read(request(f"| Depth | Request | how deep | Int | {cell} |")).rows[0]
    assert (row.is_required, requirement_of(row)) == (answer, requirement)
    assert row.as_json()["required"] == row.required
    assert [node.required for node in table_of(read(request(f"| Depth | Request | how | Int | {cell} |")))] == [answer]


def test_required_is_unknown_where_there_is_no_such_column():
    row = one("#### Response body\n\n" + SHORT_HEADER + "| Depth | Response | how deep | Int |\n")
    assert (row.required, row.required_raw) == (None, None)


def test_a_table_without_types_has_rows_without_types():
    header = "| Node Name (Keyword) | Parent Node | Description |\n| --- | --- | --- |\n"
    row = one(request("| Depth | Request | how deep |", header=header))
    assert (row.type, row.array) == (None, False)


def test_defaults_and_constraints_are_kept_as_text():
    header = (
        "| Node Name (Keyword) | Parent Node | Description | Type | Required | Default Value | Constraints |\n"
        + "|--" * 7
        + "|\n"
    )
    page = read(
        request(
            "| A | Request | one | Int | No | None | <li>from 1</li><li>to 9</li> |",
            "| B | Request | two | Int | No | 视频原<br/>始宽度 | none |",
            header=header,
        )
    )
    assert [(row.default, row.constraints) for row in page.rows] == [("None", "from 1 to 9"), ("视频原始宽度", "none")]

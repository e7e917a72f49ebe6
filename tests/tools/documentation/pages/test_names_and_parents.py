"""Names and parents of rows, and reports on those that do not fit together."""

from __future__ import annotations

import pytest

from tests.tools.documentation.pages.markdown_pages import (
    BARE_HEADER,
    HEADER,
    ROOT,
    SHORT_HEADER,
    messages,
    one,
    read,
    request,
)


@pytest.mark.parametrize("broken", ["<br>", "<br/>", "</br>"])
def test_names_and_parents_broken_by_tags_are_joined_without_a_space(broken: str):
    row = one(request(f"| Water{broken}Depth | Request.{broken}Under{broken}Ground | how deep | Int | No |"))
    assert (row.name, row.parent) == ("WaterDepth", "Request.UnderGround")


def test_markdown_escapes_in_names_are_resolved_and_wildcards_kept():
    page = read(
        request(
            r"| Cave_\*\*\* | Request.Map\_One | any cave | Container | No |",
            "| Depth | Request.Cave_***_End_*** | how deep | Int | No |",
        )
    )
    assert [row.path for row in page.rows] == ["Request.Map_One.Cave_***", "Request.Cave_***_End_***.Depth"]


@pytest.mark.parametrize("marker", ["None", "None.", "N/A", "无"])
def test_root_markers_mean_no_parent(marker: str):
    row = one(request(f"| Request | {marker} | all | Container | Yes |"))
    assert (row.path, row.parent, row.is_root) == ("Request", marker.rstrip("."), True)


def test_zero_width_spaces_are_removed_and_no_break_spaces_are_blanks():
    row = one(request("| De\u200bpth | Request\u00a0 | how\u00a0deep | Int\u00a0array | No |"))
    assert (row.path, row.description, row.type, row.array) == ("Request.Depth", "how deep", "int array", True)


def test_a_wrong_parent_is_kept_and_the_report_names_the_likely_one():
    page = read(
        "#### Response body\n\n" + SHORT_HEADER + "| Response | None | all | Container |\n"
        "| Cave | Response | one | Container |\n| Lake | Response.Cave | in it | Container |\n"
        "| Depth | Response.Lake | how deep | Int |\n"
    )
    assert page.rows[-1].path == "Response.Lake.Depth"
    assert messages(page) == (
        "8: row 'Depth': no row documents the parent 'Response.Lake'; a node of that name is documented as "
        "Response.Cave.Lake"
    )


def test_every_row_with_an_unresolved_parent_is_reported_by_its_line():
    page = read(request("| A | Request.Nowhere | one | Int | No |", "| B | Request.Nowhere | two | Int | No |"))
    assert [report.line for report in page.reports] == [7, 8]


def test_a_parent_of_the_other_section_is_reported():
    page = read(
        request(ROOT.strip()) + "\n#### Response body\n\n" + SHORT_HEADER + "| Depth | Request | deep | Int |\n"
    )
    assert page.rows[-1].section == "response"
    assert "belongs to the request, the row to the response" in messages(page)


def test_a_parent_that_is_a_type_is_reported():
    page = read("#### Response body\n\n" + SHORT_HEADER + "| Response | Container | all | Container |\n")
    assert "is a type: the header and the cells do not agree" in messages(page)


def test_spellings_that_differ_in_case_are_reported():
    page = read(
        request(ROOT.strip(), "| CaveID | Request | one | Container | No |", "| X | Request.CaveId | y | Int | No |")
    )
    assert "is documented as 'Request.CaveID'" in messages(page)
    page = read(request(ROOT.strip(), "| CaveID | Request | one | Int | No |", "| CaveId | Request | two | Int | No |"))
    assert "differs from Request.CaveID (line 8) in case only" in messages(page)


def test_duplicate_rows_are_kept_and_reported():
    page = read(request(ROOT.strip(), "| A | Request | one | Int | No |", "| A | Request | two | String | No |"))
    assert [row.path for row in page.rows] == ["Request", "Request.A", "Request.A"]
    assert "Request.A is documented twice; line 8 has another type or requirement" in messages(page)


def test_a_lead_sentence_and_cells_that_name_different_nodes_are_reported():
    page = read(
        request(ROOT.strip())
        + "\n`Cave` has the following sub-nodes:\n\n"
        + HEADER
        + "| A | Request | b | Int | No |\n"
    )
    assert "the lead sentence names Cave, row 'A' has the parent 'Request'" in messages(page)


def test_a_note_may_stand_between_lead_sentence_and_table():
    page = read(
        "## CaveMap\n\n" + BARE_HEADER + "| Lake | a lake | Container | No |\n\n`Lake` has the following sub-nodes:\n\n"
        ">! Mind the water.\n\n" + BARE_HEADER + "| Depth | how deep | Int | No |\n"
    )
    assert page.rows[-1].path == "CaveMap.Lake.Depth"

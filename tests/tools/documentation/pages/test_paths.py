"""Paths and sections of rows in tables without a parent column or without a known heading."""

from __future__ import annotations

from tests.tools.documentation.pages.markdown_pages import (
    BARE_HEADER,
    HEADER,
    ROOT,
    SHORT_HEADER,
    messages,
    read,
    request,
)


def test_rows_of_structures_get_their_path_from_heading_and_lead_sentence():
    page = read(
        '## Cave\\_\\*\\*\\*\n<span id="Cave"></span>\n\n' + BARE_HEADER + "| Lake | a lake | Container | No |\n\n"
        "`Lake ` has the following sub-nodes:\n\n" + BARE_HEADER + "| Fish | in it | Container | No |\n\n"
        "`Fish` has the following sub-nodes:\n\n" + BARE_HEADER + "| Name | its name | String | Yes |\n\n"
        "`Cave_\\*\\*\\*.Door` has the following sub-nodes:\n\n" + BARE_HEADER + "| Key | opens it | String | Yes |\n\n"
        "## Hill\n\n" + BARE_HEADER + "| Height | how high | Int | No |\n"
    )
    assert [row.path for row in page.rows] == [
        "Cave_***.Lake", "Cave_***.Lake.Fish", "Cave_***.Lake.Fish.Name", "Cave_***.Door.Key", "Hill.Height",
    ]  # fmt: skip
    assert {(row.section, row.parent, row.path_from) for row in page.rows} == {("structure", None, "heading and lead")}


def test_a_table_without_parents_and_lead_sentence_is_reported():
    page = read(request(ROOT.strip()) + "\n" + BARE_HEADER + "| Depth | how deep | Int | No |\n")
    assert "row 'Depth': nothing says which node it belongs to" in messages(page)


def test_a_table_without_parents_gets_its_path_from_the_lead_sentence():
    page = read(
        request(ROOT.strip(), "| Lake | Request | a lake | Container | No |")
        + "\nContent of `Lake`:\n\n"
        + BARE_HEADER
        + "| Depth | how deep | Int | No |\n"
    )
    assert (page.rows[-1].path, page.rows[-1].path_from) == ("Request.Lake.Depth", "lead")


def test_callbacks_have_their_own_section_and_samples_have_none():
    page = read(
        "## Callback Content\n\n" + SHORT_HEADER + "| Response | None | all | Container |\n\n## Samples\n\n"
        "### Sample 1: one\n\n#### Response\n\n```\n<Response/>\n```\n"
    )
    assert [row.section for row in page.rows] == ["callback"]
    assert not page.is_broken


def test_a_root_may_have_any_name():
    page = read("#### Response body\n\n" + SHORT_HEADER + "| Error | None | all | Container |\n\n**`Error` has the "
                "following sub-nodes:**\n\n" + SHORT_HEADER + "| Code | Error | which | string |\n")  # fmt: skip
    assert [row.path for row in page.rows] == ["Error", "Error.Code"]
    assert not page.reports


def test_a_table_without_a_known_heading_gets_its_section_from_its_roots_and_is_reported():
    page = read("# Everything about caves\n\n" + HEADER + ROOT)
    assert page.rows[0].section == "request"
    assert "no heading names the section of this table; read as part of the request" in messages(page)


def test_a_lead_sentence_before_a_reference_yields_no_rows():
    page = read(request(ROOT.strip()) + "\n`Cave` has the following sub-nodes:\nSame as `Request.Cave` in [Lake](x).\n")
    assert [row.path for row in page.rows] == ["Request"]
    assert not page.reports


def test_a_table_that_markdown_does_not_recognise_is_reported():
    no_separator = read(
        "#### Request body\n\n| Node Name (Keyword) | Parent Node | Description | Type |\n| A | Request | b | Int |\n"
    )
    assert no_separator.is_broken
    assert "3: a table row outside any table" in messages(no_separator)
    indented = read("#### Request body\n\n" + "".join("    " + line + "\n" for line in (HEADER + ROOT).splitlines()))
    assert indented.is_broken
    assert "an indented table" in messages(indented)

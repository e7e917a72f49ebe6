"""Pages with unusual characters, malformed separator rows or ambiguous names: no row is lost, faults are reported."""

from pathlib import Path

import pytest

from tests.tools.documentation.pages.markdown_pages import (
    BARE_HEADER,
    HEADER,
    ROOT,
    SHORT_HEADER,
    messages,
    read,
    request,
)
from tools.documentation.pages import page_of, read_page
from tools.documentation.pages.reports import PageError

TITLES = "| Node Name (Keyword) | Parent Node | Description | Type | Required |\n"
DEPTH = "| Depth | Request | how deep | Int | No |"
PATHS = ["Request", "Request.Depth"]
ODD_BLANKS = ("\u00a0", "\u3000", "\u2003", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\u202f")
INVISIBLE = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u202a", "\u2066")
UNPRINTABLE = ("\x00", "\x01", "\x08", "\x1b", "\x7f", "\x9d", "\ufffd", "\ufffe")


def paths(page):
    return [row.path for row in page.rows]


def page_with(mark):
    """Return a page with a character at each position where it could hide or end a heading, a row or a cell."""
    return (
        f"{mark}## {mark}Request{mark}\n{mark}\n{mark}#### Request body{mark}\n{mark}\n{mark}{TITLES}"
        f"{mark}| --- |{mark} --- | --- | --- | --- |{mark}\n"
        f"| Request | None | all of it | Container | Yes |{mark}\n"
        f"{mark}| Depth{mark} | {mark}Request | how{mark} deep | Int{mark} | {mark}No |\n"
    )


def saved(text, folder, name="page.md"):
    path = folder / name
    path.write_text(text, "utf-8", newline="")
    return read_page(path)


@pytest.mark.parametrize("mark", [*ODD_BLANKS, *INVISIBLE], ids=ascii)
def test_unusual_blanks_and_invisible_characters_do_not_change_the_rows(mark: str, tmp_path: Path):
    page = saved(page_with(mark), tmp_path)
    assert paths(page) == PATHS
    assert page.rows == read(page_with("")).rows
    assert page.reports == ()


@pytest.mark.parametrize("mark", UNPRINTABLE, ids=ascii)
def test_unprintable_characters_do_not_change_the_rows_and_are_reported_with_their_lines(mark: str, tmp_path: Path):
    page = saved(page_with(mark), tmp_path)
    assert page.rows == read(page_with("")).rows
    assert {report.line for report in page.reports} == {1, 2, 3, 4, 5, 6, 7, 8}
    assert f"1: unprintable character U+{ord(mark):04X} in this line, removed" in messages(page)
    assert not page.is_broken


@pytest.mark.parametrize("kind", ["html", "text"])
@pytest.mark.parametrize("mark", UNPRINTABLE, ids=ascii)
def test_unprintable_characters_do_not_change_the_rows_of_html_and_text(mark: str, kind: str):
    cells = ("Node Name", "Parent Node", "Description", "Type", "Depth", "Request", f"how {mark}deep", "Int")
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells[at : at + 4])}</tr>" for at in (0, 4))
    text = f"<h4>Request body</h4><table>{rows}</table>" if kind == "html" else "\n".join(("Request body", "", *cells))
    page = page_of(text, kind, name="page")
    assert [(row.path, row.description) for row in page.rows] == [("Request.Depth", "how deep")]
    assert "unprintable character" in messages(page)


@pytest.mark.parametrize("entity", ["&#0;", "&#1;", "&#x1b;", "&#xfffe;", "&#8203;", "&nbsp;", "&#x2028;", "&#12;"])
def test_unusual_characters_in_entities_do_not_change_the_rows(entity: str):
    page = read(request(ROOT.strip(), f"| Depth{entity} | Request{entity} | how {entity}<b>deep</b> | Int | No |"))
    assert paths(page) == PATHS
    assert page.rows[1].description == "how deep"


def test_a_file_that_is_not_a_text_is_refused(tmp_path: Path):
    (tmp_path / "page.md").write_bytes(request(ROOT.strip()).encode("utf-16-le"))
    with pytest.raises(PageError) as refused:
        read_page(tmp_path / "page.md")
    assert (refused.value.line, "1 in 2 characters" in refused.value.message) == (1, True)


@pytest.mark.parametrize(
    "separator",
    [
        "| --- | --- |",
        "|---|",
        "| --- | --- | --- | --- |",
        "| --- | --- | --- | --- | --- | --- |",
        "| :-- | :-: | --- | --- | --- | --- | --- | --- |",
        "--- | --- | ---",
        "| --- | --- | --- | --- | |",
        "| --- | | --- | --- | --- |",
        "| —— | —— | —— | —— | —— |",
        "| −−− | --- | ――― | --- | ─── |",
        "|===|===|===|===|===|",
        "| - - | --- | --- | --- | --- |",
        "| --- | --- | --- | --- | ---",
        "|| --- | --- | --- | --- | --- |",
    ],
)
def test_a_separator_row_of_another_form_or_width_is_repaired(separator: str):
    plain = read(request(ROOT.strip(), DEPTH))
    page = read(request(ROOT.strip(), DEPTH, header=f"{TITLES}{separator}\n"))
    assert page.rows == plain.rows
    is_markdown = separator == "| --- | --- | --- | --- | ---"
    expected = "" if is_markdown else "6: the separator row does not fit the 5 cells of the header; it was repaired"
    assert messages(page) == expected
    assert not page.is_broken


def test_a_separator_row_is_repaired_in_a_quotation_and_not_in_a_sample():
    quoted = "".join(f"> {line}\n" for line in (TITLES + "| --- |\n" + ROOT + DEPTH).splitlines())
    page = read("#### Request body\n\n" + quoted)
    assert paths(page) == PATHS
    assert "the separator row does not fit" in messages(page)
    sample = "```\n| a | b | c |\n| --- |\n```\n"
    page = read("#### Request body\n\n" + sample)
    assert page.reports == () or "separator" not in messages(page)
    assert page.document.blocks[-1].text == "| a | b | c |\n| --- |\n"


def test_every_separator_row_that_does_not_fit_is_repaired():
    page = read(
        request(ROOT.strip(), header=f"{TITLES}| --- |\n")
        + "\nThe nodes are described as follows:\n"
        + TITLES + "| --- | --- |\n" + DEPTH + "\n\n#### Response body\n\n" + SHORT_HEADER
        + "| Response | None | all | Container |\n"
    )  # fmt: skip
    assert paths(page) == [*PATHS, "Response"]
    assert [report.line for report in page.reports] == [6, 11]


def test_a_table_row_without_a_separator_row_is_reported_as_not_read():
    page = read(request(DEPTH, header=TITLES))
    assert page.is_broken
    assert "5: a table row outside any table" in messages(page)


def test_rows_with_escaped_pipes_keep_their_cells():
    row = read(request(ROOT.strip(), r"| Depth | Request | `a\|b` or \| | Int | No |")).rows[1]
    assert (row.description, row.type, row.extra_cells) == ("`a|b` or |", "int", ())


RESULTS = (
    "#### Response body\n\n" + SHORT_HEADER + "| Response | None | all | Container |\n"
    "| ObjectResults | Response | things | Container |\n| OcrResults | Response | words | Container |\n"
)


def below(node, *rows):
    return f"\n`{node}` has the following sub-nodes:\n\n{BARE_HEADER}" + "".join(f"{row}\n" for row in rows)


LOCATION = "| Location | where | Container | No |"
EDGES = ("| X | from the left | Float | No |", "| Y | from above | Float | No |")


def test_one_table_for_two_nodes_with_the_same_name_is_reported_with_both_nodes():
    page = read(RESULTS + below("ObjectResults", LOCATION) + below("OcrResults", LOCATION) + below("Location", *EDGES))
    assert paths(page)[-2:] == ["Response.OcrResults.Location.X", "Response.OcrResults.Location.Y"]
    line = page.rows[-2].line
    assert messages(page) == (
        f"{line}: the table may describe Response.ObjectResults.Location or Response.OcrResults.Location; "
        "its rows are read as children of Response.OcrResults.Location"
    )


def test_two_tables_for_two_nodes_with_the_same_name_describe_the_nearest_node_above():
    page = read(
        RESULTS + below("ObjectResults", LOCATION) + below("Location", *EDGES)
        + below("OcrResults", LOCATION) + below("Location", *EDGES)
    )  # fmt: skip
    assert [path for path in paths(page) if path.endswith("X")] == [
        "Response.ObjectResults.Location.X", "Response.OcrResults.Location.X",
    ]  # fmt: skip
    assert page.reports == ()


def test_tables_in_another_order_than_their_nodes_are_reported():
    page = read(
        RESULTS + below("ObjectResults", LOCATION) + below("OcrResults", LOCATION)
        + below("Location", *EDGES) + below("Location", *EDGES)
    )  # fmt: skip
    assert len([report for report in page.reports if "may describe" in report.message]) == 2
    assert len({row.section_and_path for row in page.rows}) == len(page.rows)


def test_a_lead_sentence_with_a_path_selects_one_of_two_nodes_with_the_same_name():
    page = read(
        RESULTS + below("ObjectResults", LOCATION) + below("OcrResults", LOCATION)
        + below("ObjectResults.Location", *EDGES)
    )  # fmt: skip
    assert paths(page)[-1] == "Response.ObjectResults.Location.Y"
    assert page.reports == ()


NOT_CUT = "\nNothing else.\n"


@pytest.mark.parametrize(
    "text",
    [
        request(ROOT.strip(), "| Depth | Request | how deep |", DEPTH.replace("Depth", "Width")),
        request(ROOT.strip(), "| Depth | Request | how deep |") + NOT_CUT,
        request() + NOT_CUT,
        request(ROOT.strip("| \n"), DEPTH.strip("| "))[:-1],
        "## Request\n\n```\nGET / HTTP/1.1\n\n## Request body\n\n" + HEADER + ROOT,
        "#### Request body\n\n<!-- <table> -->\n\n" + HEADER + ROOT,
        "#### Request body\n\n<tablet-view></tablet-view>\n\n" + HEADER + ROOT,
    ],
    ids=["short row", "last short row", "no rows", "no last pipe", "open fence", "comment", "another element"],
)
def test_a_page_that_continues_is_not_reported_as_truncated(text: str):
    assert "truncated" not in messages(read(text))


@pytest.mark.parametrize(
    ("html", "is_cut"),
    [
        ("<html><head></head><body>{}</body></html>", False),
        ("<html><head></head><body>{}<!-- <table> --></body></html>", False),
        ("<html><head></head><body data-form='<table>'>{}</body></html>", False),
        ("<html><head></head><body>{}<tables-list></tables-list></body></html>", False),
        ("<!doctype html><html><meta charset=utf-8><body>{}", False),
        ("<html><head></head><body>{}", True),
        ("<html><head></head><body><div>{}", True),
        ("<!doctype html><html><meta charset=utf-8><body><div>{}", True),
        ("<html><head></head><body>{}<p>Much mo", True),
        ("<!doctype html><html><meta charset=utf-8><body>{}<p class='", True),
    ],
)
def test_html_without_a_required_end_is_truncated(html: str, is_cut: bool):
    rows = "<tr><td>Node Name<td>Parent Node<td>Description<td>Type</tr><tr><td>Depth<td>Request<td>deep<td>Int</tr>"
    page = page_of(html.format(f"<h4>Request body</h4><table>{rows}</table>"), "html", name="page")
    assert paths(page) == ["Request.Depth"]
    assert page.is_broken is is_cut
    assert ("the page is truncated" in messages(page)) is is_cut


def test_copied_text_that_continues_below_a_broken_row_is_not_reported_as_truncated():
    head = "Node Name (Keyword)\nParent Node\nDescription\nType\n"
    page = page_of(
        "Request\n\nRequest body\n\n" + head + "Request\nNone\nall\nContainer\nDepth\nRequest\ndeep\nFathoms\n"
        "\nError codes\n\nThere are none.\n", "text", name="page",
    )  # fmt: skip
    assert page.is_broken
    assert "9: the page ends" not in messages(page)
    assert "a row that cannot be split into cells; it was not read" in messages(page)

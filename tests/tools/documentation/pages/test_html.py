"""Pages as a browser saves them."""

import pytest

from tests.tools.documentation.pages.rendering import to_html
from tools.documentation.pages import Page, page_of

PAGE = """\
## Request

#### Request body

| Node Name (Keyword) | Parent Node | Description | Type | Required |
| --- | --- | --- | --- | --- |
| Request | None | all of it | Container | Yes |

`Request` has the following sub-nodes:

| Node Name (Keyword) | Parent Node | Description | Type | Required |
| --- | --- | --- | --- | --- |
| Water<br/>Depth | Request | `m` <ul><li>A</li><li>B</ul> see [it](https://docs.example/1) | Int array | Yes if `A` |

## Response

#### Response body

| Node Name (Keyword) | Parent Node | Description | Type |
| --- | --- | --- | --- |
| Response | None | all | Container |
"""


def read(html: str) -> Page:
    return page_of(html, "html", name="page")


def body(table: str) -> str:
    return f"<!doctype html><html><body><h4>Request body</h4>{table}</body></html>"


def cells(*texts: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts) + "</tr>"


HEAD = cells("Node Name (Keyword)", "Parent Node", "Description", "Type", tag="th")


@pytest.mark.parametrize("rich_editor", [False, True])
def test_a_saved_page_has_the_rows_of_its_markdown(rich_editor: bool):
    saved = read(to_html(PAGE, rich_editor=rich_editor))
    source = page_of(PAGE, "markdown", name="page")
    assert len(saved.rows) == 3

    def facts(page: Page) -> list[dict[str, object]]:
        return [{key: value for key, value in row.as_json().items() if key != "line"} for row in page.rows]

    assert facts(saved) == facts(source)
    assert not saved.reports


def test_scripts_navigation_and_footers_are_not_read():
    page = read(
        "<!doctype html><html><head></head><body><nav><table>" + HEAD + cells("A", "Request", "b", "Int")
        + "</table></nav><script>'<table>'</script><footer><h2>Response</h2></footer></body></html>"
    )  # fmt: skip
    assert page.rows == ()
    assert not page.is_broken


def test_a_header_row_needs_no_th():
    page = read(
        body("<table><tbody>" + HEAD.replace("th>", "td>") + cells("A", "Request", "b", "Int") + "</tbody></table>")
    )
    assert [row.path for row in page.rows] == ["Request.A"]


def test_spanning_cells_are_repeated_in_every_place_that_they_cover():
    page = read(
        body(
            "<table>" + HEAD + "<tr><td>A</td><td rowspan='2'>Request.Lake</td><td>a</td><td>Int</td></tr>"
            "<tr><td>B</td><td>b</td><td>String</td></tr>"
            "<tr><td>C</td><td>Request</td><td colspan='2'>String</td></tr></table>"
        )
    )
    assert [(row.path, row.description, row.type) for row in page.rows] == [
        ("Request.Lake.A", "a", "int"), ("Request.Lake.B", "b", "string"), ("Request.C", "String", "string"),
    ]  # fmt: skip


def test_invalid_and_huge_spans_are_limited():
    page = read(body("<table>" + HEAD + "<tr><td rowspan='99999999' colspan='-1'>A</td><td>Request</td></tr></table>"))
    assert page.rows[0].path == "Request.A"


def test_a_table_in_a_layout_table_is_read():
    page = read(
        body(f"<table><tr><td>left</td><td><table>{HEAD}{cells('A', 'Request', 'b', 'Int')}</table></td></tr></table>")
    )
    assert [row.path for row in page.rows] == ["Request.A"]


def test_a_table_in_a_cell_of_a_node_table_is_part_of_that_cell():
    inner = "<table><tr><td>one</td><td>two</td></tr></table>"
    page = read(body(f"<table>{HEAD}{cells('A', 'Request', 'values: ' + inner, 'Int')}</table>"))
    assert [row.description for row in page.rows] == ["values: one two"]


def test_mismatched_tags_are_read_as_a_browser_reads_them():
    page = read(
        body(
            "<table><tr><th>Node Name (Keyword)</td><th>Parent Node<th>Description</th><th>Type</tr>"
            "<tr><td>A<td>Request.</br>Lake</td><td>a <li>one<li>two</td><td>Int</table>"
        )
    )
    assert [(row.path, row.description, row.type) for row in page.rows] == [("Request.Lake.A", "a one two", "int")]


def test_a_hidden_node_table_is_reported_and_not_read():
    page = read(body(f"<div style='display: none'><table>{HEAD}{cells('A', 'Request', 'b', 'Int')}</table></div>"))
    assert page.rows == ()
    assert "a hidden node table" in page.reports[0].message or "a hidden node table" in page.reports[1].message


def test_a_truncated_page_is_broken():
    html = to_html(PAGE)
    page = read(html[: html.index("Water")])
    assert page.is_broken
    assert any("truncated: </html> is missing" in report.message for report in page.reports)
    assert read(html.replace("</html>", "").replace("<html", "<div").replace("</table>", "")).is_broken


def test_nesting_that_is_too_deep_is_reported():
    page = read("<html><body>" + "<div>" * 5000 + "</body></html>")
    assert any("nested too deeply" in report.message for report in page.reports)


def test_lines_are_those_of_the_file():
    row = cells("A", "Request", "b", "Int")
    page = read(f"<!doctype html><html><body>\n\n<h4>Request body</h4>\n<table>\n{HEAD}\n{row}\n</table></body></html>")
    assert page.rows[0].line == 6

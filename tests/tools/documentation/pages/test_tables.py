"""Recognition of node tables and of their sections."""

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


def test_a_row_has_its_section_path_parent_type_requirement_and_line():
    page = read(request(ROOT.strip(), "| Depth | Request | how deep | Int | No |"))
    root, depth = page.rows
    assert (root.path, root.parent, root.required, root.is_root) == ("Request", "None", True, True)
    assert (depth.section, depth.path, depth.name, depth.parent) == ("request", "Request.Depth", "Depth", "Request")
    assert (depth.type, depth.array, depth.required, depth.default, depth.line) == ("int", False, False, None, 8)
    assert depth.columns_present == ("name", "parent", "description", "type", "required")
    assert depth.description == "how deep"
    assert not page.reports


def test_a_page_without_tables_has_no_rows():
    page = read("## Request\n\n```shell\nPUT /thing?stop HTTP/1.1\n```\n\n## Response\n\nEmpty.\n\n## Samples\n")
    assert page.rows == ()
    assert page.reports == ()
    assert page.is_api


def test_a_page_of_another_product_has_no_rows_and_reports_it():
    page = read("# A tool\n\n| Option | Meaning |\n| --- | --- |\n| -v | loud |\n")
    assert page.rows == ()
    assert not page.is_api
    assert not page.is_broken
    assert "documents no API" in messages(page)


def test_sections_come_from_headings_whatever_their_order():
    page = read(
        "## Response\n#### Response body\n" + SHORT_HEADER + "| Response | None | all | Container |\n\n"
        "## Request\n#### Request body\n"
        + HEADER
        + ROOT
        + "\n#### Request parameters\n"
        + BARE_HEADER
        + "| a | x | Int | No |\n"
    )
    assert [(row.section, row.path) for row in page.rows] == [
        ("response", "Response"), ("request", "Request"), ("query", "a"),
    ]  # fmt: skip


def test_query_parameters_may_have_a_parent_column_or_none():
    with_parent = one("#### Request parameters\n\n" + HEADER + "| page-no | None | which | Integer | No |\n")
    without = one("#### Request parameters\n\n" + BARE_HEADER + "| page-no | which | Integer | No |\n")
    assert (with_parent.path, with_parent.parent) == ("page-no", "None")
    assert (without.path, without.parent, without.path_from) == ("page-no", None, None)


def test_query_parameters_under_the_heading_of_the_body_are_query_and_reported():
    page = read("## Request\n\n```\nGET /things HTTP/1.1\n```\n\n" + HEADER + "| size | None | how many | Int | No |\n")
    assert page.rows[0].section == "query"
    assert "query parameters under the heading of the body" in messages(page)


def test_tables_of_http_headers_yield_no_rows():
    page = read("#### Request headers\n\n" + BARE_HEADER + "| Content-Kind | of the body | String | Yes |\n")
    assert page.rows == ()


@pytest.mark.parametrize(
    "header",
    [
        "| Job type | tag |",
        "| Wildcard | Meaning |",
        "| Error Code | Description | Action |",
        "| Parameter | Description |",
    ],
)
def test_tables_that_look_similar_yield_no_rows(header: str):
    width = header.count("|") - 1
    page = read(f"#### Request body\n\n{header}\n{'| --- ' * width}|\n{'| Type ' * width}|\n")
    assert page.rows == ()


def test_a_table_with_name_type_and_unknown_columns_is_not_a_node_table():
    header = "| Name | Value | Type | Description |\n| --- | --- | --- | --- |\n"
    assert read("#### Request body\n\n" + header + "| Anna | 1 | Voice | low |\n").rows == ()


def test_columns_are_found_by_their_headers_not_by_their_place():
    header = "| Parameter | Type | Required | Description | Parent node |\n| --- | --- | --- | --- | --- |\n"
    row = one(request("| Depth | Int | Yes | how deep | Request |", header=header))
    assert (row.path, row.type, row.required, row.description) == ("Request.Depth", "int", True, "how deep")
    assert row.columns_present == ("name", "type", "required", "description", "parent")


def test_api_type_and_required_or_not_are_known_headers():
    header = "| Node Name | Parent Node | Description | API Type | Required or Not |\n|:--|:-:|---|---|--|\n"
    row = one(request("| Depth | Request | how deep | Int | No |", header=header))
    assert (row.type, row.required) == ("int", False)


def test_chinese_headers_types_and_answers_are_read():
    page = read(
        "## 请求\n#### 请求体\n\n| 节点名称（关键字） | 父节点 | 描述 | 类型 | 是否<br>必选 |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| Request | 无 | 全部 | Container | 是 |\n| Tags | Request | 标<br/>签 | String 数组 | 否 |\n"
        "| Parts | Request | 部分 | Container数组 | 看情况 |\n"
    )
    root, tags, parts = page.rows
    assert (root.parent, root.required, root.is_root) == ("无", True, True)
    assert (tags.type, tags.array, tags.required, tags.description) == ("string 数组", True, False, "标签")
    assert (parts.type, parts.array, parts.required, parts.required_raw) == ("container数组", True, None, "看情况")


def test_html_tables_in_markdown_are_read_with_their_lines():
    page = read(
        "#### Response body\n\n<table>\n<thead><tr><th width=14%>Node Name (Keyword)</th><th>Parent Node</td>"
        "<th>Description</th><th>Type</th></tr></thead>\n<tbody>\n\n<tr><td nowrap>Depth</td><td>Response</td>"
        "<td>how <code>deep</code></td><td>Int</td></tr>\n</tbody></table>\n\nDone.\n"
    )
    assert [(row.path, row.type, row.line) for row in page.rows] == [("Response.Depth", "int", 7)]
    assert page.rows[0].description == "how `deep`"


def test_a_row_needs_no_leading_pipe():
    page = read(request(ROOT.strip(), "Depth | Request | how deep | Int | No |"))
    assert [row.path for row in page.rows] == ["Request", "Request.Depth"]


def test_surplus_cells_become_extra_cells_and_are_reported():
    page = read(request("| Depth | Request | how deep | Int | No | Maybe |"))
    assert page.rows[0].extra_cells == ("Maybe",)
    assert "8: " not in messages(page)
    assert "7: row 'Depth' has 6 cells for 5 columns; extra: Maybe" in messages(page)


def test_lists_links_and_stray_tags_in_cells_do_not_end_a_row():
    row = one(
        request(
            '| Mode | Request | <ul style="margin: 0;"><li>`A`: one</li><li>`B`: two </td> | String | No |',
        )
    )
    assert row.description == "`A`: one `B`: two"
    linked = one(request("| Mode | Request | see [there](https://docs.example/1/22#Mode) | String | No |"))
    assert (linked.description, linked.links) == ("see there", ("https://docs.example/1/22#Mode",))

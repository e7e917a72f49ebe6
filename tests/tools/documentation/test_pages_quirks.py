"""Every class of irregularity that the documentation has, on small pages with words of our own."""

import pytest

from tools.documentation.diff.wording import requirement as requirement_of
from tools.documentation.facts.spec_files import table_of
from tools.documentation.pages import Page, Row, page_of

HEADER = "| Node Name (Keyword) | Parent Node | Description | Type | Required |\n| --- | --- | --- | --- | --- |\n"
SHORT_HEADER = "| Node Name (Keyword) | Parent Node | Description | Type |\n| :--- | :-- | :--- | :---- |\n"
BARE_HEADER = "| Node Name (Keyword) | Description | Type | Required |\n| --- | --- | --- | --- |\n"
ROOT = "| Request | None | all of it | Container | Yes |\n"


def read(markdown: str) -> Page:
    return page_of(markdown, "markdown", name="page")


def one(markdown: str) -> Row:
    rows = read(markdown).rows
    assert len(rows) == 1
    return rows[0]


def request(*rows: str, header: str = HEADER) -> str:
    return "## Request\n\n#### Request body\n\n" + header + "".join(f"{row}\n" for row in rows)


def messages(page: Page) -> str:
    return "\n".join(f"{report.line}: {report.message}" for report in page.reports)


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


def test_a_page_of_another_product_has_no_rows_and_says_so():
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


def test_header_tables_are_no_rows():
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


def test_a_table_with_a_name_and_a_type_but_foreign_columns_is_no_node_table():
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


def test_a_row_without_a_leading_pipe_is_a_row():
    page = read(request(ROOT.strip(), "Depth | Request | how deep | Int | No |"))
    assert [row.path for row in page.rows] == ["Request", "Request.Depth"]


def test_cells_beyond_the_header_are_kept_apart_and_reported():
    page = read(request("| Depth | Request | how deep | Int | No | Maybe |"))
    assert page.rows[0].extra_cells == ("Maybe",)
    assert "8: " not in messages(page)
    assert "7: row 'Depth' has 6 cells, its header 5; kept apart: Maybe" in messages(page)


def test_lists_links_and_stray_tags_in_cells_do_not_end_a_row():
    row = one(
        request(
            '| Mode | Request | <ul style="margin: 0;"><li>`A`: one</li><li>`B`: two </td> | String | No |',
        )
    )
    assert row.description == "`A`: one `B`: two"
    linked = one(request("| Mode | Request | see [there](https://docs.example/1/22#Mode) | String | No |"))
    assert (linked.description, linked.links) == ("see there", ("https://docs.example/1/22#Mode",))


@pytest.mark.parametrize("broken", ["<br>", "<br/>", "</br>"])
def test_names_and_parents_broken_by_tags_are_joined_without_a_space(broken: str):
    row = one(request(f"| Water{broken}Depth | Request.{broken}Under{broken}Ground | how deep | Int | No |"))
    assert (row.name, row.parent) == ("WaterDepth", "Request.UnderGround")


def test_markdown_escapes_and_wildcards_in_names_stay_what_they_mean():
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


def test_zero_width_spaces_and_nbsp_are_invisible():
    row = one(request("| De\u200bpth | Request\u00a0 | how\u00a0deep | Int\u00a0array | No |"))
    assert (row.path, row.description, row.type, row.array) == ("Request.Depth", "how deep", "int array", True)


def test_a_wrong_parent_stays_wrong_and_names_the_likely_one():
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
    assert "belongs to the request, the row stands in the response" in messages(page)


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


def test_doubles_are_kept_and_reported():
    page = read(request(ROOT.strip(), "| A | Request | one | Int | No |", "| A | Request | two | String | No |"))
    assert [row.path for row in page.rows] == ["Request", "Request.A", "Request.A"]
    assert "Request.A is documented twice, in line 8 with another type" in messages(page)


def test_a_sentence_that_names_another_node_than_the_cells_is_reported():
    page = read(
        request(ROOT.strip())
        + "\n`Cave` has the following sub-nodes:\n\n"
        + HEADER
        + "| A | Request | b | Int | No |\n"
    )
    assert "the sentence above the table names Cave, row 'A' has the parent 'Request'" in messages(page)


def test_a_note_between_sentence_and_table_does_not_hide_the_sentence():
    page = read(
        "## CaveMap\n\n" + BARE_HEADER + "| Lake | a lake | Container | No |\n\n`Lake` has the following sub-nodes:\n\n"
        ">! Mind the water.\n\n" + BARE_HEADER + "| Depth | how deep | Int | No |\n"
    )
    assert page.rows[-1].path == "CaveMap.Lake.Depth"


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
def test_the_type_is_the_leading_words_of_its_cell(cell: str, expected: str, array: bool, raw: str | None):
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
def test_required_is_yes_no_or_the_words_of_its_cell(cell: str, expected: bool | None, raw: str | None):
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
def test_a_mistranslated_yes_or_no_answers_though_the_row_keeps_its_words(
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


def test_structures_take_their_path_from_heading_and_sentence():
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


def test_a_table_without_parents_and_without_a_sentence_is_reported():
    page = read(request(ROOT.strip()) + "\n" + BARE_HEADER + "| Depth | how deep | Int | No |\n")
    assert "nothing says which node row 'Depth' belongs to" in messages(page)


def test_a_table_without_parents_takes_its_path_from_the_sentence():
    page = read(
        request(ROOT.strip(), "| Lake | Request | a lake | Container | No |")
        + "\nContent of `Lake`:\n\n"
        + BARE_HEADER
        + "| Depth | how deep | Int | No |\n"
    )
    assert (page.rows[-1].path, page.rows[-1].path_from) == ("Request.Lake.Depth", "lead")


def test_callbacks_have_a_section_of_their_own_and_samples_none():
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


def test_a_table_under_no_known_heading_goes_by_its_roots_and_is_reported():
    page = read("# Everything about caves\n\n" + HEADER + ROOT)
    assert page.rows[0].section == "request"
    assert "no heading says where this table belongs; taken as part of the request" in messages(page)


def test_a_sentence_followed_by_a_reference_yields_no_rows():
    page = read(request(ROOT.strip()) + "\n`Cave` has the following sub-nodes:\nSame as `Request.Cave` in [Lake](x).\n")
    assert [row.path for row in page.rows] == ["Request"]
    assert not page.reports


def test_a_table_that_the_parser_cannot_see_is_never_passed_over_in_silence():
    no_separator = read(
        "#### Request body\n\n| Node Name (Keyword) | Parent Node | Description | Type |\n| A | Request | b | Int |\n"
    )
    assert no_separator.is_broken
    assert "3: a table row outside any table" in messages(no_separator)
    indented = read("#### Request body\n\n" + "".join("    " + line + "\n" for line in (HEADER + ROOT).splitlines()))
    assert indented.is_broken
    assert "an indented table" in messages(indented)

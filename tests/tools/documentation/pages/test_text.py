"""Pages copied from a browser as plain text, in which every cell of a table begins a line."""

import textwrap

import pytest

from tools.documentation.pages import Page, page_of

HEADER = "Node Name (Keyword)\nParent Node\nDescription\nType\nRequired or Not\n"
SHORT_HEADER = "Node Name (Keyword)\nParent Node\nDescription\nType\n"
WIDE_HEADER = "Node Name (Keyword)\nParent Node\nDescription\nType\nRequired\nDefault Value\nConstraints\n"
START = "Caves\n\nRequest\n\nRequest body\n\nWhat to send.\n"


def read(text: str) -> Page:
    return page_of(text, "text", name="page")


def lines(*cells: str) -> str:
    return "".join(f"{cell}\n" for cell in cells)


def paths(page: Page) -> list[str]:
    return [row.path for row in page.rows]


def messages(page: Page) -> str:
    return "\n".join(f"{report.line}: {report.message}" for report in page.reports)


def test_lines_are_split_into_rows_with_first_and_last_line():
    page = read(START + HEADER + lines("Request", "None.", "all of it", "Container", "Yes"))
    row = page.rows[0]
    assert (row.section, row.path, row.parent, row.type, row.required) == (
        "request",
        "Request",
        "None",
        "container",
        True,
    )
    assert (row.line, row.line_end) == (13, 17)
    assert not page.reports


def test_a_cell_may_span_several_lines():
    page = read(
        START + HEADER + lines("Request", "None.", "all", "Container", "Yes")
        + lines("State", "Request", "The state", "On: it runs", "Off: it rests", "String", "No")
        + lines("Name", "Request", "n", "String", "No")
    )  # fmt: skip
    assert [(row.name, row.description) for row in page.rows[1:]] == [
        ("State", "The state On: it runs Off: it rests"),
        ("Name", "n"),
    ]
    assert not page.reports


def test_nodes_with_names_of_types_and_descriptions_with_paths_are_split_correctly():
    page = read(
        START + HEADER + lines("Request", "None.", "all", "Container", "Yes")
        + lines("Container", "Request", "Container", "Container", "No")
        + lines("Type", "Request", "Request.Container", "String", "Yes", "Required", "Request", "Yes", "String", "No")
    )  # fmt: skip
    assert [(row.path, row.description, row.type) for row in page.rows] == [
        ("Request", "all", "container"),
        ("Request.Container", "Container", "container"),
        ("Request.Type", "Request.Container", "string"),
        ("Request.Required", "Yes", "string"),
    ]


def test_a_lead_sentence_on_several_lines_ends_the_table_above():
    page = read(
        START + WIDE_HEADER + lines("Request", "None", "all", "Container", "Yes", "None", "one", "two")
        + "Specific data description for Container type\nRequest\nis as follows:\n"
        + WIDE_HEADER + lines("Depth", "Request", "deep", "Int", "No", "7", "up to 9")
    )  # fmt: skip
    assert [(row.path, row.default, row.constraints) for row in page.rows] == [
        ("Request", "None", "one two"),
        ("Request.Depth", "7", "up to 9"),
    ]


def test_value_tables_and_notes_between_node_tables_are_left_out():
    page = read(
        START + HEADER + lines("Request", "None.", "all", "Container", "Yes")
        + "Note:\nTake care.\nWhat the wildcards mean:\nWildcard\nMeaning\n${ext}\nContainer format\n"
        + "\nResponse\n\nResponse Body\n"
        + SHORT_HEADER + lines("Response", "None.", "all", "Container")
    )  # fmt: skip
    assert [(row.section, row.path) for row in page.rows] == [("request", "Request"), ("response", "Response")]
    assert not page.reports


def test_names_on_several_lines_are_joined():
    page = read(
        "<WaterDepth>1</WaterDepth>\n" + START + SHORT_HEADER + lines("Request", "None", "all", "Container")
        + lines("Water", "Depth", "Request.", "Lake", "how deep", "Int", "Name", "Request", "n", "String")
    )  # fmt: skip
    assert [(row.name, row.parent) for row in page.rows[1:]] == [("WaterDepth", "Request.Lake"), ("Name", "Request")]


def test_a_name_on_two_lines_below_free_text_is_joined_only_if_the_page_has_it_elsewhere():
    table = (
        START + WIDE_HEADER + lines("Request", "None", "all", "Container", "Yes", "None", "None")
        + lines("Unit", "Request", "which", "String", "No", "m", "short")
        + lines("Water", "Depth", "Request", "deep", "Int", "No", "1", "9")
    )  # fmt: skip
    known = read("About WaterDepth in lakes.\n" + table)
    assert paths(known) == ["Request", "Request.Unit", "Request.WaterDepth"]
    unknown = read(table)
    assert paths(unknown) == ["Request", "Request.Unit", "Request.Depth"]
    assert "row 'Unit' can be split into cells in several ways" in messages(unknown)


def test_an_unclear_end_of_a_default_is_reported():
    page = read(
        START + WIDE_HEADER + lines("Request", "None", "all", "Container", "Yes", "None", "None")
        + lines("Depth", "Request", "deep", "Int", "No", "of the lake", "in metres", "up to 9")
    )  # fmt: skip
    assert page.rows[1].default == "of the lake"
    assert "row 'Depth' can be split into cells in several ways; read as default 'of the lake'" in messages(page)
    assert not page.is_broken


def test_a_surplus_cell_becomes_an_extra_cell():
    page = read(
        "<Lake><Depth/></Lake>\n" + START + SHORT_HEADER + lines("Request", "None", "all", "Container")
        + lines("Lake", "Request", "a lake", "Container", "No", "Depth", "Request.Lake", "deep", "Int")
    )  # fmt: skip
    assert paths(page) == ["Request", "Request.Lake", "Request.Lake.Depth"]
    assert page.rows[1].extra_cells == ("No",)
    assert "row 'Lake' has 5 cells for 4 columns" in messages(page)


def test_an_empty_line_is_an_empty_cell():
    page = read(START + SHORT_HEADER + lines("Request", "None", "", "Container", "Depth", "Request", "deep", "Int"))
    assert [(row.path, row.description) for row in page.rows] == [("Request", ""), ("Request.Depth", "deep")]


def test_tabs_separate_cells_like_line_ends():
    page = read(
        START
        + HEADER.replace("\n", "\t")
        + "\nRequest\tNone\tall\tContainer\tYes\nDepth\tRequest\tfeet\nor metres\tInt\tNo\n"
    )
    assert [(row.path, row.line) for row in page.rows] == [("Request", 9), ("Request.Depth", 10)]


def test_structures_have_one_word_as_their_heading():
    header = "Node Name (Keyword)\nDescription\nType\nRequired\nConstraints\n"
    page = read(
        "Structures\n\nCaveMap\n\n" + header + lines("Lake", "a lake", "Container", "No", "None")
        + "Lake has the following sub-nodes:\n" + header
        + lines("Fish", "in it", "Container. For more, see Fish.", "No", "None")
        + "\nHill_***\n\n" + header + lines("Height", "how high", "Int", "Yes if there is a hill", "above 0")
    )  # fmt: skip
    assert [(row.section, row.path) for row in page.rows] == [
        ("structure", "CaveMap.Lake"),
        ("structure", "CaveMap.Lake.Fish"),
        ("structure", "Hill_***.Height"),
    ]
    assert page.rows[1].type_raw == "Container. For more, see Fish."
    assert page.rows[2].required_raw == "Yes if there is a hill"


def test_chinese_text_is_split_in_the_same_way():
    header = "节点名称（关键字）\n父节点\n描述\n类型\n是否必选\n"
    page = read(
        "请求\n\n请求体\n\n" + header + lines("Request", "无", "全部", "Container", "是")
        + "Container 类型 Request 的具体数据描述如下：\n" + header
        + lines("Tags", "Request", "标签", "String 数组", "当有湖时必选")
        + "\n响应\n\n响应体\n\n节点名称（关键字）\n父节点\n描述\n类型\n" + lines("Response", "无", "全部", "Container")
    )  # fmt: skip
    assert [(row.section, row.path, row.array) for row in page.rows] == [
        ("request", "Request", False), ("request", "Request.Tags", True), ("response", "Response", False),
    ]  # fmt: skip
    assert page.rows[1].required_raw == "当有湖时必选"


def test_a_truncated_table_is_reported_with_its_line():
    page = read(START + HEADER + lines("Request", "None.", "all", "Container", "Yes", "Depth", "Request", "how de"))
    assert paths(page) == ["Request"]
    assert page.is_broken
    assert "18: the page ends within this row of a table" in messages(page)


def test_a_row_that_cannot_be_split_is_reported_and_ends_the_table():
    page = read(
        START + SHORT_HEADER + lines("Request", "None", "all", "Container", "Depth", "Request.Lake", "deep", "Fathoms")
        + "\nRequest of Container is described below:\n" + SHORT_HEADER + lines("Name", "Request", "n", "String")
    )  # fmt: skip
    assert page.is_broken
    assert "16: a row that cannot be split into cells; it was not read" in messages(page)


def test_a_header_without_rows_is_reported():
    page = read(START + SHORT_HEADER + "Nothing here.\n")
    assert page.is_broken
    assert "8: a node table without rows" in messages(page)


@pytest.mark.parametrize(
    "text", ["Tag\nRequest\nx\nString\nYes\nNone\nfoo\n" * 4000, "Request\nRequest\nString\nYes\n" * 4000]
)
def test_lines_with_too_many_possible_splits_are_reported(text: str):
    page = read(START + WIDE_HEADER + text)
    assert page.is_broken


def test_samples_are_kept_for_other_commands():
    page = read(
        textwrap.dedent("""\
        Examples

        Request

        POST /lakes HTTP/1.1
        Host: here

        <Request>
        <Depth>1</Depth>
        </Request>
        """)
    )
    fences = [block.text for block in page.document.blocks if type(block).__name__ == "CodeBlock"]
    assert fences == ["POST /lakes HTTP/1.1", "<Request>\n<Depth>1</Depth>\n</Request>"]

"""Output and exit codes of ``python -m tools.spec rows``."""

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tools.documentation.pages import PageError, read_page
from tools.spec import cli

PAGE = """\
#### Request body

| Node Name (Keyword) | Parent Node | Description | Type | Required |
| --- | --- | --- | --- | --- |
| Request | None | all of it | Container | Yes |
| Tags | Request.Lake | some | String array | Yes if wet |
"""


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["rows", str(path), *options])


def save(folder: Path, content: str | bytes, name: str = "page.md") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_json_is_one_object_with_page_rows_and_reports(tmp_path: Path):
    result = run(save(tmp_path, PAGE, "caves.zh.md"), "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == ["page", "rows", "reports"]
    assert found["page"] == "caves.zh"
    assert found["rows"][1] == {
        "section": "request", "path": "Request.Lake.Tags", "name": "Tags", "parent": "Request.Lake",
        "type": "string array", "array": True, "required": None, "default": None, "line": 6,
        "required_raw": "Yes if wet", "description": "some",
        "columns_present": ["name", "parent", "description", "type", "required"],
    }  # fmt: skip
    [report] = found["reports"]
    assert (report["line"], "'Request.Lake'" in report["message"]) == (6, True)


def test_messages_go_to_stderr_with_file_and_line(tmp_path: Path):
    path = save(tmp_path, PAGE)
    result = run(path, "--json")
    [line] = result.stderr.splitlines()
    assert line.startswith(f"{path}:6: ")
    assert "'Request.Lake'" in line


def test_without_json_the_rows_are_a_table(tmp_path: Path):
    result = run(save(tmp_path, PAGE))
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["line", "section", "path", "type", "array", "required", "default"]
    assert lines[2].split() == ["6", "request", "Request.Lake.Tags", "string", "array", "array", "Yes", "if", "wet"]


def test_a_page_without_tables_is_an_empty_list_and_exit_0(tmp_path: Path):
    result = run(save(tmp_path, "# Another product\n\nNothing.\n"), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["rows"] == []


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("", 1, "the file is empty"),
        (" \n\n", 1, "the file is empty"),
        ("# 请求\n湖".encode("gbk"), 1, "not UTF-8 (byte 0xc7); save the page as UTF-8"),
        (b"# One\nTwo\nThr\xffee\n", 3, "not UTF-8 (byte 0xff); save the page as UTF-8"),
        (b"O\x00n\x00e\x00\n\x00", 1, "not a text: 1 in 2 characters is unprintable; save the page as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "not UTF-8 (byte 0x89); save the page as UTF-8"),
    ],
)
def test_a_file_that_is_not_a_page_is_exit_2_with_the_line(
    tmp_path: Path, content: str | bytes, line: int, message: str
):
    path = save(tmp_path, content)
    result = run(path, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout) == {"page": "page", "rows": [], "reports": [{"line": line, "message": message}]}
    assert result.stderr == f"{path}:{line}: {message}\n"
    assert isinstance(result.exception, SystemExit)


def test_a_web_archive_is_refused_with_advice(tmp_path: Path):
    result = run(save(tmp_path, "From: <Saved>\nMIME-Version: 1.0\n", "page.mhtml"))
    assert result.exit_code == 2
    assert "save the page as HTML" in result.stderr


def test_a_missing_file_is_a_usage_error(tmp_path: Path):
    assert run(tmp_path / "none.md").exit_code == 2


@pytest.mark.parametrize("name", ["junk.md", "junk.html", "junk.txt"])
def test_a_file_of_50_mb_is_refused_for_its_size(tmp_path: Path, name: str):
    block = bytes(random.Random(7).choices(b"ab |<>\n", k=1 << 20))  # noqa: S311
    path = tmp_path / name
    with path.open("wb") as file:
        for _ in range(50):
            file.write(block)
    result = run(path)
    assert result.exit_code == 2
    assert "52,428,800 bytes; a page of this kind has at most" in result.stderr


@pytest.mark.parametrize("name", ["junk.md", "junk.html", "junk.txt"])
def test_random_text_within_the_limit_causes_no_exception(tmp_path: Path, name: str):
    letters = "ab|[]()*_`<>/\\!#-\n: "
    path = save(tmp_path, "".join(random.Random(7).choices(letters, k=60_000)), name)  # noqa: S311
    result = run(path, "--json")
    assert isinstance(result.exception, SystemExit | None)
    assert json.loads(result.stdout)["rows"] == []


@pytest.mark.parametrize(
    ("page", "line", "message"),
    [
        (PAGE[:-40], 6, "row 'Tags' has 2 cells for 5 columns: is the table truncated?"),
        (PAGE[:-8], 6, "the page ends within this row of a table: it is truncated"),
        (PAGE[: PAGE.index("| Request |")], 3, "a node table without rows: is the page truncated?"),
        (PAGE[: PAGE.index(" | --- | --- |\n")], 3, "a node table without rows: is the page truncated?"),
        (PAGE + "\n```shell\n<Request>\n", 8, "a code fence is never closed"),
        ("#### Request body\n\n<table>\n<tr><td>Node Name (Keyword)</td>\n", 3, "an HTML table has no end tag"),
    ],
)
def test_a_truncated_page_is_exit_2_with_the_line_and_the_rows_before_it(
    tmp_path: Path, page: str, line: int, message: str
):
    path = save(tmp_path, page)
    result = run(path, "--json")
    assert result.exit_code == 2
    assert f"{path}:{line}: {message}" in result.stderr
    assert all(row["path"] for row in json.loads(result.stdout)["rows"])


def test_an_api_page_without_its_end_is_broken(tmp_path: Path):
    request = "## Request\n\n```shell\nPOST /lakes HTTP/1.1\n```\n\n" + PAGE
    assert "a request but no response" in run(save(tmp_path, request)).stderr
    response = request + "\n## Response\n\nAll went well.\n"
    assert "without error codes or samples" in run(save(tmp_path, response)).stderr
    assert run(save(tmp_path, response + "\n## Samples\n")).exit_code == 0


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("page.md", PAGE, "markdown"),
        ("page.txt", PAGE, "markdown"),
        ("page", "Request\n\nNode Name\nParent Node\n", "text"),
        ("page.txt", "\ufeff<!-- saved -->\n<!DOCTYPE html><html></html>", "html"),
        ("page.md", "<html><body></body></html>", "html"),
        ("page.htm", "<p>x</p>", "html"),
    ],
)
def test_the_kind_of_a_page_depends_on_content_and_suffix(tmp_path: Path, name: str, content: str, kind: str):
    assert read_page(save(tmp_path, content, name)).kind == kind


def test_windows_line_ends_change_nothing(tmp_path: Path):
    unix = read_page(save(tmp_path, PAGE))
    windows = read_page(save(tmp_path, PAGE.replace("\n", "\r\n")))
    assert windows.rows == unix.rows


def test_a_page_error_has_line_and_message():
    error = PageError(3, "no")
    assert (error.line, error.message, error.args) == (3, "no", (3, "no"))

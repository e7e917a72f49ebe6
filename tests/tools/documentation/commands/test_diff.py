"""Output and exit codes of ``python -m tools.spec diff``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from tests.tools.documentation.diff.test_diff import HEADER, Node
from tests.tools.documentation.pages.rendering import to_html, to_text
from tools.documentation.pages import page_of
from tools.spec import cli

if TYPE_CHECKING:
    from pathlib import Path

OLD = f"""\
## Request

```shell
POST /lakes HTTP/1.1
```

#### Request body

{HEADER}
{"| --- " * 7}|
| Request | None | All that is sent | Container | Yes | None | - |
| Depth | Request | How deep it is | Integer | No | 5 | - |
| Shore | Request | What lies around | Container | No | None | - |
| Sand | Request.Shore | Grain size | String | Yes | None | - |

## Response

{HEADER}
{"| --- " * 7}|
| Response | None | All that comes back | Container | Yes | None | - |

## Samples
"""
NEW = (
    OLD.replace("| Integer | No | 5 |", "| Integer | Yes | 5 |")
    .replace("Grain size", "Size of grains")
    .replace("\n\n## Response", f"\n{Node('Request.Fish').line}\n\n## Response")
)


def save(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["diff", *map(str, arguments)])


@pytest.fixture
def pages(tmp_path: Path) -> tuple[Path, Path]:
    return save(tmp_path, "old.md", OLD), save(tmp_path, "new.md", NEW)


def test_the_summary_reads_like_a_changelog(pages: tuple[Path, Path]):
    result = run(*pages)
    assert result.exit_code == 0
    assert (
        result.stdout
        == f"""\
{pages[0]} → {pages[1]}
3 changes: 1 breaks callers, 1 widens, 1 informs.

### Breaking

- `Request.Depth`: required now (was optional) (old line 12; new line 12)

### Added

- `Request.Fish`: added, string, optional (new line 15)

### Wording

- `Request.Shore.Sand`: reads “Size of grains” (was “Grain size”) (old line 14; new line 14)
"""
    )
    assert result.stderr == ""


def test_json_is_one_object_with_old_new_changes_and_summary(pages: tuple[Path, Path]):
    found = json.loads(run(*pages, "--json").stdout)
    assert list(found) == ["old", "new", "changes", "summary"]
    assert found["old"] == {"file": str(pages[0]), "page": "old", "kind": "markdown", "language": "en", "rows": 5}
    assert found["changes"][0] == {
        "section": "request", "path": "Request.Depth", "kind": "required", "effect": "breaks",
        "message": "required now (was optional)",
        "old": {"line": 12, "path": "Request.Depth", "value": False},
        "new": {"line": 12, "path": "Request.Depth", "value": True},
        "below": 0,
    }  # fmt: skip
    assert found["summary"].startswith("3 changes: 1 breaks callers")


def test_added_nodes_share_an_entry_with_nodes_below_them(tmp_path: Path):
    bare = "\n".join(line for line in OLD.split("\n") if "Shore" not in line)
    result = run(save(tmp_path, "old.md", bare), save(tmp_path, "new.md", OLD))
    assert "- `Request.Shore` and 1 node below it: added, container, optional (new line 13)" in result.stdout


def test_equal_pages_have_one_line_and_exit_0(pages: tuple[Path, Path]):
    result = run(pages[0], pages[0])
    assert (result.exit_code, result.stdout.split("\n")[1:]) == (0, ["No node has changed.", ""])


@pytest.mark.parametrize("kind", ["html", "txt"])
def test_a_page_in_another_format_does_not_differ(tmp_path: Path, kind: str):
    source = page_of(OLD, "markdown", name="old")
    other = to_html(OLD) if kind == "html" else to_text(source.document)
    found = json.loads(run(save(tmp_path, "old.md", OLD), save(tmp_path, f"old.{kind}", other), "--json").stdout)
    assert found["changes"] == []
    assert found["new"]["kind"] == {"html": "html", "txt": "text"}[kind]


def test_reports_on_changed_rows_go_to_stderr(pages: tuple[Path, Path], tmp_path: Path):
    wrong = save(tmp_path, "wrong.md", NEW.replace(Node("Request.Fish").line, Node("Request.Lake.Fish").line))
    result = run(pages[0], wrong)
    [line] = result.stderr.splitlines()
    assert line.startswith(f"{wrong}:15: ")
    assert "'Request.Lake'" in line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Another product\n\nNothing.\n", "1: no node table and no request line: this page documents no API"),
        ("", "1: the file is empty"),
        (OLD[: OLD.index("| Shore |") + 12], "13: "),
        (OLD[: OLD.index("## Response")], "9: the page has a request but no response: is it truncated?"),
    ],
)
def test_a_page_that_cannot_be_compared_is_exit_2_and_prints_nothing(tmp_path: Path, text: str, message: str):
    good, bad = save(tmp_path, "good.md", OLD), save(tmp_path, "bad.md", text)
    for arguments in ((good, bad), (bad, good), (bad, bad, "--json")):
        result = run(*arguments)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert f"{bad}:{message}" in result.stderr


def test_a_missing_file_is_exit_2(pages: tuple[Path, Path], tmp_path: Path):
    result = run(pages[0], tmp_path / "none.md")
    assert result.exit_code == 2
    assert "none.md:1: No such file" in result.stderr

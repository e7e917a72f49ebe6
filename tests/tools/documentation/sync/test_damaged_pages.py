"""Randomly damaged pages: ``diff`` and ``sync`` return a result or refuse the page."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import SPEC
from tests.tools.documentation.sync.sync_runs import page_text, table
from tools.documentation.check.table_differences import table_differences
from tools.documentation.pages import read_page
from tools.documentation.spec_model.spec_types import SpecTypes
from tools.spec import cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SYNCED: Final = "submit_job"
GOOD: Final = page_text(SYNCED, table(SYNCED))
OTHER: Final = page_text("update_queue", table("update_queue"))
CELLS: Final = (
    *(
        "",
        "-",
        "N/A",
        "None",
        "Supported",
        "Request",
        "Request.Operation",
        "Response.",
        ".",
        "*",
        "a b",
        "<b>",
        "&",
        "`",
    ),
    *("Container", "Container 数组", "Object", "Long", "array of X", "Same as `Request.Operation`.", "[See](#Output)"),
    *("Valid values: `a`, `b`.", "Value range: [5, 1]", "Value range: [1, 99999999999999999999]", "\u2028", "x" * 300),
)
LINES: Final = (
    "",
    "## Response",
    "#### Request body",
    "#### Request parameters",
    "`Operation` has the following sub-nodes:",
)
DAMAGES: Final = (
    *(
        "below",
        "cell",
        "below",
        "cell",
        "other cell",
        "duplicate",
        "drop",
        "swap lines",
        "swap cells",
        "insert",
        "truncate",
    ),
)
steps = st.lists(
    st.tuples(
        st.sampled_from(DAMAGES), st.integers(0, 999), st.integers(0, 999), st.integers(1, 5), st.sampled_from(CELLS)
    ),
    min_size=1, max_size=3,
)  # fmt: skip


def damaged(text: str, damages: list[tuple[str, int, int, int, str]]) -> str:
    """Return a damaged page; the numbers select rows and cells, most of them in node tables."""
    lines = text.split("\n")
    for damage, which, other, column, cell in damages:
        # Most damages change rows, since pages with a damaged header or end are refused.
        rows = [number for number, line in enumerate(lines) if line.count("|") > 4 and "Node Name" not in line]
        rows = [number for number in rows if "---" not in lines[number] or which % 9 == 0] or [0]
        here = rows[which % len(rows)]
        alike = [number for number in rows if lines[number].count("|") == lines[here].count("|")]
        there = alike[other % len(alike)]
        cells, others = lines[here].split("|"), lines[there].split("|")
        at = column % max(len(cells) - 2, 1) + 1 if len(cells) > 2 else 0
        match damage:
            case "drop":
                del lines[here]
            case "duplicate":
                lines.insert(there, lines[here])
            case "swap lines":
                lines[here], lines[there] = lines[there], lines[here]
            case "insert":
                between = [number for number, line in enumerate(lines) if "|" not in line]
                lines.insert(between[which % len(between)], LINES[other % len(LINES)])
            case "truncate" if other % 5 == 0:
                lines[here:] = [lines[here][: other % 40]]
            case "swap cells":
                cells[at], cells[1 % len(cells)] = cells[1 % len(cells)], cells[at]
                lines[here] = "|".join(cells)
            case "cell":
                lines[here] = "|".join([*cells[:at], f" {cell} ", *cells[at + 1 :]])
            case "other cell":
                lines[here] = "|".join([*cells[:at], others[at % len(others)], *cells[at + 1 :]])
            case "below" if len(cells) > 3:
                parent = f" {cells[2].strip()}.{cells[1].strip()} "
                lines.insert(here + 1, "|".join([*cells[:1], " Sub ", parent, *cells[3:]]))
    return "\n".join(lines)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code < 2 or result.stderr.strip(), "a refusal must have a reason"
    return result


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Copy the spec, and read its types once, since the commands do not change its XSDs."""
    folder = tmp_path_factory.mktemp("damaged") / "spec"
    shutil.copytree(SPEC, folder)
    known = SpecTypes(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tools.documentation.commands.sync.SpecTypes", lambda _: known)
        yield folder


def save(spec: Path, text: str, name: str) -> Path:
    path = spec.parent / f"{name}.md"
    path.write_text(text, "utf-8")
    return path


@settings(max_examples=20)
@given(steps, steps, st.sampled_from([GOOD, OTHER]))
def test_two_damaged_pages_are_compared_or_refused(spec: Path, one: list, other: list, text: str):
    old, new = save(spec, damaged(text, one), "old"), save(spec, damaged(GOOD, other), "new")
    for pair in ((old, new), (new, old)):
        result = run("diff", *pair)
        assert result.exit_code in {0, 2}
        assert (result.stdout == "") == (result.exit_code == 2)


@settings(max_examples=12)
@given(steps)
def test_a_damaged_page_is_synced_so_that_check_agrees_or_nothing_is_written(spec: Path, damages: list):
    page, before = save(spec, damaged(GOOD, damages), "page"), contents(spec)
    try:
        result = run("sync", page, "--api", SYNCED, "--spec", spec)
        if result.exit_code == 2:
            assert contents(spec) == before
        else:
            assert list(table_differences(read_page(page), SYNCED, table(SYNCED, spec))) == []
    finally:
        for path, data in before.items():
            path.write_bytes(data)

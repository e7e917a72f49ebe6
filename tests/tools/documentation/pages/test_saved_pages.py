"""The saved pages in COSANIM_PAGES: rows are as expected, and the same in all three formats.

Run with ``-s`` to see the tables.
"""

import json
import os
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tools.documentation.pages.rendering import to_html, to_text
from tools.documentation.pages import Page, Row, page_of, read_page

FOLDER = os.environ.get("COSANIM_PAGES", "")

pytestmark = pytest.mark.skipif(not FOLDER, reason="COSANIM_PAGES names no folder of documentation pages")

REQUIRED_KEYS = ("section", "path", "type", "array", "required")
# Keys that are equal in all formats of a page.
SAME_KEYS = (*REQUIRED_KEYS, "name", "parent", "columns_present", "path_from", "type_raw", "required_raw")
NOT_PAGES = {"README.md", "QUIRKS.md"}


def expected_files() -> list[Path]:
    return sorted(Path(FOLDER).glob("*.expected.json")) if FOLDER else []


def markdown_files() -> list[Path]:
    folder = Path(FOLDER)
    files = [*folder.glob("*.md"), *folder.glob("history/*/*.md")] if FOLDER else []
    return sorted(file for file in files if file.name not in NOT_PAGES)


def page_files() -> list[Path]:
    return [*markdown_files(), *sorted(Path(FOLDER).glob("*.txt"))]


def short(file: Path) -> str:
    return str(file.relative_to(FOLDER))


def facts(row: Row, keys: tuple[str, ...] = REQUIRED_KEYS) -> tuple[Any, ...]:
    values = (getattr(row, key) for key in keys)
    # Copied text has no backticks.
    return tuple(value.replace("`", "") if isinstance(value, str) else value for value in values)


def agreement(found: Page, source: Page, keys: tuple[str, ...]) -> int:
    pairs = zip(found.rows, source.rows, strict=False)
    return sum(facts(one, keys) == facts(other, keys) for one, other in pairs)


@pytest.mark.parametrize("file", expected_files(), ids=lambda file: file.name.removesuffix(".expected.json"))
def test_the_rows_of_a_checked_page_are_the_expected_ones_in_every_key(file: Path):
    expected = json.loads(file.read_text(encoding="utf-8"))
    found = [row.as_json() for row in read_page(file.with_name(expected["file"])).rows]
    optional = ("type_raw", "required_raw", "path_from", "extra_cells", "line_end")
    for row, wanted in zip(found, expected["rows"], strict=True):
        assert {key: row.get(key) for key in wanted} == wanted
        assert [key for key in optional if key in row] == [key for key in optional if key in wanted]


def test_accuracy_on_all_checked_pages_is_complete():
    print(f"\n{'page':40} {'rows':>5} " + " ".join(f"{key:>9}" for key in (*REQUIRED_KEYS, "line")))
    total: Counter[str] = Counter()
    for file in expected_files():
        expected = json.loads(file.read_text(encoding="utf-8"))
        found = [row.as_json() for row in read_page(file.with_name(expected["file"])).rows]
        right = Counter({"rows": 0})
        for key in (*REQUIRED_KEYS, "line"):
            right[key] = sum(one[key] == other[key] for one, other in zip(found, expected["rows"], strict=True))
        right["rows"] = len(expected["rows"])
        print(f"{expected['page']:40} {right['rows']:5} " + " ".join(f"{right[k]:9}" for k in (*REQUIRED_KEYS, "line")))
        total += right
    print(f"{'all':40} {total['rows']:5} " + " ".join(f"{total[key]:9}" for key in (*REQUIRED_KEYS, "line")))
    assert len(expected_files()) >= 20
    assert {total[key] for key in REQUIRED_KEYS} == {total["rows"]}


def test_every_page_is_read_and_every_unresolved_parent_is_reported():
    for file in page_files():
        page = read_page(file)
        reported = {report.line for report in page.reports}
        known = {(row.section, row.path) for row in page.rows}
        for row in page.rows:
            resolved = row.is_root or row.section == "query" or (row.section, row.parent) in known
            if row.parent is None:
                above = row.path.removesuffix(f".{row.name}")
                resolved = row.section == "query" or "." not in above or (row.section, above) in known
            # A lead sentence on the structures page may name the whole path, whose parents have no rows.
            assert resolved or row.line in reported or row.path_from, f"{short(file)}:{row.line} {row.path}"
        assert not page.is_broken, short(file)


def test_every_row_of_every_node_table_of_a_markdown_page_is_read():
    header = re.compile(r"\|\s*(?:Node Name|Parameter|节点名称|参数名称).*\|\s*(?:Type|类型)\s*\|")
    for file in markdown_files():
        count, inside = 0, False
        for line in file.read_text(encoding="utf-8").split("\n"):
            if header.match(line):
                inside, count = True, count - 1  # the separator below it
            elif inside and "|" in line:
                count += 1
            else:
                inside = False
        assert len(read_page(file).rows) == count, short(file)


def test_an_overwritten_page_of_another_product_has_no_rows():
    page = read_page(Path(FOLDER) / "history" / "submit-animation-job" / "03-2022-08-18.md")
    assert page.rows == ()
    assert not page.is_api


def test_english_and_chinese_twins_have_the_same_paths():
    differing = []
    for chinese in sorted(Path(FOLDER).glob("*.zh.md")):
        english = chinese.with_name(chinese.name.replace(".zh.md", ".md"))
        one, other = read_page(english), read_page(chinese)
        if [row.path.lower() for row in one.rows] != [row.path.lower() for row in other.rows]:
            differing.append(english.name)
    # One of the two pages documents another request in English, the other has a corrected parent in the translation.
    assert set(differing) <= {"generate-mediainfo.md", "submit-animation-job.2023-cos.md"}


@pytest.mark.parametrize(
    "rich_editor", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["plain tables", "rich editor"]
)
def test_saved_html_gives_the_rows_of_the_markdown(rich_editor: bool):
    for file in markdown_files():
        source = read_page(file)
        saved = page_of(to_html(file.read_text(encoding="utf-8"), rich_editor=rich_editor), "html", name="page")
        assert [facts(row, (*SAME_KEYS, "default", "constraints")) for row in saved.rows] == [
            facts(row, (*SAME_KEYS, "default", "constraints")) for row in source.rows
        ], short(file)
        assert not saved.is_broken, short(file)


TEXT_FORMS: dict[str, Callable[[Page], str]] = {
    "one cell a line": lambda page: to_text(page.document),
    "tabs between cells": lambda page: to_text(page.document, between_cells="\t"),
    "leads broken over lines": lambda page: to_text(page.document, broken_lead_sentences=True),
    "no empty lines": lambda page: "\n".join(line for line in to_text(page.document).split("\n") if line.strip()),
}


@pytest.mark.parametrize(
    "form",
    # All forms take long; the first one is that of the browsers.
    [form if number == 0 else pytest.param(form, marks=pytest.mark.slow) for number, form in enumerate(TEXT_FORMS)],
)
def test_copied_text_gives_the_rows_of_the_markdown(form: str):
    rows = same = with_texts = doubtful = 0
    for file in markdown_files():
        source = read_page(file)
        copied = page_of(TEXT_FORMS[form](source), "text", name="page")
        assert len(copied.rows) == len(source.rows), short(file)
        assert not copied.is_broken, short(file)
        rows += len(source.rows)
        same += agreement(copied, source, SAME_KEYS)
        with_texts += agreement(copied, source, (*SAME_KEYS, "default", "description", "constraints"))
        uncertain = {report.line for report in copied.reports if "several ways" in report.message}
        doubtful += len(uncertain)
        for one, other in zip(copied.rows, source.rows, strict=True):
            # The reader has reported every row with another default.
            assert facts(one, ("default",)) == facts(other, ("default",)) or one.line in uncertain, short(file)
    print(
        f"\n{form}: {same} of {rows} rows the same, {with_texts} with all their texts, {doubtful} reported as doubtful"
    )
    assert same == rows
    assert with_texts / rows > 0.99


@pytest.mark.slow
def test_a_page_truncated_anywhere_is_reported_if_it_loses_rows():
    dice = random.Random(11)  # noqa: S311
    for file in sorted(Path(FOLDER).glob("submit-*.md")):
        whole = file.read_text(encoding="utf-8")
        source = read_page(file)
        for kind, text in (("markdown", whole), ("html", to_html(whole)), ("text", to_text(source.document))):
            full = len(page_of(text, kind, name="page").rows)
            for _ in range(3):
                page = page_of(text[: dice.randrange(200, len(text))], kind, name="page")
                assert page.is_broken or len(page.rows) == full or not page.is_api, f"{short(file)} as {kind}"

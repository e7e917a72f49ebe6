"""Differences of the saved pages in COSANIM_PAGES and of their histories. ``-s`` prints the result of each step."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import islice, pairwise, product
from pathlib import Path

import pytest

from tests.tools.documentation.pages.rendering import to_html
from tools.documentation.diff import Difference, UnreadablePageError, difference, read_api_page
from tools.documentation.diff.changelog import changelog, headline
from tools.documentation.pages import Page, page_of, read_page

FOLDER = os.environ.get("COSANIM_PAGES", "")

pytestmark = pytest.mark.skipif(not FOLDER, reason="COSANIM_PAGES names no folder of documentation pages")


def histories() -> list[Path]:
    return sorted(path for path in Path(FOLDER).glob("history/*") if path.is_dir()) if FOLDER else []


def steps(history: Path) -> list[tuple[Path, Path]]:
    return list(pairwise(sorted(history.glob("*.md"))))


def page(name: str) -> Page:
    return read_page(Path(FOLDER) / name)


def checked_difference(old: Page, new: Page) -> Difference:
    """Return the difference; assert that its changelog and its numbers of rows are consistent."""
    found = difference(old, new)
    assert changelog(found).count("\n- ") <= len(found.changes)
    removed, added = (sum(change.kind == kind for change in found.changes) for kind in ("removed", "added"))
    assert len(old.rows) - removed == len(new.rows) - added
    return found


@pytest.mark.parametrize("step", [67, pytest.param(1, marks=pytest.mark.slow)])
def test_any_two_pages_can_be_compared(step: int):
    files = sorted(path for kind in ("md", "txt") for path in Path(FOLDER).rglob(f"*.{kind}"))
    pages = []
    for path in files:
        with suppress(UnreadablePageError):
            pages.append(read_api_page(path))
    assert len(pages) > 90
    for old, new in islice(product(pages, pages), 0, None, step):
        try:
            checked_difference(old, new)
        except Exception as error:
            error.add_note(f"{old.name} → {new.name}")
            raise


@pytest.mark.parametrize("history", histories(), ids=lambda path: path.name)
def test_every_step_of_a_history_is_reported(history: Path):
    assert steps(history)
    for old, new in steps(history):
        try:
            found = checked_difference(read_api_page(old), read_api_page(new))
        except UnreadablePageError as error:
            print(f"{history.name} {old.stem} → {new.stem}: {error.messages[0].rpartition(': ')[2]}")
            # Only the page that was overwritten by mistake cannot be compared.
            assert "03-2022-08-18" in {old.stem, new.stem}
            continue
        print(f"{history.name} {old.stem} → {new.stem}: {headline(found)}")


def test_the_english_and_the_chinese_history_have_the_same_additions():
    changes_of = {}
    for name, old, new in (
        ("submit-animation-job", "05-2022-08-19", "06-2022-09-23"),
        ("submit-animation-job.zh", "04-2022-08-19", "05-2022-09-23"),
    ):
        found = difference(page(f"history/{name}/{old}.md"), page(f"history/{name}/{new}.md"))
        changes_of[name] = [(change.kind, change.path, change.effect) for change in found.changes]
    assert changes_of["submit-animation-job"] == changes_of["submit-animation-job.zh"]
    assert ("added", "Request.CallBackType", "widens") in changes_of["submit-animation-job"]


def test_a_wrong_parent_is_reported_as_a_move_that_may_be_an_error():
    found = difference(page("submit-animation-job.md"), page("submit-animation-job.2023-cos.md"))
    (moved,) = [change for change in found.changes if change.kind == "moved"]
    assert moved.path == "Request.Operation.Transcode.TimeInterval"
    assert "may be an error of the page" in moved.message
    breaking = {(change.kind, change.path) for change in found.changes if change.effect == "breaks"}
    assert ("removed", "Request.QueueId") in breaking


def test_text_copied_out_of_a_browser_is_compared_with_markdown():
    found = difference(page("submit-animation-job.2023-cos.md"), page("submit-animation-job.2025-11-19.txt"))
    assert not [change for change in found.changes if change.kind in {"added", "removed", "renamed", "type", "default"}]
    assert [change.path for change in found.changes if change.kind == "array"] == ["Response.JobsDetail"]


def test_a_page_saved_as_html_does_not_differ_from_its_markdown():
    for path in sorted(Path(FOLDER).glob("*.md")):
        source = read_page(path)
        saved = page_of(to_html(path.read_text("utf-8"), rich_editor=True), "html", name="page")
        assert difference(source, saved).changes == (), path.name


def test_most_pages_have_the_same_nodes_in_both_languages():
    pairs = [(path, path.with_name(path.name.replace(".zh", ""))) for path in Path(FOLDER).glob("*.zh.md")]
    differing = {
        english.name
        for chinese, english in pairs
        if read_page(english).is_api and difference(read_page(chinese), read_page(english)).changes
    }
    print(sorted(differing))
    assert len(differing) < len(pairs) / 3

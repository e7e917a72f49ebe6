"""Dates of pages, and pages that ``sync`` refuses."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import pytest

from tests.strategies import SPEC
from tests.tools.documentation.sync.sync_runs import (
    contents,
    page_text,
    sync,
    table,
)
from tools.documentation.pages import page_of
from tools.documentation.spec_model.spec_files import read_sources
from tools.documentation.sync.atomic_write import write_all

DATE: Final = read_sources(SPEC)["submit_job"].date


@pytest.mark.parametrize(
    ("name", "options", "day"),
    [
        ("page.2091-02-03.md", (), "2091-02-03"),
        ("page.md", ("--date", "2092-01-01"), "2092-01-01"),
        ("page.2024-01-01.md", ("--date", "2024-01-01"), "2024-01-01"),
        ("page.md", (), DATE),
    ],
)
def test_the_date_is_that_of_the_page_and_nothing_else_in_sources_changes(
    spec: Path, name: str, options: tuple[str, ...], day: str
):
    before = (spec / "sources.toml").read_text("utf-8")
    result = sync(spec, page_text("submit_job", table("submit_job")), *options, name=name)
    assert result.exit_code == 0
    assert read_sources(spec)["submit_job"].date == day
    after = (spec / "sources.toml").read_text("utf-8").splitlines()
    assert sum(old != new for old, new in zip(before.splitlines(), after, strict=True)) == (day != DATE)


def test_the_date_in_the_text_of_the_page_is_found(spec: Path):
    text = page_text("submit_job", table("submit_job")).replace("None.", "Last updated: 2033-04-05 10:00:00")
    assert sync(spec, text).exit_code == 0
    assert read_sources(spec)["submit_job"].date == "2033-04-05"


GOOD: Final = page_text("submit_job", table("submit_job"))


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("", (), ":1: the file is empty"),
        ("# Ovens\n\nAnother product.\n", (), ":1: no node table and no request line"),
        (GOOD[: GOOD.index("| Response |")], (), "a node table without rows: is the page truncated?"),
        (GOOD[: GOOD.index("| JobId |") + 12], (), "is the table truncated?"),
        (GOOD[: GOOD.index("## Response")], (), "a request but no response: is it truncated?"),
        ("x" * (50 << 20), (), ":1: the file has 52,428,800 bytes"),
        (os.urandom(50 << 20), (), ":1: "),
        (GOOD.replace("POST /jobs", "POST /ovens"), (), "no API of the spec has the call POST /ovens"),
        (GOOD.replace("POST /jobs", "POST /ovens"), ("--api", "submit_job"), "the page documents POST /ovens"),
        (page_text("update_queue", table("update_queue")).replace(" HTTP/1.1", ""), (), "the page has no request line"),
        (GOOD, ("--api", "submit_cake"), "there is no API submit_cake"),
        (GOOD, ("--api", "create_template"), "create_template has the call POST /template"),
        (GOOD, ("--date", "2030-02-30"), "not a date of the form"),
        (page_text("submit_job", table("submit_job"), {"Request.Tag": "Job type: Bake"}), (), "the job type Bake"),
        (page_text("submit_job", table("submit_job")[:9]), ("--api", "submit_job"), "something else"),
    ],
    ids=[
        "empty", "another product", "no rows", "truncated row", "no response", "50 MB", "50 MB of noise",
        "another call", "another call by name", "no call", "no such API", "another API", "no date", "another kind",
        "few of the nodes",
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_used_is_exit_2_and_nothing_is_rewritten(
    spec: Path, text: str | bytes, options: tuple[str, ...], message: str
):
    before = contents(spec)
    result = sync(spec, text, *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.endswith("nothing was written\n")
    assert "--date" in options or re.match(r"\S+page\.md:\d+: ", result.stderr)
    assert contents(spec) == before


def test_an_older_page_is_refused_unless_the_date_is_given(spec: Path):
    result = sync(spec, GOOD, name="page.2020-01-01.md")
    assert result.exit_code == 2
    assert f"the page has the date 2020-01-01, before {DATE} of submit_job" in result.stderr


def test_a_page_truncated_anywhere_is_broken_if_it_loses_rows(spec: Path):
    rows = len(table("submit_job"))
    end = GOOD.index("#### Error codes")
    for length in range(0, end, 97):
        page = page_of(GOOD[:length] or "-", "markdown", name="page")
        assert page.is_broken or not page.is_api or len(page.rows) == rows, length
    assert sync(spec, GOOD[:end]).exit_code == 2


def test_either_all_files_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first, second = tmp_path / "a.csv", tmp_path / "b.toml"
    first.write_bytes(b"old a")
    second.write_bytes(b"old b")
    replace_file = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if Path(target).name == "b.toml":
            raise OSError("disk full")
        return replace_file(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="disk full"):
        write_all({first: b"new a", second: b"new b"})
    assert (first.read_bytes(), second.read_bytes()) == (b"old a", b"old b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.toml"]

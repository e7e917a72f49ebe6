"""``check`` agrees with the tables that ``sync`` writes, also from saved pages."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from tests.tools.documentation.sync.sync_runs import (
    contents,
    page_text,
    sync,
    table,
)
from tools.documentation.check.table_differences import table_differences
from tools.documentation.pages import read_page
from tools.spec import cli

FOLDER: Final = os.environ.get("COSANIM_PAGES", "")


def disagreements(spec: Path, path: Path, api: str) -> list[str]:
    """Return the differences that ``check`` finds between a page and its table, without the XSDs."""
    return [f"{line}: {message}" for line, message in table_differences(read_page(path), api, table(api, spec))]


CELLS: Final = ("Supported", "`supported`.", "None", "Yes", "No", "Yes if it rains", "是", "否", "-", "N/A", "")


@pytest.mark.parametrize("api", ["submit_job", "update_queue"])
def test_check_agrees_with_the_table_that_sync_writes_from_any_cells(spec: Path, api: str):
    generator = random.Random(11)  # noqa: S311 - no secret
    types = ("String", "Int", "Container", "Container 数组", "`String` Array", "")
    for _ in range(4):
        lines = []
        for line in page_text(api, table(api)).splitlines():
            cells = line.split("|")
            if len(cells) == 7 and "---" not in line and "Node Name" not in line and generator.random() < 0.5:
                cells[4:6] = [f" {generator.choice(types)} ", f" {generator.choice(CELLS)} "]
            lines.append("|".join(cells))
        result = sync(spec, "\n".join(lines))
        assert result.exit_code in {0, 1}, result.output
        assert disagreements(spec, spec.parent / "page.md", api) == []
        assert "nothing changed" in sync(spec, "\n".join(lines)).stdout


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER, reason="COSANIM_PAGES names no folder of documentation pages")
def test_check_agrees_with_the_tables_that_sync_writes_from_other_saved_pages(spec: Path):
    from tests.spec.test_pages import CHINESE, MORE_PAGES

    # The next test covers the pages from which the tables come.
    pages = [(api, path) for api, file in (*MORE_PAGES, *CHINESE) if (path := Path(FOLDER) / file).exists()]
    assert len(pages) > 10
    for api, path in pages:
        options = ["--date", "2031-01-01", "--spec", str(spec)]
        result = CliRunner().invoke(cli, ["sync", str(path), "--api", api, *options])
        assert result.exit_code in {0, 1}, f"{api} {path.name}: {result.output}"
        assert disagreements(spec, path, api) == [], f"{api} {path.name}"


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER, reason="COSANIM_PAGES names no folder of documentation pages")
def test_sync_of_the_saved_pages_changes_no_byte(spec: Path):
    from tests.spec.test_pages import PAGES

    before = contents(spec)
    for api, file in PAGES.items():
        result = CliRunner().invoke(cli, ["sync", str(Path(FOLDER) / file), "--api", api, "--spec", str(spec)])
        assert (result.exit_code, result.stderr) == (0, ""), f"{api}: {result.output}"
        assert "nothing changed" in result.stdout
    assert contents(spec) == before


@pytest.mark.skipif(not FOLDER, reason="COSANIM_PAGES names no folder of documentation pages")
def test_saved_pages_of_other_jobs_and_products_are_refused(spec: Path):
    before = contents(spec)
    for file in (
        "submit-snapshot-job.md",
        "submit-transcode-job.old.md",
        "history/submit-animation-job/03-2022-08-18.md",
    ):
        for options in ((), ("--api", "submit_job"), ("--api", "submit_job_2022")):
            path = str(Path(FOLDER) / file)
            result = CliRunner().invoke(cli, ["sync", path, "--spec", str(spec), *options])
            assert result.exit_code == 2, f"{file} {options}: {result.output}"
    assert contents(spec) == before

"""``python -m tools.spec diff OLD NEW``: prints the changes between two versions of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tools.documentation.commands.shared import ANY_PAGE, exit_with_errors, print_json
from tools.documentation.diff.changelog import changelog
from tools.documentation.diff.differ import difference
from tools.documentation.diff.wording import language_of
from tools.documentation.pages.page import read_api_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tools.documentation.diff.changes import Difference
    from tools.documentation.pages import Page


@click.command()
@click.argument("old", type=ANY_PAGE)
@click.argument("new", type=ANY_PAGE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: old, new, changes, summary.")
def diff(old: Path, new: Path, *, as_json: bool) -> None:
    """Print the changes from the page OLD to the page NEW as a changelog entry.

    The pages may have different formats. Reports on irregularities in changed rows go to stderr with
    their line numbers, without the reports that both pages have. Exit code 0 with or without changes; 2 when a page
    cannot be read, is truncated or documents no API.
    """
    pages, faults = read_api_pages((old, new))
    if faults:
        exit_with_errors(faults)
    result = difference(*(page for _, page in pages))
    summary = changelog(result)
    if as_json:
        value = {
            "old": _page_facts(*pages[0]),
            "new": _page_facts(*pages[1]),
            "changes": [change.as_json() for change in result.changes],
            "summary": summary,
        }
        print_json(value)
    else:
        click.echo(f"{old} → {new}\n{summary}")
    for report in _reports_on_changes(pages, result):
        click.echo(report, err=True)


def _page_facts(path: Path, page: Page) -> dict[str, Any]:
    return {
        "file": str(path),
        "page": page.name,
        "kind": page.kind,
        "language": language_of(page),
        "rows": len(page.rows),
    }


def _reports_on_changes(pages: list[tuple[Path, Page]], result: Difference) -> Iterator[str]:
    """Yield the reports on changed rows, without the reports that both pages have."""
    message_sets = [{report.message for report in page.reports} for _, page in pages]
    for (path, page), side in zip(pages, ("old", "new"), strict=True):
        lines = {end.line for change in result.changes if (end := getattr(change, side)) is not None}
        for report in page.reports:
            if report.line in lines and not all(report.message in messages for messages in message_sets):
                yield f"{path}:{report.line}: {report.message}"

"""``python -m tools.spec diff OLD NEW``: what changed between two versions of a page."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tools.diff.changelog import changelog
from tools.diff.differ import difference
from tools.diff.reading import UnreadablePageError, read_api_page
from tools.diff.wording import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.diff.changes import Difference
    from tools.pages import Page

PAGE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("old", type=PAGE)
@click.argument("new", type=PAGE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: old, new, changes, summary.")
def diff(old: Path, new: Path, *, as_json: bool) -> None:
    """Print what changed from the page OLD to the page NEW, as a changelog entry.

    The pages may be of any two kinds. What was not read with certainty in the rows concerned goes to stderr with its
    line. Exit code 0, changes or none; 2 when a page cannot be read, is cut off or documents no API.
    """
    pages = []
    faults: list[str] = []
    for path in (old, new):
        try:
            pages.append(read_api_page(path))
        except UnreadablePageError as error:
            faults.extend(error.messages)
    if faults:
        for fault in faults:
            click.echo(fault, err=True)
        sys.exit(2)
    found = difference(*pages)
    summary = changelog(found)
    if as_json:
        value = {
            "old": _described(old, pages[0]),
            "new": _described(new, pages[1]),
            "changes": [change.as_json() for change in found.changes],
            "summary": summary,
        }
        click.echo(json.dumps(value, ensure_ascii=False, indent=1))
    else:
        click.echo(f"{old} → {new}\n{summary}")
    for doubt in _doubts(((old, pages[0]), (new, pages[1])), found):
        click.echo(doubt, err=True)


def _described(path: Path, page: Page) -> dict[str, Any]:
    return {
        "file": str(path),
        "page": page.name,
        "kind": page.kind,
        "language": language_of(page),
        "rows": len(page.rows),
    }


def _doubts(pages: tuple[tuple[Path, Page], ...], found: Difference) -> Iterator[str]:
    """Yield the reports on rows that a change speaks of, less those that both pages give rise to."""
    known = [Counter(report.message for report in page.reports) for _, page in pages]
    for (path, page), side in zip(pages, ("old", "new"), strict=True):
        lines = {end.line for change in found.changes if (end := getattr(change, side)) is not None}
        for report in page.reports:
            if report.line in lines and not all(messages[report.message] for messages in known):
                yield f"{path}:{report.line}: {report.message}"

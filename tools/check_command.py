"""``python -m tools.spec check``: whether the tables of the pages, the XSDs and, where given, the pages agree."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tools.compare import compare
from tools.diff.against import UnclearApiError, api_of, departures
from tools.diff.reading import UnreadablePageError, read_api_page
from tools.generator.errors import GenerationError
from tools.tables import TableError, read_sources, read_table

if TYPE_CHECKING:
    from tools.pages import Page

SPEC: Final = Path(__file__).resolve().parent.parent / "spec"


@click.command()
@click.argument("pages", nargs=-1, type=click.Path(dir_okay=False, path_type=Path), metavar="[PAGE]...")
@click.option("--api", metavar="NAME", help="The API that PAGE documents, where that is not clear from the page.")
@click.option("--spec", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SPEC, hidden=True)
def check(pages: tuple[Path, ...], api: str | None, spec: Path) -> None:
    """Compare the documented node tables with the XSDs, less the errata; and each PAGE with its table.

    Prints the counts; what does not agree goes to stderr, a line each: of a page with its line and that of the table.
    Exit code 1 when there is any, 2 when a file cannot be read or it is not clear which API a page documents.
    """
    if api is not None and len(pages) != 1:
        raise click.UsageError("--api goes with one PAGE")
    try:
        found = compare(spec)
        sources = read_sources(spec)
        tables = {name: read_table(spec / "tables" / f"{name}.csv") for name in sources}
    except (TableError, GenerationError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if api is not None and api not in sources:
        raise click.BadParameter(f"there is no {api!r}; there are {', '.join(sources)}", param_hint="--api")
    read, faults = _read(pages)
    counts = []
    for path, page in read:
        try:
            name = api or api_of(page, sources, tables)
        except UnclearApiError as error:
            faults.append(f"{path}:1: {error}")
            continue
        counts.append((path, page, name, sorted(departures(page, name, tables[name]))))
    if faults:
        for fault in faults:
            click.echo(fault, err=True)
        sys.exit(2)
    for fault in found.faults:
        click.echo(fault, err=True)
    click.echo(f"spec/: {found}")
    for path, page, name, differences in counts:
        for line, message in differences:
            click.echo(f"{path}:{line}: {message}", err=True)
        click.echo(f"{path}: {name}, {len(page.rows)} rows: {len(differences) or 'no'} {_noun(len(differences))}")
    sys.exit(1 if found.faults or any(differences for *_, differences in counts) else 0)


def _read(paths: tuple[Path, ...]) -> tuple[list[tuple[Path, Page]], list[str]]:
    """Return the pages that can be read, and why the others cannot."""
    pages: list[tuple[Path, Page]] = []
    faults: list[str] = []
    for path in paths:
        try:
            pages.append((path, read_api_page(path)))
        except UnreadablePageError as error:
            faults.extend(error.messages)
    return pages, faults


def _noun(count: int) -> str:
    return "difference" if count == 1 else "differences"

"""The command ``check``: compares tables with XSDs, and the given pages with their tables."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tools.documentation.check.comparison import compare
from tools.documentation.check.table_differences import table_differences
from tools.documentation.commands.shared import ANY_PAGE, SPEC, exit_with_errors
from tools.documentation.pages.page import read_api_pages
from tools.documentation.pages.reports import PageError
from tools.documentation.phrases import counted
from tools.documentation.spec_model.limit_differences import limit_differences, sent_values
from tools.documentation.spec_model.page_api import api_of
from tools.documentation.spec_model.spec_elements import spec_elements
from tools.documentation.spec_model.spec_files import TableError, read_sources, read_tables
from tools.documentation.spec_model.spec_types import SpecTypes
from tools.generator.generation_error import GenerationError


@click.command()
@click.argument("pages", nargs=-1, type=ANY_PAGE, metavar="[PAGE]...")
@click.option("--api", metavar="NAME", help="The API that PAGE documents, if the page does not show it.")
@click.option("--spec", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SPEC, hidden=True)
def check(pages: tuple[Path, ...], api: str | None, spec: Path) -> None:
    """Compare the tables with the XSDs, and each PAGE with its table.

    Differences that errata.toml explains are not reported. Prints the counts to stdout, and each difference to stderr
    with its lines in page and table. Exit code 1 when there are differences, 2 when a file cannot be read or the API of
    a page cannot be determined.
    """
    if api is not None and len(pages) != 1:
        raise click.UsageError("--api requires exactly one PAGE")
    try:
        comparison = compare(spec)
        sources = read_sources(spec)
        tables = read_tables(spec, sources)
        known = SpecTypes(spec)
    except (TableError, GenerationError) as error:
        exit_with_errors([str(error)])
    if api is not None and api not in sources:
        raise click.BadParameter(f"there is no API {api!r}; the APIs are {', '.join(sources)}", param_hint="--api")
    api_pages, faults = read_api_pages(pages)
    results = []
    for path, page in api_pages:
        try:
            name = api_of(page, api or "", sources, tables, known.components)
        except PageError as error:
            faults.append(f"{path}:{error.line}: {error.message}")
            continue
        nodes = spec_elements(known.components, sources[name])
        limits = [
            (row.line, f"{row.path}: {what} {' '.join(facets.split(chr(10)))}")
            for row, type_name in sent_values(page.rows, nodes)
            for what, facets in limit_differences(row, type_name, known)
        ]
        results.append((path, page, name, sorted([*table_differences(page, name, tables[name]), *limits])))
    if faults:
        exit_with_errors(faults)
    for fault in comparison.faults:
        click.echo(fault, err=True)
    click.echo(f"spec/: {comparison}")
    for path, page, name, differences in results:
        for line, message in differences:
            click.echo(f"{path}:{line}: {message}", err=True)
        click.echo(f"{path}: {name}, {len(page.rows)} rows: {counted(len(differences), 'difference')}")
    sys.exit(1 if comparison.faults or any(differences for *_, differences in results) else 0)

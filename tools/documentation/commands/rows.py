"""``python -m tools.spec rows PAGE``: the node rows of a documentation page."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tools.documentation.commands.shared import PAGE, print_json, print_reports
from tools.documentation.pages.page import read_page
from tools.documentation.pages.reports import PageError, Report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tools.documentation.pages.rows import Row

_WIDTH = 160  # columns in files and pipes, so that paths are not wrapped


@click.command()
@click.argument("page", type=PAGE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: page, rows, reports.")
def rows(page: Path, *, as_json: bool) -> None:
    """Print the node rows of PAGE in page order, exactly as documented.

    PAGE is Markdown of the documentation repository, HTML as a browser saves it, or text copied from a browser. Reports
    on irregularities go to stderr with their lines. Exit code 2 when the page is truncated, has a table that cannot be
    read, or cannot be read at all.
    """
    try:
        result = read_page(page)
    except (PageError, OSError) as error:
        report = Report(error.line, error.message) if isinstance(error, PageError) else Report(1, str(error))
        if as_json:
            print_json({"page": page.stem, "rows": [], "reports": [report.as_json()]})
        print_reports(page, [report])
        sys.exit(2)
    if as_json:
        print_json(result.as_json())
    else:
        _print_table(result.rows)
    print_reports(page, result.reports)
    sys.exit(2 if result.is_broken else 0)


def _print_table(page_rows: Iterable[Row]) -> None:
    console = Console() if sys.stdout.isatty() else Console(width=_WIDTH)
    table = Table("line", "section", "path", "type", "array", "required", "default", box=None, pad_edge=False)
    words = {True: "yes", False: "no", None: ""}
    for row in page_rows:
        required = row.required_raw or words[row.required]
        cells = (row.section, row.path, row.type or "", "array" if row.array else "", required, row.default or "")
        table.add_row(str(row.line), *(Text(cell, overflow="fold") for cell in cells))
    if table.row_count:
        console.print(table)

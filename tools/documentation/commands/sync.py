"""The command ``sync``: updates table and date of an API from its page, and lists the changes that the XSDs need."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import click

from tools.documentation.commands.shared import PAGE, SPEC, display_path, exit_on_error, require_date
from tools.documentation.pages import PageError
from tools.documentation.pages.dates import date_of
from tools.documentation.pages.page import read_api_page
from tools.documentation.phrases import counted
from tools.documentation.spec_model.page_api import api_of
from tools.documentation.spec_model.reference_targets import Library, targets_of
from tools.documentation.spec_model.spec_files import TableError, read_errata, read_sources, read_tables, table_text
from tools.documentation.spec_model.spec_types import SpecTypes
from tools.documentation.sync.atomic_write import write_all
from tools.documentation.sync.decisions import find_decisions
from tools.documentation.sync.new_table import new_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.documentation.spec_model.spec_files import Source
    from tools.documentation.sync.decisions import Decision
    from tools.documentation.sync.new_table import NewTable


@click.command()
@click.argument("page", type=PAGE)
@click.option("--api", default="", help="The API that PAGE documents, if its request line does not show it.")
@click.option("--date", default="", help="Date of the page, YYYY-MM-DD, if neither its text nor its file name has one.")
@click.option("--spec", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SPEC, hidden=True)
def sync(page: Path, api: str, date: str, spec: Path) -> None:
    """Rewrite the table and date of an API from its changed PAGE, and list the changes that the XSDs need.

    The XSDs and errata.toml are not edited. Each element that no longer agrees is printed with its file and line, the
    line to paste, and the erratum to add if the page is wrong. Exit code 1 when there is something to decide; 2 when
    the page cannot be used, in which case nothing is written.
    """
    require_date(date)
    spec = spec.resolve()
    with exit_on_error(page):
        read = read_api_page(page)
        sources = read_sources(spec)
        tables = read_tables(spec, sources)
        known = SpecTypes(spec)
        api = api_of(read, api, sources, tables, known.components)
        library = Library(sources, tables)
        explained = {path for erratum in read_errata(spec) if erratum.api == api for path in erratum.path}
        table = new_table(read, tables[api], targets_of(read, api, library), library, explained)
        day = _date(date, date_of(read, page), sources[api])
        decisions = find_decisions(spec, api, read.rows, {**tables, api: list(table.rows)}, known)
        files = {spec / "tables" / f"{api}.csv": table_text(table.rows).encode()}
        files[spec / "sources.toml"] = _with_date((spec / "sources.toml").read_text("utf-8"), api, day).encode()
        write_all(files)
    _print_changes(page, spec, sources[api], day, table, has_own_date=bool(date or date_of(read, page)))
    _print_decisions(spec, decisions)
    sys.exit(1 if decisions or table.notes else 0)


def _date(option: str, page_date: str, source: Source) -> str:
    """Return the date given with ``--date``, else that of the page, else the old one; refuse an older page."""
    if not option and page_date and page_date < source.date:
        raise PageError(
            1, f"the page has the date {page_date}, before {source.date} of {source.api}; give --date to use it"
        )
    return option or page_date or source.date


def _with_date(text: str, api: str, day: str) -> str:
    """Return the text of sources.toml with a new date for one API."""
    entry = re.compile(rf'(^\[{re.escape(api)}\]\n(?:(?!\[).*\n)*?date = )"[^"]*"', re.MULTILINE)
    dated, count = entry.subn(rf'\g<1>"{day}"', text)
    if count != 1:
        raise TableError(f'sources.toml: {api} has no line date = "…"')
    return dated


def _print_changes(page: Path, spec: Path, source: Source, day: str, table: NewTable, *, has_own_date: bool) -> None:
    path = f"{display_path(spec)}/tables/{source.api}.csv"
    if not table.changes:
        click.echo(f"{path}: {len(table.rows)} rows, nothing changed")
    else:
        signs = [sum(change.startswith(sign) for change in table.changes) for sign in "+-~"]
        click.echo(f"{path}: {len(table.rows)} rows: {signs[0]} added, {signs[1]} removed, {signs[2]} changed")
        click.echo(indent("\n".join(table.changes), "  "))
    if day != source.date:
        click.echo(f"{display_path(spec)}/sources.toml: {source.api}: date {source.date} → {day}")
    elif table.changes and not has_own_date:
        click.echo(
            f"{display_path(spec)}/sources.toml: {source.api}: date {day} kept, as the page has none (--date sets it)"
        )
    for line, note in table.notes:
        click.echo(f"{page}:{line}: {note}")


def _print_decisions(spec: Path, decisions: Sequence[Decision]) -> None:
    if not decisions:
        click.echo("the XSDs agree: nothing to decide")
        return
    click.echo(f"{counted(len(decisions), 'place')} to decide on:")
    for decision in decisions:
        place = f"{display_path(spec)}/{decision.file}" + (f":{decision.line}" if decision.line else "")
        click.echo(f"\n{place}: {decision.path}: {decision.what}")
        if decision.proposal:
            click.echo(indent(decision.proposal, "    "))
        if decision.erratum:
            click.echo(f"  or, if the page is wrong, in {display_path(spec)}/errata.toml:")
            click.echo(indent(decision.erratum, "    "))

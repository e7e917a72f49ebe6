"""``python -m tools.spec scaffold PAGE --api NAME``: the first XSD, table and sources entry of a new API."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tools.command_line import PAGE, SPEC, refusals, refuse, require_date, shown
from tools.pages import read_page
from tools.pages.dates import date_of
from tools.pages.reading import require_readable
from tools.scaffold.drafting import default_title, draft, types_needed
from tools.scaffold.judging import faults_of
from tools.sync.writing import write_all
from tools.tables import TableError, read_sources

if TYPE_CHECKING:
    from tools.pages import Page
    from tools.scaffold.drafting import Draft

_API: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


@click.command()
@click.argument("page", type=PAGE)
@click.option("--api", required=True, help="Name of the new API in snake_case, as submit_snapshot_job.")
@click.option("--title", default="", help="Title of the page; most pages do not have it in their text.")
@click.option("--date", default="", help="Date of the page, YYYY-MM-DD, where neither its text nor its name has it.")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default=SPEC,
    help="A spec to add the API to, or a new folder, which then gets the types needed too.  [default: spec/]",
)  # fmt: skip
def scaffold(page: Path, api: str, title: str, date: str, output: Path) -> None:
    """Write a first XSD, table and sources entry for an API that the spec does not have yet.

    What was decided on the way is printed with the line of PAGE: repaired samples, moved rows, nodes that only samples
    have, references that no table answers. Exit code 1: written, but a sample of the page is not valid; 2: nothing was
    written.
    """
    if not _API.fullmatch(api):
        refuse(f"--api {api}: a name in snake_case, as submit_snapshot_job")
    require_date(date)
    output = output.resolve()
    with refusals(page):
        read = read_page(page)
        require_readable(read)
        is_spec = (output / "types" / "common.xsd").exists()
        _require_new(api, output)
        base = output if is_spec else SPEC
        day = date or date_of(read, page) or datetime.now(UTC).date().isoformat()
        found = draft(read, api, base, title=title or default_title(api), date=day, is_alone=not is_spec)
        files = _files(found, output, base, is_spec=is_spec)
        faults = list(faults_of(found, base))
        written = write_all(files)
    _tell(page, read, found, faults)
    for path in written:
        click.echo(f"wrote {shown(path)}")
    sys.exit(1 if faults else 0)


def _require_new(api: str, output: Path) -> None:
    """Refuse an API that is there already, be it by one of its files."""
    places = [output / f"{api}.xsd", output / "types" / f"{api}.xsd", output / "tables" / f"{api}.csv"]
    found = [path for path in places if path.exists()]
    if (output / "sources.toml").exists() and api in read_sources(output):
        found.insert(0, output / "sources.toml")
    if found:
        raise TableError(f"{found[0]}: there is an API {api} already; sync rewrites its table")


def _files(found: Draft, output: Path, base: Path, *, is_spec: bool) -> dict[Path, bytes]:
    """Return the contents of all files to write."""
    files = {}
    for name, text in found.files.items():
        path = output / name.removeprefix("+")
        old = path.read_text("utf-8") if path.exists() else ""
        if text:
            files[path] = (old + text if old else text.lstrip("\n")).encode()
    if not is_spec:
        for name in types_needed(base, found.files[f"types/{found.source.api}.xsd"]):
            files[output / "types" / name] = (base / "types" / name).read_bytes()
        for name in ("errata.toml", "guesses.toml"):
            files.setdefault(output / name, b"")
    return files


def _tell(path: Path, page: Page, found: Draft, faults: list[tuple[int, str]]) -> None:
    decided = {remark.line for remark in found.remarks}
    lines = {
        (report.line, f"page: {report.message}")
        for report in page.reports
        if report.line not in decided or "no row documents the parent" not in report.message
    }
    lines |= {(repair.line, f"sample: {repair.what}") for sample in found.samples for repair in sample.repairs}
    lines |= {(remark.line, f"spec: {remark.text}") for remark in found.remarks}
    for line, text in sorted(lines):
        click.echo(f"{path}:{line}: {text}")
    for line, text in faults:
        click.echo(f"{path}:{line}: sample: NOT VALID: {text}", err=True)
    repaired = sum(bool(sample.repairs) for sample in found.samples)
    invalid = len({line for line, _ in faults})
    click.echo(
        f"{found.source.api}: {found.rows} rows, {found.elements} elements, {len(found.errata)} errata; "
        f"{len(found.samples)} samples, {repaired} of them repaired, {invalid or 'none'} not valid"
    )

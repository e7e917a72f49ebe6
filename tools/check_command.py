"""``python -m tools.spec check``: whether the tables of the pages and the XSDs agree."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from tools.compare import compare
from tools.generator.errors import GenerationError
from tools.tables import TableError

SPEC: Final = Path(__file__).resolve().parent.parent / "spec"


@click.command()
@click.option("--spec", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SPEC, hidden=True)
def check(spec: Path) -> None:
    """Compare the documented node tables with the XSDs, less the errata.

    Prints the counts; what does not agree goes to stderr, a line each. Exit code 1 when there is any, 2 when a file
    cannot be read.
    """
    try:
        found = compare(spec)
    except (TableError, GenerationError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    for fault in found.faults:
        click.echo(fault, err=True)
    click.echo(f"spec/: {found}")
    sys.exit(1 if found.faults else 0)

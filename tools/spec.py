"""``python -m tools.spec …``: commands that bring a changed documentation page into the spec."""

from __future__ import annotations

import click

from tools.documentation.check.command import check
from tools.documentation.diff.command import diff
from tools.documentation.pages.command import rows
from tools.documentation.sync.command import sync


@click.group()
def cli() -> None:
    """Read documentation pages and compare them with the spec."""


cli.add_command(rows)
cli.add_command(check)
cli.add_command(diff)
cli.add_command(sync)

if __name__ == "__main__":
    cli(prog_name="python -m tools.spec")

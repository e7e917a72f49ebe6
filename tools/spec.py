"""``python -m tools.spec …``: commands that bring a changed documentation page into the spec."""

from __future__ import annotations

import click

from tools.documentation.commands.check import check
from tools.documentation.commands.diff import diff
from tools.documentation.commands.rows import rows
from tools.documentation.commands.sync import sync


@click.group()
def cli() -> None:
    """Read documentation pages and compare them with the spec."""


cli.add_command(rows)
cli.add_command(check)
cli.add_command(diff)
cli.add_command(sync)

if __name__ == "__main__":
    cli(prog_name="python -m tools.spec")

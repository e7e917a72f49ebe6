"""The command line: ``cosanim …``. One module for each group of commands."""

from cosanim.cli.main import cli, main

__all__ = ["cli", "main"]

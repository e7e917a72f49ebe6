"""The command line ``cosanim``. Its commands are in ``cosanim.cli.commands``."""

from cosanim.cli.main import cli, main

__all__ = ["cli", "main"]

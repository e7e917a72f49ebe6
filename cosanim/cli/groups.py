"""A group of commands that is called alone: a usage error that shows the help, whatever the release of click."""

from __future__ import annotations

from typing import IO, Any

import click


class NoCommandError(click.UsageError):
    """A group was called without a command. Its message is the help of the group."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the help alone: it begins with the usage already."""
        click.echo(self.format_message(), file=file, err=True)


class CommandGroup(click.Group):
    """A group whose call without a command is a usage error.

    click does the same from 8.2 on. Before, it printed the help and was content (exit code 0).
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse to be called without a word.

        Raises:
            NoCommandError: No words are given.
        """
        if not args and not ctx.resilient_parsing:
            raise NoCommandError(ctx.get_help(), ctx)
        return super().parse_args(ctx, args)

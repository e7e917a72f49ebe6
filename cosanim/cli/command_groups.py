"""A click group that treats a call without a command as a usage error, in every release of click."""

from __future__ import annotations

from typing import IO, Any

import click


class NoCommandError(click.UsageError):
    """A group was called without a command. The message is the help of the group."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the help, without the usage line that click adds, since the help contains it."""
        click.echo(self.format_message(), file=file, err=True)


class CommandGroup(click.Group):
    """A group that raises a usage error when it is called without a command.

    click itself does so from 8.2 on. Earlier releases print the help and exit with code 0.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments.

        Raises:
            NoCommandError: There are no arguments.
        """
        if not args and not ctx.resilient_parsing:
            raise NoCommandError(ctx.get_help(), ctx)
        return super().parse_args(ctx, args)

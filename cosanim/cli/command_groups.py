"""A group of commands that shows its help as a usage error when called without a command, in any release of click."""

from __future__ import annotations

from typing import IO, Any

import click


class NoCommandError(click.UsageError):
    """A group was called without a command. Its message is the help of the group."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the help only, since it begins with the usage."""
        click.echo(self.format_message(), file=file, err=True)


class CommandGroup(click.Group):
    """A group whose call without a command is a usage error.

    click does the same from 8.2 on. Earlier releases print the help and exit with code 0.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, and refuse a call without any.

        Raises:
            NoCommandError: There are no arguments.
        """
        if not args and not ctx.resilient_parsing:
            raise NoCommandError(ctx.get_help(), ctx)
        return super().parse_args(ctx, args)

"""A click group that answers a call without a command, or with a misspelt one, alike in every release of click."""

from __future__ import annotations

from difflib import get_close_matches
from typing import IO, Any

import click


class NoCommandError(click.UsageError):
    """A group was called without a command. The message is the help of the group."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the help, without the usage line that click adds, since the help contains it."""
        click.echo(self.format_message(), file=file, err=True)


class CommandGroup(click.Group):
    """A group that raises a usage error for a missing command, and suggests commands for an unknown one.

    click itself does the first from 8.2 on; earlier releases print the help and exit with code 0. Newer releases
    also suggest commands, but not those that are loaded on demand.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments.

        Raises:
            NoCommandError: There are no arguments.
        """
        if not args and not ctx.resilient_parsing:
            raise NoCommandError(ctx.get_help(), ctx)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return name, command and remaining arguments.

        Raises:
            click.UsageError: There is no such command; the message suggests those with similar names.
        """
        name = args[0]
        names = self.list_commands(ctx)
        if name not in names and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(f"there is no command {name!r}; {_suggestion(name, names, ctx.command_path)}", ctx)
        return super().resolve_command(ctx, args)


def _suggestion(name: str, names: list[str], path: str) -> str:
    similar = get_close_matches(name.lower(), names, n=3)
    # get_close_matches misses short beginnings of names, such as "tem" for "template".
    similar += [each for each in names if each.startswith(name.lower()) and each not in similar]
    if similar:
        return f"did you mean {' or '.join(repr(each) for each in similar)}?"
    return f"`{path} --help` lists the commands"

"""Directive for the command line: a section for each command, from the objects of click."""

from __future__ import annotations

import inspect
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import click
from docutils import nodes

from cosanim.cli.program import cli
from tools.site.directives import ReferenceDirective
from tools.site.markup import TableRow, joined, link, literal, paragraph, section, table

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHARED: Final = 8
"""An option that at least as many commands have with the same text is described once for all of them."""


class Command(NamedTuple):
    """A command.

    Attributes:
        path: Its name after ``cosanim``, with that of its group.
        context: Its context.
        options: Its options.
    """

    path: str
    context: click.Context
    options: tuple[Option, ...]


class Option(NamedTuple):
    """An option.

    Attributes:
        names: How it is written, with its metavar.
        text: Its help.
    """

    names: str
    text: str

    @property
    def name(self) -> str:
        """The first long name, else the first name."""
        words = [word.strip(",") for word in self.names.replace("/", " ").split()]
        return next((word for word in words if word.startswith("--")), words[0])


class CommandReference(ReferenceDirective):
    """A section for each command, after one for the options that many commands share."""

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        found = list(commands())
        count = Counter(option for command in found for option in command.options)
        shared = [option for option, number in count.items() if number >= _SHARED]
        common = section("Options of many commands", "shared-options")
        common += paragraph("These options mean the same wherever a command lists them.")
        anchors = {option: f"option-{option.name.strip('-')}" for option in shared}
        common += _table([TableRow(_cells(option), [anchors[option]]) for option in shared])
        return [common, *(self._section(command, anchors) for command in found)]

    def _section(self, command: Command, shared: dict[Option, str]) -> nodes.section:
        made = section(f"`cosanim {command.path}`", self.objects.add("command", command.path))
        made += _help(command.context)
        group = command.context.command
        if isinstance(group, click.Group):
            below = [f"{command.path} {name}" for name in group.list_commands(command.context)]
            made += paragraph("Commands: ", *joined([link("command", name) for name in below]))
        own = []
        for option in command.options:
            anchor = self.objects.add("option", f"{command.path} {option.name}", shared.get(option, ""))
            if option not in shared:
                own.append(TableRow(_cells(option), [anchor]))
        if own:
            made += _table(own)
        common = [option.name for option in command.options if option in shared]
        others = [link("option", f"{command.path} {name}", name) for name in common]
        if others:
            made += paragraph("Also: " if own else "Options: ", *joined(others), classes=["shared-options"])
        return made


def commands(context: click.Context | None = None) -> Iterator[Command]:
    """Yield all commands that are no groups, and the groups before theirs.

    Args:
        context: Context of the group; that of ``cosanim`` if it is left out.
    """
    context = context or click.Context(cli, info_name="cosanim")
    group = context.command
    for name in group.list_commands(context) if isinstance(group, click.Group) else ():
        command = group.get_command(context, name) if isinstance(group, click.Group) else None
        if command is None:
            raise LookupError(f"there is no command {name}")
        below = click.Context(command, info_name=name, parent=context)
        records = (one.get_help_record(below) for one in command.get_params(below) if _is_own_option(one))
        options = tuple(Option(*record) for record in records if record is not None)
        yield Command(below.command_path.partition(" ")[2], below, options)
        yield from commands(below)


def _is_own_option(parameter: click.Parameter) -> bool:
    # Arguments are in the line of usage, and every command has --help.
    return isinstance(parameter, click.Option) and "--help" not in parameter.opts


def _cells(option: Option) -> tuple[list[nodes.Node], list[nodes.Node]]:
    return [paragraph(literal(option.names))], [paragraph(option.text)]


def _table(rows: list[TableRow]) -> nodes.table:
    return table(["Option", "Meaning"], rows, widths=(35, 65), classes=["option-table"])


def _help(context: click.Context) -> list[nodes.Node]:
    command = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    made: list[nodes.Node] = [nodes.literal_block(usage, usage, language="text")]
    parts = inspect.cleandoc(command.help or "").split("\n\n")
    for part in [*parts, command.epilog or ""]:
        if part.startswith("\b"):
            text = part.removeprefix("\b").strip("\n")
            made.append(nodes.literal_block(text, text, language="text"))
        elif part:
            made.append(paragraph(" ".join(part.split())))
    return made

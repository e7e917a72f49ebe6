"""Prints findings, the same for all commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from cosanim.cli.output import output_width, printable
from cosanim.findings import Status

if TYPE_CHECKING:
    from cosanim.findings import Finding

_INDENT: Final = " " * (max(map(len, Status)) + 2)
"""Of all lines of a finding but the first, as wide as the column of the status."""

_WORD: Final = re.compile(r" *(?:`[^`]*`|[^ ])+")
"""A word or a command, with the spaces before it."""


def print_finding(finding: Finding, *, is_brief: bool = False) -> None:
    """Print a finding: status, name and what was found, what it means, what to do, in lines that fit the output.

    Words and commands in backticks are never broken, so that they can be copied; a line with a longer one is longer.

    Args:
        finding: The finding.
        is_brief: Leave out what it means if there is nothing to do.
    """
    texts = [f"{finding.name}: {finding.found}"]
    if finding.meaning and (finding.remedy or not is_brief):
        texts.append(f"means: {finding.meaning}")
    if finding.remedy:
        texts.append(f"do: {finding.remedy}")
    start = f"{finding.status:<{len(_INDENT)}}"
    width = output_width()
    for text in texts:
        click.echo(_wrapped(printable(text), start, width))
        start = _INDENT


def _wrapped(text: str, start: str, width: int) -> str:
    from rich.cells import cell_len

    lines, used = [start], len(start)
    for word in _WORD.findall(text):
        if lines[-1] not in {start, _INDENT} and used + cell_len(word) > width:
            lines.append(_INDENT)
            used = len(_INDENT)
            word = word.lstrip(" ")
        lines[-1] += word
        used += cell_len(word)
    return "\n".join(lines)

"""Prints findings, the same for all commands."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final

import click

from cosanim.cli.output import output_width, printable
from cosanim.findings import Status

if TYPE_CHECKING:
    from cosanim.findings import Finding

_INDENT: Final = " " * (max(map(len, Status)) + 2)
"""Of all lines of a finding but the first, as wide as the column of the status."""

_NO_BREAK: Final = "\N{NO-BREAK SPACE}"


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
    # After printable, a text contains no non-breaking space.
    kept = re.sub(r"`[^`]*`", lambda command: command[0].replace(" ", _NO_BREAK), text)
    lines = textwrap.wrap(
        kept,
        width,
        initial_indent=start,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace(_NO_BREAK, " ")

"""Repairs separator rows that do not fit the header, since Markdown would not recognise their tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from markdown_it.rules_block.table import escapedSplit

from tools.documentation.pages.reports import Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

QUOTE: Final = re.compile(r"^[>\s]*")
# Hyphens, and dashes that editors and translators put in their place.
_DASHES: Final = re.compile(
    r"[:\s\-\u2010-\u2015\u2212\u2500\u2501\uff0d=_]*[\-\u2010-\u2015\u2212\u2500\u2501\uff0d=_][:\s]*"
)


def cells_of(line: str) -> list[str]:
    """Return the source of the cells of a table row, which are separated by unescaped pipes."""
    cells = escapedSplit(QUOTE.sub("", line).strip())
    if cells and not cells[0].strip():
        cells = cells[1:]
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def repair_separator_rows(lines: list[str], tokens: Iterable[Token]) -> tuple[list[str], list[Report]]:
    """Give separator rows the width of the header above them.

    Args:
        lines: The page.
        tokens: The Markdown tokens of the page; only running text is searched for separator rows.

    Returns:
        The lines of the page, and a report for each changed line.
    """
    repaired, reports = list(lines), []
    for token in tokens:
        if token.type != "inline" or token.map is None:
            continue
        for at in range(token.map[0] + 1, token.map[1]):
            header = cells_of(lines[at - 1])
            if len(header) < 2 or not _is_separator(lines[at]) or _is_separator(lines[at - 1]):
                continue
            quote = QUOTE.match(lines[at])
            repaired[at] = (quote[0] if quote else "") + "|" + " --- |" * len(header)
            message = f"the separator row does not fit the {len(header)} cells of the header; it was repaired"
            reports.append(Report(at + 1, message))
    return repaired, reports


def _is_separator(line: str) -> bool:
    cells = [cell for cell in QUOTE.sub("", line).split("|") if cell.strip()]
    return "|" in line and bool(cells) and all(_DASHES.fullmatch(cell) for cell in cells)

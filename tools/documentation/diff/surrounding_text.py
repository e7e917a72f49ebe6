"""Compares the text of two pages outside their node tables, which may state rules."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tools.documentation.diff.wording import normalized
from tools.documentation.pages.formats.blocks import CodeBlock, Paragraph
from tools.documentation.pages.lead_sentences import is_lead_sentence
from tools.documentation.phrases import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.documentation.pages import Page


def differences_outside_tables(old: Page, new: Page) -> Iterator[str]:
    """Yield one note if paragraphs or samples differ, with the lines that were added or removed."""
    parts = []
    for block_type, name in ((Paragraph, "text"), (CodeBlock, "samples")):
        before, after = _blocks(old, block_type), _blocks(new, block_type)
        removed, added = _lines(before, after), _lines(after, before)
        places = [f"{side} {_listed(lines)}" for side, lines in (("old", removed), ("new", added)) if lines]
        if places:
            parts.append(f"{name} ({', '.join(places)})")
    if parts:
        yield f"Changed outside the node tables, effects unknown: {' and '.join(parts)}."


def _blocks(page: Page, block_type: type[Paragraph | CodeBlock]) -> list[tuple[str, int]]:
    blocks = (block for block in page.document.blocks if isinstance(block, block_type))
    return [(normalized(block.text), block.line) for block in blocks if not is_lead_sentence(block.text)]


def _lines(blocks: list[tuple[str, int]], others: list[tuple[str, int]]) -> list[int]:
    left = Counter(text for text, _ in others)
    lines = []
    for text, line in blocks:
        left[text] -= 1
        if left[text] < 0:
            lines.append(line)
    return lines


def _listed(lines: list[int], most: int = 6) -> str:
    shown = ", ".join(map(str, lines[:most]))
    return f"{plural(len(lines), 'line')} {shown}" + (f" and {len(lines) - most} more" if len(lines) > most else "")

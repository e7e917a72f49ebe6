"""Normalises and compares the texts of pages."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal

from tools.documentation.pages.cell_text import SIGNS
from tools.documentation.pages.formats.blocks import Heading
from tools.documentation.pages.rows import is_blank

if TYPE_CHECKING:
    from tools.documentation.pages import Page, Row

Language = Literal["en", "zh"]

_FOLD: Final = SIGNS | {ord("`"): None}
_EMPHASIS: Final = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
# Redundant blanks: beside Chinese characters, and before a full stop.
_NO_BLANK: Final = re.compile(r"(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])| (?=\.(?!\w))")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_WORD: Final = re.compile(r"\w")


def normalized(text: str | None) -> str:
    """Return the normal form of a text: no markup, full-width characters, redundant blanks or final full stop."""
    line = _EMPHASIS.sub(r"\1", " ".join((text or "").translate(_FOLD).split()))
    line = _NO_BLANK.sub("", line)
    return re.sub(r"\s*([,:;])\s*", r"\1 ", line).strip().rstrip(".").strip()


def similarity(one: str, other: str, *, at_least: float = 0) -> float:
    """Return the similarity of two texts, 0 to 1.

    Args:
        one: A text.
        other: The other text; the order does not matter.
        at_least: Return 0 for a lower similarity, which saves the exact comparison.
    """
    first, second = sorted((one.casefold(), other.casefold()))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if not first or min(matcher.real_quick_ratio(), matcher.quick_ratio()) < at_least:
        return 0.0
    return matcher.ratio()


def requirement(row: Row) -> bool | str | None:
    """Return whether a node is required; its condition as text if it depends on one; None if the page does not say."""
    if row.is_required is not None or is_blank(row.required_raw):
        return row.is_required
    return normalized(row.required_raw)


def language_of(page: Page) -> Language:
    """Return the language of a page from its headings and descriptions."""
    texts = [block.text for block in page.document.blocks if isinstance(block, Heading)]
    text = " ".join([*texts, *(row.description or "" for row in page.rows)])
    return "zh" if 10 * len(_CHINESE.findall(text)) > len(_WORD.findall(text)) else "en"


def excerpts(old: str, new: str, width: int = 60) -> tuple[str, str]:
    """Return the parts of two texts in which they differ, shortened to a number of characters."""
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(old.rfind(" ", 0, start) + 1, 0)
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return _shorten(old, start, len(old) - end, width), _shorten(new, start, len(new) - end, width)


def _shorten(text: str, start: int, end: int, width: int) -> str:
    while end < len(text) and not text[end].isspace():
        end += 1  # do not split a word
    shown = text[start : min(end, start + width)]
    return f"{'…' if start else ''}{shown}{'…' if start + len(shown) < len(text) else ''}"

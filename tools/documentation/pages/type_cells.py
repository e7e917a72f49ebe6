"""Parses the cells of the Type column."""

from __future__ import annotations

import re
from typing import Final

_ARRAY_WORDS: Final = r"(?:\barray\b|数组)"
_LEADING_WORDS: Final = re.compile(rf"[a-z]\w*(?:\s*{_ARRAY_WORDS})?", re.IGNORECASE)


def is_array(text: str) -> bool:
    """Return whether a type says that it is an array."""
    return re.search(_ARRAY_WORDS, text, re.IGNORECASE) is not None


def normalised_type(text: str | None) -> str:
    """Return a type in lower case and with single spaces, without backticks, and with ``array`` for its translation."""
    return " ".join(re.sub(_ARRAY_WORDS, " array ", (text or "").replace("`", "").lower()).split())


def element_type(text: str | None) -> str:
    """Return a normalised type without the words for an array; "" if there is no type."""
    return " ".join(re.sub(r"\barray\b(?: of\b)?", " ", normalised_type(text)).split()).rstrip(".")


def split_type(cell: str | None) -> tuple[str | None, str | None]:
    """Return the leading words of a cell in lower case, and the whole cell if it has more text."""
    if not cell:
        return None, None
    text = cell.replace("`", "")
    words = _LEADING_WORDS.match(text)
    if words is None or words.end() == len(text) or re.match(r"array of\b", text, re.IGNORECASE):
        return text.lower(), None
    return words[0].lower(), cell

"""Reads the default that a row states, in the Default Value cell or in its texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tools.documentation.pages.cell_text import SIGNS
from tools.documentation.pages.rows import is_blank

if TYPE_CHECKING:
    from tools.documentation.pages import Row

_PLAIN: Final = re.compile(r"[A-Za-z0-9][\w.+/-]*", re.ASCII)
# A value in a text: in backticks, or a word of letters, digits and dots.
_VALUE: Final = r"(?:`(?P<quoted>[^`\s]+)`|(?P<bare>[A-Za-z0-9](?:[\w.+-]*\w)?(?![\w`])))"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"\bdefault value(?: is| is:|:)\s*{_VALUE}(?=\s*(?:[.,;()]|$|[^\x00-\x7f]|Unit\b))",
        rf"{_VALUE}\s*\(default(?: value)?\)",
        rf",\s*default(?: is)?\s+{_VALUE}(?=\s*[.,;]|$)",
        rf"默认(?:值)?\s*(?:是|为|:)?\s*{_VALUE}",
    )
)


def default_of(row: Row) -> str | None:
    """Return the default in the Default Value cell, or else the only one that the texts state; otherwise None."""
    if row.default and not is_blank(row.default):
        return " ".join(row.default.replace("`", "").strip().rstrip(".。").split())
    text = row.text.translate(SIGNS)
    defaults = {match["quoted"] or match["bare"] for form in _FORMS for match in form.finditer(text)}
    return defaults.pop() if len(defaults) == 1 else None


def is_plain(default: str) -> bool:
    """Return whether a default is a value that can be sent, not a description of a value."""
    return _PLAIN.fullmatch(default) is not None

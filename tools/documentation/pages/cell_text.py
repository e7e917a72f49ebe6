"""Functions on the text of cells, which the readers and the row model share."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tools.documentation.pages.formats.characters import clean

# Full-width characters of the Chinese pages, and the ASCII ones of the English pages.
SIGNS: Final = str.maketrans("（）［］：，；。、", "()[]:,;.,")
_MARKDOWN_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


def tidy(text: str) -> str:
    """Replace runs of blanks by one space, and remove empty lines and invisible characters."""
    lines = (" ".join(line.split()) for line in clean(text)[0].split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Join the lines of a text with spaces, but without one between two Chinese characters."""
    joined = ""
    for line in text.split("\n"):
        glue = "" if not joined or (_is_wide(joined[-1]) and _is_wide(line[:1])) else " "
        joined += glue + line
    return joined


def bare(text: str) -> str:
    """Return a name or path without blanks, line breaks, backticks, emphasis and escapes."""
    word = _MARKDOWN_ESCAPE.sub(r"\1", "".join(text.split()).replace("`", ""))
    # Wildcards are inside or at the end of a name; asterisks at both ends are emphasis.
    while len(word) > 2 and word[0] == word[-1] == "*":
        word = word[1:-1]
    return word


def plain(text: str) -> str:
    """Return a text on one line without backticks and escapes, for comparing headings, headers and lead sentences."""
    return _MARKDOWN_ESCAPE.sub(r"\1", one_line(tidy(text)).replace("`", "")).strip().strip("*").strip()


def _is_wide(character: str) -> bool:
    return character != "" and unicodedata.east_asian_width(character) in "WF"

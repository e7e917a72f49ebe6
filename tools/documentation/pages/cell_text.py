"""Functions on the text of cells, shared by the readers and the row model."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tools.documentation.pages.formats.characters import clean

# Full-width characters of the Chinese pages, and the ASCII ones of the English pages.
SIGNS: Final = str.maketrans("（）［］：，；。、", "()[]:,;.,")
_MARKDOWN_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


def tidy(text: str) -> str:
    """Return the text with runs of blanks as one space, without empty lines and invisible characters."""
    lines = (" ".join(line.split()) for line in clean(text)[0].split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Join the lines of a text: with a space, but between two Chinese characters without."""
    joined = ""
    for line in text.split("\n"):
        glue = "" if not joined or (_is_wide(joined[-1]) and _is_wide(line[:1])) else " "
        joined += glue + line
    return joined


def bare(text: str) -> str:
    """Return a name or path without blanks, line breaks, backticks, emphasis and escapes."""
    word = _MARKDOWN_ESCAPE.sub(r"\1", "".join(text.split()).replace("`", ""))
    # A wildcard is inside or at the end; asterisks at both ends are emphasis.
    while len(word) > 2 and word[0] == word[-1] == "*":  # one asterisk on each side
        word = word[1:-1]
    return word


def plain(text: str) -> str:
    """Return a text on one line without backticks and escapes, for comparing headings, headers and lead sentences."""
    return _MARKDOWN_ESCAPE.sub(r"\1", one_line(tidy(text)).replace("`", "")).strip().strip("*").strip()


def _is_wide(character: str) -> bool:
    return character != "" and unicodedata.east_asian_width(character) in "WF"

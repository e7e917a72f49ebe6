"""Small functions on the text of cells, shared by the readers and the row model."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tools.documentation.pages.characters import clean

# Full-width signs of the Chinese pages, as the English ones have them.
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
    """Return a name or path as such: no blanks, no breaks, no code marks, no emphasis around it, no escapes."""
    word = _MARKDOWN_ESCAPE.sub(r"\1", "".join(text.split()).replace("`", ""))
    # Wildcards stand at the end or inside; asterisks at both ends are emphasis.
    while len(word) > 2 and word[0] == word[-1] == "*":  # one asterisk on each side
        word = word[1:-1]
    return word


def plain(text: str) -> str:
    """Return a text on one line without code marks and escapes, as headings, headers and leads are compared."""
    return _MARKDOWN_ESCAPE.sub(r"\1", one_line(tidy(text)).replace("`", "")).strip().strip("*").strip()


def _is_wide(character: str) -> bool:
    return character != "" and unicodedata.east_asian_width(character) in "WF"

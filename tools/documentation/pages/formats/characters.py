"""Removes invisible and unprintable characters, which readers could mistake for the end of a line or a cell."""

from __future__ import annotations

import re
from typing import Final

from tools.documentation.pages.reports import Report

# Zero-width space and joiners, soft hyphen, byte order mark, direction marks: editors insert them.
_INVISIBLE: Final = dict.fromkeys(
    [
        *map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\ufeff\u061c"),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
# No-break and wide spaces, and line separators that are none in Markdown; browsers display all of them as blanks.
_BLANK: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\x0b\x0c\x85"
_BLANKS: Final = re.compile(f"[{_BLANK}]")
# Markdown would read several spaces at the start of a line as a code block.
_INDENT: Final = re.compile(f"^[ \t]*[{_BLANK}][ \t{_BLANK}]*", re.MULTILINE)
# Control characters, the replacement character, and Unicode's noncharacters.
UNPRINTABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")


def clean(text: str) -> tuple[str, list[Report]]:
    """Replace unusual blanks by spaces, and remove invisible and unprintable characters; line numbers do not change.

    Args:
        text: A page with line feeds as line ends.

    Returns:
        The text, and a report for every line with unprintable characters.
    """
    if text.isascii() and text.isprintable():
        return text, []
    reports: list[Report] = []
    if UNPRINTABLE.search(text):
        for number, line in enumerate(text.split("\n"), 1):
            if found := UNPRINTABLE.search(line):
                message = f"unprintable character U+{ord(found[0]):04X} in this line, removed"
                reports.append(Report(number, message))
        text = UNPRINTABLE.sub("", text)
    text = text.translate(_INVISIBLE)
    return _BLANKS.sub(" ", _INDENT.sub("", text)), reports

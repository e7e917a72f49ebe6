"""Finds missing end tags in HTML, which a tolerant parser repairs silently even if a page is truncated."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKUP: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea|title)\b(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*)(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>",
    re.IGNORECASE | re.DOTALL,
)
_UNFINISHED: Final = re.compile(r"<[a-z/!][^>]*\Z", re.IGNORECASE)
# Elements whose end tag is mandatory in HTML, and present on all complete pages.
_CLOSED: Final = frozenset({"table", "div", "main", "article", "section", "pre", "ul", "ol", "blockquote"})


def is_table_open(html: str) -> bool:
    """Return whether a table has no end tag."""
    return _left_open(html)["table"] > 0


def is_truncated(html: str) -> bool:
    """Return whether a page is truncated: ``</html>`` is missing, and the page does not omit all optional end tags.

    Args:
        html: A page. A fragment (without ``<html>``) is never truncated.
    """
    names = {(name, is_end) for name, is_end in _tags(html)}
    if ("html", False) not in names or ("html", True) in names:
        return False
    writes_ends = ("head", True) in names
    left_open = _left_open(html)
    rest = _MARKUP.sub("", html)
    return writes_ends or bool(_UNFINISHED.search(rest)) or any(left_open[name] > 0 for name in _CLOSED)


def _left_open(html: str) -> Counter[str]:
    count: Counter[str] = Counter()
    for name, is_end in _tags(html):
        count[name] += -1 if is_end else 1
    return count


def _tags(html: str) -> Iterator[tuple[str, bool]]:
    """Yield the name of each tag and whether it is an end tag, without those in comments, scripts and attributes."""
    for found in _MARKUP.finditer(html):
        if found["name"]:
            yield found["name"].lower(), bool(found["close"])

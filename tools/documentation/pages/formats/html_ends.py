"""Finds missing end tags in HTML, which show that a page is truncated; the HTML parser adds them silently."""

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
# Elements that require an end tag in HTML.
_CLOSED: Final = frozenset({"table", "div", "main", "article", "section", "pre", "ul", "ol", "blockquote"})


def is_table_open(html: str) -> bool:
    """Return whether a table has no end tag."""
    return _open_elements(html)["table"] > 0


def is_truncated(html: str) -> bool:
    """Return whether a page is truncated.

    Without ``</html>`` a page is truncated if it has ``</head>``, ends within a tag, or lacks a required end tag.

    Args:
        html: The page; the result for a fragment without ``<html>`` is always false.
    """
    names = {(name, is_end) for name, is_end in _tags(html)}
    if ("html", False) not in names or ("html", True) in names:
        return False
    has_head_end = ("head", True) in names
    open_elements = _open_elements(html)
    rest = _MARKUP.sub("", html)
    return has_head_end or bool(_UNFINISHED.search(rest)) or any(open_elements[name] > 0 for name in _CLOSED)


def _open_elements(html: str) -> Counter[str]:
    count: Counter[str] = Counter()
    for name, is_end in _tags(html):
        count[name] += -1 if is_end else 1
    return count


def _tags(html: str) -> Iterator[tuple[str, bool]]:
    """Yield the name of each tag and whether it is an end tag, without those in comments, scripts and attributes."""
    for found in _MARKUP.finditer(html):
        if found["name"]:
            yield found["name"].lower(), bool(found["close"])

"""Finds the part of the page to which a block belongs from the headings above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from tools.documentation.pages.cell_text import plain

if TYPE_CHECKING:
    from tools.documentation.pages.formats.blocks import Heading

Section = Literal["request", "response", "callback", "query", "structure"]
# The sections of rows, and the parts without node tables.
PagePart = Section | Literal["headers", "samples", "errors"]

# Part to its headings, which are compared in lower case and without a final full stop or colon.
_HEADINGS: Final[dict[PagePart, str]] = {
    "headers": r"(?:(?:non-)?common )?(?:request|response) headers?|(?:非?公共|特有)?(?:请求|响应)?头部?(?:列表)?",
    "query": r"(?:request|query) parameters?|请求参数|查询参数",
    "request": r"request|request body|sample request|request (?:sample|line)|请求|请求体|请求(?:示例|实例|行)",
    "response": r"response|response body|error response|响应|响应体|错误响应|返回",
    "callback": r"callback (?:content|body)|回调(?:内容|体)",
    "errors": r"(?:common |special )?error codes?(?: list)?|错误码(?:列表)?",
    "samples": r"samples?|examples?|(?:实际)?案例|示例|代码示例",
}
_PARTS: Final = tuple((re.compile(form), part) for part, form in _HEADINGS.items())
# The levels of the Markdown pages, since plain text has none.
_MAJOR: Final = frozenset({"request", "response", "请求", "响应", "返回"})


def part_of(text: str) -> PagePart | None:
    """Return the part of a page that a heading opens; None for any other heading."""
    line = plain(text).lower().rstrip(".:：。 ")
    for form, part in _PARTS:
        if form.fullmatch(line):
            return part
    return None


def level_of(text: str) -> int:
    """Return the level that a known heading has on the Markdown pages."""
    line = plain(text).lower().rstrip(".:：。 ")
    return 2 if line in _MAJOR or part_of(text) in {"samples", "callback"} else 4


class SectionTracker:
    """Follows the headings of a page.

    Attributes:
        part: The part of the page at the current heading; None outside the known parts.
        heading: The latest heading; None before the first.
    """

    def __init__(self) -> None:
        """Start before the first heading."""
        self.part: PagePart | None = None
        self.heading: Heading | None = None
        self._level = 0

    def enter(self, heading: Heading) -> None:
        """Process the next heading."""
        self.heading = heading
        part = part_of(heading.text)
        if self.part == "samples" and heading.level > self._level:
            return  # "Request" and "Response" below "Samples" do not open sections
        if part is not None:
            self.part, self._level = part, heading.level
        elif heading.level <= self._level or self.part is None:
            self.part, self._level = None, heading.level

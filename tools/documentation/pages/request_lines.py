"""Request lines: the calls that a page documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tools.documentation.pages.document import Fence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.documentation.pages.document import Document
    from tools.documentation.pages.page import Page

_REQUEST_LINE: Final = re.compile(r"^\s*(?P<method>GET|POST|PUT|DELETE|HEAD) (?P<target>\S+) HTTP/\d", re.MULTILINE)
# What is compared takes any placeholder; what is written needs one whose name can be that of an argument.
_PLACEHOLDER: Final = re.compile(r"<[^<>]*>|\{[^{}]*\}")
_HOLE: Final = re.compile(r"<(?P<name>\w+)>|\{(?P<braced>\w+)\}|\$\{(?P<dollar>\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request line: method and path without its query, and what in the path is to be filled in."""

    method: str
    path: str
    names: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[str, str]:
        """Method and path whatever the names of what is filled in."""
        return self.method, _HOLE.sub("{}", self.path)


def request_lines(document: Document) -> Iterator[tuple[Fence, re.Match[str]]]:
    """Yield the request lines of a page: the block that has one, and in it method and target."""
    for block in document.blocks:
        if isinstance(block, Fence):
            yield from ((block, found) for found in _REQUEST_LINE.finditer(block.text))


def call_of(page: Page) -> Call | None:
    """Return the first request line of a page with a path, or None.

    Args:
        page: The page.
    """
    for _, found in request_lines(page.document):
        if found["target"].startswith("/"):
            path = found["target"].partition("?")[0]
            names = tuple(next(filter(None, hole.groups())) for hole in _HOLE.finditer(path))
            return Call(method=found["method"], path=path, names=names)
    return None


def request_line(page: Page) -> tuple[str, int] | None:
    """Return the method and path of the page's first request line, placeholders as ``{}``, and its line."""
    fence, found = next(request_lines(page.document), (None, None))
    if fence is None or found is None:
        return None
    return endpoint(found["method"], found["target"]), page.line_in(fence, found.start("method"))


def endpoint(method: str, path: str) -> str:
    """Return method and path in the form in which they are compared: no query, no names of placeholders."""
    return f"{method} {_PLACEHOLDER.sub('{}', path.partition('?')[0])}"

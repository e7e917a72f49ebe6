"""Finds the request lines of a page, which give the method and path of its API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from tools.documentation.pages.formats.blocks import CodeBlock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.documentation.pages.formats.blocks import Document

_REQUEST_LINE: Final = re.compile(r"^\s*(?P<method>GET|POST|PUT|DELETE|HEAD) (?P<target>\S+) HTTP/\d", re.MULTILINE)
_PLACEHOLDER: Final = re.compile(r"\$?(?:<[^<>]*>|\{[^{}]*\})")


class RequestLine(NamedTuple):
    """A request line of a page.

    Attributes:
        call: Method and path as ``call_of`` returns them.
        line: Line of the page.
    """

    call: str
    line: int


def call_of(method: str, path: str) -> str:
    """Return method and path in normal form for comparison: without query, and with ``{}`` for placeholders."""
    return f"{method} {_PLACEHOLDER.sub('{}', path.partition('?')[0])}"


def request_lines(document: Document) -> Iterator[RequestLine]:
    """Yield the request lines of a page.

    Args:
        document: Its blocks.
    """
    for block in document.blocks:
        if isinstance(block, CodeBlock):
            for found in _REQUEST_LINE.finditer(block.text):
                line = block.text_line + block.text.count("\n", 0, found.start("method"))
                yield RequestLine(call_of(found["method"], found["target"]), line)


def request_line(document: Document) -> RequestLine | None:
    """Return the first request line of a page, or None.

    Args:
        document: Its blocks.
    """
    return next(request_lines(document), None)

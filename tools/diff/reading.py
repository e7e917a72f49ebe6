"""Getting at a page that can be compared, or saying why there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tools.pages import PageError, read_page
from tools.pages.document import Fence

if TYPE_CHECKING:
    from pathlib import Path

    from tools.pages import Page

_REQUEST_LINE: Final = re.compile(r"^\s*(GET|POST|PUT|DELETE|HEAD) (\S+) HTTP/\d", re.MULTILINE)
_PLACEHOLDER: Final = re.compile(r"<[^<>]*>|\{[^{}]*\}")


class UnreadablePageError(Exception):
    """A page with which nothing can be compared.

    Attributes:
        messages: Why, a line each, with file and line.
    """

    def __init__(self, messages: tuple[str, ...]) -> None:
        """Keep the messages."""
        super().__init__(messages)
        self.messages = messages


def read_api_page(path: Path) -> Page:
    """Read a page that documents an API.

    Args:
        path: The page.

    Raises:
        UnreadablePageError: It cannot be read, is cut off or documents no API.
    """
    try:
        page = read_page(path)
    except PageError as error:
        raise UnreadablePageError((f"{path}:{error.line}: {error.message}",)) from error
    except OSError as error:
        raise UnreadablePageError((f"{path}:1: {error.strerror or error}",)) from error
    faults = [report for report in page.reports if report.fatal or not page.is_api]
    if faults:
        raise UnreadablePageError(tuple(f"{path}:{report.line}: {report.message}" for report in faults))
    return page


def request_line(page: Page) -> tuple[str, int] | None:
    """Return the method and path of the page's first request line, placeholders as ``{}``, and its line."""
    for block in page.document.blocks:
        if isinstance(block, Fence) and (found := _REQUEST_LINE.search(block.text)):
            # A fence begins on the line above its text; in copied text there is no such line.
            first = block.line + (page.kind == "markdown")
            return endpoint(found[1], found[2]), first + block.text.count("\n", 0, found.start(1))
    return None


def endpoint(method: str, path: str) -> str:
    """Return method and path in the form in which they are compared: no query, no names of placeholders."""
    return f"{method} {_PLACEHOLDER.sub('{}', path.partition('?')[0])}"

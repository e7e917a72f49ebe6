"""Reads pages for the commands, and reports those that cannot be used.

``check`` and ``diff`` read several pages and report every fault of each (``read_api_page``); ``sync`` writes from one
page, and ends at the first fault (``require_readable``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.documentation.pages.page import NO_API, read_page
from tools.documentation.pages.remarks import PageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tools.documentation.pages.page import Page


class UnreadablePageError(Exception):
    """A page that cannot be compared.

    Attributes:
        messages: The reasons, each with file and line.
    """

    def __init__(self, messages: tuple[str, ...]) -> None:
        """Store the messages."""
        super().__init__(messages)
        self.messages = messages


def read_api_page(path: Path) -> Page:
    """Read a page that documents an API.

    Args:
        path: The page.

    Raises:
        UnreadablePageError: It cannot be read, is truncated or documents no API.
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


def read_api_pages(paths: Iterable[Path]) -> tuple[list[tuple[Path, Page]], list[str]]:
    """Read several pages.

    Args:
        paths: The pages.

    Returns:
        The pages that can be read, and one message for each of the others.
    """
    pages: list[tuple[Path, Page]] = []
    faults: list[str] = []
    for path in paths:
        try:
            pages.append((path, read_api_page(path)))
        except UnreadablePageError as error:
            faults.extend(error.messages)
    return pages, faults


def require_readable(page: Page) -> None:
    """Refuse a page that is unusable as a whole, or that documents no API.

    Raises:
        PageError: With the line.
    """
    broken = [report for report in page.reports if report.fatal]
    if broken:
        raise PageError(broken[0].line, "; ".join(report.message for report in broken))
    if not page.is_api:
        raise PageError(1, NO_API)

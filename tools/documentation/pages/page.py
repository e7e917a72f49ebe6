"""Reads a page file of any format.

The command ``rows`` accepts any page (``read_page``); the others require a complete page of an API (``read_api_page``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tools.documentation.pages.formats.blocks import Document, Heading
from tools.documentation.pages.formats.characters import clean
from tools.documentation.pages.formats.file_text import Kind, read_file_text
from tools.documentation.pages.formats.from_html import read_html
from tools.documentation.pages.formats.from_markdown import read_markdown
from tools.documentation.pages.formats.from_text import read_text
from tools.documentation.pages.reports import PageError, Report
from tools.documentation.pages.request_lines import request_line
from tools.documentation.pages.row_checks import check_rows
from tools.documentation.pages.row_placement import place_rows
from tools.documentation.pages.sections import part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tools.documentation.pages.rows import Row

_READERS: Final[dict[Kind, Callable[[str], Document]]] = {
    "markdown": read_markdown,
    "html": read_html,
    "text": read_text,
}
NO_API: Final = "no node table and no request line: this page documents no API"


class UnreadablePageError(Exception):
    """A page that cannot be compared.

    Attributes:
        messages: The reasons, each with file and line.
    """

    def __init__(self, messages: tuple[str, ...]) -> None:
        """Store the messages."""
        super().__init__(messages)
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Page:
    """A documentation page.

    Attributes:
        name: The file's name without its suffix.
        kind: The format, which selects the reader.
        document: The headings, paragraphs, tables and samples with their lines.
        rows: The node rows in page order.
        reports: Reports on irregularities, sorted by line.
        is_api: Whether the page documents an API at all: it has rows or a request line.
    """

    name: str
    kind: Kind
    document: Document
    rows: tuple[Row, ...]
    reports: tuple[Report, ...]
    is_api: bool

    @property
    def is_broken(self) -> bool:
        """Whether the page is truncated or has a table that could not be read."""
        return any(report.fatal for report in self.reports)

    def as_json(self) -> dict[str, Any]:
        """Return what ``rows --json`` prints."""
        reports = [report.as_json() for report in self.reports]
        return {"page": self.name, "rows": [row.as_json() for row in self.rows], "reports": reports}


def read_page(path: Path) -> Page:
    """Read the node rows of a documentation page.

    Args:
        path: The page: Markdown of the documentation repository, HTML as a browser saves it, or text copied from a
            browser.

    Returns:
        The page with its rows, and with reports on irregularities.

    Raises:
        PageError: Nothing can be read from the file.
        OSError: The file cannot be opened.
    """
    text, kind = read_file_text(path)
    return page_of(text, kind, name=path.stem)


def read_api_page(path: Path) -> Page:
    """Read a page that documents an API.

    Args:
        path: The page.

    Raises:
        UnreadablePageError: The page cannot be read, is broken or documents no API.
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


def page_of(text: str, kind: Kind, *, name: str) -> Page:
    """Read a page from its text."""
    text, character_reports = clean(text)
    document = _READERS[kind](text)
    rows, row_reports = place_rows(document)
    row_reports += character_reports
    has_request_line = request_line(document) is not None
    is_api = bool(rows) or has_request_line
    if has_request_line and not any(report.fatal for report in document.reports):
        row_reports += _missing_end(document)  # the end may be in a part that was not read
    if not is_api:
        row_reports.append(Report(1, NO_API))
    reports = sorted(
        {*document.reports, *row_reports, *check_rows(rows)}, key=lambda report: (report.line, report.message)
    )
    return Page(name, kind, document, tuple(rows), tuple(reports), is_api)


def _missing_end(document: Document) -> list[Report]:
    """Report that a page of an API lacks the response, or lacks error codes and samples after it."""
    parts = {part_of(block.text) for block in document.blocks if isinstance(block, Heading)}
    last = document.blocks[-1].line
    if "request" in parts and "response" not in parts:
        return [Report(last, "the page has a request but no response: is it truncated?", fatal=True)]
    if "request" in parts and not parts & {"errors", "samples"}:
        return [
            Report(
                last, "the page ends with the response, without error codes or samples: is it truncated?", fatal=True
            )
        ]
    return []

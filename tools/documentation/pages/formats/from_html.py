"""Reads HTML: pages that were saved by a browser, and the HTML inside Markdown pages and their cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import lxml.html
from lxml import etree

from tools.documentation.pages.cell_text import tidy
from tools.documentation.pages.columns import columns_of
from tools.documentation.pages.formats.blocks import (
    Block,
    Cell,
    CodeBlock,
    Document,
    Heading,
    Paragraph,
    Table,
    TableRow,
)
from tools.documentation.pages.formats.html_ends import is_table_open, is_truncated
from tools.documentation.pages.formats.html_text import CODE, INLINE, SKIPPED, cell_of, code_of, flat, flow, note_link
from tools.documentation.pages.reports import PageError, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MOST_SPANNED: Final = 64
_HTML5_BREAK: Final = re.compile(r"</br\s*/?>", re.IGNORECASE)


def read_html(text: str) -> Document:
    """Read a whole HTML page.

    Args:
        text: The page.

    Returns:
        Its blocks.

    Raises:
        PageError: The page has no element.
    """
    root, parsed_until = _parse(text)
    walker = _Walker()
    walker.walk(root)
    walker.flush(None)
    reports = walker.reports
    if parsed_until is not None:
        reports.append(Report(parsed_until, "the HTML is nested too deeply; the rest was not read", fatal=True))
    return Document(tuple(walker.blocks), tuple(reports + _missing_end_tags(text)))


def read_fragment(html: str, first_line: int) -> list[Block]:
    """Read a fragment of HTML; ``first_line`` is its first line on the page."""
    root, _ = _parse(f"<div>{html}</div>")  # lxml cannot parse a document without an element
    walker = _Walker(first_line - 1)
    walker.walk(root)
    walker.flush(None)
    return walker.blocks


def read_cell(html: str) -> Cell:
    """Read the content of one cell."""
    if "<" not in html and "&" not in html:  # fast path for cells without markup
        return Cell(tidy(html))
    root, _ = _parse(f"<div>{html}</div>")
    return cell_of(root)


def _missing_end_tags(text: str) -> list[Report]:
    """Report missing end tags, which the parser adds silently."""
    last = text.rstrip().count("\n") + 1
    if is_truncated(text):
        return [Report(last, "the page is truncated: </html> is missing", fatal=True)]
    if is_table_open(text):
        return [Report(last, "a table has no end tag", fatal=True)]
    return []


def _parse(html: str) -> tuple[lxml.html.HtmlElement, int | None]:
    """Parse malformed HTML as a browser does; also return the line at which the parser stopped, None at the end."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # Browsers read </br> as a line break; libxml2 ignores it.
    data = _HTML5_BREAK.sub("<br>", html).encode()
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except etree.LxmlError as error:
        raise PageError(1, "the page has no HTML element") from error
    limits = [entry.line for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]
    return root, limits[0] if limits else None


class _Walker:
    """Walks the tree in document order and collects blocks; running text ends at the next block element."""

    def __init__(self, offset: int = 0) -> None:
        self.blocks: list[Block] = []
        self.reports: list[Report] = []
        self._offset = offset
        self._parts: list[str] = []
        self._links: list[str] = []
        self._line = 0
        self._quotes = 0

    def walk(self, element: lxml.html.HtmlElement) -> None:
        """Process an element and all its descendants."""
        tag = element.tag
        if not isinstance(tag, str) or tag in SKIPPED:
            return
        if _is_hidden(element):
            self._report_hidden(element)
        elif tag == "br":
            self._parts.append("\n")
        elif tag in _HEADINGS:
            self.flush(element)
            cell = cell_of(element)
            if cell.text:
                self.blocks.append(Heading(self._line_of(element), _HEADINGS[tag], cell.text.replace("\n", " ")))
        elif tag == "pre":
            self.flush(element)
            line = self._line_of(element)
            self.blocks.append(CodeBlock(line, code_of(element), line))
        elif tag == "table":
            self.flush(element)
            self._table(element)
        else:
            self._children(element, tag)

    def flush(self, element: lxml.html.HtmlElement | None) -> None:
        """End the running text; if an element is given, the next text begins at its line."""
        text = tidy("".join(self._parts))
        if text:
            self.blocks.append(Paragraph(self._line, text, tuple(self._links), note=self._quotes > 0))
        self._parts, self._links = [], []
        if element is not None:
            self._line = self._line_of(element)

    def _children(self, element: lxml.html.HtmlElement, tag: str) -> None:
        is_block = tag not in INLINE
        if is_block:
            self.flush(element)
            self._quotes += tag == "blockquote"
        note_link(element, self._links)
        if tag in CODE:
            self._parts.append(f"`{flat(element)}`")
        else:
            self._parts.append(flow(element.text))
            for child in element:
                self.walk(child)
                if not self._parts:
                    self._line = self._line_of(child)
                self._parts.append(flow(child.tail))
        if is_block:
            self.flush(None)
            self._quotes -= tag == "blockquote"

    def _table(self, element: lxml.html.HtmlElement) -> None:
        grid = _grid(element)
        if not grid:
            return
        header = grid[0][1]
        if columns_of(header) is None and element.xpath(".//table"):
            # The table is for layout only, so its content is read like that of the page.
            for cell in element.iter("td", "th"):
                if not any(ancestor is not element for ancestor in _tables_above(cell, element)):
                    self._children(cell, "td")
            return
        rows = tuple(TableRow(self._line_of(row), cells) for row, cells in grid[1:])
        self.blocks.append(Table(self._line_of(grid[0][0]), header, rows))

    def _report_hidden(self, element: lxml.html.HtmlElement) -> None:
        tables = [element] if element.tag == "table" else element.iter("table")
        for table in tables:
            grid = _grid(table)
            if grid and columns_of(grid[0][1]) is not None:
                self.reports.append(Report(self._line_of(table), "a hidden node table; it was not read"))

    def _line_of(self, element: lxml.html.HtmlElement) -> int:
        return (element.sourceline or 1) + self._offset


def _grid(table: lxml.html.HtmlElement) -> list[tuple[lxml.html.HtmlElement, tuple[Cell, ...]]]:
    """Return the rows of a table without nested tables; spanning cells are repeated in each position they cover."""
    grid: list[tuple[lxml.html.HtmlElement, tuple[Cell, ...]]] = []
    open_spans: dict[int, tuple[int, Cell]] = {}
    for row in _own_rows(table):
        cells: list[Cell] = []
        for element in [child for child in row if child.tag in {"td", "th"}]:
            _fill(cells, open_spans)
            cell = cell_of(element)
            rows_down = _span(element, "rowspan")
            for _ in range(_span(element, "colspan")):
                if rows_down > 1:
                    open_spans[len(cells)] = (rows_down - 1, cell)
                cells.append(cell)
        _fill(cells, open_spans)
        if cells:
            grid.append((row, tuple(cells)))
    return grid


def _fill(cells: list[Cell], open_spans: dict[int, tuple[int, Cell]]) -> None:
    while len(cells) in open_spans:
        column = len(cells)
        left, cell = open_spans.pop(column)
        if left > 1:
            open_spans[column] = (left - 1, cell)
        cells.append(cell)


def _own_rows(table: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child if row.tag == "tr")


def _tables_above(element: lxml.html.HtmlElement, top: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return
        if ancestor.tag == "table":
            yield ancestor


def _span(element: lxml.html.HtmlElement, attribute: str) -> int:
    value = element.get(attribute, "1").strip()
    return min(max(int(value), 1), _MOST_SPANNED) if value.isdecimal() and len(value) < 9 else 1


def _is_hidden(element: lxml.html.HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))

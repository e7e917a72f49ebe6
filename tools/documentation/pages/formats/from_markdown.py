"""Reads the Markdown of the documentation repository, including malformed tables and HTML blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt

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
from tools.documentation.pages.formats.from_html import read_cell, read_fragment
from tools.documentation.pages.formats.html_ends import is_table_open
from tools.documentation.pages.formats.separator_rows import QUOTE, cells_of, repair_separator_rows
from tools.documentation.pages.reports import Report

if TYPE_CHECKING:
    from markdown_it.token import Token

_RICH: Final = MarkdownIt("commonmark", {"breaks": True}).enable("table")
# For cells of one word, in which asterisks are wildcards of node names and not emphasis.
_LITERAL: Final = MarkdownIt("commonmark").disable("emphasis")
_PIPE_ROW: Final = re.compile(r"[>\s]*\|[^|\n]*\|")
_SEPARATOR: Final = re.compile(r"^[>\s]*\|?(?:\s*:?-+:?\s*\|){2,}", re.MULTILINE)
_NOTE_MARK: Final = re.compile(r"^[?!]\s*")  # ">?" and ">!" are this documentation's own notes
# Headings, fences and table rows, which no sample contains.
_NOT_CODE: Final = re.compile(r"^(?:#{1,6} |(?:```|~~~)|\|.*\|\s*$)", re.MULTILINE)


def read_markdown(text: str) -> Document:
    """Read a Markdown page."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._ends_with_newline = text.endswith("\n")
        self._last = len(text.rstrip().split("\n"))
        self._tokens = _RICH.parse(text)
        self._blocks: list[Block] = []
        self._lines, self._reports = repair_separator_rows(self._lines, self._tokens)
        if self._reports:
            self._tokens = _RICH.parse("\n".join(self._lines))
        self._lines_done = 0  # lines that are already part of an HTML table

    def read(self) -> Document:
        quotes = 0
        for index, token in enumerate(self._tokens):
            line = token.map[0] + 1 if token.map else 0
            if token.type in {"blockquote_open", "blockquote_close"}:
                quotes += token.nesting
            elif line and line <= self._lines_done:
                continue
            elif token.type == "heading_open":
                text = _inline(self._tokens[index + 1].content).text
                self._blocks.append(Heading(line, int(token.tag[1:]), text.replace("\n", " ")))
            elif token.type == "paragraph_open":
                self._paragraph(self._tokens[index + 1], note=quotes > 0)
            elif token.type in {"fence", "code_block"}:
                self._fence(token)
            elif token.type == "html_block":
                self._html(token)
            elif token.type == "table_open":
                self._table(index)
        return Document(tuple(self._blocks), tuple(self._reports))

    def _paragraph(self, inline: Token, *, note: bool) -> None:
        line = inline.map[0] + 1 if inline.map else 1
        for offset, row in enumerate(inline.content.split("\n")):
            if _PIPE_ROW.match(row) or _SEPARATOR.match(row):
                message = "a table row outside any table (no header, or no separator row below it); it was not read"
                self._reports.append(Report(line + offset, message, fatal=True))
                break
        cell = _inline(inline.content)
        text = _NOTE_MARK.sub("", cell.text) if note else cell.text
        if text:
            self._blocks.append(Paragraph(line, text, cell.links, note))

    def _fence(self, token: Token) -> None:
        start, end = token.map or (0, 0)
        if token.type == "code_block" and _SEPARATOR.search(token.content):
            self._reports.append(Report(start + 1, "an indented table; it was not read", fatal=True))
        if token.type == "fence":
            last = QUOTE.sub("", self._lines[end - 1] if end else "").strip()
            if end - start < 2 or not last or last.strip(token.markup[0]):  # opening and closing line
                message = "a code fence is never closed; the rest was not read"
                if not _NOT_CODE.search(token.content):
                    message += "; is the page truncated?"
                self._reports.append(Report(start + 1, message, fatal=True))
        self._blocks.append(CodeBlock(start + 1, token.content, start + 2, token.info.strip()))

    def _html(self, token: Token) -> None:
        """Read a block of HTML, including the rest of a table after a blank line, at which Markdown ends the block."""
        start, end = token.map or (0, 0)
        html = "\n".join(self._lines[start:end])
        while is_table_open(html):
            if end >= len(self._lines):
                self._reports.append(
                    Report(start + 1, "an HTML table has no end tag: is the page truncated?", fatal=True)
                )
                break
            closing = (at for at in range(end, len(self._lines)) if "</table" in self._lines[at].lower())
            table_end = next(closing, len(self._lines) - 1) + 1
            html += "\n" + "\n".join(self._lines[end:table_end])
            end = table_end
        self._lines_done = max(self._lines_done, end)
        self._blocks.extend(read_fragment(html, start + 1))

    def _table(self, index: int) -> None:
        rows: list[tuple[int, list[Cell]]] = []
        for token in self._tokens[index + 1 :]:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append((token.map[0] + 1 if token.map else 0, []))
            elif token.type == "inline":
                rows[-1][1].append(_inline(token.content))
        header = tuple(rows[0][1])
        body = tuple(self._row(line, cells, len(header)) for line, cells in rows[1:])
        self._blocks.append(Table(rows[0][0], header, body))

    def _row(self, line: int, cells: list[Cell], width: int) -> TableRow:
        """Return a row with exactly the cells of the page, since Markdown pads short rows and drops surplus cells."""
        raw = cells_of(self._lines[line - 1])
        if len(raw) > width:
            cells = cells + [_inline(text.strip()) for text in raw[width:]]
        elif len(raw) < width:
            cells = cells[: len(raw)]
        if line == self._last and not self._ends_with_newline and self._ends_within(line):
            self._reports.append(Report(line, "the page ends within this row of a table: it is truncated", fatal=True))
        return TableRow(line, tuple(cells))

    def _ends_within(self, line: int) -> bool:
        """Return whether a row lacks a final pipe although the row above has one."""
        row, above = (self._lines[at].rstrip() for at in (line - 1, line - 2))
        return not row.endswith("|") and above.endswith("|")


def _inline(source: str) -> Cell:
    """Convert inline Markdown to text through HTML, since the pages mix both in one cell."""
    parser = _RICH if re.search(r"\s", source.strip()) else _LITERAL
    return read_cell(parser.renderInline(source))

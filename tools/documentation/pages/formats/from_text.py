"""Reads plain text copied from a browser, in which each cell begins a line and nothing marks headings and tables."""

from __future__ import annotations

import re
from typing import Final

from tools.documentation.node_paths import name_of
from tools.documentation.pages.cell_text import bare, tidy
from tools.documentation.pages.columns import canonical, is_node_header
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
from tools.documentation.pages.formats.text_tables import (
    Line,
    PageContext,
    RowSplitter,
    SplitBudget,
    SplitRow,
    TooManySplitsError,
)
from tools.documentation.pages.lead_sentences import is_lead_sentence, lead_nodes
from tools.documentation.pages.reports import Report
from tools.documentation.pages.rows import ROOT_MARKERS
from tools.documentation.pages.sections import level_of, part_of

_TAG: Final = re.compile(r"</?([A-Za-z][\w*-]*)\s*/?>")
_PATH: Final = re.compile(r"\b(?:Request|Response)((?:\.[A-Za-z][\w*]*)+)")
_CAMEL: Final = re.compile(r"\b(?:[A-Z][a-z0-9]+){2,}\b")
_CODE: Final = re.compile(r"\s*<[/?!]?\w|(?:GET|POST|PUT|DELETE|HEAD) /\S* HTTP/|\s*<[A-Z]|[{}]\s*$")
# A heading of the structures page: one word of several parts; no value of a cell has this form.
_STRUCTURE: Final = re.compile(r"(?:[A-Z][a-z0-9]+){2,}|[A-Za-z]\w*_[\w*]+")
_SHORT: Final = re.compile(r"(?:[A-Za-z]+|[^\x00-\x7f]{1,2})[.:]?")
_NOTE: Final = re.compile(r"(?:note|notice|说明|注意)\s*[:：]?", re.IGNORECASE)
_LONGEST_LEAD: Final = 4  # lines
_WIDEST_HEADER: Final = 9  # columns
_LONGEST_TABLE: Final = 2_000  # lines


def read_text(text: str) -> Document:
    """Read a page copied as plain text."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._lines = list(_split(text))
        self._names = set(_TAG.findall(text))
        for path in _PATH.findall(text):
            self._names.update(path[1:].split("."))
        for line in self._lines:
            if " " in line.text:  # a line of one word may be part of a name with a line break
                self._names.update(_CAMEL.findall(line.text))
        self._roots = {"Request", "Response"}
        self._blocks: list[Block] = []
        self._reports: list[Report] = []
        self._budget = SplitBudget()

    def read(self) -> Document:
        at = 0
        headers = self._headers()
        for index, (start, width, columns) in enumerate(headers):
            if start < at:
                continue
            self._running_text(at, start, before_table=True)
            stop = headers[index + 1][0] if index + 1 < len(headers) else len(self._lines)
            lead = self._lead_length(start + width, stop) if stop < len(self._lines) else 0
            try:
                at = self._table(start, start + width, stop - lead, columns)
            except TooManySplitsError:
                message = "the lines below this header cannot be split into rows; the rest was not read"
                self._reports.append(Report(self._lines[start].number, message, fatal=True))
                break
        self._running_text(at, len(self._lines), before_table=False)
        return Document(tuple(self._blocks), tuple(self._reports))

    def _headers(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """Find the headers of node tables: first line, number of lines, columns."""
        found = []
        at = 0
        while at < len(self._lines):
            width, columns = self._header(at)
            if width:
                found.append((at, width, columns))
            at += width or 1
        return found

    def _header(self, start: int) -> tuple[int, tuple[str, ...]]:
        columns: list[str] = []
        at = start
        best: tuple[int, tuple[str, ...]] = (0, ())
        while at < len(self._lines) and len(columns) < _WIDEST_HEADER:
            column, end = canonical(self._lines[at].text), at + 1
            if column is None and at + 1 < len(self._lines):  # one header cell on two lines
                column, end = canonical(self._lines[at].text + "\n" + self._lines[at + 1].text), at + 2
            if column is None or column in columns:
                break
            columns.append(column)
            at = end
            if is_node_header(columns):
                best = (at - start, tuple(columns))
        return best

    def _table(self, start: int, below: int, stop: int, columns: tuple[str, ...]) -> int:
        """Split a table into rows, and return the index of the line after the table."""
        end = min(stop, below + _LONGEST_TABLE)
        if end < stop:
            self._reports.append(
                Report(
                    self._lines[end].number,
                    f"the table has more than {_LONGEST_TABLE:,} lines; the rest of it was not read",
                    fatal=True,
                )
            )
        context = self._context()
        splitter = RowSplitter(self._lines[below:end], columns, context, self._budget)
        rows_found = splitter.split()
        if not rows_found and "parent" in columns and columns[-1] in {"required", "default", "constraints"}:
            # The last word of the header may be the name of the first node.
            shorter = RowSplitter(self._lines[below - 1 : end], columns[:-1], context, self._budget)
            if shorter.looks_like_row(0):
                below, columns, splitter, rows_found = below - 1, columns[:-1], shorter, shorter.split()
        rows = tuple(self._row(self._lines[below:end], split, columns) for split in rows_found)
        # The canonical names replace the header cells, which may have line breaks.
        self._blocks.append(Table(self._lines[start].number, tuple(Cell(column) for column in columns), rows))
        used = rows_found[-1].end if rows_found else 0
        for at in range(used, end - below):
            if splitter.ends_table(at):
                break
            if splitter.looks_like_row(at) and part_of(self._lines[below + at].text) is None:
                at_end = stop == len(self._lines) and not any(map(splitter.ends_table, range(at, end - below)))
                what = "the page ends within this row of a table" if at_end else "a row that cannot be split into cells"
                self._reports.append(Report(self._lines[below + at].number, f"{what}; it was not read", fatal=True))
                break
        return below + used

    def _context(self) -> PageContext:
        last = self._blocks[-1] if self._blocks else None
        nodes = lead_nodes(last.text) if isinstance(last, Paragraph) else ()
        node = name_of(nodes[0]) if nodes else None
        return PageContext(frozenset(self._names), frozenset(self._roots), node, _ends_table)

    def _row(self, region: list[Line], split: SplitRow, columns: tuple[str, ...]) -> TableRow:
        first, last = region[split.start].number, region[split.end - 1].number
        name = bare(split.cells[0])
        self._names.add(name)
        if columns[1] == "parent" and bare(split.cells[1]).rstrip(".") in ROOT_MARKERS:
            self._roots.add(name)
        if split.doubtful:
            taken = "; ".join(f"{column} {tidy(split.cells[columns.index(column)])!r}" for column in split.doubtful)
            message = f"row {name!r} can be split into cells in several ways; read as {taken}"
            self._reports.append(Report(first, message))
        return TableRow(first, tuple(Cell(tidy(cell)) for cell in split.cells), last)

    def _running_text(self, start: int, stop: int, *, before_table: bool) -> None:
        """Read the lines between two tables: headings, code, paragraphs, and the lead sentence of the next table."""
        lead = self._lead_length(start, stop) if before_table else 0
        at = start
        while at < stop - lead:
            line = self._lines[at]
            if _CODE.match(line.text):
                end = at + 1
                while end < stop - lead and self._lines[end].text.lstrip().startswith("<"):
                    end += 1
                text = "\n".join(line.text for line in self._lines[at:end])
                self._blocks.append(CodeBlock(line.number, text, line.number))
                at = end
                continue
            if part_of(line.text) is not None:
                self._blocks.append(Heading(line.number, level_of(line.text), line.text))
            else:
                self._blocks.append(Paragraph(line.number, line.text, note=bool(_NOTE.fullmatch(line.text))))
            at += 1
        if lead:
            lines = self._lines[stop - lead : stop]
            text = " ".join(line.text for line in lines)
            if not is_lead_sentence(text):
                self._blocks.append(Heading(lines[0].number, 2, text))
            else:
                self._blocks.append(Paragraph(lines[0].number, text))

    def _lead_length(self, start: int, stop: int) -> int:
        """Return the number of lines of the lead sentence, or of the heading of one word, before a table."""
        most = min(_LONGEST_LEAD, stop - start)
        texts = [" ".join(line.text for line in self._lines[stop - length : stop]) for length in range(1, most + 1)]
        for names_node in (True, False):
            for length, text in enumerate(texts, 1):
                if lead_nodes(text) if names_node else is_lead_sentence(text):
                    return length
        return 1 if texts and _STRUCTURE.fullmatch(bare(texts[0])) else 0


def _split(text: str) -> list[Line]:
    """Return the lines that are not blank; tabs, which some browsers put between cells, count as line ends."""
    lines: list[Line] = []
    after_blank = False
    for number, raw in enumerate(text.split("\n"), 1):
        pieces = [raw] if raw.lstrip().startswith("<") else raw.strip().split("\t")
        for piece in pieces:
            text_of_piece = tidy(piece)
            if text_of_piece:
                lines.append(Line(text_of_piece, number, after_blank))
            after_blank = not text_of_piece
    return lines


def _ends_table(line: Line) -> bool:
    """Return whether a line is a lead sentence or a heading, so that it cannot be part of a table.

    Short headings (Request, Response, 请求, 响应) may be cells, so they count only after an empty line.
    """
    if is_lead_sentence(line.text):
        return True
    return part_of(line.text) is not None and (line.after_blank or not _SHORT.fullmatch(line.text))

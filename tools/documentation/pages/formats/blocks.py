"""The document model that all three readers produce: blocks in page order, each with its line.

Text inside blocks is plain text: without markup, with entities resolved, code in backticks (as in Markdown), and a
newline for every explicit line break of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.documentation.pages.reports import Report


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its text and the targets of its links."""

    text: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below the header; ``cells`` has as many cells as the page gives, fewer or more than the header."""

    line: int
    cells: tuple[Cell, ...]
    line_end: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table, with its header separate from the other rows."""

    line: int
    header: tuple[Cell, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; in plain text, which has no levels, it gets the level that the Markdown pages use."""

    line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text or a list item; a note is separate from the running text and never introduces a table."""

    line: int
    text: str
    links: tuple[str, ...] = ()
    note: bool = False


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A block of code: the samples, and the request line of the API; ``text_line`` is the first line of its text."""

    line: int
    text: str
    text_line: int
    language: str = ""


Block = Heading | Paragraph | Table | CodeBlock


@dataclass(frozen=True, slots=True)
class Document:
    """A page as blocks."""

    blocks: tuple[Block, ...]
    reports: tuple[Report, ...] = ()

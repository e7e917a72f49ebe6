"""The document model that all three readers return: blocks in page order, each with its line.

The text of blocks has no markup and no entities; it has backticks around code, and a newline for every explicit line
break of the page.
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
    """One row below the header; it may have fewer or more cells than the header."""

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
    """A heading; plain text has no levels, so its headings get the levels of the Markdown pages."""

    line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, a list item or a note; a note is set apart from the running text."""

    line: int
    text: str
    links: tuple[str, ...] = ()
    note: bool = False


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A block of code, such as a sample or the request line; ``text_line`` is the line on which its text begins."""

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

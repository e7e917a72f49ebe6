"""Splits lines into table rows, for a page that was copied as text and has each cell on a line of its own.

Only four columns can be recognised by their content: a name is one word, a parent is a path below a known root, and a
type and a Required cell begin with words of a short list. Descriptions, defaults and constraints are the lines in
between. A single cell is ambiguous, since nodes have names such as Container and Type, and texts quote paths. Therefore
rows are recognised as a whole, and the best sequence of rows is chosen: most rows, then most lines, then most support
by the rest of the page. If another split of a row is nearly as good, the columns that differ are marked as doubtful.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tools.documentation.node_paths import name_of
from tools.documentation.pages.cell_text import bare
from tools.documentation.pages.rows import ROOT_MARKERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_NAME: Final = re.compile(r"[A-Za-z][\w*-]*")
_PATH: Final = re.compile(r"[A-Za-z][\w*-]*(?:\.[\w*-]+)*\.?")
_TYPE: Final = re.compile(
    r"(?:string|container|integer|int|long|float|double|number|object|boolean|bool|array|enum|date)"
    r"(?:\s*(?:array|数组))?(?:\s*[.,，。;；(（].*|\s+(?:of|see)\s.*)?",
    re.IGNORECASE,
)
_REQUIRED: Final = re.compile(r"(?:yes|no|supported|none|是|否)(?:\W.*)?|.*必[选填].*", re.IGNORECASE)
_STRAY: Final = re.compile(r"yes|no|是|否", re.IGNORECASE)
_WORD_FIRST: Final = re.compile(r"(?:[\w.-]+|无)\n", re.ASCII)
_FREE_TEXT: Final = frozenset({"description", "default", "constraints"})
# The most lines of one cell. Names and paths have several lines only where the page contains line breaks.
_MOST_LINES: Final = {"name": 3, "parent": 3, "description": 60, "default": 6, "constraints": 60}
_MARGIN: Final = 1  # a row is doubtful if another split has at most this much less support

_WEIGHED: Final = frozenset({"name", "parent", "default"})

_Score = tuple[int, int, int, int]  # rows, lines, support, brevity of descriptions
_Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its number, and whether an empty line precedes it."""

    text: str
    number: int
    after_blank: bool = False


@dataclass(frozen=True, slots=True)
class PageContext:
    """Facts from other parts of the page.

    Attributes:
        names: Names of nodes in samples, parents, running text and rows read until now.
        roots: First steps of paths.
        node: The node that the lead sentence names.
        ends_table: Returns whether a line cannot be part of a table.
    """

    names: frozenset[str]
    roots: frozenset[str]
    node: str | None
    ends_table: Callable[[Line], bool]


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One row, as a range of lines.

    Attributes:
        start: Index of the first line.
        end: Index of the line after the last.
        cells: The cells in the order of the columns, then surplus cells.
        doubtful: Columns that differ in another split that is nearly as good.
    """

    start: int
    end: int
    cells: tuple[str, ...]
    doubtful: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Best:
    """The best sequence of rows that begins at a line; ``spans`` is empty if no row begins there."""

    score: _Score = (0, 0, 0, 0)
    spans: _Spans = ()
    doubtful: tuple[str, ...] = ()


@dataclass(slots=True)
class SplitBudget:
    """The number of splits that may still be tried for a page; a saved page needs a few thousand."""

    left: int = 200_000


class TooManySplitsError(Exception):
    """The lines have more possible splits than the budget allows, so they are not a documentation table."""


class RowSplitter:
    """Splits the lines below one table header into rows."""

    def __init__(
        self, lines: Sequence[Line], columns: Sequence[str], context: PageContext, budget: SplitBudget
    ) -> None:
        """Store lines and columns.

        Args:
            lines: The lines after the header, up to the next header at most.
            columns: The canonical columns of the header.
            context: Facts from other parts of the page.
            budget: The remaining budget for the page.
        """
        self._lines = lines
        self._columns = tuple(columns)
        self._context = context
        self._budget = budget
        self._ends_open = columns[-1] in _FREE_TEXT
        self._table_ends = [context.ends_table(line) for line in lines]
        self._best = [_Best()] * (len(lines) + 1)

    def split(self) -> list[SplitRow]:
        """Return the best sequence of rows that begins at the first line; the table ends with its last row.

        Raises:
            TooManySplitsError: The budget is exhausted.
        """
        for start in range(len(self._lines) - 1, -1, -1):
            self._best[start] = self._best_rows_from(start)
        rows_found: list[SplitRow] = []
        at = 0
        while (best := self._best[at]).spans:
            end = best.spans[-1][1]
            doubtful = best.doubtful
            if self._ends_open and not self._best[end].spans and best.spans[-1][1] - best.spans[-1][0] > 1:
                # The end of the table is not marked, so this cell may include text from below the table.
                doubtful = tuple(dict.fromkeys((*doubtful, self._columns[-1])))
            rows_found.append(SplitRow(at, end, tuple(self._text(span) for span in best.spans), doubtful))
            at = end
        return rows_found

    def looks_like_row(self, at: int) -> bool:
        """Return whether a line outside all rows looks like a name before a parent, or like a type without parents."""
        if self._table_ends[at]:
            return False
        if self._columns[:2] == ("name", "parent"):
            known = ROOT_MARKERS | self._context.roots
            for _, (start, end) in self._spans_from(at, 0, stop=2):
                parent = bare(self._text((start, end)))
                # "Response" may also be a heading, which another heading follows.
                if "." in parent or (parent in known and not any(self._table_ends[end : end + 1])):
                    return True
            return False
        return "parent" not in self._columns and at > 0 and _TYPE.fullmatch(self._lines[at].text) is not None

    def ends_table(self, at: int) -> bool:
        """Return whether a line is a lead sentence or a heading, so that it ends the table."""
        return self._table_ends[at]

    def _best_rows_from(self, start: int) -> _Best:
        splits: dict[_Spans, _Score] = {}
        for spans, support in self._rows_from(start):
            end = spans[-1][1]
            rows, covered, supported, brevity = self._best[end].score
            described = spans[self._columns.index("description")]
            brevity -= described[1] - described[0]
            splits[spans] = (rows + 1, covered + end - start, supported + support, brevity)
        if not splits:
            return _Best()
        chosen = max(splits, key=splits.__getitem__)
        rows, covered, support, _ = splits[chosen]
        near = [
            spans for spans, score in splits.items() if score[:2] == (rows, covered) and score[2] >= support - _MARGIN
        ]
        doubtful = tuple(
            column for index, column in enumerate(self._columns) if len({spans[index] for spans in near}) > 1
        )
        return _Best(splits[chosen], chosen, doubtful)

    def _rows_from(self, start: int) -> Iterator[tuple[_Spans, int]]:
        """Yield every possible row that begins at a line, with its support."""
        for spans in self._spans_from(start, 0, stop=len(self._columns)):
            end = spans[-1][1]
            support = self._support(spans)
            yield spans, support
            if not self._ends_open and end < len(self._lines) and _STRAY.fullmatch(self._lines[end].text):
                yield (*spans, (end, end + 1)), support - 1

    def _spans_from(self, at: int, column: int, stop: int) -> Iterator[_Spans]:
        """Yield every possible split of the lines from ``at`` into the columns from ``column`` to ``stop``."""
        if column == stop:
            self._budget.left -= 1
            if self._budget.left < 0:
                raise TooManySplitsError
            yield ()
            return
        for end in self._ends(at, column):
            for rest in self._spans_from(end, column + 1, stop):
                yield ((at, end), *rest)

    def _ends(self, at: int, column: int) -> Iterator[int]:
        """Yield the possible ends of a cell that begins at a line."""
        name, most = self._columns[column], len(self._lines)
        if at >= most or self._table_ends[at]:
            return
        if name in _FREE_TEXT:
            if self._lines[at].after_blank:
                yield at  # an empty cell is an empty line
            is_last = column + 1 == len(self._columns)
            for end in range(at + 1, min(at + _MOST_LINES[name], most) + 1):
                if not is_last or self._best[end].spans or self._may_end_table(at, end):
                    yield end
                if end < most and self._table_ends[end]:
                    return
        elif name in {"name", "parent"}:
            fits = self._is_name if name == "name" else self._is_parent
            for end in range(at + 1, min(at + _MOST_LINES[name], most) + 1):
                if " " in self._lines[end - 1].text or self._table_ends[end - 1]:
                    return
                if fits(self._text((at, end))):
                    yield end
        elif (_TYPE if name == "type" else _REQUIRED).fullmatch(self._lines[at].text):
            yield at + 1

    def _may_end_table(self, at: int, end: int) -> bool:
        """Return whether the lines from ``at`` to ``end`` may be the last cell of the table."""
        if any(line.after_blank for line in self._lines[at + 1 : end]):
            return False
        return end == len(self._lines) or self._table_ends[end] or self._lines[end].after_blank

    def _is_name(self, text: str) -> bool:
        return all(_NAME.fullmatch(bare(piece)) for piece in text.split("\n"))

    def _is_parent(self, text: str) -> bool:
        path = bare(text).rstrip(".")
        if path in ROOT_MARKERS:
            return "\n" not in text
        if not _PATH.fullmatch(path):
            return False
        return path.split(".")[0] in self._context.roots or ("." not in path and path in self._context.names)

    def _support(self, spans: _Spans) -> int:
        """Return the support by the rest of the page: known names, the parent of the lead sentence, short defaults."""
        texts = {
            column: self._text(span) for column, span in zip(self._columns, spans, strict=False) if column in _WEIGHED
        }
        support = 2 * (bare(texts["name"]) in self._context.names) - texts["name"].count("\n")
        if "parent" in texts:
            parent = texts["parent"]
            path = bare(parent).rstrip(".")
            support -= 2 * ("." not in path and path not in ROOT_MARKERS and path not in self._context.roots)
            support += 2 * (self._context.node is not None and name_of(path) == self._context.node)
            # A path that ends in a dot continues on the next line.
            support += parent.count("\n") - 2 * (parent.endswith(".") and path not in ROOT_MARKERS)
        # Defaults are short: one of several lines is less likely, and much less likely after a single word.
        default = texts.get("default", "")
        support -= default.count("\n") + 3 * bool(_WORD_FIRST.match(default))
        # An empty line is more likely between rows than inside a cell.
        return support - sum(line.after_blank for line in self._lines[spans[0][0] + 1 : spans[-1][1]])

    def _text(self, span: tuple[int, int]) -> str:
        return "\n".join(line.text for line in self._lines[span[0] : span[1]])

"""Parses the rows of node tables; each row documents a node, and keeps its cells as they are on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tools.documentation.pages.cell_text import bare, one_line
from tools.documentation.pages.reports import Report
from tools.documentation.pages.type_cells import is_array, split_type

if TYPE_CHECKING:
    from tools.documentation.pages.formats.blocks import TableRow
    from tools.documentation.pages.sections import Section

ROOT_MARKERS: Final = frozenset({"None", "N/A", "无"})
# Texts of a cell that mean the same as an empty cell.
BLANKS: Final = ROOT_MARKERS | {"", "-"}

_YES: Final = frozenset({"yes", "是"})
_NO: Final = frozenset({"no", "否"})
# Mistranslations of 是 (yes) and 否 (no).
_MISTRANSLATED: Final = {"supported": True, "none": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One documented node, exactly as on the page; errors such as a wrong parent are not corrected.

    Attributes:
        section: The section of the row: request, response, callback, query or structure.
        path: Parent and name; only the name for roots and query parameters.
        name: The node's name.
        parent: The Parent Node cell, which may be a root marker (N/A); None without such a column.
        type: The leading words of the Type cell in lower case; None without such a column.
        array: Whether the Type cell says that it is an array.
        required: True or False if the Required cell is a plain yes or no, otherwise None.
        default: The Default Value cell.
        line: Line of the page on which the row begins.
        line_end: Last line of the row, if the page has a line for each cell.
        columns_present: Columns of the table in page order.
        type_raw: The whole Type cell, if it has more than the type.
        required_raw: The Required cell, if it is not a plain yes or no.
        path_from: The source of the path, if it is not the Parent Node column.
        extra_cells: Cells without a known column of their own.
        description: The Description cell on one line.
        constraints: The Constraints cell on one line; None without such a column.
        links: Targets of the links in the row.
    """

    section: Section
    path: str
    name: str
    parent: str | None
    type: str | None
    array: bool
    required: bool | None
    default: str | None
    line: int
    columns_present: tuple[str, ...]
    line_end: int | None = None
    type_raw: str | None = None
    required_raw: str | None = None
    path_from: str | None = None
    extra_cells: tuple[str, ...] = ()
    description: str | None = None
    constraints: str | None = None
    links: tuple[str, ...] = ()

    @property
    def section_and_path(self) -> tuple[str, str]:
        """Section and path."""
        return self.section, self.path

    @property
    def is_required(self) -> bool | None:
        """Whether the node is required; None if it depends on a condition, or if the page does not say.

        Unlike ``required``, this corrects mistranslated words. Tables, comparisons and XSDs use it.
        """
        return self.required if self.required_raw is None else _MISTRANSLATED.get(_answer(self.required_raw))

    @property
    def texts(self) -> tuple[str, ...]:
        """Description and constraints, without blank ones."""
        return tuple(text for text in (self.description, self.constraints) if text and not is_blank(text))

    @property
    def text(self) -> str:
        """The texts of the row, one on each line."""
        return "\n".join(self.texts)

    @property
    def is_root(self) -> bool:
        """Whether the page documents the node as a root."""
        return self.parent in ROOT_MARKERS

    def as_json(self) -> dict[str, Any]:
        """Return the row as ``--json`` prints it, without optional keys that have no value."""
        always = (
            "section",
            "path",
            "name",
            "parent",
            "type",
            "array",
            "required",
            "default",
            "columns_present",
            "line",
        )
        row: dict[str, Any] = {key: getattr(self, key) for key in always}
        for key in ("line_end", "type_raw", "required_raw", "path_from", "extra_cells", "description", "constraints"):
            if getattr(self, key):
                row[key] = getattr(self, key)
        if self.links:
            row["links"] = self.links
        return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}


def is_blank(cell: str | None) -> bool:
    """Return whether a cell means the same as an empty one; backticks and a final full stop are ignored."""
    return _plain(cell or "") in BLANKS


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRow:
    """The cells of a row by canonical column, before its section and path are known."""

    name: str
    parent: str | None
    row: TableRow
    columns: tuple[str, ...]
    texts: dict[str, str]
    extra_cells: tuple[str, ...]
    links: tuple[str, ...]

    def to_row(self, *, section: Section, path: str, path_from: str | None) -> Row:
        """Return the row with its section and path."""
        type_name, type_raw = split_type(self.texts.get("type"))
        required, required_raw = _required(self.texts.get("required"))
        return Row(
            section=section, path=path, name=self.name, parent=self.parent, type=type_name, type_raw=type_raw,
            array=is_array(self.texts.get("type", "")), required=required, required_raw=required_raw,
            default=self.texts.get("default"), line=self.row.line, line_end=self.row.line_end,
            columns_present=self.columns, path_from=path_from, extra_cells=self.extra_cells,
            description=self.texts.get("description"), constraints=self.texts.get("constraints"), links=self.links,
        )  # fmt: skip


def parse_row(
    row: TableRow, columns: tuple[str | None, ...], *, is_last: bool
) -> tuple[ParsedRow | None, list[Report]]:
    """Parse a row: assign its cells to the columns.

    Args:
        row: The row of the document.
        columns: The canonical columns of its table; None for an unknown one.
        is_last: Whether it is the last row of the page.

    Returns:
        The parsed row, or None if it has no name; and reports on irregularities.
    """
    reports = []
    texts: dict[str, str] = {}
    extra = []
    links: list[str] = []
    for index, cell in enumerate(row.cells):
        column = columns[index] if index < len(columns) else None
        links.extend(cell.links)
        if column is None or column in texts:
            extra.append(one_line(cell.text))
        else:
            texts[column] = bare(cell.text) if column in {"name", "parent"} else one_line(cell.text)
    name = texts.pop("name", "")
    parent = texts.pop("parent").rstrip(".") if "parent" in texts else None
    if not name:
        reports.append(Report(row.line, "a table row without a node name was not read", fatal=bool(any(texts))))
        return None, reports
    if len(row.cells) < len(columns):
        question = ": is the table truncated?" if is_last else ""
        message = f"row {name!r} has {len(row.cells)} cells for {len(columns)} columns{question}"
        reports.append(Report(row.line, message, fatal=True))
    if len(row.cells) > len(columns):
        message = f"row {name!r} has {len(row.cells)} cells for {len(columns)} columns; extra: {', '.join(extra)}"
        reports.append(Report(row.line, message))
    known = tuple(column for column in columns if column is not None)
    values = ParsedRow(
        name=name, parent=parent, row=row, columns=known, texts=texts, extra_cells=tuple(extra), links=tuple(links)
    )
    return values, reports


def _required(cell: str | None) -> tuple[bool | None, str | None]:
    """Return True or False for yes or no, and None; for any other text, None and the text."""
    if not cell:
        return None, None
    answer = _answer(cell)
    if answer in _YES | _NO:
        return answer in _YES, None
    return None, cell


def _answer(cell: str) -> str:
    return _plain(cell).lower()


def _plain(cell: str) -> str:
    return cell.replace("`", "").strip().rstrip(".。").strip()

"""Converts node tables to rows: finds the section of each table and the path of each row."""

from __future__ import annotations

import re
from typing import Final

from tools.documentation.node_paths import is_below, is_in, name_of, parent_of
from tools.documentation.pages.cell_text import bare
from tools.documentation.pages.columns import columns_of
from tools.documentation.pages.formats.blocks import CodeBlock, Document, Heading, Paragraph, Table, TableRow
from tools.documentation.pages.lead_sentences import is_lead_sentence, lead_nodes
from tools.documentation.pages.reports import Report
from tools.documentation.pages.rows import ROOT_MARKERS, ParsedRow, Row, parse_row
from tools.documentation.pages.sections import Section, SectionTracker

_GET: Final = re.compile(r"^\s*GET /", re.MULTILINE)
_SECTION_OF_ROOT: Final[dict[str, Section]] = {"Request": "request", "Response": "response"}


def place_rows(document: Document) -> tuple[list[Row], list[Report]]:
    """Return the rows of all node tables in page order, and reports on irregularities."""
    placer = _Placer(document)
    for block in document.blocks:
        placer.process(block)
    return placer.rows, placer.reports


class _Placer:
    def __init__(self, document: Document) -> None:
        self.rows: list[Row] = []
        self.reports: list[Report] = []
        self._headings = SectionTracker()
        self._lead: tuple[str, ...] = ()
        self._structure: Heading | None = None
        # Nodes without parents can be query parameters only in a GET request.
        requests = [block.text for block in document.blocks if isinstance(block, CodeBlock)]
        self._is_get = bool(requests) and bool(_GET.search(requests[0]))
        self._end = document.blocks[-1] if document.blocks else None
        # For the current table: its first row, and the nodes that have children in earlier tables.
        self._first: TableRow | None = None
        self._above_table: set[str] = set()

    def process(self, block: Heading | Paragraph | Table | CodeBlock) -> None:
        """Process the next block of the page."""
        if isinstance(block, Heading):
            self._headings.enter(block)
            self._lead = ()
        elif isinstance(block, Paragraph):
            if not block.note or is_lead_sentence(block.text):
                self._lead = lead_nodes(block.text)
        elif isinstance(block, Table):
            columns = columns_of(block.header)
            if columns is not None and self._headings.part != "headers":
                self._table(block, columns)
            self._lead = ()

    def _table(self, table: Table, columns: tuple[str | None, ...]) -> None:
        if None in columns or len(set(columns)) < len(columns):
            odd = ", ".join(
                repr(cell.text)
                for index, cell in enumerate(table.header)
                if columns[index] is None or columns[index] in columns[:index]
            )
            self.reports.append(Report(table.line, f"unknown columns: {odd}; their cells are extra cells"))
        values = []
        for row in table.rows:
            value, reports = parse_row(row, columns, is_last=table is self._end and row is table.rows[-1])
            self.reports.extend(reports)
            if value is not None:
                values.append(value)
        if not table.rows:
            question = ": is the page truncated?" if table is self._end else ""
            self.reports.append(Report(table.line, f"a node table without rows{question}", fatal=True))
        if values:
            section = self._section(table, values)
            self._first = values[0].row
            self._above_table = {parent_of(row.path) for row in self.rows}
            for value in values:
                self._row(value, section)

    def _row(self, value: ParsedRow, section: Section) -> None:
        path, path_from = value.name, None
        if section == "query":
            if value.parent is not None and value.parent not in ROOT_MARKERS:
                message = f"query parameter {value.name!r} has the parent {value.parent!r}; it is not in the path"
                self.reports.append(Report(value.row.line, message))
        elif value.parent is None:
            above, path_from = self._above(value, section)
            path = f"{above}.{value.name}" if above else value.name
        elif value.parent == "":
            self.reports.append(Report(value.row.line, f"row {value.name!r} has an empty parent; read as a root"))
        elif value.parent not in ROOT_MARKERS:
            path = f"{value.parent}.{value.name}"
        if value.parent and self._lead and name_of(value.parent) not in set(map(name_of, self._lead)):
            named = " and ".join(self._lead)
            message = f"the lead sentence names {named}, row {value.name!r} has the parent {value.parent!r}"
            self.reports.append(Report(value.row.line, message))
        self.rows.append(value.to_row(section=section, path=path, path_from=path_from))

    def _above(self, value: ParsedRow, section: Section) -> tuple[str | None, str]:
        """Return the path of the node that a table without parents describes, and the source of the path."""
        heading = self._structure if section == "structure" else None
        base = bare(heading.text) if heading else None
        source = "heading and lead" if heading else "lead"
        if not self._lead:
            if base is None:
                message = f"row {value.name!r}: nothing says which node it belongs to (no parent, no lead sentence)"
                self.reports.append(Report(value.row.line, message))
            return base, source
        node = self._lead[0]
        if len(self._lead) > 1:
            message = (
                f"a table without parents describes {' and '.join(self._lead)}; "
                f"row {value.name!r} is read as a child of the first"
            )
            self.reports.append(Report(value.row.line, message))
        if base and is_in(node, base):
            return node, source
        documented = [row for row in self.rows if row.section == section and (not base or is_below(row.path, base))]
        found = list(dict.fromkeys(row.path for row in documented if f".{row.path}".endswith(f".{node}")))
        if found:
            return self._one_of(found, value), source
        above = f"{base}.{node}" if base else node
        message = f"row {value.name!r} belongs to {above!r}, which no row documents"
        self.reports.append(Report(value.row.line, message))
        return above, source

    def _one_of(self, found: list[str], value: ParsedRow) -> str:
        """Return which of several nodes with one name a table without parents describes: the last one without children.

        The choice is reported as ambiguous if several nodes have no children, or if a later node has children.
        """
        childless = [path for path in found if path not in self._above_table]
        chosen = (childless or found)[-1]
        if value.row is self._first and len(found) > 1 and not (len(childless) == 1 and chosen == found[-1]):
            message = f"the table may describe {' or '.join(found)}; its rows are read as children of {chosen}"
            self.reports.append(Report(value.row.line, message))
        return chosen

    def _section(self, table: Table, values: list[ParsedRow]) -> Section:
        """Return the section that the heading of a table opens, or else the section of the roots in its rows."""
        part = self._headings.part
        parents = {value.parent for value in values}
        if part in {"response", "callback", "query", "request"}:
            is_root_table = any(value.name == "Request" for value in values)
            if part == "request" and self._is_get and parents <= ROOT_MARKERS and not is_root_table:
                self.reports.append(Report(table.line, "query parameters under the heading of the body"))
                return "query"
            return part
        heading = self._headings.heading
        if parents == {None} and heading is not None and " " not in heading.text.strip() and part is None:
            self._structure = heading
            return "structure"
        roots = {
            (value.parent or "").split(".")[0] if value.parent not in ROOT_MARKERS else value.name for value in values
        }
        found = {_SECTION_OF_ROOT[root] for root in roots if root in _SECTION_OF_ROOT}
        is_clear = len(found) == 1
        section = found.pop() if is_clear else "response"
        message = f"no heading names the section of this table; read as part of the {section}"
        self.reports.append(Report(table.line, message, fatal=not is_clear))
        return section

"""Compares a page with its table in spec/tables."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from tools.documentation.pages.type_cells import normalised_type
from tools.documentation.phrases import occurrence_phrase, requirement_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.documentation.pages import Page, Row
    from tools.documentation.spec_model.spec_files import DocumentedNode

_UNKNOWN: Final = "neither required nor optional"


def table_differences(page: Page, api: str, table: Sequence[DocumentedNode]) -> Iterator[tuple[int, str]]:
    """Yield the differences between page and table, each with its line of the page (1 for a row that the page lacks).

    If a section documents a path more than once, its rows are compared in order.
    """
    by_node: dict[tuple[str, str], tuple[list[Row], list[tuple[int, DocumentedNode]]]] = defaultdict(lambda: ([], []))
    for row in page.rows:
        by_node[row.section_and_path][0].append(row)
    for line, node in enumerate(table, start=2):
        by_node[node.section_and_path][1].append((line, node))
    file = f"tables/{api}.csv"
    for (section, path), (rows, nodes) in by_node.items():
        for row, (line, node) in zip(rows, nodes, strict=False):
            for message in _differences(row, node):
                yield row.line, f"{path} {message} ({file}:{line})"
        for row in rows[len(nodes) :]:
            yield row.line, f"{path} ({section}) is on the page, but not in {file}"
        for line, _ in nodes[len(rows) :]:
            yield 1, f"{path} ({section}) is not on the page, but in {file}:{line}"


def _differences(row: Row, node: DocumentedNode) -> Iterator[str]:
    if normalised_type(row.type) != normalised_type(node.type):
        yield f"has the type {row.type or 'none'} on the page, {node.type or 'none'} in the table"
    if row.array != node.array:
        yield f"{occurrence_phrase(row.array)} on the page, {occurrence_phrase(node.array)} in the table"
    if row.is_required != node.required:
        on_page, in_table = (
            requirement_phrase(required, unknown=_UNKNOWN) for required in (row.is_required, node.required)
        )
        yield f"is {on_page} on the page, {in_table} in the table"

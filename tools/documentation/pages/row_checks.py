"""Checks the rows of a page for consistency: parents without a row, duplicates, names in two spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.documentation.node_paths import is_below, name_of
from tools.documentation.pages.reports import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.documentation.pages.rows import Row

_TYPES = frozenset({"container", "string", "integer", "int", "float", "object", "boolean", "array"})


def check_rows(rows: Sequence[Row]) -> list[Report]:
    """Compare the rows with each other.

    Args:
        rows: All rows of a page in page order.

    Returns:
        A report for every row with an undocumented parent, a path that was documented before or with other upper and
        lower case, an unclear requirement or an empty type.
    """
    return [*_undocumented_parents(rows), *_duplicates(rows), *_unclear_cells(rows)]


def _undocumented_parents(rows: Sequence[Row]) -> Iterator[Report]:
    documented: dict[str, set[str]] = {}
    for row in rows:
        documented.setdefault(row.section, set()).add(row.path)
    for row in rows:
        if not row.parent or row.is_root or row.section == "query":
            continue
        if row.parent not in documented[row.section]:
            yield Report(row.line, f"row {row.name!r}: {_reason(row.parent, row.section, documented)}")


def _reason(parent: str, section: str, documented: dict[str, set[str]]) -> str:
    paths = documented[section]
    if parent.lower() in _TYPES:
        return f"the parent {parent!r} is a type: the header and the cells do not agree"
    by_lower_case = sorted(path for path in paths if path.lower() == parent.lower())
    if by_lower_case:
        return f"the parent {parent!r} is documented as {by_lower_case[0]!r}"
    last = name_of(parent)
    near = sorted(path for path in paths if name_of(path) == last and not is_below(path, parent))
    if near:
        return f"no row documents the parent {parent!r}; a node of that name is documented as {' and '.join(near)}"
    elsewhere = sorted(other for other, known in documented.items() if parent in known)
    if elsewhere:
        return f"the parent {parent!r} belongs to the {' and the '.join(elsewhere)}, the row to the {section}"
    return f"no row documents the parent {parent!r}"


def _duplicates(rows: Sequence[Row]) -> Iterator[Report]:
    first: dict[tuple[str, str], Row] = {}
    by_lower_case: dict[tuple[str, str], Row] = {}
    for row in rows:
        same = first.setdefault(row.section_and_path, row)
        if same is not row:
            equal = (same.type, same.array, same.required) == (row.type, row.array, row.required)
            facts = "the same type and requirement" if equal else "another type or requirement"
            yield Report(row.line, f"{row.path} is documented twice; line {same.line} has {facts}")
            continue
        other = by_lower_case.setdefault((row.section, row.path.lower()), row)
        if other is not row:
            yield Report(row.line, f"{row.path} differs from {other.path} (line {other.line}) in case only")


def _unclear_cells(rows: Sequence[Row]) -> Iterator[Report]:
    for row in rows:
        if row.required is not row.is_required:
            answer = "yes" if row.is_required else "no"
            yield Report(row.line, f"row {row.name!r}: {row.required_raw!r} is neither yes nor no; read as {answer}")
        if row.type is None and "type" in row.columns_present:
            yield Report(row.line, f"row {row.name!r} has an empty type")

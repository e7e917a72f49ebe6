"""Builds the new table of an API from the rows of its page and the references of the old table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tools.documentation.node_paths import is_below, name_of
from tools.documentation.phrases import requirement_phrase
from tools.documentation.spec_model.spec_files import table_of, target_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tools.documentation.pages import Page
    from tools.documentation.spec_model.reference_targets import Library, Target
    from tools.documentation.spec_model.spec_files import DocumentedNode

Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTable:
    """A new table, and its differences from the old one.

    Attributes:
        rows: The rows.
        changes: The differences from the old table, one line for each.
        notes: References that the maintainer has to check, each with its line on the page.
    """

    rows: tuple[DocumentedNode, ...]
    changes: tuple[str, ...]
    notes: tuple[tuple[int, str], ...]


def new_table(
    page: Page,
    old: Sequence[DocumentedNode],
    targets: Mapping[tuple[str, str], Target],
    library: Library,
    explained: set[str],
) -> NewTable:
    """Return the new table for a page.

    Args:
        page: The page.
        old: The rows of the old table.
        targets: The targets of the references of the page.
        library: The tables that references may lead to.
        explained: Paths that an erratum of the API covers.
    """
    before = dict(_keyed(old))
    rows, notes = [], []
    added = {row.path for row in page.rows} - {row.path for row in old}
    for (key, row), line in zip(_keyed(table_of(page)), (row.line for row in page.rows), strict=True):
        target = targets.get(row.section_and_path)
        known = before.get(key)
        if known is None:
            same_as, note = _new_reference(row, target)
        else:
            has_rows = any(is_below(path, row.path) for path in added)
            same_as, note = _old_reference(known, target, library, has_rows=has_rows)
            # An erratum explains a reference that is wrong on the page.
            note = "" if same_as and row.path in explained else note
        if note:
            notes.append((line, note))
        rows.append(replace(row, same_as=same_as))
    return NewTable(rows=tuple(rows), changes=tuple(_changes(old, rows)), notes=tuple(notes))


def _new_reference(row: DocumentedNode, target: Target | None) -> tuple[str, str]:
    if target is None:
        return "", ""
    if target.same_as:
        return target.same_as, ""
    note = f"{row.path} is new and refers to {target.description}, which no table has: its same_as stays blank"
    return "", note


def _old_reference(
    known: DocumentedNode, target: Target | None, library: Library, *, has_rows: bool
) -> tuple[str, str]:
    """Return the old reference, or "" if the page now documents the children; and a note if it has to be checked."""
    if not known.same_as:
        return "", ""
    if target is None:
        note = f"the page now documents the children of {known.path}; its reference to {known.same_as} is removed"
        return ("", note) if has_rows else (known.same_as, "")
    api, path = target_of(known.same_as)
    numbers = library.sources[api].numbers if api in library.sources else frozenset[str]()
    is_other_node = target.name != name_of(path)
    is_linked_elsewhere = bool(numbers and target.page) and target.page not in numbers
    is_other_page = is_linked_elsewhere and target.same_as != known.same_as
    if is_other_node or is_other_page:
        return known.same_as, f"{known.path} refers to {target.description}, the table keeps {known.same_as}: check it"
    return known.same_as, ""


def _keyed(rows: Sequence[DocumentedNode]) -> Iterator[tuple[Key, DocumentedNode]]:
    """Yield the rows with unique keys, which number the rows of a path in a section."""
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        seen[row.section_and_path] += 1
        yield (*row.section_and_path, seen[row.section_and_path]), row


def _changes(old: Sequence[DocumentedNode], new: Sequence[DocumentedNode]) -> Iterator[str]:
    before, after = dict(_keyed(old)), dict(_keyed(new))
    for key, row in after.items():
        if key not in before:
            yield f"+ {row.section} {row.path} ({_words(row)})"
        elif facts := _facts(before[key], row):
            yield f"~ {row.section} {row.path}: {'; '.join(facts)}"
    for key, row in before.items():
        if key not in after:
            yield f"- {row.section} {row.path} ({_words(row)})"
    shared = [key for key in before if key in after]
    if shared != [key for key in after if key in before]:
        yield "the rows are in another order"


def _facts(old: DocumentedNode, new: DocumentedNode) -> list[str]:
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in ("type", "array", "required", "same_as"))
    return [f"{name} {_shown(before)} → {_shown(after)}" for name, before, after in pairs if before != after]


def _words(row: DocumentedNode) -> str:
    kind = row.type or "no type"
    return ", ".join(filter(None, (kind, requirement_phrase(row.required), f"as {row.same_as}" if row.same_as else "")))


def _shown(value: object) -> str:
    return {True: "yes", False: "no", None: "not said", "": "blank"}.get(value, str(value))  # type: ignore[call-overload, no-any-return]

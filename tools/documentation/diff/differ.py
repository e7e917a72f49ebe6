"""Finds the changes between two pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tools.documentation.diff.changes import Change, Difference, Effect, End
from tools.documentation.diff.effects import (
    MAY_BE_SENT,
    Effects,
    array_change,
    default_change,
    required_change,
    text_change,
    type_change,
)
from tools.documentation.diff.row_pairs import match
from tools.documentation.diff.surrounding_text import differences_outside_tables
from tools.documentation.diff.wording import language_of, normalized, requirement
from tools.documentation.node_paths import parent_of
from tools.documentation.page_statements.defaults import default_of
from tools.documentation.page_statements.documented_types import documented_type
from tools.documentation.page_statements.references import References
from tools.documentation.pages.request_lines import request_line
from tools.documentation.phrases import counted, requirement_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.documentation.diff.changes import Kind
    from tools.documentation.diff.row_pairs import Pair
    from tools.documentation.pages import Page, Row


def difference(old: Page, new: Page) -> Difference:
    """Compare two versions of a page.

    Args:
        old: The old version; any kind of page.
        new: The new version; any kind of page, not necessarily that of ``old``.

    Returns:
        The changes in page order, and additional notes.
    """
    return _Differ(old, new).difference()


class _Differ:
    def __init__(self, old: Page, new: Page) -> None:
        self._old, self._new = old, new
        self._texts = language_of(old) == language_of(new)
        self._old_references, self._new_references = References(old), References(new)
        self._old_paths = Counter(row.section_and_path for row in old.rows)
        self._new_paths = Counter(row.section_and_path for row in new.rows)
        self._added_rows: dict[tuple[str, str], Row] = {}

    def difference(self) -> Difference:
        """Return the changes and notes."""
        new_rows = self._new.rows
        pairs = match(self._old.rows, new_rows, texts=self._texts)
        placed: list[tuple[tuple[int, int, int], Change]] = []
        by_new = {pair.new: pair for pair in pairs}
        self._added_rows = {row.section_and_path: row for index, row in enumerate(new_rows) if index not in by_new}
        for index, row in enumerate(new_rows):
            pair = by_new.get(index)
            found = [self._added(row)] if pair is None else self._changed(pair)
            placed += [((index, 0, 0), change) for change in found]
        # A removed row is listed after the row that it followed on the old page.
        by_old = {pair.old: pair.new for pair in pairs}
        place = -1
        for index, row in enumerate(self._old.rows):
            place = by_old.get(index, place)
            if index not in by_old:
                placed.append(((place, 1, index), self._removed(row)))
        placed.sort(key=lambda item: item[0])
        changes = (*self._request_line(), *(change for _, change in placed))
        return Difference(changes=changes, notes=tuple(self._notes()))

    def _request_line(self) -> Iterator[Change]:
        old, new = request_line(self._old.document), request_line(self._new.document)
        if old and new and old[0] != new[0]:
            yield Change(
                section="", path=new[0], kind="request-line", effect="breaks", message=f"was {old[0]}",
                old=End(line=old[1], path=old[0]), new=End(line=new[1], path=new[0]),
            )  # fmt: skip

    def _added(self, row: Row) -> Change:
        effect: Effect = "widens" if row.section in MAY_BE_SENT else "informs"
        message = f"added{_brief(row)}"
        above = self._old_references.above(*row.section_and_path)
        if self._old_paths[row.section_and_path]:
            effect, message = "informs", f"another row for the path added{_brief(row)}"
        elif above:
            effect, message = "informs", f"{message}; the old page refers to another node for {above}"
        elif (
            effect == "widens" and requirement(row) and not self._is_new_and_optional(row.section, parent_of(row.path))
        ):
            effect = "breaks"
        return Change(
            section=row.section, path=row.path, kind="added", effect=effect, message=message,
            old=None, new=End(line=row.line, path=row.path),
        )  # fmt: skip

    def _is_new_and_optional(self, section: str, path: str) -> bool:
        """Return whether a node is new, and it or a new node above it is optional."""
        row = self._added_rows.get((section, path))
        return row is not None and (not requirement(row) or self._is_new_and_optional(section, parent_of(row.path)))

    def _removed(self, row: Row) -> Change:
        effect: Effect = "breaks"
        message = "removed"
        above = self._new_references.above(*row.section_and_path)
        if self._new_paths[row.section_and_path]:
            effect, message = "informs", "one of several rows for the path removed"
        elif above:
            effect, message = "informs", f"removed; the new page refers to another node for {above}"
        return Change(
            section=row.section, path=row.path, kind="removed", effect=effect, message=message,
            old=End(line=row.line, path=row.path), new=None,
        )  # fmt: skip

    def _changed(self, pair: Pair) -> Iterator[Change]:
        old, new = self._old.rows[pair.old], self._new.rows[pair.new]
        if pair.relation in {"renamed", "moved"}:
            yield self._renamed_or_moved(old, new, pair)
        if documented_type(old) != documented_type(new):
            yield _change(
                "type", old, new, type_change(old, new), documented_type(old) or None, documented_type(new) or None
            )
        if old.array != new.array:
            yield _change("array", old, new, array_change(new), old.array, new.array)
        before, after = requirement(old), requirement(new)
        is_comparable = self._texts or not isinstance(before, str) or not isinstance(after, str)
        if before != after and is_comparable:
            yield _change("required", old, new, required_change(old, new), before, after)
        if not self._texts:
            return
        if default_of(old) != default_of(new):
            yield _change("default", old, new, default_change(old, new), default_of(old), default_of(new))
        if normalized(old.text) != normalized(new.text):
            yield _change("description", old, new, text_change(old, new), old.text or None, new.text or None)

    def _renamed_or_moved(self, old: Row, new: Row, pair: Pair) -> Change:
        kind: Kind = "renamed" if pair.relation == "renamed" else "moved"
        message = f"{kind}, was {old.path}"
        if old.section != new.section:
            message = f"moved from the {old.section} to the {new.section}"
        elif kind == "moved" and not self._old_paths[old.section, parent_of(old.path)]:
            message += f"; the old page has no row for {parent_of(old.path)}, so this may be a correction"
        elif kind == "moved" and not self._new_paths[new.section, parent_of(new.path)]:
            message += f"; the new page has no row for {parent_of(new.path)}, so this may be an error of the page"
        if pair.below:
            message += f", with {counted(pair.below, 'node')} below it"
        return Change(
            section=new.section, path=new.path, kind=kind, effect="breaks", message=message, below=pair.below,
            old=End(line=old.line, path=old.path), new=End(line=new.line, path=new.path),
        )  # fmt: skip

    def _notes(self) -> Iterator[str]:
        if not self._texts:
            yield (
                f"The pages are in two languages ({language_of(self._old)}, {language_of(self._new)}): "
                "names, types and requirements are compared, descriptions and defaults are not."
            )
        elif self._old.kind == self._new.kind:
            yield from differences_outside_tables(self._old, self._new)


def _change(
    kind: Kind, old: Row, new: Row, outcome: Effects, before: str | bool | None, after: str | bool | None
) -> Change:
    return Change(
        section=new.section, path=new.path, kind=kind, effect=outcome.effect(new.section), message=outcome.message,
        old=End(line=old.line, path=old.path, value=before), new=End(line=new.line, path=new.path, value=after),
    )  # fmt: skip


def _brief(row: Row) -> str:
    """Return a short phrase with type, array and requirement."""
    required = requirement(row)
    words = [
        f"{documented_type(row)}{' array' if row.array else ''}".strip(),
        required if isinstance(required, str) else requirement_phrase(required),
    ]
    return "".join(f", {word}" for word in words if word)

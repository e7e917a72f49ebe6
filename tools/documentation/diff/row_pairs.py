"""Pairs the rows of the old page with those of the new one.

Rows with the same section and path are a pair. If a page has several rows for a path, equal rows are paired first, then
the others in order. Any other node counts as renamed or moved only under these conditions:

    renamed   The parent, type and array are the same, and
              - the names differ in case and underscores only, or
              - the neighbours are the same and the descriptions nearly the same, or
              - the neighbours are the same, and the descriptions and names similar.
    moved     The section differs and the path is the same, or name, type and array are the same and
              - the descriptions are nearly the same, and no other row with this name has such a description, or
              - the descriptions are similar, and the rows before and after are pairs.

In both cases there must be only one candidate. Nodes below a renamed or moved node are paired along with it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tools.documentation.diff.wording import normalized, requirement, similarity
from tools.documentation.node_paths import is_below, parent_of
from tools.documentation.page_statements.defaults import default_of
from tools.documentation.page_statements.documented_types import documented_type

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from tools.documentation.pages import Row

Relation = Literal["same", "renamed", "moved", "below"]
_NEARLY: Final = 0.85
_SIMILAR: Final = 0.6
_SIMILAR_NAME: Final = 0.75
_UNPAIRED: Final = -1


@dataclass(slots=True)
class Pair:
    """Two rows that document the same node.

    Attributes:
        old: Index of the old row.
        new: Index of the new row.
        relation: Whether the node is the same, was renamed or moved, or was paired along with a node above it.
        below: Number of nodes that were paired along with this one.
    """

    old: int
    new: int
    relation: Relation
    below: int = 0


def match(old: Sequence[Row], new: Sequence[Row], *, texts: bool) -> list[Pair]:
    """Pair the rows of two pages.

    Args:
        old: The old rows.
        new: The new rows.
        texts: Whether descriptions can be compared, as the pages have the same language.
    """
    matcher = _Matcher(old, new, texts=texts)
    matcher.run()
    return sorted(matcher.pairs, key=lambda pair: pair.new)


class _Matcher:
    def __init__(self, old: Sequence[Row], new: Sequence[Row], *, texts: bool) -> None:
        self.pairs: list[Pair] = []
        self._old, self._new, self._texts = old, new, texts
        self._old_left = dict(enumerate(old))
        self._new_left = dict(enumerate(new))
        self._partner: dict[int, int] = {}

    def run(self) -> None:
        """Pair all rows that can be paired with certainty."""
        self._pair_same_paths()
        self._pair_unique(lambda row: row.path, "moved", lambda one, other: one.section != other.section)
        self._pair_unique(
            lambda row: (row.section, parent_of(row.path), row.name.casefold().replace("_", "")), "renamed", _same_kind
        )
        if self._texts:
            self._pair_renamed()
            self._pair_moved()

    def _pair_same_paths(self) -> None:
        places: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, rows in enumerate((self._old, self._new)):
            for index, row in enumerate(rows):
                places[row.section_and_path][side].append(index)
        for olds, news in places.values():
            for index in list(olds):
                equal = next((other for other in news if _facts(self._old[index]) == _facts(self._new[other])), None)
                if equal is not None:
                    self._pair(index, equal, "same")
                    olds.remove(index)
                    news.remove(equal)
            for index, other in zip(olds, news, strict=False):
                self._pair(index, other, "same")

    def _pair_unique(
        self, key: Callable[[Row], Hashable], relation: Relation, fits: Callable[[Row, Row], bool]
    ) -> None:
        """Pair each remaining row that is the only one with its key on both pages."""
        olds, news = _by_key(self._old_left, key), _by_key(self._new_left, key)
        for index in self._topmost_first():
            value = key(self._old[index])
            others = news.get(value, [])
            if len(olds[value]) != 1 or len(others) != 1:
                continue
            # Each of the two may already have been paired along with a node above it.
            is_left = index in self._old_left and others[0] in self._new_left
            if is_left and fits(self._old[index], self._new[others[0]]):
                self._pair_with_descendants(index, others[0], relation)

    def _pair_renamed(self) -> None:
        # The expected position of a renamed row follows from the neighbours of the old row.
        rows_between: dict[Hashable, list[int]] = defaultdict(list)
        for other, place in enumerate(_neighbours(self._new)):
            rows_between[_section_and_parent(self._new[other]), place].append(other)
        places = _neighbours(self._old)
        for index in self._topmost_first():
            row = self._old_left.get(index)
            around = tuple(near if near is None else self._partner.get(near, _UNPAIRED) for near in places[index])
            if row is None or _UNPAIRED in around:
                continue
            found = [other for other in rows_between[_section_and_parent(row), around] if other in self._new_left]
            is_sure = len(found) == 1 and _is_renamed(row, self._new[found[0]])
            if is_sure and not self._has_similar_row(index, found[0], _section_and_parent):
                self._pair_with_descendants(index, found[0], "renamed")

    def _pair_moved(self) -> None:
        olds, news = _by_key(self._old_left, _section_and_name), _by_key(self._new_left, _section_and_name)
        for index in self._topmost_first():
            row = self._old_left.get(index)
            if row is None:
                continue
            found = [other for other in news.get(_section_and_name(row), ()) if other in self._new_left]
            is_only = sum(other in self._old_left for other in olds[_section_and_name(row)]) == 1
            if len(found) != 1 or not is_only:
                continue
            other = found[0]
            is_replaced = self._has_unpaired_parent(self._old_left, row) and self._has_unpaired_parent(
                self._new_left, self._new[other]
            )
            if not is_replaced and self._is_moved(index, other):
                self._pair_with_descendants(index, other, "moved")

    def _topmost_first(self) -> list[int]:
        return sorted(self._old_left, key=lambda index: self._old[index].path.count("."))

    def _are_partners(self, olds: tuple[int | None, int | None], news: tuple[int | None, int | None]) -> bool:
        """Return whether the neighbours of two rows are pairs; a missing neighbour matches a missing one."""
        places = zip(olds, news, strict=True)
        return all(new is None if old is None else self._partner.get(old) == new is not None for old, new in places)

    def _is_moved(self, old: int, new: int) -> bool:
        """Return whether two rows with the same name document one node that moved to another parent."""
        words = similarity(_description(self._old[old]), _description(self._new[new]))
        # The first row has no row before it, and the last row none after it.
        olds, news = (
            (at - 1 if at else None, at + 1 if at + 1 < len(rows) else None)
            for at, rows in ((old, self._old), (new, self._new))
        )
        is_same_place = words >= _SIMILAR and self._are_partners(olds, news)
        is_alone = words >= _NEARLY and not self._has_similar_row(old, new, _section_and_name)
        return _same_kind(self._old[old], self._new[new]) and (is_same_place or is_alone)

    def _has_unpaired_parent(self, left: dict[int, Row], row: Row) -> bool:
        """Return whether the parent of a row is unpaired as well, so that the whole subtree was replaced."""
        return any(one.section_and_path == (row.section, parent_of(row.path)) for one in left.values())

    def _has_similar_row(self, old: int, new: int, key: Callable[[Row], Hashable]) -> bool:
        """Return whether either page has another row with the same key and nearly the same description."""
        return any(
            similarity(_description(candidate), _description(rows[index]), at_least=_NEARLY) >= _NEARLY
            for rows, index in ((self._old, old), (self._new, new))
            for other, candidate in enumerate(rows)
            if other != index and key(candidate) == key(rows[index])
        )

    def _pair_with_descendants(self, old: int, new: int, relation: Relation) -> None:
        pair = self._pair(old, new, relation)
        before, after = self._old[old], self._new[new]
        below = _by_key(self._new_left, lambda row: row.section_and_path)
        for index, row in list(self._old_left.items()):
            if row.section == before.section and is_below(row.path, before.path):
                others = below[after.section, after.path + row.path[len(before.path) :]]
                if others:  # several rows for a path are paired in order
                    self._pair(index, others.pop(0), "below")
                    pair.below += 1

    def _pair(self, old: int, new: int, relation: Relation) -> Pair:
        pair = Pair(old, new, relation)
        self.pairs.append(pair)
        self._partner[old] = new
        del self._old_left[old], self._new_left[new]
        return pair


def _facts(row: Row) -> tuple[object, ...]:
    return documented_type(row), row.array, requirement(row), default_of(row), normalized(row.text)


def _description(row: Row) -> str:
    return normalized(row.text)


def _by_key(rows: dict[int, Row], key: Callable[[Row], Hashable]) -> defaultdict[Hashable, list[int]]:
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, row in rows.items():
        found[key(row)].append(index)
    return found


def _neighbours(rows: Sequence[Row]) -> list[tuple[int | None, int | None]]:
    """Return for each row the indexes of the rows before and after it among the rows with the same parent."""
    siblings = _by_key(dict(enumerate(rows)), _section_and_parent)
    found: list[tuple[int | None, int | None]] = [(None, None)] * len(rows)
    for group in siblings.values():
        around: Iterable[int | None] = (None, *group[:-1])
        for index, before, after in zip(group, around, (*group[1:], None), strict=True):
            found[index] = (before, after)
    return found


def _section_and_parent(row: Row) -> Hashable:
    return row.section, parent_of(row.path)


def _section_and_name(row: Row) -> Hashable:
    return row.section, row.name


def _same_kind(one: Row, other: Row) -> bool:
    return (documented_type(one), one.array) == (documented_type(other), other.array)


def _is_renamed(one: Row, other: Row) -> bool:
    words = similarity(_description(one), _description(other))
    is_similar = words >= _SIMILAR and similarity(one.name, other.name) >= _SIMILAR_NAME
    return _same_kind(one, other) and (words >= _NEARLY or is_similar)

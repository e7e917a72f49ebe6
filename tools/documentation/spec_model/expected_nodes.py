"""Determines the nodes that the spec must have: follows the references of the tables, and applies the errata.

References are followed from node to node, since a page may refer to itself or two pages to each other. An erratum
applies to its page, and to every node that refers to that page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tools.documentation.node_paths import is_below, is_in, parent_of
from tools.documentation.spec_model.spec_files import TableError, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tools.documentation.spec_model.spec_files import DocumentedNode, Erratum


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedNode:
    """A node that the spec must have.

    Attributes:
        path: Dotted path from the root; only the name in queries.
        section: Section of the row that documents the node; "" if only an erratum names the node.
        holds_text: Whether the node holds text; None if unknown.
        array: Whether the node may repeat; None if unknown.
        required: Whether the node is required; None if unknown.
    """

    path: str
    section: str = ""
    holds_text: bool | None = None
    array: bool | None = None
    required: bool | None = None


class Pages:
    """The tables and errata of all pages."""

    def __init__(self, tables: Mapping[str, Sequence[DocumentedNode]], errata: Sequence[Erratum]) -> None:
        """Store tables and errata, and apply the errata that move or copy nodes.

        Args:
            tables: The rows of each API.
            errata: The errata.
        """
        self.used: set[tuple[int, str]] = set()
        self._errata = errata
        self._tables = {api: self._with_moved_nodes(api, rows) for api, rows in tables.items()}

    def nodes(self, api: str) -> dict[str, ExpectedNode]:
        """Return every node of an API, in page order, by path.

        Raises:
            TableError: The target of a reference does not exist, or the reference leads back to itself.
        """
        return self._below(api, "", ())

    def unused_errata(self) -> Iterator[str]:
        """Yield a message for each erratum without effect on the nodes that were requested until now."""
        for index, erratum in enumerate(self._errata):
            if erratum.api not in self._tables:
                yield f"errata.toml: there is no table {erratum.api}"
                continue
            for path in erratum.path:
                has_effect = path in self.nodes(erratum.api) if erratum.kind == "text" else (index, path) in self.used
                if not has_effect:
                    yield f"errata.toml: {erratum.api}: {path} ({erratum.kind}) has no effect any more"

    def _with_moved_nodes(self, api: str, rows: Sequence[DocumentedNode]) -> list[DocumentedNode]:
        moved = list(rows)
        for index, path, erratum in self._errata_of(api, {"moved", "copied"}):
            found = [row for row in rows if is_in(row.path, path)]
            parent = parent_of(path)
            if found and parent != erratum.to:
                self.used.add((index, path))
                if erratum.kind == "moved":
                    moved = [row for row in moved if row not in found]
                moved += [replace(row, path=erratum.to + row.path[len(parent) :]) for row in found]
        return moved

    def _below(self, api: str, top: str, seen: tuple[str, ...]) -> dict[str, ExpectedNode]:
        """Return the nodes of an API below a path, after following references and applying errata."""
        nodes: dict[str, ExpectedNode] = {}
        for row in self._tables[api]:
            if top and not is_below(row.path, top):
                if row.path == top and row.same_as:
                    _add(nodes, self._nodes_of_target(api, row, seen))
                continue
            _add(nodes, [_expected(row)])
            if row.same_as:
                _add(nodes, self._nodes_of_target(api, row, seen))
        self._apply(api, top, nodes)
        return nodes

    def _nodes_of_target(self, api: str, row: DocumentedNode, seen: tuple[str, ...]) -> Iterator[ExpectedNode]:
        target_api, target = target_of(row.same_as)
        place = f"{api}: {row.path}: {row.same_as}"
        if row.same_as in seen:
            raise TableError(f"{place}: the reference leads back to itself")
        if not any(is_in(node.path, target) for node in self._tables.get(target_api, [])):
            raise TableError(f"{place}: no table has the target")
        for node in self._below(target_api, target, (*seen, row.same_as)).values():
            yield replace(node, path=row.path + node.path[len(target) :], section=node.section and row.section)

    def _apply(self, api: str, top: str, nodes: dict[str, ExpectedNode]) -> None:
        for index, path, erratum in self._errata_of(api, {"added", "left-out", "required", "array", "type"}):
            if top and not is_below(path, top):
                continue
            node = nodes.get(path)
            if erratum.kind == "added":
                if node is None:
                    self.used.add((index, path))
                    nodes[path] = ExpectedNode(path=path)
            elif node is not None:
                self.used.add((index, path))
                if erratum.kind == "left-out":
                    for below in [other for other in nodes if is_in(other, path)]:
                        del nodes[below]
                else:
                    nodes[path] = _opposite(node, erratum.kind)

    def _errata_of(self, api: str, kinds: set[str]) -> Iterator[tuple[int, str, Erratum]]:
        for index, erratum in enumerate(self._errata):
            if erratum.api == api and erratum.kind in kinds:
                for path in erratum.path:
                    yield index, path, erratum


def _add(nodes: dict[str, ExpectedNode], more: Iterable[ExpectedNode]) -> None:
    for node in more:
        nodes.setdefault(node.path, node)


def _expected(row: DocumentedNode) -> ExpectedNode:
    holds_text = None if not row.type else not row.type.startswith(("container", "object"))
    return ExpectedNode(
        path=row.path, section=row.section, holds_text=holds_text, array=row.array, required=row.required
    )


def _opposite(node: ExpectedNode, kind: str) -> ExpectedNode:
    match kind:
        case "required":
            return replace(node, required=not node.required)
        case "array":
            return replace(node, array=not node.array)
        case _:
            return replace(node, holds_text=not node.holds_text)

"""The types that the spec has already, for a new API to use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.compare import spec_nodes
from tools.generator.components import load_components, load_schema
from tools.generator.places import Places
from tools.tables import read_sources, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from tools.generator.components import ComplexType
    from tools.generator.simple_types import SimpleTypeSource
    from tools.scaffold.nodes import Node


class Existing:
    """The named types of a spec, looked up by what they hold."""

    def __init__(self, spec: Path) -> None:
        """Read the spec.

        Args:
            spec: The folder ``spec/``.

        Raises:
            GenerationError: An XSD cannot be read.
            TableError: A table cannot be read.
        """
        self.components = load_components(spec)
        self._places = Places(spec)
        self._types: dict[str, Any] = dict(load_schema(spec).types.items())
        self._by_reference: dict[tuple[str, bool], str] = {}
        for source in read_sources(spec).values() if (spec / "sources.toml").exists() else ():
            types = {node.path: node.type for node in spec_nodes(self.components, source).values() if not node.leaf}
            # What a table says of a path holds for the type that the spec has there, and for what refers to that path.
            for row in read_table(spec / "tables" / f"{source.api}.csv"):
                for target in filter(None, (row.same_as, f"{source.api}:{row.path}")):
                    if row.path in types:
                        name = types[row.path]
                        self._by_reference.setdefault((target, self.components.complex_types[name].is_open), name)

    @property
    def names(self) -> set[str]:
        """Names of all types."""
        return set(self._types)

    def file_of(self, name: str) -> str:
        """Return the file in ``types/`` that has a type."""
        return self._places.find(name)[0]

    def accepts(self, name: str, values: list[str]) -> bool:
        """Tell whether there is a simple type of this name that takes all values; blank means unset."""
        return name in self.components.leaves and all(self._types[name].is_valid(value) for value in values if value)

    def leaf_of_values(self, name: str, values: tuple[str, ...]) -> SimpleTypeSource | None:
        """Return the simple type of this name that has exactly these values; flags and switches go by any name."""
        for leaf in self.components.leaves.values():
            is_switch = leaf.name == "Switch" and set(values) == {"On", "Off"}
            if (leaf.name == name or is_switch) and set(leaf.enumeration) == set(values):
                return leaf
        is_flag = set(values) == {"true", "false"}
        return self.components.leaves.get("Flag") if is_flag else None

    def by_reference(self, target: str, *, is_open: bool) -> str:
        """Return the complex type of what a reference leads to, "" where there is none, open or closed as asked."""
        return self._by_reference.get((target, is_open), "")

    def reply_of(self, node: Node) -> str:
        """Return the open type by a node's name that has all that is below the node, or ""."""
        for name in (f"{node.name}Detail", node.name):
            kind = self.components.complex_types.get(name)
            if kind is not None and kind.is_open and node.children and self._holds(kind, node):
                return name
        return ""

    def _holds(self, kind: ComplexType, node: Node) -> bool:
        for child in node.children.values():
            known = kind.child(child.name)
            if known is None or known.array != child.array or known.is_leaf == child.is_container:
                return False
            if not known.is_leaf and not self._holds(self.components.complex_types[known.type], child):
                return False
        return True

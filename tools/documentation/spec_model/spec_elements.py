"""Lists the elements of an API in the XSDs by path, to compare them with the documented nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.documentation.node_paths import name_of
from tools.documentation.spec_model.spec_files import SENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.documentation.spec_model.expected_nodes import ExpectedNode
    from tools.documentation.spec_model.spec_files import Kind, Source
    from tools.generator.components import Components


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecElement:
    """An element of the spec at a path.

    Attributes:
        path: Dotted path from the root; only the name in queries.
        type: Name of its type.
        owner: The complex type that declares the element; "" for a root.
        holds_text: Whether the element holds text.
        array: Whether the element may repeat.
        required: Whether the element is required.
    """

    path: str
    type: str
    owner: str = ""
    holds_text: bool
    array: bool
    required: bool

    @property
    def declaration(self) -> tuple[str, str]:
        """The type that declares the element, and its name; for a root its own type and ""."""
        return (self.owner, name_of(self.path)) if self.owner else (self.type, "")


def spec_elements(components: Components, source: Source) -> dict[str, SpecElement]:
    """Return the wire roots of an API, all elements below them and the query parameters, by path."""
    nodes = []
    for root, type_name in components.roots.get(source.xsd.removesuffix(".xsd"), {}).items():
        nodes.append(SpecElement(path=root, type=type_name, holds_text=False, array=False, required=True))
        nodes.extend(_below(components, type_name, f"{root}."))
    if source.query in components.complex_types:
        nodes.extend(_below(components, source.query, ""))
    return {node.path: node for node in nodes}


def _below(components: Components, type_name: str, prefix: str) -> Iterator[SpecElement]:
    for child in components.complex_types[type_name].children:
        path = f"{prefix}{child.name}"
        yield SpecElement(
            path=path,
            type=child.type,
            owner=type_name,
            holds_text=child.is_simple,
            array=child.array,
            required=child.required,
        )
        if not child.is_simple:
            yield from _below(components, child.type, f"{path}.")


def differing_properties(row: ExpectedNode, node: SpecElement) -> Iterator[Kind]:
    """Yield the kinds of errata for the properties in which an element differs from its documentation."""
    if row.holds_text not in {None, node.holds_text}:
        yield "type"
    if row.array not in {None, node.array}:
        yield "array"
    # In replies every node is optional, whatever the table says.
    if row.section in SENT and row.required not in {None, node.required}:
        yield "required"

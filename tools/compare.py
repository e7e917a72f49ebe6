"""The documented nodes against the XSDs: every difference is a fault, or an erratum says that it is meant.

    spec/tables/<api>.csv ── references followed, errata applied ──▶ documented ──┐
    spec/<api>.xsd, <Api>Query ─────────────────────────────────────▶ specified ──┴▶ faults

``tools.documented`` is the upper arrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.documented import Pages
from tools.generator.components import load_components
from tools.tables import read_errata, read_guesses, read_sources, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tools.documented import ExpectedNode
    from tools.generator.components import Components
    from tools.tables import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecNode:
    """An element of the spec at a path."""

    path: str
    leaf: bool
    array: bool
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a comparison found.

    Attributes:
        rows: Number of table rows, references not followed.
        elements: Number of element paths of the spec, query parameters included.
        errata: Number of errata.
        guesses: Number of guesses.
        faults: What does not agree, a line each.
    """

    rows: int
    elements: int
    errata: int
    guesses: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        """Return the counts on one line."""
        return (
            f"{self.rows} table rows, {self.elements} XSD elements, {self.errata} errata, {self.guesses} guesses: "
            f"{len(self.faults) or 'no'} difference{'' if len(self.faults) == 1 else 's'}"
        )


def compare(spec: Path) -> Comparison:
    """Compare all tables with all XSDs.

    Args:
        spec: The folder ``spec/``.

    Returns:
        The counts and the faults.

    Raises:
        TableError: A file of facts cannot be read, or a reference leads nowhere.
        GenerationError: An XSD cannot be read.
    """
    components = load_components(spec)
    sources, errata = read_sources(spec), read_errata(spec)
    tables = {api: read_table(spec / "tables" / f"{api}.csv") for api in sources}
    pages = Pages(tables, errata)
    faults = list(_unsourced(spec, sources))
    elements = 0
    for api, source in sources.items():
        faults.extend(_misnamed(source, components))
        nodes = spec_nodes(components, source)
        elements += len(nodes)
        expected = pages.nodes(api)
        if source.xsd or source.query or source.method:
            faults.extend(f"{api}: {fault}" for fault in _differences(expected, nodes))
    faults.extend(pages.stale())
    return Comparison(
        rows=sum(map(len, tables.values())),
        elements=elements,
        errata=len(errata),
        guesses=len(read_guesses(spec)),
        faults=tuple(faults),
    )


def spec_nodes(components: Components, source: Source) -> dict[str, SpecNode]:
    """Return every element of an API by path: those from its wire roots on, and its query parameters."""
    nodes = []
    for root, type_name in components.roots.get(source.xsd.removesuffix(".xsd"), {}).items():
        nodes.append(SpecNode(path=root, leaf=False, array=False, required=True))
        nodes.extend(_below(components, type_name, f"{root}."))
    if source.query in components.complex_types:
        nodes.extend(_below(components, source.query, ""))
    return {node.path: node for node in nodes}


def _below(components: Components, type_name: str, prefix: str) -> Iterator[SpecNode]:
    for child in components.complex_types[type_name].children:
        path = f"{prefix}{child.name}"
        yield SpecNode(path=path, leaf=child.is_leaf, array=child.array, required=child.required)
        if not child.is_leaf:
            yield from _below(components, child.type, f"{path}.")


def _differences(expected: Mapping[str, ExpectedNode], nodes: Mapping[str, SpecNode]) -> Iterator[str]:
    for path, row in expected.items():
        node = nodes.get(path)
        if node is None:
            yield f"{path} is in the table, but not in the spec (left-out)"
            continue
        if row.leaf is not None and row.leaf != node.leaf:
            yield f"{path} {_holds(row.leaf)} in the table, {_holds(node.leaf)} in the spec (type)"
        if row.array is not None and row.array != node.array:
            yield f"{path} {_repeats(row.array)} in the table, {_repeats(node.array)} in the spec (array)"
        # Replies are read liberally: there every node is optional, whatever the table says.
        is_sent = row.section in {"request", "query"}
        if is_sent and row.required is not None and row.required != node.required:
            yield f"{path} is {_must(row.required)} in the table, {_must(node.required)} in the spec (required)"
    for path in nodes:
        if path not in expected:
            yield f"{path} is in the spec, but not in the table (added)"


def _unsourced(spec: Path, sources: Mapping[str, Source]) -> Iterator[str]:
    sourced = {source.xsd for source in sources.values()}
    for path in sorted(spec.glob("*.xsd")):
        if path.name not in sourced:
            yield f"sources.toml: {path.name} comes from no page"
    for path in sorted(spec.glob("tables/*.csv")):
        if path.stem not in sources:
            yield f"sources.toml: tables/{path.name} comes from no page"


def _misnamed(source: Source, components: Components) -> Iterator[str]:
    if source.xsd and source.xsd.removesuffix(".xsd") not in components.roots:
        yield f"sources.toml: {source.api}: there is no {source.xsd}"
    if source.query and source.query not in components.complex_types:
        yield f"sources.toml: {source.api}: there is no type {source.query}"


def _holds(leaf: bool) -> str:
    return "holds text" if leaf else "holds nodes"


def _repeats(array: bool) -> str:
    return "repeats" if array else "occurs once"


def _must(required: bool) -> str:
    return "required" if required else "optional"

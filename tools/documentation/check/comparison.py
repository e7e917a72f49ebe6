"""Compares the documented nodes with the XSDs: every difference without an erratum is a fault.

    spec/tables/<api>.csv ── references followed, errata applied ──▶ documented ──┐
    spec/<api>.xsd, <Api>Query ─────────────────────────────────────▶ specified ──┴▶ faults

``tools.documentation.spec_model.expected_nodes`` follows the references and applies the errata.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.documentation.phrases import counted, occurrence_phrase, requirement_phrase
from tools.documentation.spec_model.expected_nodes import Pages
from tools.documentation.spec_model.spec_elements import differing_properties, spec_elements
from tools.documentation.spec_model.spec_files import read_errata, read_guesses, read_sources, read_tables
from tools.generator.components import load_components
from tools.generator.rule_check import rule_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tools.documentation.spec_model.expected_nodes import ExpectedNode
    from tools.documentation.spec_model.spec_elements import SpecElement
    from tools.documentation.spec_model.spec_files import Kind, Source
    from tools.generator.components import Components


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The result of a comparison.

    Attributes:
        rows: Number of table rows, without those that references add.
        elements: Number of element paths of the spec, including query parameters.
        errata: Number of errata.
        guesses: Number of guesses.
        faults: The differences, one line for each.
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
            f"{counted(len(self.faults), 'difference')}"
        )


def compare(spec: Path) -> Comparison:
    """Compare all tables with all XSDs.

    Args:
        spec: The folder ``spec/``.

    Returns:
        The counts and the faults.

    Raises:
        TableError: A data file cannot be read, or the target of a reference does not exist.
        GenerationError: An XSD cannot be read.
    """
    components = load_components(spec)
    sources, errata = read_sources(spec), read_errata(spec)
    tables = read_tables(spec, sources)
    pages = Pages(tables, errata)
    faults = list(_files_without_source(spec, sources))
    elements = 0
    for api, source in sources.items():
        faults.extend(_missing_files(source, components))
        faults.extend(_newer_version_faults(source))
        nodes = spec_elements(components, source)
        elements += len(nodes)
        expected = pages.nodes(api)
        if source.is_specified:
            faults.extend(f"{api}: {fault}" for fault in _differences(expected, nodes))
    faults.extend(pages.unused_errata())
    faults.extend(map(str, rule_faults(components)))
    return Comparison(
        rows=sum(map(len, tables.values())),
        elements=elements,
        errata=len(errata),
        guesses=len(read_guesses(spec)),
        faults=tuple(faults),
    )


def _differences(expected: Mapping[str, ExpectedNode], nodes: Mapping[str, SpecElement]) -> Iterator[str]:
    for path, row in expected.items():
        node = nodes.get(path)
        if node is None:
            yield f"{path} is in the table, but not in the spec (left-out)"
            continue
        for kind in differing_properties(row, node):
            verb = "is " if kind == "required" else ""
            yield f"{path} {verb}{_phrase(row, kind)} in the table, {_phrase(node, kind)} in the spec ({kind})"
    for path in nodes:
        if path not in expected:
            yield f"{path} is in the spec, but not in the table (added)"


def _files_without_source(spec: Path, sources: Mapping[str, Source]) -> Iterator[str]:
    with_source = {source.xsd for source in sources.values()}
    for path in sorted(spec.glob("*.xsd")):
        if path.name not in with_source:
            yield f"sources.toml: no entry for {path.name}"
    for path in sorted(spec.glob("tables/*.csv")):
        if path.stem not in sources:
            yield f"sources.toml: no entry for tables/{path.name}"


def _missing_files(source: Source, components: Components) -> Iterator[str]:
    if source.xsd and source.xsd.removesuffix(".xsd") not in components.roots:
        yield f"sources.toml: {source.api}: there is no {source.xsd}"
    if source.query and source.query not in components.complex_types:
        yield f"sources.toml: {source.api}: there is no type {source.query}"


def _newer_version_faults(source: Source) -> Iterator[str]:
    if bool(source.newer) != bool(source.newer_says) or (source.newer_page and not source.newer):
        yield f"sources.toml: {source.api}: newer and newer_says require each other, and newer_page requires both"
    elif source.newer and source.newer <= source.date:
        yield f"sources.toml: {source.api}: the page has the date {source.newer} or a later one: remove newer"


def _phrase(node: ExpectedNode | SpecElement, kind: Kind) -> str:
    match kind:
        case "type":
            return "holds text" if node.holds_text else "holds nodes"
        case "array":
            return occurrence_phrase(bool(node.array))
        case _:
            return requirement_phrase(node.required)

"""Finds the XSD elements that differ from the tables, each with its file and line and a proposal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tools.documentation.node_paths import name_of, parent_of
from tools.documentation.page_statements.documented_types import STRING, documented_type, xsd_type
from tools.documentation.page_statements.limits import Limits, limits_of
from tools.documentation.spec_model.expected_nodes import ExpectedNode, Pages
from tools.documentation.spec_model.limit_differences import limit_differences, sent_values
from tools.documentation.spec_model.origins import Origins
from tools.documentation.spec_model.spec_elements import differing_properties, spec_elements
from tools.documentation.spec_model.spec_files import read_errata, read_sources
from tools.documentation.sync.proposals import ProposedNode, element_and_types, erratum, occurs
from tools.generator.rule_check import rule_faults, rules_naming
from tools.generator.xsd_positions import XsdPositions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tools.documentation.pages import Row
    from tools.documentation.spec_model.spec_elements import SpecElement
    from tools.documentation.spec_model.spec_files import DocumentedNode, Kind, Source
    from tools.documentation.spec_model.spec_types import SpecTypes

_OCCURS: Final = re.compile(r'\s(?:min|max)Occurs="[^"]*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A difference for which the maintainer has to change the XSD or add an erratum.

    Attributes:
        file: File in ``spec/``.
        line: Line in the file; None if unknown.
        path: API and path of the node.
        what: The difference.
        proposal: The lines to write at this position.
        erratum: The entry for errata.toml if the page is wrong and the spec right; "" if no erratum applies.
    """

    file: str
    line: int | None
    path: str
    what: str
    proposal: str
    erratum: str = ""


def find_decisions(
    spec: Path, api: str, rows: Sequence[Row], tables: Mapping[str, Sequence[DocumentedNode]], known: SpecTypes
) -> list[Decision]:
    """Return the decisions; an element that occurs at several paths has only one.

    Args:
        spec: The folder ``spec/``.
        api: The API with the new table.
        rows: The rows of the page of that API.
        tables: All tables, including the new one.
        known: The existing types.
    """
    finder = _Finder(spec, known, Origins(api, rows, tables))
    pages = Pages(tables, read_errata(spec))
    decisions: dict[tuple[str, str, str], Decision] = {}
    # The API of the page comes first, since a difference that it shares with other APIs is one decision.
    for source in sorted(read_sources(spec).values(), key=lambda source: source.api != api):
        if source.is_specified:
            nodes = spec_elements(known.components, source)
            expected = pages.nodes(source.api)
            finder.enter(source, nodes)
            for key, decision in finder.differences(expected):
                decisions.setdefault(key, decision)
            if source.api == api:
                for row, type_name in sent_values(rows, nodes):
                    for what, facet in limit_differences(row, type_name, known):
                        decision = finder.at_type(type_name, row.path, what, facet)
                        decisions.setdefault((type_name, "limit", what), decision)
    return [*decisions.values(), *_unused_errata(spec, pages), *_invalid_rules(known)]


def _unused_errata(spec: Path, pages: Pages) -> Iterator[Decision]:
    """Yield a decision for each erratum without effect."""
    text = (spec / "errata.toml").read_text("utf-8")
    starts = [match.start() for match in re.finditer(r"^\[\[erratum\]\]", text, re.MULTILINE)]
    entries = [(start, text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    for fault in pages.unused_errata():
        about, _, rest = fault.removeprefix("errata.toml: ").partition(": ")
        path, _, what = rest.partition(" ")
        kind = what.partition(")")[0].removeprefix("(")
        parts = (f'api = "{about}"', f'"{path}"', f'kind = "{kind}"')
        start = next((start for start, entry in entries if all(part in entry for part in parts)), None)
        line = None if start is None else text.count("\n", 0, start) + 1
        yield Decision(
            file="errata.toml", line=line, path=f"{about}: {path}",
            what=f"{what}: remove the entry, or this path of it", proposal="",
        )  # fmt: skip


def _invalid_rules(known: SpecTypes) -> Iterator[Decision]:
    """Yield a decision for each rule that cannot be generated, such as one that names an unknown node."""
    for fault in rule_faults(known.components):
        file, line, rest = str(fault).split(":", 2)
        _, rule, what = rest.split(": ", 2)
        yield Decision(file=f"types/{file}", line=int(line), path=rule, what=f"{what}: change the rule", proposal="")


class _Finder:
    def __init__(self, spec: Path, known: SpecTypes, origins: Origins) -> None:
        self._spec = spec
        self._origins = origins
        self._known = known
        self._positions = XsdPositions(spec)
        self._api = self._query = ""
        self._nodes: Mapping[str, SpecElement] = {}

    def enter(self, source: Source, nodes: Mapping[str, SpecElement]) -> None:
        """Switch to another API."""
        self._api, self._query, self._nodes = source.api, source.query, nodes

    def differences(self, expected: Mapping[str, ExpectedNode]) -> Iterator[tuple[tuple[str, str, str], Decision]]:
        """Yield the differences of the current API, each with a key that the same difference in another API shares."""
        for path, row in expected.items():
            node = self._nodes.get(path)
            above = parent_of(path)
            if node is None:
                owner = self._complex_type_at(above)
                if above in self._nodes and self._nodes[above].holds_text:
                    yield (*self._nodes[above].declaration, "type"), self._change_to_nodes(above, expected)
                elif above in self._nodes or not above:
                    yield (owner, name_of(path), "missing"), self._missing(path, expected, owner)
                elif above not in expected:
                    yield (self._api, path, "orphan"), self._orphan(path)
                continue
            for kind in differing_properties(row, node):
                yield (*node.declaration, kind), self._changed(path, expected, node, kind)
        for path, node in self._nodes.items():
            if path not in expected and (parent_of(path) in expected or "." not in path):
                yield (*node.declaration, "surplus"), self._surplus(path)

    def at_type(self, type_name: str, path: str, what: str, facet: str) -> Decision:
        """Return the decision about the limits of a simple type."""
        file, line = self._position_of(type_name)
        return Decision(file=file, line=line, path=f"{self._api}: {path}", what=what, proposal=facet)

    def _missing(self, path: str, expected: Mapping[str, ExpectedNode], owner: str) -> Decision:
        children = self._known.components.complex_types[owner].children if owner else ()
        file, line = self._position_of(owner, children[-1].name) if children else self._position_of(owner)
        where = f"type {owner}" if owner else "the XSD"
        return Decision(
            file=file, line=line, path=f"{self._api}: {path}", what=f"documented, but not in {where}: add",
            proposal=self._element(path, expected, owner), erratum=self._erratum("left-out", path, is_so=None),
        )  # fmt: skip

    def _orphan(self, path: str) -> Decision:
        """Return the decision about a row whose parent is not documented."""
        last = name_of(parent_of(path))
        paths = [node.path for node in self._nodes.values() if not node.holds_text and name_of(node.path) == last]
        to = paths[0] if len(paths) == 1 else "TODO"
        file, line = self._position_of(*self._nodes[to].declaration) if to in self._nodes else self._position_of("")
        return Decision(
            file=file, line=line, path=f"{self._api}: {path}",
            what=f"no page documents its parent; add to errata.toml if it belongs below {to}",
            proposal=erratum("moved", self._api, path, is_so=None, to=to),
        )  # fmt: skip

    def _surplus(self, path: str) -> Decision:
        file, line = self._position_of(*self._nodes[path].declaration)
        return Decision(
            file=file, line=line, path=f"{self._api}: {path}", what=f"no longer documented: remove{self._rules(path)}",
            proposal=self._text(file, line), erratum=self._erratum("added", path, is_so=True),
        )  # fmt: skip

    def _rules(self, path: str) -> str:
        """Return a phrase with the rules that name a node, since generation fails if only the node is removed."""
        rules = rules_naming(self._known.components, *self._nodes[path].declaration)
        return f", and change the rules that name it ({', '.join(rules)})" if rules else ""

    def _changed(self, path: str, expected: Mapping[str, ExpectedNode], node: SpecElement, kind: Kind) -> Decision:
        row = expected[path]
        match kind:
            case "type":
                is_nested = any(parent_of(below) == path for below in expected)
                return (
                    self._change_to_nodes(path, expected)
                    if node.holds_text and is_nested
                    else self._change_type(path, node)
                )
            case "array":
                return self._change_occurrence(path, node, array=row.array)
            case _:
                return self._change_occurrence(path, node, required=row.required)

    def _change_to_nodes(self, path: str, expected: Mapping[str, ExpectedNode]) -> Decision:
        """Return the decision about an element that holds text in the XSD, and nodes on the page."""
        node, holds_text = self._nodes[path], expected[path].holds_text if path in expected else None
        below = [other for other in expected if parent_of(other) == path]
        errata = [self._erratum("left-out", other, is_so=None) for other in below]
        errata += [self._erratum("type", path, is_so=True)] if holds_text is False else []
        file, line = self._position_of(*node.declaration)
        verb = "is" if len(below) == 1 else "are"
        return Decision(
            file=file, line=line, path=f"{self._api}: {path}",
            what=f"holds text, but {' and '.join(below)} {verb} documented below it: change to",
            proposal=self._element(path, expected, node.owner), erratum="\n\n".join(errata),
        )  # fmt: skip

    def _change_type(self, path: str, node: SpecElement) -> Decision:
        file, line = self._position_of(*self._nodes[path].declaration)
        spec_holds, page_holds = ("text", "nodes") if node.holds_text else ("nodes", "text")
        text = self._text(file, line)
        if not node.holds_text:
            text = re.sub(r'type="[^"]*"', 'type="xs:string"', text, count=1)
        else:
            text = re.sub(r'type="[^"]*"', f'type="{name_of(node.path)}"', text, count=1)
        return Decision(
            file=file, line=line, path=f"{self._api}: {path}",
            what=f"documented with {page_holds}, holds {spec_holds}: change to", proposal=text,
            erratum=self._erratum("type", path, is_so=node.holds_text),
        )  # fmt: skip

    def _change_occurrence(
        self, path: str, node: SpecElement, *, required: bool | None = None, array: bool | None = None
    ) -> Decision:
        file, line = self._position_of(*self._nodes[path].declaration)
        is_required = node.required if required is None else required
        many = node.array if array is None else array
        text = _OCCURS.sub("", self._text(file, line))
        text = re.sub(
            r"(<xs:element [^>]*?)(\s*/?>)", rf"\1{occurs(required=is_required, array=many)}\2", text, count=1
        )
        if required is None:
            kind, is_so, words = "array", node.array, ("an array", "single")
            what = f"documented as {words[not array]}, is {words[array is True]}: change to"
        else:
            kind, is_so, words = "required", node.required, ("required", "optional")
            what = f"documented as {words[not required]}, is {words[required]}: change to"
        return Decision(
            file=file, line=line, path=f"{self._api}: {path}", what=what, proposal=text,
            erratum=self._erratum(kind, path, is_so=is_so),
        )  # fmt: skip

    def _element(self, path: str, expected: Mapping[str, ExpectedNode], owner: str) -> str:
        """Return the line that declares an element, with the types and errata that the element requires."""
        types = self._known.components.complex_types
        node = self._node(path, expected, is_reply=owner in types and types[owner].is_open)
        text, new = element_and_types(node, self._api, self._known)
        if new:
            text += f"\nand, beside the other types:\n{new.rstrip()}"
        texts = [
            one.path for one in node.walk() if one.children and one.path in expected and expected[one.path].holds_text
        ]
        if texts:
            text += "\nand, in errata.toml, since the page documents a text type:\n"
            text += "\n\n".join(self._erratum("type", one, is_so=False) for one in texts)
        return text

    def _erratum(self, kind: str, path: str, *, is_so: bool | None) -> str:
        """Return the erratum to add for the page that documents the node."""
        return erratum(kind, *self._origins.of(self._api, path), is_so=is_so)

    def _complex_type_at(self, path: str) -> str:
        """Return the complex type at a path, and for "" the type of the query parameters; "" if there is none."""
        if not path:
            return self._query if self._query in self._known.components.complex_types else ""
        return self._nodes[path].type if path in self._nodes else ""

    def _position_of(self, *key: str) -> tuple[str, int | None]:
        file, line = self._positions.find(*filter(None, key))
        if not file:
            return f"{self._api}.xsd", None
        return (f"types/{file}" if (self._spec / "types" / file).exists() else file), line

    def _text(self, file: str, line: int | None) -> str:
        lines = (self._spec / file).read_text("utf-8").splitlines() if line else []
        return lines[line - 1].strip() if line and line <= len(lines) else ""

    def _node(self, path: str, expected: Mapping[str, ExpectedNode], *, is_reply: bool) -> ProposedNode:
        """Return a documented node with all its documented descendants."""
        fact, row = expected.get(path, ExpectedNode(path=path)), self._origins.row_of(self._api, path)
        children = [self._node(below, expected, is_reply=is_reply) for below in expected if parent_of(below) == path]
        return ProposedNode(
            name=name_of(path), path=path, kind=xsd_type(documented_type(row)) if row else STRING,
            limits=limits_of(row) if row else Limits(), array=bool(fact.array),
            required=bool(fact.required) and not is_reply, is_reply=is_reply,
            is_container=bool(children) or fact.holds_text is False, children=children,
        )  # fmt: skip

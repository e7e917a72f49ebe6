"""Tables of nodes: values, limits, defaults, effects, and links to the rules on each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from docutils import nodes

from tools.generator.names import field_name
from tools.generator.simple_type_source import limits_in_words
from tools.site.defaults import default_of
from tools.site.directives import SPEC
from tools.site.enumerations import enumerations
from tools.site.markup import TableRow, badge, joined, link, literal, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.generator.components import ComplexType, Components, ElementSource, RuleSource
    from tools.generator.simple_type_source import SimpleTypeSource
    from tools.site.domain import CloudInfiniteDomain

_KINDS: Final = {"str": "text", "int": "whole number", "Decimal": "number", "bool": "true or false"}
# Paths of child elements in an assert, and texts in quotes, which may contain such words.
_PATHS: Final = re.compile(r"'[^']*'|(?<![\w/])[A-Z]\w*(?:/[A-Z]\w*)*")


class NodeRow(NamedTuple):
    """A node of a table.

    Attributes:
        path: Names from the root or type, which is not included.
        owner: The type that declares the node.
        element: The node.
        rules: Names of the rules on it.
        is_sent: Whether callers send it.
    """

    path: tuple[str, ...]
    owner: str
    element: ElementSource
    rules: tuple[str, ...]
    is_sent: bool


def rows_below(components: Components, type_name: str, *, is_sent: bool, depth: int = 20) -> list[NodeRow]:
    """Return the nodes of a type in document order.

    Args:
        components: The spec.
        type_name: The type.
        is_sent: Whether callers send them.
        depth: Number of levels; 1 for the children only.
    """
    return list(_below(components, type_name, (), {}, is_sent=is_sent, depth=depth))


def _below(
    components: Components,
    type_name: str,
    above: tuple[str, ...],
    rules: dict[tuple[str, ...], list[str]],
    *,
    is_sent: bool,
    depth: int,
) -> Iterator[NodeRow]:
    complex_type = components.complex_types[type_name]
    for rule in complex_type.rules:
        for path in paths_of(rule, complex_type):
            rules.setdefault((*above, *path), []).append(rule.id)
    for child in complex_type.children:
        path = (*above, child.name)
        advice = [one.id for one in components.simple_types[child.type].advice] if child.is_simple else []
        yield NodeRow(path, type_name, child, tuple(dict.fromkeys([*rules.get(path, ()), *advice])), is_sent)
        if not child.is_simple and depth > 1:
            yield from _below(components, child.type, path, rules, is_sent=is_sent, depth=depth - 1)


def paths_of(rule: RuleSource, complex_type: ComplexType) -> list[tuple[str, ...]]:
    """Return the paths of the nodes that a rule is on, below the type with the rule."""
    found = (tuple(text.split("/")) for text in _PATHS.findall(rule.test) if not text.startswith("'"))
    names = {child.name for child in complex_type.children}
    return list(dict.fromkeys(path for path in found if path[0] in names))


def node_table(
    objects: CloudInfiniteDomain, components: Components, prefix: str, rows: Iterable[NodeRow]
) -> nodes.table:
    """Return the table of some nodes, and record them.

    Args:
        objects: The domain.
        components: The spec.
        prefix: What precedes the paths in the names of the objects.
        rows: The nodes.
    """
    made = []
    for row in rows:
        anchor = objects.add_node(f"{prefix}.{'.'.join(row.path)}", row.owner)
        made.append(TableRow((_name(row), _value(row, components), _effect(row)), [anchor]))
    return table(["Node", "Value", "Effect"], made, widths=(34, 23, 43), classes=["node-table"])


def _name(row: NodeRow) -> list[nodes.Node]:
    name = literal(row.element.name)
    first = paragraph(name, classes=["node-name", f"depth-{len(row.path) - 1}"])
    if row.element.required and row.is_sent:
        first += [nodes.Text(" "), badge("required")]
    if row.element.array:
        first += [nodes.Text(" "), badge("repeats")]
    return [first, paragraph(literal(field_name(row.element.name)), classes=["field", f"depth-{len(row.path) - 1}"])]


def _value(row: NodeRow, components: Components) -> list[nodes.Node]:
    element = row.element
    if not element.is_simple:
        return [paragraph("nodes")] if row.is_sent else [paragraph(link("type", element.type))]
    simple_type = components.simple_types[element.type]
    choices = enumerations(SPEC).get(simple_type.name, {})
    found: list[nodes.Node] = [paragraph(*_values(simple_type, choices))]
    if row.is_sent and not element.required and (default := default_of(element.documentation, choices)):
        found.append(paragraph(f"left out: {default}", classes=["default"]))
    return found


def _values(simple_type: SimpleTypeSource, choices: dict[str, str]) -> list[nodes.Node]:
    if choices:
        is_open = () if simple_type.enumeration else (nodes.Text("another text"),)
        return joined([*(literal(value) for value in choices), *is_open])
    kinds = simple_type.kinds
    if len(kinds) > 1 and kinds[-1] == "str":
        kinds = kinds[:-1]  # a type of replies, where str stands for any other text
    words = _KINDS[kinds[-1]]
    limits = ", ".join(filter(None, (limits_in_words(simple_type), simple_type.form if kinds[-1] != "bool" else "")))
    return [nodes.Text(f"{words}: {limits}" if limits else words)]


def _effect(row: NodeRow) -> list[nodes.Node]:
    element = row.element
    found: list[nodes.Node] = [nodes.paragraph("", element.documentation)]
    choices = enumerations(SPEC).get(element.type, {}) if element.is_simple else {}
    if len(choices) > 1:
        items = [nodes.list_item("", paragraph(literal(value), f": {text}")) for value, text in choices.items() if text]
        found.append(nodes.bullet_list("", *items, classes=["choices"]))
    if element.spellings:
        found.append(paragraph("Also read as ", *joined([literal(name) for name in element.spellings]), "."))
    if row.rules and row.is_sent:
        label = "Rule: " if len(row.rules) == 1 else "Rules: "
        found.append(paragraph(label, *joined([link("rule", name) for name in row.rules]), classes=["rules"]))
    return found

"""Makes documents that each break one rule of the XSD 1.1 schema, for every node and every rule."""

from __future__ import annotations

import copy
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from tools.generator.xsd10.sample_texts import text_violations
from tools.generator.xsd10.valid_documents import ValidDocuments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.generator.components import Components, ElementSource
    from tools.generator.xsd10.valid_documents import NodePath

_UNKNOWN: Final = "Unknown"
"""Name of an element that no type has."""


@dataclass(frozen=True, slots=True)
class SingleViolation:
    """A document that breaks one rule.

    Attributes:
        path: The node that breaks it, as names from the root with dots between them.
        rule: Name of the rule, as in ``cosanim.Violation``; for an assert, its id.
        document: The document.
        text: The text of the node that breaks a rule of its simple type; None for other rules.
        message: The message of the assert, "" for other rules.
    """

    path: str
    rule: str
    document: etree._Element
    text: str | None = None
    message: str = ""


class SingleViolations:
    """Makes the documents of the roots of a spec."""

    def __init__(self, components: Components) -> None:
        """Use the component model of the spec.

        Args:
            components: The component model.
        """
        self._components = components
        self._documents = ValidDocuments(components)
        self._texts = functools.cache(lambda name: text_violations(components.simple_types[name]))

    def valid(self, root: str, type_name: str) -> Iterator[etree._Element]:
        """Yield a valid document for each node of a root.

        Args:
            root: Name of the root.
            type_name: Its complex type.
        """
        for path, _ in self._nodes(type_name):
            yield self._documents.with_element(root, type_name, path)

    def of(self, root: str, type_name: str) -> Iterator[SingleViolation]:
        """Yield the documents of a root, node by node in the order of the schema.

        Args:
            root: Name of the root.
            type_name: Its complex type.
        """
        valid = self._documents.with_element(root, type_name, ())
        valid.tag = _UNKNOWN
        yield SingleViolation(root, "unknown", valid)
        for path, child in self._nodes(type_name):
            document = self._documents.with_element(root, type_name, path)
            name = ".".join((root, *path))
            changed, node = _copy(document, path)
            node.set("unknown", "1")
            yield SingleViolation(name, "attribute", changed)
            if child is not None and not child.array:
                changed, node = _copy(document, path)
                node.addnext(copy.deepcopy(node))
                yield SingleViolation(name, "repeated", changed)
            if child is not None and child.is_simple:
                yield from self._in_simple_type(document, path, name, child.type)
            else:
                yield from self._in_complex_type(document, path, name, type_name if child is None else child.type)
                yield from self._broken_rules(root, type_name, path, type_name if child is None else child.type)

    def _nodes(self, type_name: str, path: NodePath = ()) -> Iterator[tuple[NodePath, ElementSource | None]]:
        """Yield the path of each node, with its element; None for the root."""
        if not path:
            yield path, None
        for child in self._components.complex_types[type_name].children:
            yield (*path, child.name), child
            if not child.is_simple:
                yield from self._nodes(child.type, (*path, child.name))

    def _in_simple_type(
        self, document: etree._Element, path: NodePath, name: str, type_name: str
    ) -> Iterator[SingleViolation]:
        changed, node = _copy(document, path)
        etree.SubElement(node, _UNKNOWN)
        yield SingleViolation(f"{name}.{_UNKNOWN}", "unknown", changed)
        for violation in self._texts(type_name):
            changed, node = _copy(document, path)
            node.text = violation.text
            yield SingleViolation(name, violation.rule, changed, violation.text)

    def _in_complex_type(
        self, document: etree._Element, path: NodePath, name: str, type_name: str
    ) -> Iterator[SingleViolation]:
        changed, node = _copy(document, path)
        node.text = "text"
        yield SingleViolation(name, "text", changed)
        one = self._components.complex_types[type_name]
        if not one.is_open:
            changed, node = _copy(document, path)
            etree.SubElement(node, _UNKNOWN)
            yield SingleViolation(f"{name}.{_UNKNOWN}", "unknown", changed)
        for child in one.children:
            if child.required:
                changed, node = _copy(document, path)
                for missing in node.findall(child.name):
                    node.remove(missing)
                yield SingleViolation(f"{name}.{child.name}", "required", changed)

    def _broken_rules(self, root: str, root_type: str, path: NodePath, type_name: str) -> Iterator[SingleViolation]:
        for rule in self._components.complex_types[type_name].rules:
            if rule.severity == "error":
                document = self._documents.breaking(root, root_type, path, rule.id)
                yield SingleViolation(".".join((root, *path)), rule.id, document, message=rule.message)


def _copy(document: etree._Element, path: NodePath) -> tuple[etree._Element, etree._Element]:
    """Return a copy of a document, and the node at a path in it."""
    changed = node = copy.deepcopy(document)
    for name in path:
        found = node.find(name)
        assert found is not None  # noqa: S101 - the document was made with it
        node = found
    return changed, node

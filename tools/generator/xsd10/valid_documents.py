"""Makes documents of a complex type: valid ones, and ones that break a single assert."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, TypeAlias

from elementpath import XPath2Parser, XPathContext
from lxml import etree

from tools.generator.generation_error import GenerationError
from tools.generator.xsd10.sample_texts import valid_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from tools.generator.components import ComplexType, Components, ElementSource, RuleSource

NodePath: TypeAlias = tuple[str, ...]
"""Names of the elements from a document's root, without the root, to an element."""
_Wanted: TypeAlias = "Mapping[NodePath, str | None]"
"""Maps the path of an element that a document shall have to its text; None for any valid text or content."""


class ValidDocuments:
    """Makes documents with as few elements as possible."""

    def __init__(self, components: Components) -> None:
        """Use the component model of the spec.

        Args:
            components: The component model.
        """
        self._components = components
        self._valid_texts = functools.cache(lambda name: valid_texts(components.simple_types[name]))

    def with_element(self, root: str, type_name: str, path: NodePath) -> etree._Element:
        """Return a valid document that has an element.

        Args:
            root: Name of the root.
            type_name: Complex type of the root.
            path: The element; the empty path for the root.
        """
        return self._element(root, type_name, {path: None} if path else {})

    def breaking(self, root: str, type_name: str, path: NodePath, rule: str) -> etree._Element:
        """Return a document that breaks one assert only.

        Args:
            root: Name of the root.
            type_name: Complex type of the root.
            path: The element whose type has the assert.
            rule: Id of the assert.
        """
        return self._element(root, type_name, {path: None} if path else {}, (path, rule))

    def _element(
        self, name: str, type_name: str, wanted: _Wanted, broken: tuple[NodePath, str] | None = None
    ) -> etree._Element:
        """Return an element with the wanted elements, and with those that its rules need.

        Args:
            name: Its name.
            type_name: Its complex type.
            wanted: Elements below it.
            broken: The element below it, or itself, that breaks an assert, and the assert.
        """
        one = self._components.complex_types[type_name]
        rules = [rule for rule in one.rules if rule.severity == "error"]
        expected = {broken[1]} if broken is not None and not broken[0] else set()
        for more in self._additions(one, rules, wanted):
            made = self._assembled(name, one, {**wanted, **more}, broken)
            if {rule.id for rule in rules if not _holds(rule.test, made)} == expected:
                return made
        raise GenerationError(f"no document is known of {type_name} that breaks {expected or 'no rule'}", one.file)

    def _assembled(
        self, name: str, one: ComplexType, wanted: _Wanted, broken: tuple[NodePath, str] | None
    ) -> etree._Element:
        """Return an element with the wanted and the required elements."""
        made = etree.Element(name)
        for child in one.children:
            inside = {path[1:]: text for path, text in wanted.items() if path[0] == child.name}
            if not inside and not child.required:
                continue
            if child.is_simple:
                etree.SubElement(made, child.name).text = inside.get(()) or self._valid_texts(child.type)[0]
            else:
                is_on_path = broken is not None and broken[0][:1] == (child.name,)
                below = (broken[0][1:], broken[1]) if broken is not None and is_on_path else None
                made.append(
                    self._element(child.name, child.type, {path: text for path, text in inside.items() if path}, below)
                )
        return made

    def _additions(self, one: ComplexType, rules: list[RuleSource], wanted: _Wanted) -> Iterator[_Wanted]:
        """Yield combinations of the elements that the rules of a type name, those with fewest elements first."""
        literals: dict[NodePath, list[str]] = {}
        for rule in rules:
            for path in _paths(rule.token):
                literals.setdefault(path, [])
            for path, text in _comparisons(rule.token):
                literals[path].append(text)
        choices: list[list[_Wanted]] = [
            [*({path: text} for text in self._texts_of(one, path, texts)), *([] if path in wanted else [{}])]
            for path, texts in literals.items()
        ]
        combinations = [
            {path: text for choice in combined for path, text in choice.items()}
            for combined in itertools.product(*choices)
        ]
        yield from sorted(combinations, key=len)

    def _texts_of(self, one: ComplexType, path: NodePath, literals: list[str]) -> list[str | None]:
        """Return texts of an element that decide a rule: the literals in rules, and others."""
        *outer, last = path
        for step in outer:
            one = self._components.complex_types[_child(one, step).type]
        child = _child(one, last)
        if not child.is_simple:
            return [None]
        texts = self._valid_texts(child.type)
        # A comparison of two numbers needs two of them.
        others = 1 if "str" in self._components.simple_types[child.type].kinds else 2
        return list(dict.fromkeys([*literals, *[text for text in texts if text not in literals][:others]]))


def _child(one: ComplexType, name: str) -> ElementSource:
    found = one.child(name)
    assert found is not None  # noqa: S101 - the names in rules are checked before
    return found


def _paths(token: Any) -> Iterator[NodePath]:
    """Yield the child paths in an expression."""
    if token.symbol in {"(name)", "/"}:
        yield tuple(step.value for step in token.iter("(name)"))
    else:
        for operand in token:
            yield from _paths(operand)


def _comparisons(token: Any) -> Iterator[tuple[NodePath, str]]:
    """Yield the child paths in an expression that are compared with a text, and the text."""
    if token.symbol == "=":
        for path in _paths(token[0]):
            yield path, token[1].value
    else:
        for operand in token:
            yield from _comparisons(operand)


@functools.cache
def _parsed(test: str) -> Any:
    return XPath2Parser().parse(f"boolean({test})")


def _holds(test: str, element: Any) -> bool:
    return bool(_parsed(test).evaluate(XPathContext(element)))

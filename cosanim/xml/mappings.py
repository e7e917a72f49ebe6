"""Converts objects of the bindings to mappings, and mappings to trees of XML elements, which the reader reads.

Mappings have the names of the nodes as keys; the values are texts, lists and mappings. Both the service's JSON form
(``json_form``) and the dicts of the official SDK (``dict_form``) have this shape. The name of the root is not in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lxml import etree

from cosanim.xml.codec import unwritable_error
from cosanim.xml.facets import type_problem
from cosanim.xml.plans import plan_of_object
from cosanim.xml.value_texts import INVALID_CHARACTER, value_text
from cosanim.xml.violations import MESSAGES, abbreviate
from cosanim.xml.writer import UnwritableError, items_of, unknown_element, written_text

if TYPE_CHECKING:
    from cosanim.xml.plans import Plan

MAX_DEPTH: Final = 64
"""Largest nesting depth of mappings that is read; documents of the schema have at most ten levels."""

# The service writes these nodes as a list even if the list has one member.
_LISTS_OF_SERVICE: Final = frozenset({"CosHeaders"})


# --- objects to mappings --------------------------------------------------------------------------------------------


def mapping_of(document: object, *, arrays_as_lists: bool, function: str) -> dict[str, Any]:
    """Convert an object of the bindings to a mapping.

    Args:
        document: An object of any class of ``cosanim.models``.
        arrays_as_lists: Convert every array to a list. Otherwise a list with one member is that member, unless the
            service itself writes such a list.
        function: Name of the function that is called, for errors.

    Returns:
        A dictionary of dictionaries, lists and texts, without empty values. Attributes of unknown nodes, and texts
        beside children, are left out.

    Raises:
        SchemaError: A value cannot be written as text.
        TypeError: The object is not of a class of the bindings.
    """
    plan = plan_of_object(document, function)
    try:
        return _value_of(document, plan, arrays_as_lists=arrays_as_lists) or {}
    except UnwritableError as error:
        reason = str(error)
    raise unwritable_error(document, plan, reason)


def _value_of(document: Any, plan: Plan, *, arrays_as_lists: bool) -> dict[str, Any] | None:
    names: dict[str, list[Any]] = {}
    for element, child in zip(plan.elements, plan.values(document), strict=True):
        if child is None:
            continue
        for item in items_of(child, element.name) if element.array else (child,):
            if element.simple is not None:
                value: Any = written_text(item, element.name) or None
            elif isinstance(item, element.complex.cls):
                value = _value_of(item, element.complex, arrays_as_lists=arrays_as_lists)
            else:
                raise UnwritableError(element.name)
            if value is not None:
                names.setdefault(element.name, []).append(value)
    if plan.open:
        for unknown in items_of(document.unknown, "unknown"):
            if (value := _value_of_unknown(unknown_element(unknown))) is not None:
                names.setdefault(unknown.name, []).append(value)
    lists = {element.name for element in plan.elements if element.array} if arrays_as_lists else _LISTS_OF_SERVICE
    return _joined(names, lists)


def _value_of_unknown(element: etree._Element) -> Any:
    if not len(element):
        return element.text
    names: dict[str, list[Any]] = {}
    for child in element:
        if (value := _value_of_unknown(child)) is not None:
            names.setdefault(str(child.tag), []).append(value)
    return _joined(names, _LISTS_OF_SERVICE)


def _joined(names: dict[str, list[Any]], lists: set[str] | frozenset[str]) -> dict[str, Any] | None:
    """Return a mapping in which a list with one member is that member, except for some names; None if it is empty."""
    if not names:
        return None
    return {name: values if len(values) > 1 or name in lists else values[0] for name, values in names.items()}


# --- mappings to trees ----------------------------------------------------------------------------------------------


class MappingProblem(NamedTuple):
    """A member of a mapping that XML cannot represent.

    Attributes:
        element: The element with that value, which is left empty; for a name, the element that would be its parent.
        name: The name that no element can have, as a text; None if it is the value.
        rule: Name of the rule, as in ``Violation``.
        message: What is wrong and what to do.
        value: The value or the name.
    """

    element: etree._Element
    name: str | None
    rule: str
    message: str
    value: object


class Tree:
    """A tree of elements with the content of a mapping.

    Attributes:
        root: The root.
        problems: The members that XML cannot represent, in their order.
        mappings: The mappings in the tree by their elements, without that of the root.
        numbers: The elements whose values are numbers or booleans, not texts.
    """

    def __init__(self, root: str, content: Mapping[Any, Any], *, blank_is_absent: bool) -> None:
        """Build the tree.

        Args:
            root: Name of the root.
            content: The mapping with the children of the root.
            blank_is_absent: Leave out empty texts, lists and mappings. None is always left out.
        """
        self.root = etree.Element(root)
        self.problems: list[MappingProblem] = []
        self.mappings: dict[etree._Element, Mapping[Any, Any]] = {}
        self.numbers: set[etree._Element] = set()
        self._blank_is_absent = blank_is_absent
        self._append_children(self.root, content, (content,))

    def _append_children(
        self, element: etree._Element, content: Mapping[Any, Any], ancestors: tuple[Mapping[Any, Any], ...]
    ) -> None:
        """Append the members of a mapping to an element as children.

        Args:
            element: The element.
            content: The mapping.
            ancestors: The mappings from that of the root to this one.
        """
        for name, items in content.items():
            for item in items if isinstance(items, list | tuple) else (items,):
                if item is None or (self._blank_is_absent and _is_blank(item)):
                    continue
                child = self._append(element, name)
                if child is None:
                    break
                if isinstance(item, Mapping):
                    self.mappings[child] = item
                    self._append_mapping(child, item, ancestors)
                else:
                    self._set_text(child, item)

    def _append(self, element: etree._Element, name: object) -> etree._Element | None:
        """Append an element; None if no element can have the name."""
        if not isinstance(name, str):
            message = MESSAGES["type-name"].format(name=abbreviate(name))
            self.problems.append(MappingProblem(element, abbreviate(name), "type", message, name))
            return None
        try:
            return etree.SubElement(element, name)
        except ValueError:
            message = MESSAGES["characters-name"].format(name=abbreviate(name))
            self.problems.append(MappingProblem(element, name, "characters", message, name))
            return None

    def _append_mapping(
        self, child: etree._Element, item: Mapping[Any, Any], ancestors: tuple[Mapping[Any, Any], ...]
    ) -> None:
        if any(item is ancestor for ancestor in ancestors):
            self._add_problem(child, "type", MESSAGES["circular"], None)
        elif len(ancestors) >= MAX_DEPTH:
            self._add_problem(child, "type", MESSAGES["depth"].format(limit=MAX_DEPTH), None)
        else:
            self._append_children(child, item, (*ancestors, item))

    def _set_text(self, child: etree._Element, item: object) -> None:
        text = value_text(item)
        if text is None:
            problem = type_problem("text, a number or a mapping of nodes", item)
            self._add_problem(child, problem.rule, problem.message, item)
        elif invalid := INVALID_CHARACTER.search(text):
            message = MESSAGES["characters"].format(character=f"U+{ord(invalid.group()):04X}")
            self._add_problem(child, "characters", message, item)
        else:
            child.text = text
            if not isinstance(item, str):
                self.numbers.add(child)

    def _add_problem(self, child: etree._Element, rule: str, message: str, value: object) -> None:
        self.problems.append(MappingProblem(child, None, rule, message, value))


def _is_blank(item: object) -> bool:
    return isinstance(item, str | list | tuple | Mapping) and not item

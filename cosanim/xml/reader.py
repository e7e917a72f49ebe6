"""Reads XML elements into objects of the bindings, by their plans.

The reader passes everything that is not in the schema to a sink. The sink of ``decode`` keeps
unknown nodes and records the loss of attributes and texts, the sink of ``validate`` reports everything, and the sink
of ``read_normal`` drops everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from cosanim.schema import UnknownNode
from cosanim.xml.value_texts import XML_SPACE

if TYPE_CHECKING:
    from lxml import etree

    from cosanim.xml.plans import ElementPlan, Plan


_NO_VALUE: Final = object()


class Sink(Protocol):
    """Handles everything that is not in the schema, and converts texts to values.

    Attributes:
        takes_all_texts: Whether ``value`` is called for every text. Otherwise it is called only for those that are not
            written as a value of the type is; of the others, the reader takes the value.
    """

    takes_all_texts: bool

    def attributes(self, element: etree._Element, path: str) -> None:
        """Handle an element that has attributes."""

    def text_between(self, element: etree._Element, path: str) -> None:
        """Handle an element with text before, between or after its children. Called once for each of these texts.

        It is not called for the text after a child that is passed to ``unknown`` or ``repeated``, or for which
        ``nested`` returns None: these methods handle that text too.
        """

    def unknown(self, child: etree._Element, plan: Plan, path: str, unknown_nodes: list[UnknownNode]) -> None:
        """Handle an unknown child.

        Args:
            child: The child.
            plan: The plan of its parent.
            path: The path of its parent.
            unknown_nodes: The unknown nodes of its parent. To keep the child, append ``unknown_node(child)``.
        """

    def repeated(
        self, child: etree._Element, element: ElementPlan, plan: Plan, path: str, unknown_nodes: list[UnknownNode]
    ) -> None:
        """Handle a child that occurs again although it may occur only once.

        ``element`` is the plan of the child. The other arguments are those of ``unknown``.
        """

    def nested(
        self,
        child: etree._Element,
        element: ElementPlan,
        plan: Plan,
        path: str,
        unknown_nodes: list[UnknownNode],
        index: int,
    ) -> str | None:
        """Handle a child of simple type that has children. Arguments as for ``repeated`` and ``value``.

        Returns:
            The text of the child; None if the child has no value.
        """

    def value(self, text: str, element: ElementPlan, child: etree._Element, path: str, index: int) -> Any:
        """Return the value of a child of simple type.

        Args:
            text: The text of the child.
            element: The plan of the child.
            child: The child.
            path: The path of its parent.
            index: The position of the child in its array, from 0; 0 if it is not in an array.
        """


def read(root: etree._Element, plan: Plan, sink: Sink, path: str, *, has_attributes: bool) -> Any:
    """Read an element into an object.

    Args:
        root: The element.
        plan: Plan of the class.
        sink: Handles everything that is not in the schema.
        path: Path of the element.
        has_attributes: Whether any element may have attributes. False saves the time of checking for them.
    """
    return _Reader(sink, has_attributes=has_attributes).object(root, plan, path)


class _Reader:
    """Reads the objects of one document."""

    def __init__(self, sink: Sink, *, has_attributes: bool) -> None:
        self._sink = sink
        self._has_attributes = has_attributes
        # Whether elements of text types need the sink, for their attributes or their texts. If not, ``object`` uses
        # their texts as values without calling ``_value``, which is faster.
        self._needs_sink = has_attributes or sink.takes_all_texts

    def object(self, parent: etree._Element, plan: Plan, path: str) -> Any:
        """Read an element with children into an object."""
        values: dict[str, Any] = {}
        unknown_nodes: list[UnknownNode] = []
        if self._has_attributes or parent.text is not None:
            self._handle_attributes_and_text(parent, path)
        by_name, needs_sink = plan.by_name, self._needs_sink
        occurring: dict[str, bool] = {}
        for child in parent:
            element = by_name.get(child.tag) or plan.element_by_spelling(child, occurring)  # type: ignore[arg-type]  # an entity has no name
            if element is None:
                self._sink.unknown(child, plan, path, unknown_nodes)
                continue
            field, simple = element.field, element.simple
            if element.array:
                if not self._add_members(child, element, plan, path, unknown_nodes, values.setdefault(field, [])):
                    continue
            elif field in values:
                self._sink.repeated(child, element, plan, path, unknown_nodes)
                continue
            elif simple is None:
                values[field] = self.object(child, element.complex, f"{path}.{element.name}")
            elif simple.is_text and not (needs_sink or len(child)):
                values[field] = child.text or ""
            else:
                value = self._value(child, element, plan, path, unknown_nodes)
                if value is _NO_VALUE:
                    continue
                values[field] = value
            if (tail := child.tail) is not None and holds_text(tail):
                self._sink.text_between(parent, path)
        if unknown_nodes:
            values["unknown"] = unknown_nodes
        # Required fields that are missing are passed as None, since the constructor requires them; the checker reports
        # them.
        return plan.cls(**(plan.required_fields | values if plan.required_fields else values))

    def _handle_attributes_and_text(self, parent: etree._Element, path: str) -> None:
        """Pass the attributes and the text of an element with children to the sink."""
        if self._has_attributes and parent.attrib:
            self._sink.attributes(parent, path)
        if holds_text(parent.text or ""):
            self._sink.text_between(parent, path)

    def _add_members(
        self,
        child: etree._Element,
        element: ElementPlan,
        plan: Plan,
        path: str,
        unknown_nodes: list[UnknownNode],
        members: list[Any],
    ) -> bool:
        """Append the values of a child to its array; return False if the child has no value."""
        if element.simple is None:
            members.append(self.object(child, element.complex, path_of(path, element, len(members))))
            return True
        for member in values_in(child, element):
            value = self._value(member, element, plan, path, unknown_nodes, len(members))
            if value is _NO_VALUE:
                return False
            members.append(value)
        return True

    def _value(
        self,
        child: etree._Element,
        element: ElementPlan,
        plan: Plan,
        path: str,
        unknown_nodes: list[UnknownNode],
        index: int = 0,
    ) -> Any:
        """Return the value of a child of simple type; ``_NO_VALUE`` if the sink treats the child as unknown."""
        text = child.text or ""
        if len(child):
            nested = self._sink.nested(child, element, plan, path, unknown_nodes, index)
            if nested is None:
                return _NO_VALUE
            text = nested
        if self._has_attributes and child.attrib:
            self._sink.attributes(child, path_of(path, element, index))
        simple = element.simple
        if simple is not None and not self._sink.takes_all_texts:
            value = text if simple.is_text else simple.value(text)
            if value is not None:
                return value
        return self._sink.value(text, element, child, path, index)


def values_in(child: etree._Element, element: ElementPlan) -> list[etree._Element]:
    """Return the elements that contain the members of an array: the child itself, or the elements wrapped in it.

    Args:
        child: An element of the document that belongs to the array.
        element: The plan of the array; its ``nested`` names the elements in which a reply may wrap the members.
    """
    if not element.nested or not len(child) or holds_text(child.text or ""):
        return [child]
    nested = list(child)
    is_wrapped = all(one.tag in element.nested and not len(one) and not holds_text(one.tail or "") for one in nested)
    return nested if is_wrapped else [child]


def path_of(parent: str, element: ElementPlan, index: int) -> str:
    """Return the path of a child. The path of a member of an array ends with its index, from 0."""
    return f"{parent}.{element.name}[{index}]" if element.array else f"{parent}.{element.name}"


def holds_text(text: str) -> bool:
    """Return whether a text contains more than XML white space."""
    return text.strip(XML_SPACE) != ""


def element_text(element: etree._Element) -> str:
    """Return the text of an element without the text of its children."""
    return "".join([element.text or "", *(inner.tail or "" for inner in element)])


def unknown_node(element: etree._Element) -> UnknownNode:
    """Convert an element that is not in the schema to an ``UnknownNode``."""
    text, tail = element.text or "", element.tail or ""
    return UnknownNode(
        name=str(element.tag),
        text=text if holds_text(text) or not len(element) else "",
        attributes={str(name): str(value) for name, value in element.attrib.items()},
        children=[unknown_node(child) for child in element],
        tail=tail if holds_text(tail) else "",
    )

"""Reads requests into a normal form for the local service: converts numbers and drops unknown nodes.

Requests with the same meaning can differ in their text: ``015`` and `` +15 `` are both 15, and official clients send
nodes that are not in the schema.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from cosanim.xml.plans import plan_of
from cosanim.xml.reader import element_text, read
from cosanim.xml.value_texts import XML_SPACE

if TYPE_CHECKING:
    from lxml import etree

    from cosanim.schema import UnknownNode
    from cosanim.xml.plans import ElementPlan, Plan, SimplePlan

Binding = TypeVar("Binding")


def read_normal(root: etree._Element, cls: type[Binding], *, has_attributes: bool) -> Binding:
    """Read a request into an object in the normal form.

    Args:
        root: The root of a request that is valid except for unknown nodes.
        cls: Class of the request.
        has_attributes: Whether any element of the document may have attributes.

    Returns:
        The object without unknown nodes. Blank values are ``""``: replies repeat them as blank nodes.
    """
    plan = plan_of(cls)
    document: Binding = read(root, plan, _NormalFormSink(), plan.root, has_attributes=has_attributes)
    return document


def normal_value(text: str, simple: SimplePlan) -> Any:
    """Convert a text of a request to its value.

    Args:
        text: A valid text of the type, or a blank text.
        simple: Plan of the type.
    """
    bare = text.strip(XML_SPACE)
    if simple.takes_text:
        return text if bare or simple.takes_blank else ""
    if not bare:
        return ""
    value = simple.value(bare)
    if value is None:
        # The number is not in canonical form; it has, for example, a plus sign or leading zeros.
        number = Decimal(bare)
        value = simple.value(format(number or abs(number), "f"))
        if value is None and "." not in bare:
            # An integer with more digits than are otherwise read.
            value = int(number)
    return bare if value is None else value


class _NormalFormSink:
    """Sink of ``read_normal``: drops everything that is not in the schema, and converts texts to values."""

    takes_all_texts = True  # not every text type allows a blank text

    def attributes(self, element: etree._Element, path: str) -> None:
        """Drop the attributes."""

    def text_between(self, element: etree._Element, path: str) -> None:
        """Drop the text."""

    def unknown(self, child: etree._Element, plan: Plan, path: str, unknown_nodes: list[UnknownNode]) -> None:
        """Drop the node."""

    def repeated(
        self, child: etree._Element, element: ElementPlan, plan: Plan, path: str, unknown_nodes: list[UnknownNode]
    ) -> None:
        """Drop the node."""

    def nested(
        self,
        child: etree._Element,
        element: ElementPlan,  # noqa: ARG002 - signature of Sink
        plan: Plan,  # noqa: ARG002
        path: str,  # noqa: ARG002
        unknown_nodes: list[UnknownNode],  # noqa: ARG002
        index: int,  # noqa: ARG002
    ) -> str:
        return element_text(child)

    def value(self, text: str, element: ElementPlan, child: etree._Element, path: str, index: int) -> Any:  # noqa: ARG002
        return text if element.simple is None else normal_value(text, element.simple)

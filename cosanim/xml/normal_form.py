"""Requests in the normal form, in which a service works with them: numbers as numbers, nothing that is unknown.

A request may say the same in several ways: ``015`` and `` +15 `` are 15, and official clients send nodes that the
schema does not know.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from cosanim.xml.plans import plan_of
from cosanim.xml.reader import read, text_of
from cosanim.xml.simple_types import XML_SPACE

if TYPE_CHECKING:
    from lxml import etree

    from cosanim.schema import UnknownNode
    from cosanim.xml.plans import ElementPlan, Plan
    from cosanim.xml.simple_types import SimplePlan

Binding = TypeVar("Binding")


def read_normal(root: etree._Element, cls: type[Binding], *, has_attributes: bool) -> Binding:
    """Return the object that a request stands for, in the normal form.

    Args:
        root: The root of a request that breaks no rule of the schema, but for nodes that the schema does not know.
        cls: Class of the request.
        has_attributes: Whether any element of the document may have attributes.

    Returns:
        The object, without the nodes that the schema does not know. Blank values are ``""``, since replies repeat
        them.
    """
    plan = plan_of(cls)
    document: Binding = read(root, plan, _Normal(), plan.root, has_attributes=has_attributes)
    return document


def normal_value(text: str, simple: SimplePlan) -> Any:
    """Return the value that a text of a request means.

    Args:
        text: The text, which its type allows, or blank.
        simple: Plan of the type.
    """
    bare = text.strip(XML_SPACE)
    if simple.takes_text:
        return text if bare or simple.takes_blank else ""
    if not bare:
        return ""
    value = simple.value(bare)
    if value is None:
        # A number in another form than the one that it would be written in: with a plus sign, zeros before it.
        number = Decimal(bare)
        value = simple.value(format(number or abs(number), "f"))
    return bare if value is None else value


class _Normal:
    """Leaves out what a document holds beyond the schema, and makes values of texts."""

    takes_all_texts = True  # a blank text is no text, unless its type takes it

    def attributes(self, element: etree._Element, path: str) -> None:
        """Leave them out."""

    def text_between(self, element: etree._Element, path: str) -> None:
        """Leave it out."""

    def unknown(self, child: etree._Element, plan: Plan, path: str, kept: list[UnknownNode]) -> None:
        """Leave it out."""

    def repeated(
        self, child: etree._Element, element: ElementPlan, plan: Plan, path: str, kept: list[UnknownNode]
    ) -> None:
        """Leave it out."""

    def nested(
        self,
        child: etree._Element,
        element: ElementPlan,  # noqa: ARG002 - as the sink's
        plan: Plan,  # noqa: ARG002
        path: str,  # noqa: ARG002
        kept: list[UnknownNode],  # noqa: ARG002
        index: int,  # noqa: ARG002
    ) -> str:
        return text_of(child)

    def value(self, text: str, element: ElementPlan, child: etree._Element, path: str, index: int) -> Any:  # noqa: ARG002
        return text if element.simple is None else normal_value(text, element.simple)

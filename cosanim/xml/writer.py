"""The writer: objects of the bindings to XML, after their plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cosanim.xml.simple_types import UNCARRIABLE, text_of

if TYPE_CHECKING:
    from lxml import etree

    from cosanim.schema import UnknownNode
    from cosanim.xml.plans import ElementPlan, Plan, Tags

_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


class UnwritableError(Exception):
    """No XML text stands for a value."""


def write(document: object, plan: Plan) -> str:
    """Return an object as XML, without declaration and without white space between elements.

    Args:
        document: The object.
        plan: The plan of its class.

    Raises:
        UnwritableError: A value has no text, or one that XML cannot carry.
    """
    parts: list[str] = []
    _write_children(document, plan, parts, plan.tags)
    return "".join(parts)


def items_of(value: object, name: str) -> list[Any] | tuple[Any, ...]:
    """Return the members of an array.

    Args:
        value: Value of its field.
        name: Name of the element.

    Raises:
        UnwritableError: It is no list.
    """
    if not isinstance(value, list | tuple):
        raise UnwritableError(f"{name} is no list")
    return value


def written_text(value: object, name: str) -> str:
    """Return the text of an element without children, unescaped.

    Args:
        value: Its value.
        name: Its name.

    Raises:
        UnwritableError: No text stands for the value, or one that XML cannot carry.
    """
    text = text_of(value)
    if text is None or UNCARRIABLE.search(text):
        raise UnwritableError(name)
    return text


def _write_children(value: Any, plan: Plan, parts: list[str], tags: Tags) -> None:
    begin = len(parts)
    parts.append(tags.start)
    # Both are made from one list; comparing their lengths again would cost time for each object.
    for element, child in zip(plan.elements, plan.values(value)):  # noqa: B905
        if child is None:
            continue
        if element.array:
            for item in items_of(child, element.name):
                _write_element(item, element, parts)
        elif element.simple is None:
            _write_object(child, element, parts)
        else:
            parts.append(_simple_element(child, element))
    if plan.open:
        parts.extend(_unknown_text(unknown) for unknown in items_of(value.unknown, "unknown"))
    if len(parts) == begin + 1:
        parts[begin] = tags.empty
    else:
        parts.append(tags.end)


def _write_element(value: object, element: ElementPlan, parts: list[str]) -> None:
    if element.simple is None:
        _write_object(value, element, parts)
    else:
        parts.append(_simple_element(value, element))


def _write_object(value: object, element: ElementPlan, parts: list[str]) -> None:
    plan = element.complex
    if not isinstance(value, plan.cls):
        raise UnwritableError(element.name)
    _write_children(value, plan, parts, element.tags)


def _simple_element(value: object, element: ElementPlan) -> str:
    text = text_of(value)
    if text is None:
        raise UnwritableError(element.name)
    # Most texts are printable and stand as they are; a search by pattern costs several times as much.
    if not text.isprintable() or "&" in text or "<" in text or ">" in text:
        text = written_text(text, element.name).translate(_ESCAPES)
    start, end, empty = element.tags
    return f"{start}{text}{end}" if text else empty


def unknown_element(unknown: UnknownNode) -> etree._Element:
    """Return a node that the schema does not know as an element of its own.

    Raises:
        UnwritableError: A name or a text of it cannot stand in XML.
    """
    from lxml import etree  # late: few documents hold such a node

    try:
        element = etree.Element(unknown.name, dict(unknown.attributes))
        _fill(element, unknown)
    except (ValueError, TypeError, AttributeError) as error:
        raise UnwritableError(f"a node that the schema does not know: {error}") from None
    return element


def _unknown_text(unknown: UnknownNode) -> str:
    from lxml import etree

    return etree.tostring(unknown_element(unknown), encoding="unicode")


def _fill(element: etree._Element, unknown: UnknownNode) -> None:
    from lxml import etree

    element.text = unknown.text or None
    element.tail = unknown.tail or None
    for child in unknown.children:
        # Made in place: an element that is appended later can lose the namespaces of its attributes to its parent's.
        _fill(etree.SubElement(element, child.name, dict(child.attributes)), child)

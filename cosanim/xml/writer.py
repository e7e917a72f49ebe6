"""Writes objects of the bindings as XML, by their plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cosanim.xml.value_texts import INVALID_CHARACTER, value_text

if TYPE_CHECKING:
    from lxml import etree

    from cosanim.schema import UnknownNode
    from cosanim.xml.plans import ElementPlan, Plan, Tags

_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


class UnwritableError(Exception):
    """A value cannot be written as XML."""


def write(document: object, plan: Plan) -> str:
    """Write an object as XML, without declaration and without white space between elements.

    Args:
        document: The object.
        plan: The plan of its class.

    Raises:
        UnwritableError: A value cannot be converted to text, or contains characters that XML does not allow.
    """
    parts: list[str] = []
    _write_children(document, plan, parts, plan.tags)
    return "".join(parts)


def items_of(value: object, name: str) -> list[Any] | tuple[Any, ...]:
    """Return the members of an array.

    Args:
        value: Value of the array's field.
        name: Name of the element, for the error.

    Raises:
        UnwritableError: The value is not a list.
    """
    if not isinstance(value, list | tuple):
        raise UnwritableError(f"{name} is not a list")
    return value


def written_text(value: object, name: str) -> str:
    """Return the text of an element without children, unescaped.

    Args:
        value: The value of the element.
        name: The name of the element, for the error.

    Raises:
        UnwritableError: The value cannot be converted to text, or contains characters that XML does not allow.
    """
    text = value_text(value)
    if text is None or INVALID_CHARACTER.search(text):
        raise UnwritableError(name)
    return text


def _write_children(value: Any, plan: Plan, parts: list[str], tags: Tags) -> None:
    begin = len(parts)
    parts.append(tags.start)
    # Both sequences have one entry for each element. The strict mode of zip would make writing slower.
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
    text = value if type(value) is str else value_text(value)
    if text is None:
        raise UnwritableError(element.name)
    # Fast path for printable texts: the search for other characters takes several times as long.
    if not text.isprintable() or "&" in text or "<" in text or ">" in text:
        text = written_text(text, element.name).translate(_ESCAPES)
    tags = element.tags
    return f"{tags.start}{text}{tags.end}" if text else tags.empty


def unknown_element(unknown: UnknownNode) -> etree._Element:
    """Convert an ``UnknownNode`` to an XML element.

    Raises:
        UnwritableError: XML does not allow a name or a text of the node.
    """
    from lxml import etree  # imported on demand: few documents contain unknown nodes

    try:
        element = etree.Element(unknown.name, dict(unknown.attributes))
        _set_content(element, unknown)
    except (ValueError, TypeError, AttributeError) as error:
        raise UnwritableError(f"an unknown node: {error}") from None
    return element


def _unknown_text(unknown: UnknownNode) -> str:
    from lxml import etree

    return etree.tostring(unknown_element(unknown), encoding="unicode")


def _set_content(element: etree._Element, unknown: UnknownNode) -> None:
    from lxml import etree

    element.text = unknown.text or None
    element.tail = unknown.tail or None
    for child in unknown.children:
        # The child is created in its parent: appending a finished element can lose the namespaces of attributes.
        _set_content(etree.SubElement(element, child.name, dict(child.attributes)), child)

"""Other forms in which replies have a known node: another spelling of its name, or its texts in nodes of their own.

Which ones there are is data of the schema (``cosanim:spelling`` and ``cosanim:nested`` in its appinfo). They are read
like the node itself; what is written has the schema's own form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.leaves import XML_SPACE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim_bindings.structure import Node, Shape
    from lxml import etree


def nodes_by_tag(shape: Shape, element: etree._Element) -> Mapping[str, Node]:
    """Return the known nodes of an element by the names under which it has them.

    Args:
        shape: Schema of the element.
        element: The element. Where it has a node under its own name too, the other spelling is an unknown node.
    """
    if not shape.by_spelling:
        return shape.by_name
    tags = {child.tag for child in element}
    spelled = {tag: node for tag, node in shape.by_spelling.items() if tag in tags and node.name not in tags}
    return {**shape.by_name, **spelled} if spelled else shape.by_name


def elements_of(element: etree._Element, node: Node) -> list[etree._Element]:
    """Return the elements that each hold a value of a node: the element itself, or those nested in it.

    Args:
        element: An element of the node.
        node: Its schema.
    """
    if not node.nested or not len(element) or (element.text or "").strip(XML_SPACE):
        return [element]
    children = list(element)
    plain = all(
        child.tag in node.nested and not len(child) and not (child.tail or "").strip(XML_SPACE) for child in children
    )
    return children if plain else [element]

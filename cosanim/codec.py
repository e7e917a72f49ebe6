"""Objects of the bindings to XML and back.

Requests are written strictly, replies are read liberally: what a reply holds beyond the schema is kept and written
back, and a number only becomes one where writing it gives the same text again.
"""

from __future__ import annotations

import gc
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cosanim.errors import DecodeError, SchemaError
from cosanim.leaves import UNCARRIABLE, XML_SPACE, leaf_text, leaf_value
from cosanim.models import UnknownNode
from cosanim.parsing import REPLY_MAX_BYTES, drop_namespace, parse
from cosanim.spellings import elements_of, nodes_by_tag
from cosanim.straight import read_plain, write_plain
from cosanim.tables import shapes
from cosanim.validation import validate
from cosanim.violations import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosanim_bindings.structure import Node, Shape
    from lxml import etree

Binding = TypeVar("Binding")

# From here on the collector of cycles would look at what was read so far again and again.
_LARGE: Final = 256 * 1024
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


class OddValueWarning(UserWarning):
    """A reply holds something that the schema does not expect; it is kept as it is."""


def encode(document: object) -> bytes:
    """Write an object of the bindings as XML.

    Args:
        document: An object of any class of ``cosanim.models``.

    Returns:
        UTF-8 without declaration and without white space between elements, nodes in the order of the schema. The
        root is the element that an API declares with the class, else the name of the class.

    Raises:
        SchemaError: A value that no XML text stands for (rules ``characters`` and ``type``). Nothing else is
            checked here: that is what ``validate`` does.
        TypeError: The object is not of the bindings.
    """
    shape = shapes().get(type(document))
    if shape is None:
        raise TypeError(f"{type(document).__name__} is no class of cosanim.models")
    plain = write_plain(document, shape.root)
    return _encode_by_tables(document, shape) if plain is None else plain


def _encode_by_tables(document: object, shape: Shape) -> bytes:
    parts: list[str] = []
    try:
        _write_container(document, shape, shape.root, parts)
    except _UnwritableError as error:
        unwritable = [v for v in validate(document) if v.rule in {"characters", "type"}]
        unwritable = unwritable or [Violation(path=shape.root, rule="characters", message=str(error))]
        raise SchemaError(unwritable) from None
    return "".join(parts).encode()


def decode(
    data: bytes | bytearray | memoryview, cls: type[Binding], *, strict: bool = False, max_bytes: int = REPLY_MAX_BYTES
) -> Binding:
    """Read XML into an object of the bindings.

    Args:
        data: The document, UTF-8.
        cls: Class of the bindings that the document must hold.
        strict: Refuse odd values instead of warning of them. Blanks and the hyphen for "unset" are never odd.
        max_bytes: Size above which the document is not looked at.

    Returns:
        The object. Blank leaves are ``""``, absent ones ``None``, arrays always lists; nodes that the schema does
        not know are in ``unknown``. Of a reply, a namespace of the root is dropped, and old spellings that the
        schema lists (``TemplateID``, ``QueueID``) fill the fields of the nodes they stand for; ``encode`` writes
        the schema's names.

    Raises:
        DecodeError: Malformed or hostile XML, another root, a node that a request does not have, or (strict) odd
            values.
        TypeError: The class is not of the bindings, or the document is no bytes.

    Warns:
        OddValueWarning: Once for each odd value, with its path.
    """
    shape = shapes().get(cls)
    if shape is None:
        raise TypeError(f"{cls.__name__} is no class of cosanim.models")
    if not isinstance(data, bytes | bytearray | memoryview):
        raise TypeError(f"a document is bytes, not {type(data).__name__}")
    data = bytes(data)
    root = parse(data, max_bytes=max_bytes)
    if shape.open:
        drop_namespace(root)
    if root.tag != shape.root:
        hint = ": remove xmlns and prefixes" if str(root.tag).startswith("{") else ""
        raise DecodeError(
            f"the root is {root.tag!r}, but {cls.__name__} has the root {shape.root}{hint}", line=root.sourceline
        )
    odd: list[str] = []
    if len(data) < _LARGE:
        document: Binding = _read_document(data, root, cls, odd)
    else:
        with _collector_paused():
            document = _read_document(data, root, cls, odd)
    if odd and strict:
        raise DecodeError("; ".join(odd))
    for message in odd:
        warnings.warn(message, OddValueWarning, stacklevel=2)
    return document


def _read_document(data: bytes, root: etree._Element, cls: type[Any], odd: list[str]) -> Any:
    plain = read_plain(data, root, cls)
    return _read_container(root, cls, shapes()[cls].root, odd) if plain is None else plain


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep Python from looking for cycles; nothing that is read has any."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():
                # This moves all there is to the oldest generation, or the next object would have it all looked at.
                gc.freeze()
                gc.unfreeze()
            gc.enable()


class _UnwritableError(Exception):
    """No XML text stands for a value."""


def _write_container(value: Any, shape: Shape, name: str, parts: list[str]) -> None:
    start = len(parts)
    for node in shape.nodes:
        child = getattr(value, node.field)
        if child is None:
            continue
        if not node.array:
            _write_node(child, node, parts)
            continue
        for item in _items(child, node.name):
            _write_node(item, node, parts)
    if shape.open:
        parts.extend(_unknown_text(unknown) for unknown in _items(value.unknown, "unknown"))
    if len(parts) == start:
        parts.append(f"<{name}/>")
    else:
        parts.insert(start, f"<{name}>")
        parts.append(f"</{name}>")


def _items(value: object, name: str) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _UnwritableError(f"{name} is no list")
    return value


def _write_node(value: object, node: Node, parts: list[str]) -> None:
    if node.container is not None:
        if not isinstance(value, node.container):
            raise _UnwritableError(node.name)
        _write_container(value, shapes()[node.container], node.name, parts)
        return
    text = leaf_text(value)
    if text is None or UNCARRIABLE.search(text):
        raise _UnwritableError(node.name)
    parts.append(f"<{node.name}>{text.translate(_ESCAPES)}</{node.name}>" if text else f"<{node.name}/>")


def _unknown_text(unknown: UnknownNode) -> str:
    from lxml import etree

    try:
        element = etree.Element(unknown.name, dict(unknown.attributes))
        _fill_unknown(element, unknown)
        return etree.tostring(element, encoding="unicode")
    except (ValueError, TypeError, AttributeError) as error:
        raise _UnwritableError(f"a node that the schema does not know: {error}") from None


def _fill_unknown(element: etree._Element, unknown: UnknownNode) -> None:
    from lxml import etree

    element.text = unknown.text or None
    element.tail = unknown.tail or None
    for child in unknown.children:
        # Made in place: an element that is appended later can lose the namespaces of its attributes to its parent's.
        _fill_unknown(etree.SubElement(element, child.name, dict(child.attributes)), child)


def _read_container(element: etree._Element, cls: type[Any], path: str, odd: list[str]) -> Any:
    shape = shapes()[cls]
    values: dict[str, Any] = {node.field: [] if node.array else None for node in shape.nodes}
    unknown: list[UnknownNode] = []
    nodes = nodes_by_tag(shape, element)
    _note_surplus(element, path, odd)
    for child in element:
        if not isinstance(child.tag, str):
            raise DecodeError(f"{path} holds the entity {child.text}; none is ever read", line=child.sourceline)
        node = nodes.get(child.tag)
        child_path = f"{path}.{node.name if node else child.tag}"
        held = [child] if node is None else elements_of(child, node)
        misplaced = node is not None and any(_is_misplaced(one, node, values) for one in held)
        if node is not None and not misplaced:
            for one in held:
                _read_node(one, node, values, child_path, odd)
        elif not shape.open:
            what = "occurs more than once or holds nodes" if misplaced else f"is not a node of {path}"
            raise DecodeError(f"{child_path} {what}", line=child.sourceline)
        else:
            unknown.append(_read_unknown(child))
            if misplaced:
                odd.append(f"{child_path} occurs more than once or holds nodes; it is kept among the unknown nodes")
            continue
        if (child.tail or "").strip(XML_SPACE):
            odd.append(f"{path} holds text between its nodes; it is not kept")
    if shape.open:
        values["unknown"] = unknown
    return cls(**values)


def _note_surplus(element: etree._Element, path: str, odd: list[str]) -> None:
    """Note what a known node holds beyond its children and the bindings have no place for."""
    odd.extend(f"{path} has the attribute {name}; it is not kept" for name in element.attrib)
    if (element.text or "").strip(XML_SPACE):
        odd.append(f"{path} holds text between its nodes; it is not kept")


def _is_misplaced(element: etree._Element, node: Node, values: dict[str, Any]) -> bool:
    """Tell whether a known name stands where its field cannot take it: a second time, or a leaf with children."""
    return (not node.array and values[node.field] is not None) or (node.leaf is not None and len(element) > 0)


def _read_node(element: etree._Element, node: Node, values: dict[str, Any], path: str, odd: list[str]) -> None:
    if node.array:
        path = f"{path}[{len(values[node.field])}]"
    value: Any
    if node.leaf is not None:
        odd.extend(f"{path} has the attribute {name}; it is not kept" for name in element.attrib)
        text = element.text or ""
        value, is_odd = leaf_value(node.leaf, text)
        if is_odd:
            odd.append(f"{path} holds {text[:80]!r}, which is not what {node.leaf.name} expects; the text is kept")
    elif node.container is not None:
        value = _read_container(element, node.container, path, odd)
    if node.array:
        values[node.field].append(value)
    else:
        values[node.field] = value


def _read_unknown(element: etree._Element) -> UnknownNode:
    text, tail = element.text or "", element.tail or ""
    return UnknownNode(
        name=str(element.tag),
        text=text if text.strip(XML_SPACE) or not len(element) else "",
        attributes={str(name): str(value) for name, value in element.attrib.items()},
        children=[_read_unknown(child) for child in element],
        tail=tail if tail.strip(XML_SPACE) else "",
    )

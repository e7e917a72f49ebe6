"""Encodes objects of the bindings as XML, and decodes them.

``encode`` refuses values that XML cannot represent. ``decode`` accepts replies that violate the schema: it keeps
unknown nodes, which ``encode`` writes again, and it converts a text to a number only if ``encode`` would write the same
text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from cosanim.argument_hints import data_error
from cosanim.caller_warnings import warn_caller
from cosanim.errors import DecodeError, SchemaError
from cosanim.xml.parsing import REPLY_MAX_BYTES, drop_namespace, may_have_attributes, parse
from cosanim.xml.plans import plan_of, plan_of_object
from cosanim.xml.reader import path_of, read, unknown_node
from cosanim.xml.validation import validate
from cosanim.xml.value_texts import XML_SPACE
from cosanim.xml.violations import Violation
from cosanim.xml.writer import UnwritableError, write

if TYPE_CHECKING:
    from lxml import etree

    from cosanim.schema import UnknownNode
    from cosanim.xml.plans import ElementPlan, Plan

Binding = TypeVar("Binding")


class OddValueWarning(UserWarning):
    """A reply contains a value that the schema does not allow; the message says whether the value is kept."""


def encode(document: object) -> bytes:
    """Encode an object of the bindings as XML.

    Args:
        document: An object of any class of ``cosanim.models``.

    Returns:
        UTF-8 without declaration and without white space between elements, which are in schema order. The root is the
        element that an API declares for the class; if no API does, the name of the class.

    Raises:
        SchemaError: A value cannot be written as XML (rules ``characters`` and ``type``). ``validate`` checks the
            other rules.
        TypeError: The object is not of a class of the bindings.
    """
    plan = plan_of_object(document, "encode")
    try:
        return write(document, plan).encode()
    except UnwritableError as error:
        reason = str(error)
    raise unwritable_error(document, plan, reason)


def unwritable_error(document: object, plan: Plan, reason: str) -> SchemaError:
    """Return the error that lists every value of an object that cannot be written as XML.

    Args:
        document: The object.
        plan: The plan of its class.
        reason: The writer's message for the first of these values.
    """
    unwritable_values = [violation for violation in validate(document) if violation.rule in {"characters", "type"}]
    return SchemaError(unwritable_values or [Violation(path=plan.root, rule="characters", message=reason)])


def decode(
    data: bytes | bytearray | memoryview, cls: type[Binding], *, strict: bool = False, max_bytes: int = REPLY_MAX_BYTES
) -> Binding:
    """Decode XML to an object of the bindings.

    Args:
        data: The document, UTF-8.
        cls: Class of the bindings that the document represents.
        strict: Raise an error for odd values instead of a warning. A value is odd if the schema does not allow it,
            except a blank value and the hyphen that means "unset".
        max_bytes: Largest document that is parsed, in bytes.

    Returns:
        The object. Blank values are ``""``, absent values are ``None``, and arrays are always lists. Nodes that are not
        in the schema are in ``unknown``. In replies, the namespace of the root is removed. A node with an old spelling
        that the schema lists (``TemplateID``, ``QueueID``) is decoded to the field of the current name, and ``encode``
        writes the current name.

    Raises:
        DecodeError: The XML is malformed, too large, or has a DTD or another root; a request contains an unknown node;
            or there are odd values and ``strict`` is set.
        TypeError: The class is not one of the bindings, or the document is not bytes.

    Warns:
        OddValueWarning: Once for each odd value, with its path.
    """
    odd: list[str] = []
    document = decode_leniently(data, cls, odd, max_bytes=max_bytes)
    warn_of_odd_values(odd, strict=strict)
    return document


def decode_leniently(
    data: bytes | bytearray | memoryview, cls: type[Binding], odd: list[str], *, max_bytes: int = REPLY_MAX_BYTES
) -> Binding:
    """Decode XML as ``decode`` does, but leave the warnings about odd values to the caller.

    Args:
        data: As for ``decode``.
        cls: As for ``decode``.
        odd: A message for each odd value is appended to this list. Pass it to ``warn_of_odd_values``.
        max_bytes: As for ``decode``.

    Raises:
        DecodeError: As for ``decode``.
        TypeError: As for ``decode``.
    """
    plan = plan_of(cls)
    if not isinstance(data, bytes | bytearray | memoryview):
        raise data_error(data)
    data = bytes(data)
    root = parse(data, max_bytes=max_bytes)
    if plan.open:
        drop_namespace(root)
    return decode_element(root, cls, odd, has_attributes=may_have_attributes(data))


def decode_element(root: etree._Element, cls: type[Binding], odd: list[str], *, has_attributes: bool) -> Binding:
    """Decode the root of a document to an object, with its unknown nodes.

    Args:
        root: The root, without a namespace.
        cls: Class of the bindings that the root represents.
        odd: A message for each odd value is appended to this list. Pass it to ``warn_of_odd_values``.
        has_attributes: Whether any element may have attributes. False saves the time of checking for them.

    Raises:
        DecodeError: The root has another name, or a request contains an unknown node.
    """
    plan = plan_of(cls)
    if root.tag != plan.root:
        hint = ": remove xmlns and prefixes" if str(root.tag).startswith("{") else ""
        raise DecodeError(
            f"the root is {root.tag!r}, but {cls.__name__} has the root {plan.root}{hint}", line=root.sourceline
        )
    document: Binding = read(root, plan, _DecodeSink(odd), plan.root, has_attributes=has_attributes)
    return document


def warn_of_odd_values(odd: list[str], *, strict: bool = False) -> None:
    """Issue a warning for each odd value at the line of the caller's code, or raise one error for all of them.

    Args:
        odd: Messages of odd values, from ``decode_element``.
        strict: Whether to raise an error.

    Raises:
        DecodeError: There are odd values, and ``strict`` is set.
    """
    if odd and strict:
        raise DecodeError("; ".join(odd))
    for message in odd:
        warn_caller(message, OddValueWarning)


class _DecodeSink:
    """Sink of ``decode``: keeps unknown nodes, and records a message for each odd value."""

    takes_all_texts = False

    def __init__(self, odd: list[str]) -> None:
        self._odd = odd

    def attributes(self, element: etree._Element, path: str) -> None:
        self._odd.extend(f"{path} has the attribute {name}; it is not kept" for name in element.attrib)

    def text_between(self, element: etree._Element, path: str) -> None:  # noqa: ARG002 - signature of Sink
        self._odd.append(f"{path} holds text between its nodes; it is not kept")

    def unknown(self, child: etree._Element, plan: Plan, path: str, unknown_nodes: list[UnknownNode]) -> None:
        if not isinstance(child.tag, str):
            raise DecodeError(f"{path} holds the entity {child.text}; entities are not read", line=child.sourceline)
        if not plan.open:
            raise DecodeError(f"{path}.{child.tag} is not a node of {path}", line=child.sourceline)
        unknown_nodes.append(unknown_node(child))

    def repeated(
        self, child: etree._Element, element: ElementPlan, plan: Plan, path: str, unknown_nodes: list[UnknownNode]
    ) -> None:
        self._keep_as_unknown(child, plan, f"{path}.{element.name} occurs more than once", unknown_nodes)

    def nested(
        self,
        child: etree._Element,
        element: ElementPlan,
        plan: Plan,
        path: str,
        unknown_nodes: list[UnknownNode],
        index: int,
    ) -> None:
        where = path_of(path, element, index)
        self._keep_as_unknown(child, plan, f"{where} holds nodes instead of a text", unknown_nodes)

    def value(self, text: str, element: ElementPlan, child: etree._Element, path: str, index: int) -> Any:  # noqa: ARG002
        if element.simple is not None and text.strip(XML_SPACE) and text != "-":
            where, name = path_of(path, element, index), element.simple.name
            self._odd.append(f"{where} holds {text[:80]!r}, which is not a value of the type {name}; the text is kept")
        return text

    def _keep_as_unknown(
        self, child: etree._Element, plan: Plan, message: str, unknown_nodes: list[UnknownNode]
    ) -> None:
        """Keep a child among the unknown nodes and record a message; raise a DecodeError in requests."""
        if not plan.open:
            raise DecodeError(message, line=child.sourceline)
        unknown_nodes.append(unknown_node(child))
        self._odd.append(f"{message}; it is kept among the unknown nodes")

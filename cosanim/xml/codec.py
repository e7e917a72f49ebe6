"""Encodes objects of the bindings as XML, and decodes them.

Requests are encoded strictly, replies decoded leniently: nodes that are not in the schema are kept and encoded again,
and a text is converted to a number only if encoding the number gives the same text.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, TypeVar

from cosanim.errors import DecodeError, SchemaError
from cosanim.xml.parsing import REPLY_MAX_BYTES, drop_namespace, may_have_attributes, parse
from cosanim.xml.plans import plan_of
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
    """A reply contains something that the schema does not allow; the message says whether it is kept."""


def encode(document: object) -> bytes:
    """Encode an object of the bindings as XML.

    Args:
        document: An object of any class of ``cosanim.models``.

    Returns:
        UTF-8 without declaration and without white space between elements, in schema order. The root is the element
        that an API declares for the class, otherwise the name of the class.

    Raises:
        SchemaError: A value cannot be written as XML (rules ``characters`` and ``type``). Use ``validate`` to
            check all other rules.
        TypeError: The object is not of a class of the bindings.
    """
    plan = plan_of(type(document))
    try:
        return write(document, plan).encode()
    except UnwritableError as error:
        reason = str(error)
    raise unwritable(document, plan, reason)


def unwritable(document: object, plan: Plan, reason: str) -> SchemaError:
    """Return the error that lists every value of an object that cannot be written as XML.

    Args:
        document: The object.
        plan: The plan of its class.
        reason: The writer's message for the first one.
    """
    found = [violation for violation in validate(document) if violation.rule in {"characters", "type"}]
    return SchemaError(found or [Violation(path=plan.root, rule="characters", message=reason)])


def decode(
    data: bytes | bytearray | memoryview, cls: type[Binding], *, strict: bool = False, max_bytes: int = REPLY_MAX_BYTES
) -> Binding:
    """Decode XML to an object of the bindings.

    Args:
        data: The document, UTF-8.
        cls: Class of the bindings that the document represents.
        strict: Raise an error for odd values (those that the schema does not allow) instead of a warning. Blank values
            and the hyphen for "unset" are not odd.
        max_bytes: Largest document that is parsed.

    Returns:
        The object. Blank values are ``""``, absent ones ``None``, arrays always lists; nodes that are not in the schema
        are in ``unknown``. In replies, the namespace of the root is removed, and old spellings that the schema lists
        (``TemplateID``, ``QueueID``) are decoded to the fields of the current names, which ``encode`` writes.

    Raises:
        DecodeError: The XML is malformed or hostile, or has another root; a request contains an unknown node; or, with
            ``strict``, there are odd values.
        TypeError: The class is not one of the bindings, or the document is not bytes.

    Warns:
        OddValueWarning: Once for each odd value, with its path.
    """
    plan = plan_of(cls)
    if not isinstance(data, bytes | bytearray | memoryview):
        raise TypeError(f"a document is bytes, not {type(data).__name__}")
    data = bytes(data)
    root = parse(data, max_bytes=max_bytes)
    if plan.open:
        drop_namespace(root)
    odd: list[str] = []
    document: Binding = decode_element(root, cls, odd, has_attributes=may_have_attributes(data))
    warn_of_odd(odd, strict=strict, stacklevel=3)
    return document


def decode_element(root: etree._Element, cls: type[Binding], odd: list[str], *, has_attributes: bool) -> Binding:
    """Decode the root of a document to an object, with its unknown nodes.

    Args:
        root: The root; for a reply, after its namespace was removed.
        cls: Class of the bindings that it represents.
        odd: Descriptions of odd values are added here, for ``warn_of_odd``.
        has_attributes: Whether any element may have attributes; if not, they are not checked, which saves time.

    Raises:
        DecodeError: The root is another one, or a request contains an unknown node.
    """
    plan = plan_of(cls)
    if root.tag != plan.root:
        hint = ": remove xmlns and prefixes" if str(root.tag).startswith("{") else ""
        raise DecodeError(
            f"the root is {root.tag!r}, but {cls.__name__} has the root {plan.root}{hint}", line=root.sourceline
        )
    document: Binding = read(root, plan, _Keeping(odd), plan.root, has_attributes=has_attributes)
    return document


def warn_of_odd(odd: list[str], *, strict: bool, stacklevel: int) -> None:
    """Issue a warning for each odd value, or raise an error for all.

    Args:
        odd: Descriptions of odd values.
        strict: Whether to raise an error.
        stacklevel: As for ``warnings.warn``.

    Raises:
        DecodeError: There are odd values, and ``strict`` is set.
    """
    if odd and strict:
        raise DecodeError("; ".join(odd))
    for message in odd:
        warnings.warn(message, OddValueWarning, stacklevel=stacklevel)


class _Keeping:
    """Sink of ``decode``: keeps unknown nodes, and records what cannot be kept."""

    takes_all_texts = False

    def __init__(self, odd: list[str]) -> None:
        self._odd = odd

    def attributes(self, element: etree._Element, path: str) -> None:
        self._odd.extend(f"{path} has the attribute {name}; it is not kept" for name in element.attrib)

    def text_between(self, element: etree._Element, path: str) -> None:  # noqa: ARG002 - as the sink's
        self._odd.append(f"{path} holds text between its nodes; it is not kept")

    def unknown(self, child: etree._Element, plan: Plan, path: str, kept: list[UnknownNode]) -> None:
        if not isinstance(child.tag, str):
            raise DecodeError(f"{path} holds the entity {child.text}; none is ever read", line=child.sourceline)
        if not plan.open:
            raise DecodeError(f"{path}.{child.tag} is not a node of {path}", line=child.sourceline)
        kept.append(unknown_node(child))

    def repeated(
        self, child: etree._Element, element: ElementPlan, plan: Plan, path: str, kept: list[UnknownNode]
    ) -> None:
        what = f"{path}.{element.name} occurs more than once or holds nodes"
        if not plan.open:
            raise DecodeError(what, line=child.sourceline)
        kept.append(unknown_node(child))
        self._odd.append(f"{what}; it is kept among the unknown nodes")

    def nested(
        self,
        child: etree._Element,
        element: ElementPlan,
        plan: Plan,
        path: str,
        kept: list[UnknownNode],
        index: int,  # noqa: ARG002
    ) -> None:
        self.repeated(child, element, plan, path, kept)

    def value(self, text: str, element: ElementPlan, child: etree._Element, path: str, index: int) -> Any:  # noqa: ARG002
        simple = element.simple
        value = None if simple is None else simple.value(text)
        if value is not None:
            return value
        if simple is not None and not simple.is_text and text.strip(XML_SPACE) and text != "-":
            where = path_of(path, element, index)
            self._odd.append(f"{where} holds {text[:80]!r}, which is not what {simple.name} expects; the text is kept")
        return text

"""Converts objects of the bindings to and from the service's JSON form, which callbacks and exported templates use.

Names are the same as in XML, every value is a JSON string, and empty nodes are left out. A list with one member is
written as that member. The reader also accepts such a list, and JSON numbers. Unknown nodes are kept, as in XML.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from lxml import etree

from cosanim.errors import DecodeError
from cosanim.xml.codec import decode_element, unwritable_error, warn_of_odd_values
from cosanim.xml.plans import plan_of
from cosanim.xml.writer import UnwritableError, items_of, unknown_element, written_text

if TYPE_CHECKING:
    from cosanim.xml.plans import Plan

Binding = TypeVar("Binding")

JSON_MAX_BYTES: Final = 4 * 1024 * 1024
# The service writes these nodes as a list even if the list has one member.
_LISTS: Final = frozenset({"CosHeaders"})
_MAX_DEPTH: Final = 64
"""Largest nesting depth of JSON that is read; documents of the schema have at most ten levels."""


def to_json(document: object) -> Any:
    """Convert an object of the bindings to the service's JSON form.

    Args:
        document: An object of any class of ``cosanim.models``.

    Returns:
        A dictionary of dictionaries, lists and texts. The name of the root is not in it.

    Raises:
        SchemaError: A value cannot be written as text.
    """
    plan = plan_of(type(document))
    try:
        return _value_of(document, plan) or {}
    except UnwritableError as error:
        reason = str(error)
    raise unwritable_error(document, plan, reason)


def from_json(value: object, cls: type[Binding], *, strict: bool = False) -> Binding:
    """Convert a JSON value to an object of the bindings.

    Args:
        value: The parsed JSON. ``load_json`` keeps all digits of numbers.
        cls: Class of the bindings.
        strict: Raise an error for odd values instead of a warning.

    Raises:
        DecodeError: The value is not a JSON object, or contains characters or names that XML does not allow.
    """
    if not isinstance(value, dict):
        raise DecodeError(f"a JSON object is expected, not {type(value).__name__}")
    root = etree.Element(plan_of(cls).root)
    _append_children(root, value, depth=1)
    odd: list[str] = []
    document = decode_element(root, cls, odd, has_attributes=False)
    warn_of_odd_values(odd, strict=strict, stacklevel=3)
    return document


def load_json(data: bytes | str) -> Any:
    """Parse untrusted JSON; numbers become texts, so that no digit is lost.

    Raises:
        DecodeError: The data is not JSON, larger than 4 MiB or nested too deeply, or one object has a name twice.
    """
    if len(data) > JSON_MAX_BYTES:
        raise DecodeError(f"the JSON has {len(data)} bytes; at most {JSON_MAX_BYTES} are read")
    try:
        return json.loads(
            data, parse_int=str, parse_float=str, parse_constant=_reject_constant, object_pairs_hook=_reject_duplicates
        )
    except UnicodeDecodeError as error:
        raise DecodeError(f"the JSON is not UTF-8: {error.reason}") from None
    except RecursionError:
        raise DecodeError("the JSON is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise DecodeError(f"the document is not JSON: {error.msg}", line=error.lineno) from None


def _reject_constant(name: str) -> NoReturn:
    raise DecodeError(f"the document is not JSON: {name} is not a number")


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Parsers differ in which of two members with the same name they use.
    names = dict(pairs)
    if len(names) < len(pairs):
        duplicate = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise DecodeError(f"the JSON has {duplicate[:80]!r} twice in one object")
    return names


def _value_of(document: Any, plan: Plan) -> Any:
    names: dict[str, list[Any]] = {}
    for element, child in zip(plan.elements, plan.values(document), strict=True):
        if child is None:
            continue
        for item in items_of(child, element.name) if element.array else (child,):
            if element.simple is not None:
                value: Any = written_text(item, element.name) or None
            elif isinstance(item, element.complex.cls):
                value = _value_of(item, element.complex)
            else:
                raise UnwritableError(element.name)
            if value is not None:
                names.setdefault(element.name, []).append(value)
    if plan.open:
        for unknown in items_of(document.unknown, "unknown"):
            if (value := _value_of_unknown(unknown_element(unknown))) is not None:
                names.setdefault(unknown.name, []).append(value)
    return _object(names)


def _value_of_unknown(element: etree._Element) -> Any:
    if not len(element):
        return element.text
    names: dict[str, list[Any]] = {}
    for child in element:
        if (value := _value_of_unknown(child)) is not None:
            names.setdefault(str(child.tag), []).append(value)
    return _object(names)


def _object(names: dict[str, list[Any]]) -> dict[str, Any] | None:
    if not names:
        return None
    return {name: values if len(values) > 1 or name in _LISTS else values[0] for name, values in names.items()}


def _append_children(element: etree._Element, value: dict[str, Any], *, depth: int) -> None:
    """Append the members of a JSON object to an element as children."""
    if depth > _MAX_DEPTH:
        raise DecodeError(f"the JSON is nested too deeply: more than {_MAX_DEPTH} levels")
    for name, items in value.items():
        for item in items if isinstance(items, list) else [items]:
            if item is None:
                continue
            try:
                child = etree.SubElement(element, name)
                if isinstance(item, dict):
                    _append_children(child, item, depth=depth + 1)
                elif isinstance(item, list):
                    raise DecodeError(f"{name} is a list of lists, which no document contains")
                else:
                    child.text = str(item).lower() if isinstance(item, bool) else str(item)
            except ValueError as error:
                raise DecodeError(f"{name[:80]!r} is not allowed in XML: {error}") from None

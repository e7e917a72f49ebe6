"""Converts objects of the bindings to and from the service's JSON form, which callbacks and exported templates use.

Names are the same as in XML, every value is a JSON string, and empty nodes are left out. A list with one member is
written as that member. The reader also accepts such a list, and JSON numbers. Unknown nodes are kept, as in XML.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final, NoReturn, TypeVar

from cosanim.errors import DecodeError
from cosanim.xml.codec import decode_element, warn_of_odd_values
from cosanim.xml.mappings import Tree, mapping_of
from cosanim.xml.plans import plan_of

Binding = TypeVar("Binding")

JSON_MAX_BYTES: Final = 4 * 1024 * 1024


def to_json(document: object) -> Any:
    """Convert an object of the bindings to the service's JSON form.

    Args:
        document: An object of any class of ``cosanim.models``.

    Returns:
        A dictionary of dictionaries, lists and texts. The name of the root is not in it.

    Raises:
        SchemaError: A value cannot be written as text.
    """
    return mapping_of(document, arrays_as_lists=False, function="to_json")


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
    tree = Tree(plan_of(cls).root, value, blank_is_absent=False)
    for problem in tree.problems:
        raise DecodeError(f"the JSON is no document: {problem.name or problem.element.tag!s} {problem.message}")
    odd: list[str] = []
    document = decode_element(tree.root, cls, odd, has_attributes=False)
    warn_of_odd_values(odd, strict=strict)
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

"""Names of fields: exceptions from the snake_case rule, fields that are not XML nodes, and reserved names."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING, Final

from xsdata.utils import text

if TYPE_CHECKING:
    from collections.abc import Iterable

FIELD_RENAMES: Final = {
    "Object": "object_key",
    "ObjectName": "object_name",
    "CallBack": "callback",
    "CallBackFormat": "callback_format",
    "CallBackType": "callback_type",
    "CallBackMqConfig": "callback_mq_config",
    "HasBFrame": "has_b_frame",
    "QueueID": "queue_id_upper",  # the same request has QueueId
}

UNKNOWN_FIELD: Final = "unknown"
REQUEST_ID_FIELD: Final = "request_id"

# Classes that client methods return and that have no node for the request id.
WITH_REQUEST_ID: Final = frozenset({"BatchDetail", "JobDetail", "MediaBucket", "QueueDetail", "TemplateDetail"})


# Names that generated modules use; a field or class with such a name would replace them.
RESERVED_FIELDS: Final = frozenset(
    {"dataclass", "field", "list", "equal_fields", "no_such_choice", "short_repr", *keyword.kwlist}
)
RESERVED_TYPES: Final = frozenset({"ComplexTypes", "Decimal", "StrEnum", "UnknownNode", "False", "None", "True"})

_TYPE: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_RULE: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def field_clash(nodes: Iterable[str], others: Iterable[str]) -> str | None:
    """Return a message if two nodes of a class would have the same field, or one a reserved name; otherwise None.

    Args:
        nodes: Names of the nodes.
        others: Fields of the class that are not nodes.
    """
    taken = dict.fromkeys(others, "the class itself")
    for node in nodes:
        name = field_name(node)
        if name in RESERVED_FIELDS or not name.isidentifier():
            return f"{node} cannot have the field {name}; add a rename to tools/generator/names.py"
        if name in taken:
            return f"{node} would share the field {name} with {taken[name]}; add a rename to tools/generator/names.py"
        taken[name] = node
    return None


def is_type_name(name: str) -> bool:
    """Return whether a type of the spec may have this name, which is also the name of its class."""
    return _TYPE.fullmatch(name) is not None and name not in RESERVED_TYPES


def is_rule_name(rule: str) -> bool:
    """Return whether an assert or a warning rule may have this id."""
    return _RULE.fullmatch(rule) is not None


def field_name(node: str) -> str:
    """Return the name of the Python field of a node.

    Args:
        node: The node's name in XML.
    """
    return FIELD_RENAMES.get(node) or text.snake_case(node)

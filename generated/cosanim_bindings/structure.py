# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""The records in which the generated tables describe the bindings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A simple type: what text it takes and what Python value stands for it.

    Attributes:
        name: Name of the XSD type.
        kinds: Python types of the value, tried in this order; str takes any text.
        enumeration: The only texts allowed, if there are such.
        patterns: Regular expressions that must all match the whole text.
        min_inclusive: Smallest number allowed.
        min_exclusive: Number that the value must be above.
        max_inclusive: Largest number allowed.
        max_exclusive: Number that the value must be below.
        min_length: Least number of characters.
        max_length: Greatest number of characters.
        fraction_digits: Greatest number of digits after the decimal point.
    """

    name: str
    kinds: tuple[type, ...]
    enumeration: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    min_inclusive: int | Decimal | None = None
    min_exclusive: int | Decimal | None = None
    max_inclusive: int | Decimal | None = None
    max_exclusive: int | Decimal | None = None
    min_length: int | None = None
    max_length: int | None = None
    fraction_digits: int | None = None

    @property
    def takes_blank(self) -> bool:
        """Whether the empty text is a value of this type."""
        return (
            str in self.kinds
            and not self.min_length
            and (not self.enumeration or "" in self.enumeration)
            and all(pattern.fullmatch("") for pattern in self.patterns)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A child node of a class.

    Attributes:
        name: Name on the wire.
        field: Field of the dataclass.
        leaf: Type of its text, for a leaf.
        container: Class of its content, for a container.
        array: Whether it may occur more than once.
        required: Whether it must occur.
        spellings: Other names under which replies may have it, where the name itself does not occur.
        nested: Names of nodes that may stand inside it, each around one of its texts.
    """

    name: str
    field: str
    leaf: Leaf | None = None
    container: type[Any] | None = None
    array: bool = False
    required: bool = False
    spellings: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule over several nodes of a class.

    Attributes:
        id: Name of the rule.
        severity: error for an assert of the XSD, warning for advice.
        message: What is wrong and what to do.
        holds: Whether an object of the class keeps the rule.
    """

    id: str
    severity: Literal["error", "warning"]
    message: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A class of the bindings as the schema describes it.

    Attributes:
        name: Name of the XSD type and of the class.
        root: Name of the element when an object of the class is written by itself.
        nodes: Child nodes in the order in which they are written.
        rules: Rules over the child nodes.
        open: Whether other nodes may occur; they are kept in the field ``unknown``.
        by_name: The child nodes by their names on the wire.
        by_spelling: The child nodes by their other spellings.
    """

    name: str
    root: str
    nodes: tuple[Node, ...]
    rules: tuple[Rule, ...] = ()
    open: bool
    by_name: dict[str, Node]
    by_spelling: dict[str, Node]


def shape(
    name: str, *nodes: Node, root: str | None = None, rules: tuple[Rule, ...] = (), is_open: bool = False
) -> Shape:
    """Return the shape of a class; the generated tables are calls of this."""
    return Shape(
        name=name,
        root=root or name,
        nodes=nodes,
        rules=rules,
        open=is_open,
        by_name={node.name: node for node in nodes},
        by_spelling={spelling: node for node in nodes for spelling in node.spellings},
    )

"""The repr, the equality and the errors that all generated classes share, and the class of unknown nodes."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


def short_repr(document: object) -> str:
    """Return the repr of an object of the bindings, without the fields that hold nothing.

    Nothing is None, blank text, an object of the bindings that itself has nothing to show, and a list of nothing else.

    Args:
        document: An object of a generated class, or of a dataclass derived from one.
    """
    shown = ", ".join(f"{name}={value!r}" for name, value in _values(document) if not _is_empty(value))
    return f"{type(document).__name__}({shown})"


def _values(document: object) -> list[tuple[str, object]]:
    """Return names and values of the fields that a repr shows."""
    names = [item.name for item in fields(document) if item.repr]  # type: ignore[arg-type]
    return [(name, getattr(document, name, None)) for name in names]


def _is_empty(value: object) -> bool:
    if value is None or isinstance(value, str):
        return not value
    if isinstance(value, list):
        return all(map(_is_empty, value))
    is_document = type(value).__repr__ is short_repr
    return is_document and all(_is_empty(inner) for _, inner in _values(value))


def equal_fields(document: object, other: object) -> bool:
    """Return whether two objects of the same class have the same values: the ``__eq__`` of the bindings.

    All bindings share this function, since ``dataclass`` would compile one per class at import.

    Args:
        document: An object of a generated class.
        other: Anything.
    """
    if type(other) is not type(document):
        return NotImplemented  # type: ignore[no-any-return]  # as in every __eq__: Python then tries the other operand
    names = [item.name for item in fields(document) if item.compare]  # type: ignore[arg-type]
    return [getattr(document, name) for name in names] == [getattr(other, name) for name in names]


def no_such_choice(cls: type[Any], value: object) -> None:
    """Raise the error for a value that an enumeration does not have: the ``_missing_`` of all enumerations.

    Args:
        cls: The enumeration.
        value: The value.

    Raises:
        ValueError: Always; the message names the choices, and the one that is meant.
    """
    from cosanim.close_match import close_match  # on demand: valid values never need it

    choices = [str(choice.value) for choice in cls]
    close = close_match(value, choices) if isinstance(value, str) else None
    question = "" if close is None else f": did you mean {close!r}?"
    raise ValueError(f"{value!r:.80} is not a valid {cls.__name__}, which is one of {', '.join(choices)}{question}")


@dataclass(slots=True, kw_only=True)
class UnknownNode:
    """A node of a reply that is not in the schema; it is kept and written back.

    Attributes:
        name: Name of the node; ``{namespace}name`` where it has a namespace.
        text: Text before the first child.
        attributes: Attributes by name.
        children: Nodes inside.
        tail: Text between the end of the node and the next one.
    """

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[UnknownNode] = field(default_factory=list)
    tail: str = ""

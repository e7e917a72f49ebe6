"""Calls of the codec and their results: a mutant is killed by a call that has another result."""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cosanim.xml.codec import decode, encode
from cosanim.xml.json_form import from_json, to_json
from cosanim.xml.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Question:
    """An object or a document that the codec is asked about.

    Attributes:
        what: What it is about.
        value: An object of the bindings, or the bytes of a document with the class that it is read into.
        api: The API that the document belongs to; empty where it belongs to none.
        types: Names of the complex types in it.
    """

    what: str
    value: Any
    api: str
    types: frozenset[str]


def about(what: str, value: Any, api: str = "") -> Question:
    """Return the question about a value, with the types in it."""
    return Question(what, value, api, frozenset(_types_in(value)))


def _types_in(value: Any) -> Iterator[str]:
    if isinstance(value, tuple | list):
        for member in value:
            yield from _types_in(member)
    elif isinstance(value, type):
        yield value.__name__
    elif hasattr(value, "__dataclass_fields__"):
        yield type(value).__name__
        for name in value.__dataclass_fields__:
            yield from _types_in(getattr(value, name))


def answers(question: Question) -> list[Any]:
    """Return all that is said to a question: values, errors and warnings."""
    value = question.value
    if isinstance(value, tuple):
        return _answers_on_bytes(*value, question.api)
    said = [_said_by(lambda: validate(value)), _said_by(lambda: encode(value)), _said_by(lambda: to_json(value))]
    with contextlib.suppress(Exception):
        form, cls = to_json(value), type(value)
        said.append(_said_by(lambda: from_json(form, cls)))
    with contextlib.suppress(Exception):
        said += _answers_on_bytes(encode(value), type(value), question.api)
    return said


def _answers_on_bytes(document: bytes, cls: type[Any], api: str) -> list[Any]:
    said = [_said_by(lambda: decode(document, cls)), _said_by(lambda: decode(document, cls, strict=True))]
    return [*said, _said_by(lambda: validate(document, api=api))] if api else said


def _said_by(function: Callable[[], object]) -> tuple[str, ...]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            said = repr(function())
        except Exception as error:  # noqa: BLE001 - an error is an answer as well
            said = f"{type(error).__name__}: {error}"
    return (said, *(str(warning.message) for warning in caught))

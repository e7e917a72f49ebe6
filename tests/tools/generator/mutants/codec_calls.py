"""Calls the codec; a mutant is killed if a result differs from that of the unchanged code."""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cosanim.xml.codec import decode, encode
from cosanim.xml.dict_form import from_dict, to_dict
from cosanim.xml.json_form import from_json, to_json
from cosanim.xml.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class CodecInput:
    """An object or a document with which the codec is called.

    Attributes:
        what: A description.
        value: An object of the bindings, or the bytes of a document with the class that it is read into.
        api: The API of the document; "" if it has none.
        types: Names of the complex types in the value.
    """

    what: str
    value: Any
    api: str
    types: frozenset[str]


def codec_input(what: str, value: Any, api: str = "") -> CodecInput:
    """Return the input for a value, with the names of its complex types."""
    return CodecInput(what, value, api, frozenset(_types_in(value)))


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


def results_of(one: CodecInput) -> list[Any]:
    """Return the results of all calls with an input: values, errors and warnings."""
    value = one.value
    if isinstance(value, tuple):
        return _results_for_bytes(*value, one.api)
    results = [
        _result_of(lambda: validate(value)),
        _result_of(lambda: encode(value)),
        _result_of(lambda: to_json(value)),
        _result_of(lambda: to_dict(value)),
    ]
    with contextlib.suppress(Exception):
        form, cls = to_json(value), type(value)
        results.append(_result_of(lambda: from_json(form, cls)))
        results.append(_result_of(lambda: from_dict(cls, form)))
    with contextlib.suppress(Exception):
        results += _results_for_bytes(encode(value), type(value), one.api)
    return results


def _results_for_bytes(document: bytes, cls: type[Any], api: str) -> list[Any]:
    results = [_result_of(lambda: decode(document, cls)), _result_of(lambda: decode(document, cls, strict=True))]
    return [*results, _result_of(lambda: validate(document, api=api))] if api else results


def _result_of(function: Callable[[], object]) -> tuple[str, ...]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = repr(function())
        except Exception as error:  # noqa: BLE001 - an error is a result as well
            result = f"{type(error).__name__}: {error}"
    return (result, *(str(warning.message) for warning in caught))

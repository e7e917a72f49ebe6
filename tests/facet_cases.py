"""Test cases for each facet of the simple types: a text that violates only this facet, and a text on its boundary."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from tests.strategies import CLOSED_TYPES, builtin_of, children_of, class_of, facets_of, field_of, repair

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLES = (
    *("1", "128", "true", "test-1250000000", "ap-chongqing", "no", "output/out.${ext}"),
    *("2022-06-27T15:23:10+0800", "All", "TaskFinish", "https://example.com/"),
)

# Simple type to a text that violates only its pattern, and an unusual text that matches the pattern.
_PATTERN_CASES: Final = {
    "BucketName": ("test-", "0-0"),
    "RegionName": ("ap-", "a"),
    "Identifier": ("t.1", "-"),
    "UserData": ("\x7f", " ~"),
    "CallBackUrl": ("http:///x", "hTTps://x"),
    "OutputObjectKey": ("a/$${name}.gif", "$name${eXt}$$"),
    "Flag": ("1", "true"),
    "TimeStamp": ("2022-06-27T15:23:10+08:00", "0000-00-00T00:00:00-0000"),
    "JobStates": ("All,Failed", "Cancel,Cancel"),
    "Identifiers": ("a,", "-,_"),
    "ListedTag": ("A1", "a"),
    "ListedQueueType": ("A1", "a"),
    "TemplateName": ("a b", "*\u3400\u9fff_-9"),
    "RegionNames": ("ap-beijing;ap-shanghai", "a,b-"),
    "BucketNames": ("Test-1", "-,0"),
    "BatchName": ("a*b", "_\u3400\u9fff-9"),
    "BatchOutputKey": ("a/$${InventoryTriggerJob}.gif", "${inventorytriggerjobID}$"),
}


@dataclass(frozen=True)
class FacetCase:
    """A constraint on an element of a closed type, with a text that violates only it and a text on its boundary."""

    type_name: str
    child: str
    facet: str
    rule: str
    invalid: str
    boundary: str

    def __str__(self) -> str:
        """Return the id of the test."""
        return f"{self.type_name}.{self.child}-{self.facet}"


def sample(type_: Any) -> str:
    """Return a valid text for a simple type."""
    facets = dict(facets_of(type_))
    candidates = facets["enumeration"].enumeration if "enumeration" in facets else _SAMPLES
    return next(text for text in candidates if type_.is_valid(text))


def value_of(type_: Any, text: str) -> Any:
    """Return the number or boolean for a text of a simple type; the text itself if it is neither."""
    try:
        if builtin_of(type_) in {"integer", "decimal"}:
            return int(text) if re.fullmatch("-?[0-9]+", text) else Decimal(text)
    except ArithmeticError:
        return text
    return text == "true" if builtin_of(type_) == "boolean" and text in {"true", "false"} else text


def minimal_object(type_name: str) -> Any:
    """Return a valid object of a type with as few children as possible."""
    arguments = {}
    for child in children_of(type_name):
        if child.min_occurs:
            is_leaf = child.type.is_simple()
            value = value_of(child.type, sample(child.type)) if is_leaf else minimal_object(child.type.name)
            arguments[field_of(type_name, child.name)] = value
    return repair(type_name, class_of(type_name)(**arguments))


def facet_cases() -> Iterator[FacetCase]:
    """Yield a case for every facet and for the built-in type of every simple element of the closed types."""
    for type_name in CLOSED_TYPES:
        for child in children_of(type_name):
            if child.type.is_simple():
                for facet, rule, invalid, boundary in _cases_of(child.type):
                    yield FacetCase(type_name, child.name, facet, rule, invalid, boundary)


def _cases_of(type_: Any) -> Iterator[tuple[str, str, str, str]]:  # noqa: C901 - a table with a few computed cells
    is_whole = builtin_of(type_) == "integer"
    if builtin_of(type_) != "string":
        yield "type", "type", "abc", sample(type_)
    if is_whole:
        yield "whole", "type", f"{sample(type_)}.5", f" +0{sample(type_)}\n"
    step = Decimal(1) if is_whole else Decimal("0.001")
    for facet, details in facets_of(type_):
        match facet:
            case "enumeration":
                yield facet, facet, details.enumeration[-1].swapcase(), details.enumeration[-1]
            case "pattern":
                yield facet, facet, *_PATTERN_CASES[type_.name]
            case "minInclusive":
                yield facet, "min", str(details.value - step), str(details.value)
            case "maxInclusive":
                yield facet, "max", str(details.value + step), str(details.value)
            case "minExclusive":
                yield facet, "min", str(details.value), str(details.value + step)
            case "maxExclusive":
                yield facet, "max", str(details.value), str(details.value - step)
            case "fractionDigits":
                yield facet, "fraction-digits", f"1.{'0' * details.value}1", f"1.{'0' * (details.value - 1)}1"
            case "minLength":
                yield facet, "length", "a" * (details.value - 1), "a" * details.value
            case "maxLength":
                yield facet, "length", "a" * (details.value + 1), "a" * details.value
            case _:
                raise AssertionError(f"{type_.name}: no case for the facet {facet}")

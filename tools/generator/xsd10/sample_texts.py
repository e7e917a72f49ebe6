"""Valid and invalid texts of simple types, for documents that break one rule."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from cosanim.schema import SimpleType
from cosanim.xml.facets import compile_facets
from tools.generator.generation_error import GenerationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.generator.simple_type_source import SimpleTypeSource

_TEXTS: Final = (
    *("1", "2", "128", "129", "true", "false", "a", "A", "test-1250000000", "ap-chongqing", "no", "output/out.${ext}"),
    *("2022-06-27T15:23:10+0800", "All", "Url", "TaskFinish", "WorkflowFinish", "https://example.com/"),
)
"""Texts from which the valid and the invalid texts of each simple type are chosen."""
_ODD_TEXTS: Final = ("", "x", "1.5", "0", "TRUE", "a b", "$", "${x}", "a${ext}${x", "http:///x", "\x7f", "\u00e9", "-")


@dataclass(frozen=True, slots=True)
class TextViolation:
    """A text that breaks one rule of a simple type."""

    rule: str
    text: str


def valid_texts(one: SimpleTypeSource) -> list[str]:
    """Return valid texts of a simple type.

    Args:
        one: The simple type.

    Raises:
        GenerationError: None of the texts of this module is valid.
    """
    find = compile_facets(_record(one))
    texts = (*one.enumeration, *_TEXTS, *_near_limits(one))
    found = [text for text in dict.fromkeys(texts) if not find(text)]
    if not found:
        raise GenerationError(
            f"no text is known that is valid for the type {one.name}: add one to _TEXTS in {__name__}",
            f"{one.family}.xsd",
        )
    return found


def text_violations(one: SimpleTypeSource) -> list[TextViolation]:
    """Return texts that each break exactly one rule of a simple type.

    Args:
        one: The simple type.
    """
    find = compile_facets(_record(one))
    found = []
    for text in dict.fromkeys(_candidates(one)):
        problems = [problem.rule for problem in find(text)]
        if len(problems) == 1:
            found.append(TextViolation(problems[0], text))
    return found


def unbroken_rules(one: SimpleTypeSource) -> list[str]:
    """Return the rules of a simple type that none of ``text_violations`` breaks.

    Such a rule implies another one, as a pattern may imply a length, or ``_ODD_TEXTS`` has no text for it.

    Args:
        one: The simple type.
    """
    return sorted(_rules(one) - {violation.rule for violation in text_violations(one)})


def _record(one: SimpleTypeSource) -> SimpleType:
    """Return the schema record of a simple type, without its advice, which is no rule of the XSD."""
    patterns = tuple(python for _, python in one.patterns)
    bounds: dict[str, Any] = dict(one.bounds)
    return SimpleType(one.name, one.kinds, one.enumeration, patterns, **bounds)


def _rules(one: SimpleTypeSource) -> set[str]:
    """Return the names of the rules of a simple type."""
    names = {name for name, _ in one.bounds}
    return {
        *(["type"] if "str" not in one.kinds else []),
        *(["enumeration"] if one.enumeration else []),
        *(["pattern"] if one.patterns else []),
        *(["min"] if names & {"min_inclusive", "min_exclusive"} else []),
        *(["max"] if names & {"max_inclusive", "max_exclusive"} else []),
        *(["length"] if names & {"min_length", "max_length"} else []),
        *(["fraction-digits"] if "fraction_digits" in names else []),
    }


def _candidates(one: SimpleTypeSource) -> Iterator[str]:
    """Yield texts around the limits of a simple type, and odd texts."""
    yield from _near_limits(one)
    first = valid_texts(one)[0]
    limits = dict(one.bounds)
    if "min_length" in limits:
        yield first[: int(limits["min_length"]) - 1]
    if "max_length" in limits:
        yield first[0] * (int(limits["max_length"]) + 1 - len(first)) + first
    yield from (*one.enumeration, *(text.swapcase() for text in one.enumeration))
    yield from (f"{first}\u00e9", f"\u00e9{first}", f"{first}\n", f" {first}", f"{first},", f"{first}{first}")
    yield from _ODD_TEXTS


def _near_limits(one: SimpleTypeSource) -> Iterator[str]:
    """Yield texts on, below and above the limits of a simple type."""
    steps = (0, 1, -1) if "Decimal" not in one.kinds else (0, 1, -1, Decimal("0.001"), Decimal("-0.001"))
    for name, limit in one.bounds:
        if name == "fraction_digits":
            yield f"1.{'0' * int(limit)}1"
        elif name in {"min_length", "max_length"}:
            yield "a" * int(limit)
        else:
            yield from (format(limit + step, "f" if isinstance(limit + step, Decimal) else "d") for step in steps)

"""Checks values against the facets of their simple type: enumerations, patterns, lengths and limits of numbers."""

from __future__ import annotations

import math
import operator
import re
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from cosanim.exact import exact_number
from cosanim.xml.advice import VALUE_TESTS
from cosanim.xml.value_texts import DECIMAL, INTEGER, UNCARRIABLE, XML_SPACE, value_text
from cosanim.xml.violations import MESSAGES, Severity, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.schema import SimpleType

_LITERALS: Final = frozenset({str, int, float, Decimal, bool})
"""Types whose values show their type in messages without further words."""
_WANTED: Final = {"str": "text", "int": "a whole number", "Decimal": "a number", "bool": "true or false"}


class Problem(NamedTuple):
    """A rule of a simple type that a value breaks.

    Attributes:
        rule: Name of the rule.
        message: What is wrong and what to do.
        severity: ``error`` or ``warning``.
    """

    rule: str
    message: str
    severity: Severity = "error"


FindProblems: TypeAlias = "Callable[[object], tuple[Problem, ...]]"
"""Returns every rule of a simple type that a value, or the text of a document, breaks."""


def compile_facets(type_: SimpleType) -> FindProblems:
    """Compile the facets and the advice of a simple type to one function.

    Args:
        type_: The simple type.
    """
    check = _text_check(type_) if "str" in type_.kinds else _number_check(type_)
    return _with_advice(type_, check) if type_.advice else check


def _text_check(type_: SimpleType) -> FindProblems:
    is_text = type_.kinds == ("str",)
    enumeration = frozenset(type_.enumeration)
    further = _pattern_and_length_check(type_)

    def problems(value: object) -> tuple[Problem, ...]:
        if type(value) is str:
            text = value
        else:
            read = value_text(value)
            if read is None or (is_text and not isinstance(value, str)):
                return (_type_problem(type_, value),)
            text = read
        # Fast path: printable texts contain no characters that XML does not allow.
        if not text.isprintable() and text not in enumeration and (found := UNCARRIABLE.search(text)):
            return (_characters_problem(found),)
        if enumeration and text not in enumeration:
            return (_enumeration_problem(type_, value),)
        return () if further is None else further(value, text)

    return problems


def _number_check(type_: SimpleType) -> FindProblems:
    """Return the check of a number, or of a bool as 0 or 1."""
    number_in = _truth_number if "bool" in type_.kinds else _whole_number if "Decimal" not in type_.kinds else _number
    further = _pattern_and_length_check(type_)
    bounds = _bounds(type_)
    needs_text = further is not None or bool(type_.enumeration)
    takes_int = number_in is not _truth_number

    def problems(value: object) -> tuple[Problem, ...]:
        number: int | Decimal | None
        if type(value) is int and takes_int:
            number, text = value, (value_text(value) or "") if needs_text else ""
        elif type(value) is bool and not takes_int:
            number, text = int(value), "true" if value else "false"
        else:
            read = value_text(value)
            if read is None:
                return (_type_problem(type_, value),)
            if invalid := UNCARRIABLE.search(read):
                return (_characters_problem(invalid),)
            text = read.strip(XML_SPACE)
            number = number_in(text)
            if number is None:
                return (_type_problem(type_, value),)
        if type_.enumeration and text not in type_.enumeration:
            return (_enumeration_problem(type_, value),)
        found = () if further is None else further(value, text)
        for limit, is_beyond, rule, message in bounds:
            if is_beyond(number, limit):
                found += (Problem(rule, MESSAGES[message].format(value=shown(value), limit=limit)),)
        digits = type_.fraction_digits
        if digits is not None and isinstance(number, Decimal) and _fraction(number) > digits:
            message = MESSAGES["fraction-digits"].format(value=shown(value), limit=digits)
            found += (Problem("fraction-digits", message),)
        return found

    return problems


def _pattern_and_length_check(type_: SimpleType) -> Callable[[object, str], tuple[Problem, ...]] | None:
    """Return the check of patterns and lengths; None when the type has neither."""
    shortest, longest = type_.min_length or 0, type_.max_length
    if not (type_.patterns or shortest or longest is not None):
        return None

    matches: list[Callable[[str], object]] = []  # compiled when a text is first compared with them

    def problems(value: object, text: str) -> tuple[Problem, ...]:
        found: tuple[Problem, ...] = ()
        if not matches:
            matches.extend(_compiled(pattern).fullmatch for pattern in type_.patterns)
        for match in matches:
            if match(text) is None:
                form = type_.form or " and ".join(map(repr, type_.patterns))
                message = MESSAGES["pattern"].format(value=shown(value), type=type_.name, form=form)
                found = (Problem("pattern", message),)
                break
        if len(text) < shortest:
            found += (Problem("length", MESSAGES["length-min"].format(limit=shortest)),)
        if longest is not None and len(text) > longest:
            found += (Problem("length", MESSAGES["length-max"].format(limit=longest, length=len(text))),)
        return found

    return problems


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _bounds(type_: SimpleType) -> tuple[tuple[int | Decimal, Callable[[Any, Any], bool], str, str], ...]:
    bounds = (
        (type_.min_inclusive, operator.lt, "min", "min-inclusive"),
        (type_.min_exclusive, operator.le, "min", "min-exclusive"),
        (type_.max_inclusive, operator.gt, "max", "max-inclusive"),
        (type_.max_exclusive, operator.ge, "max", "max-exclusive"),
    )
    return tuple((limit, is_beyond, rule, message) for limit, is_beyond, rule, message in bounds if limit is not None)


def _with_advice(type_: SimpleType, check: FindProblems) -> FindProblems:
    """Return a check that also evaluates the advice of the type, unless the value breaks a facet."""

    def problems(value: object) -> tuple[Problem, ...]:
        if broken := check(value):
            return broken
        text = value_text(value) or ""
        for advice in type_.advice:
            named = VALUE_TESTS[advice.test](text)
            if named is not None:
                return (Problem(advice.id, advice.message.format(found=named), "warning"),)
        return ()

    return problems


def _type_problem(type_: SimpleType, value: object) -> Problem:
    wanted = _WANTED[type_.kinds[-1]]
    if _is_inexact(value):
        return Problem("type", MESSAGES["type-inexact"].format(value=shown(value), wanted=wanted))
    kind = type(value)
    if kind in _LITERALS:
        return Problem("type", MESSAGES["type"].format(value=shown(value), wanted=wanted))
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return Problem("type", MESSAGES["type-of"].format(value=shown(value), type=name, wanted=wanted))


def _is_inexact(value: object) -> bool:
    """Return whether a value is a finite number without an exact decimal form, such as Fraction(1, 3)."""
    if not isinstance(value, Real) or isinstance(value, bool) or exact_number(value) is not None:
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a finite number that is larger than any float
        return True


def _characters_problem(found: re.Match[str]) -> Problem:
    return Problem("characters", MESSAGES["characters"].format(character=f"U+{ord(found.group()):04X}"))


def _enumeration_problem(type_: SimpleType, value: object) -> Problem:
    choices = ", ".join(type_.enumeration)
    return Problem("enumeration", MESSAGES["enumeration"].format(value=shown(value), choices=choices))


def _truth_number(text: str) -> int | None:
    return {"true": 1, "1": 1, "false": 0, "0": 0}.get(text)


def _whole_number(text: str) -> Decimal | None:
    return Decimal(text) if INTEGER.fullmatch(text) else None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if DECIMAL.fullmatch(text) else None


def _fraction(number: Decimal) -> int:
    """Return the number of digits after the point, without trailing zeros (XSD 1.1, 4.3.12)."""
    return len(format(number, "f").partition(".")[2].rstrip("0"))

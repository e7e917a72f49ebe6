"""Checks values against their simple type: enumerations, patterns, lengths, limits of numbers, and advice."""

from __future__ import annotations

import math
import operator
import re
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from cosanim.close_match import close_match
from cosanim.exact_numbers import exact_number
from cosanim.xml.value_advice import VALUE_TESTS
from cosanim.xml.value_texts import DECIMAL, INTEGER, INVALID_CHARACTER, XML_SPACE, value_text
from cosanim.xml.violations import MESSAGES, Severity, abbreviate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.schema import SimpleType

_LITERALS: Final = frozenset({str, int, float, Decimal, bool})
"""Types that messages need not name, since the repr of a value shows its type."""
_EXPECTED: Final = {"str": "text", "int": "a whole number", "Decimal": "a number", "bool": "true or false"}


class Problem(NamedTuple):
    """A rule of a simple type that a value breaks.

    Attributes:
        rule: Name of the rule, as in ``Violation``.
        message: What is wrong and what to do.
        severity: ``error`` or ``warning``.
    """

    rule: str
    message: str
    severity: Severity = "error"


FindProblems: TypeAlias = "Callable[[object], tuple[Problem, ...]]"
"""Returns the rules of a simple type that a value, or the text of a node, breaks; an empty tuple if it breaks none."""


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
    check_text = _pattern_and_length_check(type_)

    def find_problems(value: object) -> tuple[Problem, ...]:
        if type(value) is str:
            text = value
        else:
            read = value_text(value)
            if read is None or (is_text and not isinstance(value, str)):
                return (_type_problem(type_, value),)
            text = read
        # Fast path: XML allows all printable characters.
        if not text.isprintable() and text not in enumeration and (invalid := INVALID_CHARACTER.search(text)):
            return (_characters_problem(invalid),)
        if enumeration and text not in enumeration:
            return (_enumeration_problem(type_, value, close=close_match(text, type_.enumeration)),)
        return () if check_text is None else check_text(value, text)

    return find_problems


def _number_check(type_: SimpleType) -> FindProblems:
    """Return the check of numbers, or of bools, which are compared as 0 and 1."""
    parse_number = (
        _parse_boolean if "bool" in type_.kinds else _parse_integer if "Decimal" not in type_.kinds else _parse_decimal
    )
    check_text = _pattern_and_length_check(type_)
    bounds = _bounds(type_)
    enumeration, digits = type_.enumeration, type_.fraction_digits
    needs_text = check_text is not None or bool(enumeration)
    takes_int = parse_number is not _parse_boolean

    def find_problems(value: object) -> tuple[Problem, ...]:
        number: int | Decimal | None
        if type(value) is int and takes_int:
            number, text = value, (value_text(value) or "") if needs_text else ""
        elif type(value) is bool and not takes_int:
            number, text = int(value), "true" if value else "false"
        else:
            read = value_text(value)
            if read is None:
                return (_type_problem(type_, value),)
            if invalid := INVALID_CHARACTER.search(read):
                return (_characters_problem(invalid),)
            text = read.strip(XML_SPACE)
            number = parse_number(text)
            if number is None:
                return (_type_problem(type_, value),)
        if enumeration and text not in enumeration:
            return (_enumeration_problem(type_, value),)
        problems = () if check_text is None else check_text(value, text)
        for limit, breaks, rule, message in bounds:
            if breaks(number, limit):
                problems += (Problem(rule, MESSAGES[message].format(value=abbreviate(value), limit=limit)),)
        if digits is not None and isinstance(number, Decimal) and _fraction_digits(number) > digits:
            message = MESSAGES["fraction-digits"].format(value=abbreviate(value), limit=digits)
            problems += (Problem("fraction-digits", message),)
        return problems

    return find_problems


def _pattern_and_length_check(type_: SimpleType) -> Callable[[object, str], tuple[Problem, ...]] | None:
    """Return the check of patterns and lengths; None if the type has neither."""
    shortest = type_.min_length or 0
    longest = math.inf if type_.max_length is None else type_.max_length
    if not (type_.patterns or shortest or type_.max_length is not None):
        return None

    matches: list[Callable[[str], object]] = []  # compiled at the first check

    def find_problems(value: object, text: str) -> tuple[Problem, ...]:
        problems: tuple[Problem, ...] = ()
        if not matches:
            matches.extend(_compiled(pattern).fullmatch for pattern in type_.patterns)
        for match in matches:
            if match(text) is None:
                form = type_.form or " and ".join(map(repr, type_.patterns))
                message = MESSAGES["pattern"].format(value=abbreviate(value), type=type_.name, form=form)
                problems = (Problem("pattern", message),)
                break
        if shortest <= len(text) <= longest:
            return problems
        if len(text) < shortest:
            problems += (Problem("length", MESSAGES["length-min"].format(limit=shortest)),)
        else:
            problems += (Problem("length", MESSAGES["length-max"].format(limit=longest, length=len(text))),)
        return problems

    return find_problems


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _bounds(type_: SimpleType) -> tuple[tuple[int | Decimal, Callable[[Any, Any], bool], str, str], ...]:
    bounds = (
        (type_.min_inclusive, operator.lt, "min", "min-inclusive"),
        (type_.min_exclusive, operator.le, "min", "min-exclusive"),
        (type_.max_inclusive, operator.gt, "max", "max-inclusive"),
        (type_.max_exclusive, operator.ge, "max", "max-exclusive"),
    )
    return tuple((limit, breaks, rule, message) for limit, breaks, rule, message in bounds if limit is not None)


def _with_advice(type_: SimpleType, check: FindProblems) -> FindProblems:
    """Return a check that evaluates the advice of the type for values that break no facet."""

    def find_problems(value: object) -> tuple[Problem, ...]:
        if problems := check(value):
            return problems
        text = value if type(value) is str else value_text(value) or ""
        for advice in type_.advice:
            quoted = VALUE_TESTS[advice.test](text)
            if quoted is not None:
                return (Problem(advice.id, advice.message.format(found=quoted), "warning"),)
        return ()

    return find_problems


def _type_problem(type_: SimpleType, value: object) -> Problem:
    return type_problem(_EXPECTED[type_.kinds[-1]], value)


def type_problem(expected: str, value: object) -> Problem:
    """Return the problem of a value of the wrong type.

    Args:
        expected: Description of the right type, such as ``a number``.
        value: The value.
    """
    if _is_inexact(value):
        return Problem("type", MESSAGES["type-inexact"].format(value=abbreviate(value), expected=expected))
    kind = type(value)
    if kind in _LITERALS:
        return Problem("type", MESSAGES["type"].format(value=abbreviate(value), expected=expected))
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return Problem("type", MESSAGES["type-of"].format(value=abbreviate(value), type=name, expected=expected))


def _is_inexact(value: object) -> bool:
    """Return whether a value is a finite number without an exact decimal form, such as Fraction(1, 3)."""
    if not isinstance(value, Real) or isinstance(value, bool) or exact_number(value) is not None:
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a finite number that is larger than any float
        return True


def _characters_problem(invalid: re.Match[str]) -> Problem:
    return Problem("characters", MESSAGES["characters"].format(character=f"U+{ord(invalid.group()):04X}"))


def _enumeration_problem(type_: SimpleType, value: object, *, close: str | None = None) -> Problem:
    message = MESSAGES["enumeration" if close is None else "enumeration-close"]
    choices = ", ".join(type_.enumeration)
    return Problem("enumeration", message.format(value=abbreviate(value), choices=choices, close=close))


def _parse_boolean(text: str) -> int | None:
    return {"true": 1, "1": 1, "false": 0, "0": 0}.get(text)


def _parse_integer(text: str) -> Decimal | None:
    return Decimal(text) if INTEGER.fullmatch(text) else None


def _parse_decimal(text: str) -> Decimal | None:
    return Decimal(text) if DECIMAL.fullmatch(text) else None


def _fraction_digits(number: Decimal) -> int:
    """Return the number of digits after the decimal point, without trailing zeros (XSD 1.1, 4.3.12)."""
    return len(format(number, "f").partition(".")[2].rstrip("0"))

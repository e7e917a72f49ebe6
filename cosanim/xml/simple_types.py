"""Simple types: converts values to text and back, and validates them."""

from __future__ import annotations

import math
import operator
import re
from decimal import Decimal
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.exact import exact_number
from cosanim.xml.advice import VALUE_TESTS
from cosanim.xml.violations import MESSAGES, Severity, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.schema import SimpleType

UNCARRIABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters outside XML 1.0's ``Char``, which cannot be written in XML, not even escaped."""

XML_SPACE: Final = " \t\r\n"
"""XML white space; ``str.strip()`` would also remove other characters, such as a no-break space."""

# Python cannot convert an int of more than 4300 digits to text; larger ones are converted through Decimal.
_LARGE: Final = 10**100
_MAX_DIGITS: Final = 100_000
_MAX_INT_DIGITS: Final = 4000
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_BOOLEANS: Final = {"true": True, "false": False}
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


def text_of(value: object) -> str | None:
    """Convert a value to its text in XML.

    Args:
        value: str, bool, or a number of any library (see ``exact_number``).

    Returns:
        The text; None for other types, infinity, not-a-number, numbers without an exact decimal form, and numbers of
        more than 100,000 digits.
    """
    # Fast path for the two most frequent types; the check for numbers uses an abstract class, which is slower.
    if type(value) is str:
        return value
    if type(value) is int and -_LARGE < value < _LARGE:
        return int.__repr__(value)
    if isinstance(value, str):
        # str.__str__ ignores a __str__ that a caller's enumeration may define.
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    number = exact_number(value)
    if isinstance(number, int):
        number = Decimal(number)
    if number is not None and number.is_finite() and abs(number.adjusted()) <= _MAX_DIGITS:
        return format(number, "f")
    return None


class SimplePlan:
    """A simple type, compiled on first use.

    Attributes:
        name: Name of the XSD type.
        is_text: Whether all values are texts, so that no conversion is needed.
        takes_text: Whether a value may be any text.
    """

    def __init__(self, type_: SimpleType) -> None:
        """Store the type.

        Args:
            type_: The simple type.
        """
        self._type = type_
        self.name = type_.name
        self.is_text = type_.kinds == ("str",)
        self.takes_text = "str" in type_.kinds
        self._readers = tuple(_READERS[kind] for kind in type_.kinds if kind != "str")

    @cached_property
    def takes_blank(self) -> bool:
        """Whether the empty text is a valid value of this type."""
        return self.takes_text and not self.problems("")

    @cached_property
    def problems(self) -> Callable[[object], tuple[Problem, ...]]:
        """Function that returns every rule of the type that a value, or the text of a document, breaks."""
        check = _check_of_texts(self._type) if self.takes_text else _check_of_numbers(self._type)
        return _with_advice(self._type, check) if self._type.advice else check

    def value(self, text: str) -> int | Decimal | bool | None:
        """Return the number or bool that is encoded as exactly this text; None when there is none."""
        for read in self._readers:
            value = read(text)
            if value is not None:
                return value
        return None


def _integer(text: str) -> int | None:
    if _INTEGER.fullmatch(text) and len(text) < _MAX_INT_DIGITS:
        number = int(text)
        return number if str(number) == text else None
    return None


def _decimal(text: str) -> Decimal | None:
    if len(text) <= _MAX_DIGITS and _DECIMAL.fullmatch(text):
        number = Decimal(text)
        return number if format(number, "f") == text else None
    return None


_READERS: Final[dict[str, Callable[[str], int | Decimal | bool | None]]] = {
    "int": _integer,
    "Decimal": _decimal,
    "bool": _BOOLEANS.get,
}


def _check_of_texts(type_: SimpleType) -> Callable[[object], tuple[Problem, ...]]:
    is_text = type_.kinds == ("str",)
    enumeration = frozenset(type_.enumeration)
    further = _further_check(type_)

    def problems(value: object) -> tuple[Problem, ...]:
        if type(value) is str:
            text = value
        else:
            read = text_of(value)
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


def _check_of_numbers(type_: SimpleType) -> Callable[[object], tuple[Problem, ...]]:
    """Return the check of a number, or of a bool as 0 or 1."""
    number_in = _truth_number if "bool" in type_.kinds else _whole_number if "Decimal" not in type_.kinds else _number
    further = _further_check(type_)
    bounds = _bounds(type_)
    needs_text = further is not None or bool(type_.enumeration)
    takes_int = number_in is not _truth_number

    def problems(value: object) -> tuple[Problem, ...]:
        number: int | Decimal | None
        if type(value) is int and takes_int:
            number, text = value, (text_of(value) or "") if needs_text else ""
        elif type(value) is bool and not takes_int:
            number, text = int(value), "true" if value else "false"
        else:
            read = text_of(value)
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


def _further_check(type_: SimpleType) -> Callable[[object, str], tuple[Problem, ...]] | None:
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


def _with_advice(
    type_: SimpleType, check: Callable[[object], tuple[Problem, ...]]
) -> Callable[[object], tuple[Problem, ...]]:
    def problems(value: object) -> tuple[Problem, ...]:
        if broken := check(value):
            return broken
        text = text_of(value) or ""
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
    return Decimal(text) if _INTEGER.fullmatch(text) else None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def _fraction(number: Decimal) -> int:
    """Return the number of digits after the point, without trailing zeros (XSD 1.1, 4.3.12)."""
    return len(format(number, "f").partition(".")[2].rstrip("0"))

"""The text of leaf nodes: how values become text, text becomes values, and what a leaf's type allows."""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from numbers import Real
from typing import TYPE_CHECKING, Any, Final

from cosanim_bindings.exact import exact_number

from cosanim.violations import MESSAGES, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosanim_bindings.structure import Leaf

UNCARRIABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters outside XML 1.0's ``Char``; XML has no way to write them."""

XML_SPACE: Final = " \t\r\n"
"""What XML calls white space; ``str.strip`` alone would take a no-break space for it."""

# Python refuses to write an int of more than 4300 digits; from here on Decimal does it.
_LARGE: Final = 10**100
_MAX_DIGITS: Final = 100_000
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_BOOLEANS: Final = {"true": True, "false": False}
_LITERALS: Final = frozenset({str, int, float, Decimal, bool})
"""Types whose values tell their type by themselves."""
_WANTED: Final = {str: "text", int: "a whole number", Decimal: "a number", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a leaf's value breaks."""

    rule: str
    message: str


def leaf_text(value: object) -> str | None:
    """Return the text that stands for a value on the wire.

    Args:
        value: str, bool, or a number of any library (see ``exact_number``).

    Returns:
        The text; None for anything that has no text: another type, infinity, not-a-number, numbers without an exact
        decimal form, and numbers of more than 100,000 digits.
    """
    if isinstance(value, str):
        # The text itself also where an enumeration of the caller's has a str() of its own.
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    number = exact_number(value)
    if isinstance(number, int):
        if abs(number) < _LARGE:
            return int.__repr__(number)
        number = Decimal(number)
    if number is not None and number.is_finite() and abs(number.adjusted()) <= _MAX_DIGITS:
        return format(number, "f")
    return None


def leaf_value(leaf: Leaf, text: str) -> tuple[Any, bool]:
    """Return the Python value of a leaf's text.

    A number or truth value only stands for the text where writing it gives that text again; otherwise the text
    itself is the value, so that nothing is lost.

    Args:
        leaf: Type of the leaf.
        text: Its text.

    Returns:
        The value, and whether the text is odd: neither a value of the type, nor blank, nor the hyphen that
        stands for "unset".
    """
    if leaf.kinds == (str,):
        return text, False
    for kind in leaf.kinds:
        value = _exact(kind, text)
        if value is not None:
            return value, False
    return text, bool(text.strip(XML_SPACE)) and text != "-"


def _exact(kind: type, text: str) -> int | Decimal | bool | None:
    """Return the value of one kind that would be written as exactly this text."""
    if len(text) > _MAX_DIGITS:
        return None
    if kind is int and _INTEGER.fullmatch(text):
        return int(text) if len(text) < 4000 and str(int(text)) == text else None
    if kind is Decimal and _DECIMAL.fullmatch(text):
        number = Decimal(text)
        return number if format(number, "f") == text else None
    if kind is bool:
        return _BOOLEANS.get(text)
    return None


def leaf_problems(leaf: Leaf, value: object) -> Iterator[Problem]:
    """Yield every rule of a leaf's type that a value breaks.

    Args:
        leaf: Type of the leaf.
        value: The value, or the text that was read.
    """
    text = leaf_text(value)
    wants_text = str in leaf.kinds
    if text is None or (leaf.kinds == (str,) and not isinstance(value, str)):
        yield _type_problem(leaf, value)
        return
    if found := UNCARRIABLE.search(text):
        yield Problem("characters", MESSAGES["characters"].format(character=f"U+{ord(found.group()):04X}"))
        return
    number: Decimal | None = None
    if not wants_text:
        text = text.strip(XML_SPACE)
        number = _lexical(leaf, text)
        if number is None:
            yield _type_problem(leaf, value)
            return
    if leaf.enumeration and text not in leaf.enumeration:
        choices = ", ".join(leaf.enumeration)
        yield Problem("enumeration", MESSAGES["enumeration"].format(value=shown(value), choices=choices))
        return
    if not all(pattern.fullmatch(text) for pattern in leaf.patterns):
        form = PATTERN_FORMS.get(leaf.name) or " and ".join(repr(pattern.pattern) for pattern in leaf.patterns)
        yield Problem("pattern", MESSAGES["pattern"].format(value=shown(value), type=leaf.name, form=form))
    yield from _length_problems(leaf, text)
    if number is not None:
        yield from _bound_problems(leaf, value, number)


PATTERN_FORMS: Final = {
    "BucketName": "lower-case letters, digits and hyphens, then a hyphen and the appid, as test-1250000000",
    "RegionName": "lower-case words with hyphens, as ap-chongqing",
    "Identifier": "letters, digits, hyphens and underscores",
    "Identifiers": "ids with commas between them",
    "BatchName": "letters, digits, Chinese characters, hyphens and underscores",
    "BatchOutputKey": "no wildcards but ${ext}, ${jobid} and ${InventoryTriggerJobId}",
    "BucketNames": "names of buckets with commas between them",
    "JobStates": "All, or Submitted, Running, Success, Failed, Pause and Cancel with commas between them",
    "ListedQueueType": "letters only",
    "ListedTag": "letters only",
    "RegionNames": "regions with commas between them",
    "TemplateName": "letters, digits, Chinese characters, hyphens, underscores and asterisks",
    "TimeStamp": "a time as 2022-06-27T15:23:10+0800",
    "UserData": "printable ASCII only",
    "CallBackUrl": "an http or https address, or the word no",
    "OutputObjectKey": "no wildcards but ${ext} and ${jobid}",
    "Flag": "true or false",
}
"""What the patterns of the schema mean, for people."""


def _type_problem(leaf: Leaf, value: object) -> Problem:
    wanted = _WANTED[leaf.kinds[-1]]
    if _is_inexact(value):
        return Problem("type", MESSAGES["type-inexact"].format(value=shown(value), wanted=wanted))
    kind = type(value)
    if kind in _LITERALS:
        return Problem("type", MESSAGES["type"].format(value=shown(value), wanted=wanted))
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return Problem("type", MESSAGES["type-of"].format(value=shown(value), type=name, wanted=wanted))


def _is_inexact(value: object) -> bool:
    """Return whether a value is a finite number that no decimal stands for exactly, such as Fraction(1, 3)."""
    return (
        isinstance(value, Real) and math.isfinite(value) and not isinstance(value, bool) and exact_number(value) is None
    )


def _lexical(leaf: Leaf, text: str) -> Decimal | None:
    """Return the number (a truth value as 0 or 1) that a text means, None if it is no value of the type."""
    if bool in leaf.kinds:
        return Decimal(text in {"true", "1"}) if text in {"true", "false", "1", "0"} else None
    form = _DECIMAL if Decimal in leaf.kinds else _INTEGER
    if not form.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _length_problems(leaf: Leaf, text: str) -> Iterator[Problem]:
    if leaf.min_length is not None and len(text) < leaf.min_length:
        yield Problem("length", MESSAGES["length-min"].format(limit=leaf.min_length))
    if leaf.max_length is not None and len(text) > leaf.max_length:
        yield Problem("length", MESSAGES["length-max"].format(limit=leaf.max_length, length=len(text)))


def _bound_problems(leaf: Leaf, value: object, number: Decimal) -> Iterator[Problem]:
    bounds = (
        ("min", "min-inclusive", operator.lt, leaf.min_inclusive),
        ("min", "min-exclusive", operator.le, leaf.min_exclusive),
        ("max", "max-inclusive", operator.gt, leaf.max_inclusive),
        ("max", "max-exclusive", operator.ge, leaf.max_exclusive),
    )
    for rule, text, is_beyond, limit in bounds:
        if limit is not None and is_beyond(number, limit):
            yield Problem(rule, MESSAGES[text].format(value=shown(value), limit=limit))
    if leaf.fraction_digits is not None and _fraction(number) > leaf.fraction_digits:
        message = MESSAGES["fraction-digits"].format(value=shown(value), limit=leaf.fraction_digits)
        yield Problem("fraction-digits", message)


def _fraction(number: Decimal) -> int:
    """Return the digits after the point that the value needs; zeros at the end do not count (XSD 1.1, 4.3.12)."""
    return len(format(number, "f").partition(".")[2].rstrip("0"))

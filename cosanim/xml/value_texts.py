"""Converts simple values to their texts in XML and back, and finds characters that XML does not allow."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from cosanim.exact_numbers import exact_number, is_numpy_bool

if TYPE_CHECKING:
    from collections.abc import Callable

    ReadValue: TypeAlias = Callable[[str], int | Decimal | bool | None]

INVALID_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""A character that XML 1.0 does not allow, not even escaped: one that is not in its production ``Char``."""

XML_SPACE: Final = " \t\r\n"
"""XML white space, for ``str.strip``, which removes other characters too by default, such as a no-break space."""

# Python does not convert an int of more than 4300 digits to text, so large ones are converted through Decimal.
_LARGE: Final = 10**100
_MAX_DIGITS: Final = 100_000
_MAX_INT_DIGITS: Final = 4000
INTEGER: Final = re.compile(r"[+-]?[0-9]+")
DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def xml_safe(text: str) -> str:
    """Return ``text`` with U+FFFD in place of every character that XML does not allow."""
    return INVALID_CHARACTER.sub("\ufffd", text)


def value_text(value: object) -> str | None:
    """Convert a value to its text in XML.

    Args:
        value: str, bool (also of NumPy), or a number of any library (see ``exact_number``).

    Returns:
        The text; None for other types, infinity, not-a-number, numbers without an exact decimal form, and numbers of
        more than 100,000 digits.
    """
    # Fast path for the two most frequent types: recognising numbers of any library takes longer.
    if type(value) is str:
        return value
    if type(value) is int and -_LARGE < value < _LARGE:
        return int.__repr__(value)
    if isinstance(value, str):
        # A caller's enumeration may define a __str__ of its own, which must not be used.
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    number = exact_number(value)
    if isinstance(number, int):
        number = Decimal(number)
    if number is not None and number.is_finite() and abs(number.adjusted()) <= _MAX_DIGITS:
        return format(number, "f")
    # Asked last, since it is rare.
    return value_text(bool(value)) if number is None and is_numpy_bool(value) else None


def _integer(text: str) -> int | None:
    # Only the form that ``str`` gives is accepted; ``isdecimal`` is much faster than a regular expression.
    if text.removeprefix("-").isdecimal() and len(text) < _MAX_INT_DIGITS:
        number = int(text)
        return number if str(number) == text else None
    return None


def _decimal(text: str) -> Decimal | None:
    if len(text) <= _MAX_DIGITS and DECIMAL.fullmatch(text):
        number = Decimal(text)
        return number if format(number, "f") == text else None
    return None


READERS: Final[dict[str, ReadValue]] = {
    "int": _integer,
    "Decimal": _decimal,
    "bool": {"true": True, "false": False}.get,
}
"""Functions by the name of a Python type. Each returns the value with exactly the given text, or None."""

"""Converts numbers of any library to the int or Decimal that is sent in a request."""

from __future__ import annotations

import contextlib
import numbers
import re
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any, cast

_LITERAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?", re.ASCII)
# A quotient with more digits than any number in a request counts as not exactly representable.
_QUOTIENTS = Context(prec=100, traps=[Inexact, InvalidOperation])


def is_numpy_bool(value: object) -> bool:
    """Return whether a value is a truth value of NumPy, which is neither a bool nor registered as a number."""
    kind = type(value)
    return kind.__module__ == "numpy" and kind.__name__ in {"bool", "bool_"}


def exact_number(value: object) -> int | Decimal | None:
    """Convert a number of Python or of another library to an int or Decimal of the same value.

    Args:
        value: A Decimal, or anything that is a ``numbers.Integral`` or ``numbers.Real``, such as NumPy's int64 and
            float32, but not bool. A float becomes the shortest decimal that its own type converts back to the same
            float: ``numpy.float32(0.1)`` becomes 0.1.

    Returns:
        The number. None for values that are not numbers, for infinity and not-a-number of types other than Decimal
        and float, and for numbers without an exact decimal form, such as ``Fraction(1, 3)``.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        # Subclasses such as numpy's float64 have a repr of their own.
        return Decimal(float.__repr__(value))
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Rational):
        with contextlib.suppress(Inexact, InvalidOperation):
            return _QUOTIENTS.divide(Decimal(int(value.numerator)), Decimal(int(value.denominator)))
        return None
    return _shortest(value) if isinstance(value, numbers.Real) else None


def _shortest(value: numbers.Real) -> Decimal | None:
    """Return the decimal in a number's text, if the number's type or else float converts it back to the number."""
    for to_text, convert in ((str, cast("Any", type(value))), (lambda number: repr(float(number)), float)):
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            text = to_text(value)
            if _LITERAL.fullmatch(text) and convert(text) == value:
                return Decimal(text)
    return None

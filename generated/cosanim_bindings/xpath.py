# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""What the compiled rules call: the two XPath functions whose meaning Python does not have."""

from __future__ import annotations

import math
import re

from .exact import exact_number

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def number(value: object) -> float:
    """Return a leaf's value as XPath's ``number()`` does.

    Args:
        value: Value of the leaf, or None when it is absent.

    Returns:
        The number; NaN, which no comparison holds for, when there is none.
    """
    exact = exact_number(value)
    if exact is not None:
        try:
            return float(exact)
        except OverflowError:
            return math.inf if exact > 0 else -math.inf
        except ValueError:  # a signalling NaN
            return math.nan
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip(" \t\r\n")):
        return float(value)
    return math.nan


def text(value: object) -> str | None:
    """Return the text of a truth value or text leaf.

    Args:
        value: Value of the leaf, or None when it is absent.

    Returns:
        The text as it goes on the wire, or None.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None

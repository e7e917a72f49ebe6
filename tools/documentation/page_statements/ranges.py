"""Ranges of numbers in the form that pages use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from decimal import Decimal

NUMBER: Final = r"-?\d+(?:\.\d+)?"


def is_number(text: str) -> bool:
    """Return whether a text is a number in the form that pages use."""
    return re.fullmatch(NUMBER, text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A range of numbers.

    Attributes:
        low: The lower end; None if it is open.
        high: The upper end; None if it is open.
        low_in: Whether the range includes ``low``.
        high_in: Whether the range includes ``high``.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    low_in: bool = True
    high_in: bool = True

    def holds(self, other: Range) -> bool:
        """Return whether this range contains the other one."""
        return self._begins_before(other) and self._ends_after(other)

    def _begins_before(self, other: Range) -> bool:
        if self.low is None or other.low is None:
            return self.low is None
        return self.low < other.low or (self.low == other.low and (self.low_in or not other.low_in))

    def _ends_after(self, other: Range) -> bool:
        if self.high is None or other.high is None:
            return self.high is None
        return self.high > other.high or (self.high == other.high and (self.high_in or not other.high_in))

    def __str__(self) -> str:
        """Return the range in the form that pages use."""
        if self.low is None:
            return f"{'at most' if self.high_in else 'below'} {self.high}"
        if self.high is None:
            return f"{'at least' if self.low_in else 'above'} {self.low}"
        return f"{'[' if self.low_in else '('}{self.low}, {self.high}{']' if self.high_in else ')'}"

"""Numbers of a library of its own, known to Python by their registration alone."""

from __future__ import annotations

import struct
from numbers import Integral, Real


class Whole:
    """A whole number that is no int, as NumPy's are: all that it shares with int is the registration."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __int__(self) -> int:
        return self.value

    def __repr__(self) -> str:
        return f"Whole({self.value})"


class Single:
    """A number of single precision; its text is the shortest from which it is made again."""

    def __init__(self, value: float | str) -> None:
        (self.value,) = struct.unpack("f", struct.pack("f", float(value)))

    def __float__(self) -> float:
        return self.value  # type: ignore[no-any-return]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float | Single) and float(self) == float(other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __str__(self) -> str:
        texts = (f"{self.value:.{digits}g}" for digits in range(1, 18))
        return next((text for text in texts if Single(text).value == self.value), str(self.value))

    def __repr__(self) -> str:
        return f"Single({self})"


class Endless:
    """A number that is larger than any float, without a text that it is made from."""

    def __float__(self) -> float:
        raise OverflowError("too large for a float")

    def __repr__(self) -> str:
        return "Endless()"


Integral.register(Whole)
Real.register(Single)
Real.register(Endless)

"""Number types that are neither int nor float; like those of NumPy, they are registered with classes of ``numbers``."""

from __future__ import annotations

import struct
from numbers import Integral, Real


class IntegralNumber:
    """An integer that is not an int."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __int__(self) -> int:
        return self.value

    def __repr__(self) -> str:
        return f"IntegralNumber({self.value})"


class Float32:
    """A float of single precision; its str() is the shortest text that converts back to the same number."""

    def __init__(self, value: float | str) -> None:
        (self.value,) = struct.unpack("f", struct.pack("f", float(value)))

    def __float__(self) -> float:
        return self.value  # type: ignore[no-any-return]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float | Float32) and float(self) == float(other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __str__(self) -> str:
        texts = (f"{self.value:.{digits}g}" for digits in range(1, 18))
        return next((text for text in texts if Float32(text).value == self.value), str(self.value))

    def __repr__(self) -> str:
        return f"Float32({self})"


class OverflowingNumber:
    """A number that is too large for a float, and whose text is not a number."""

    def __float__(self) -> float:
        raise OverflowError("too large for a float")

    def __repr__(self) -> str:
        return "OverflowingNumber()"


Integral.register(IntegralNumber)
Real.register(Float32)
Real.register(OverflowingNumber)

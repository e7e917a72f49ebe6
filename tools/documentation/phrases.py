"""Common phrases of messages: counts, whether a node repeats, and whether it is required."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "no rows", "1 row", "2 rows"."""
    return f"{number or 'no'} {plural(number, noun)}"


def plural(number: int, noun: str) -> str:
    """Return the noun in singular for 1, otherwise in plural."""
    return noun if number == 1 else f"{noun}s"


def occurrence_phrase(array: bool) -> str:
    """Return the phrase for whether a node may repeat."""
    return "repeats" if array else "occurs once"


def requirement_phrase(required: bool | None, *, unknown: str = "") -> str:
    """Return the phrase for whether a node is required.

    Args:
        required: Whether it is required; None where the page does not say.
        unknown: The phrase for None.
    """
    return unknown if required is None else "required" if required else "optional"

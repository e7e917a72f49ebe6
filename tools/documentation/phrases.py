"""Facts in words, the same in every message: how many there are, whether a node repeats, whether it must be there."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "no rows", "1 row", "2 rows"."""
    return f"{number or 'no'} {plural(number, noun)}"


def plural(number: int, noun: str) -> str:
    """Return the noun as it stands behind a number."""
    return noun if number == 1 else f"{noun}s"


def repeats(array: bool) -> str:
    """Return whether a node may repeat."""
    return "repeats" if array else "occurs once"


def must(required: bool | None, *, unsaid: str = "") -> str:
    """Return whether a node must be there.

    Args:
        required: Whether it must; None where the page does not say.
        unsaid: The words for that.
    """
    return unsaid if required is None else "required" if required else "optional"

"""Finds the choice that a misspelt text was meant to be, for messages that ask "did you mean …?"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST: Final = 100
"""Number of characters of the longest text that is compared."""


def close_match(text: str, choices: Iterable[str]) -> str | None:
    """Return the choice that is equal to a text except for case and outer white space, or else the most similar one.

    Args:
        text: A text that is none of the choices.
        choices: The choices.

    Returns:
        The choice; None if none is similar.
    """
    by_folded = {choice.casefold(): choice for choice in choices}
    if len(text) > _LONGEST:
        return None
    folded = text.strip().casefold()
    if folded in by_folded:
        return by_folded[folded]
    from difflib import get_close_matches  # on demand: valid texts never need it

    similar = get_close_matches(folded, by_folded, n=1)
    return by_folded[similar[0]] if similar else None

"""Reads from the documentation of a node what follows when it is left out."""

from __future__ import annotations

import re
from typing import Final

_FORMS: Final = (
    re.compile(r"(?P<default>\w+) \(default\)"),
    re.compile(r"(?P<default>\w+) \([^)]*\bthe default\)"),
    re.compile(r"(?P<default>\w+) by default"),
    re.compile(r"(?P<default>\w+),? the default(?=[.;])"),
    re.compile(r"(?:^|[.;,] )(?P<default>[^.;,]+) when left out(?=[.;])"),
    re.compile(r"(?:^|[.;] )when left out, (?P<default>[^.;]+)"),
)
MARKS: Final = re.compile(r"\bdefault\b|when left out")
"""What the documentation of a node contains that has a default."""


def default_of(documentation: str, choices: dict[str, str]) -> str:
    """Return what a node means when it is left out; "" if its documentation does not say it.

    Args:
        documentation: The documentation of the node.
        choices: The documentation of each value, if its type is an enumeration.
    """
    for form in _FORMS:
        if found := form.search(documentation):
            return found["default"]
    return next((value for value, text in choices.items() if re.search(r"\bthe default\b", text)), "")

"""Documentation that stands in until somebody writes it: made from a node's name and type, never from the page."""

from __future__ import annotations

import re
from typing import Final

PLACEHOLDER: Final = "To be described."
_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def parts_of(name: str) -> list[str]:
    """Return the words of a name: ``CallBackUrl`` is call, back, url."""
    return [part if part.isupper() and len(part) > 1 else part.lower() for part in _PART.findall(name)]


def phrase(name: str) -> str:
    """Return a name as words with a capital: ``SpriteObject`` is "Sprite object"."""
    words = " ".join(parts_of(name)) or name
    return words[:1].upper() + words[1:]


def camel(name: str) -> str:
    """Return a snake_case name as a type's name: ``submit_tts_job`` is ``SubmitTtsJob``."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_") if part)


def snake(name: str) -> str:
    """Return a name in snake_case: ``jobId`` is ``job_id``."""
    return "_".join(part.lower() for part in parts_of(name))


def described(name: str, kind: str) -> str:
    """Return the stand-in for the documentation of a node.

    Args:
        name: Name of the node.
        kind: What it holds: "text", "whole number", "nodes", …
    """
    return f"{phrase(name)}, {kind}. {PLACEHOLDER}"

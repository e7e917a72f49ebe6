"""Functions on dotted paths of nodes, such as ``Request.Operation.Output``."""

from __future__ import annotations


def parent_of(path: str) -> str:
    """Return the path of the parent; "" for a root."""
    return path.rpartition(".")[0]


def name_of(path: str) -> str:
    """Return the last step of a path."""
    return path.rpartition(".")[2]


def is_below(path: str, top: str) -> bool:
    """Return whether a path lies below another one, at any depth."""
    return path.startswith(f"{top}.")


def is_in(path: str, top: str) -> bool:
    """Return whether a path is the same as another one or lies below it."""
    return path == top or is_below(path, top)

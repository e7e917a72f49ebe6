# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Nodes that the schema does not know."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class UnknownNode:
    """A node of a reply that the schema does not know, kept so that nothing is lost.

    Attributes:
        name: Name of the node; ``{namespace}name`` where it has a namespace.
        text: Text before the first child.
        attributes: Attributes by name.
        children: Nodes inside.
        tail: Text between the end of the node and the next one.
    """

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[UnknownNode] = field(default_factory=list)
    tail: str = ""

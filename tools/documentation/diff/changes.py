"""The records of changes, which ``diff --json`` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

Kind = Literal[
    "added", "removed", "renamed", "moved", "type", "array", "required", "default", "description", "request-line"
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Effect = Literal["informs", "widens", "breaks"]
# In order of increasing severity.
EFFECTS: Final[tuple[Effect, ...]] = get_args(Effect)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The old or the new side of a change.

    Attributes:
        line: Line of the row in the page.
        path: Path of the node in the page.
        value: The changed property in the page; None if the whole node was added or removed.
    """

    line: int
    path: str
    value: str | bool | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the side as ``--json`` prints it."""
        return {"line": self.line, "path": self.path, "value": self.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one node.

    Attributes:
        section: Section of the node; "" for the request line.
        path: Path in the new page; for a removed node, in the old page.
        kind: What changed.
        effect: Its effect on callers.
        message: A short description without the path.
        old: The old side; None for an added node.
        new: The new side; None for a removed node.
        below: Number of nodes that were renamed or moved together with this one.
    """

    section: str
    path: str
    kind: Kind
    effect: Effect
    message: str
    old: End | None
    new: End | None
    below: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the change as ``--json`` prints it."""
        return {
            "section": self.section,
            "path": self.path,
            "kind": self.kind,
            "effect": self.effect,
            "message": self.message,
            "old": self.old and self.old.as_json(),
            "new": self.new and self.new.as_json(),
            "below": self.below,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All changes between two pages.

    Attributes:
        changes: The changes in the order of the new page; a removed node follows its predecessor on the old page.
        notes: Remarks on texts that were not compared, and on differences outside the node tables.
    """

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()

    def count(self, effect: Effect) -> int:
        """Return the number of changes with an effect."""
        return sum(change.effect == effect for change in self.changes)


def most_severe(*effects: Effect) -> Effect:
    """Return the most severe of some effects."""
    return max(effects, key=EFFECTS.index, default="informs")

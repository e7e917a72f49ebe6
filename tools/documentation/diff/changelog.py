"""Formats a difference as a changelog entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.documentation.node_paths import is_below
from tools.documentation.phrases import counted, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tools.documentation.diff.changes import Change, Difference


def _is_wording(change: Change) -> bool:
    return change.kind == "description" and change.message.startswith("reads ")


_KINDS: Final[dict[str, Callable[[Change], bool]]] = {
    "Breaking": lambda change: change.effect == "breaks",
    "Added": lambda change: change.kind == "added",
    "Removed": lambda change: change.kind == "removed",
    "Changed": lambda change: not _is_wording(change),
    "Wording": _is_wording,
}


def changelog(difference: Difference) -> str:
    """Return the changes under Breaking, Added, Removed, Changed and Wording: each change once, in page order."""
    blocks = [headline(difference)]
    left = list(difference.changes)
    for title, belongs in _KINDS.items():
        entries = [change for change in left if belongs(change)]
        left = [change for change in left if not belongs(change)]
        if entries:
            blocks.append("\n".join([f"### {title}", "", *_entries(entries)]))
    return "\n\n".join([*blocks, *difference.notes])


def headline(difference: Difference) -> str:
    """Return the number of changes with each effect, on one line."""
    total = len(difference.changes)
    if not total:
        return "No node has changed."
    breaks, widens, informs = (difference.count(effect) for effect in ("breaks", "widens", "informs"))
    counts = [f"{breaks or 'none'} break{'' if breaks > 1 else 's'} callers"]
    counts += [f"{widens} widen{'s' if widens == 1 else ''}"] if widens else []
    counts += [f"{informs} inform{'s' if informs == 1 else ''}"] if informs else []
    return f"{counted(total, 'change')}: {', '.join(counts)}."


def _entries(changes: Sequence[Change]) -> Iterator[str]:
    """Yield the entries. Added and removed nodes share an entry with nodes below them; equal changes share one, too."""
    merged: set[int] = set()
    for index, change in enumerate(changes):
        if index in merged:
            continue
        below = [other for other in range(index + 1, len(changes)) if _is_below(changes[other], change)]
        same = [] if below else [other for other in range(index + 1, len(changes)) if _is_same(changes[other], change)]
        merged.update(below, same)
        also = f" and {counted(len(below), 'node')} below it" if below else ""
        nodes = ", ".join(f"`{changes[other].path}`" for other in (index, *same))
        yield f"- {nodes}{also}: {change.message} ({_line_references([change, *(changes[other] for other in same)])})"


def _is_below(change: Change, top: Change) -> bool:
    facts = (change.section, change.kind, change.effect) == (top.section, top.kind, top.effect)
    return facts and top.kind in {"added", "removed"} and is_below(change.path, top.path)


def _is_same(change: Change, first: Change) -> bool:
    facts = (change.kind, change.effect, change.message) == (first.kind, first.effect, first.message)
    return facts and change.kind in {"required", "type", "array", "default"}


def _line_references(changes: Sequence[Change]) -> str:
    olds = [str(change.old.line) for change in changes if change.old]
    news = [str(change.new.line) for change in changes if change.new]
    sides = (("old", olds), ("new", news))
    return "; ".join(f"{side} {plural(len(lines), 'line')} {', '.join(lines)}" for side, lines in sides if lines)

"""Conflicts between the rows of a run: one output of two rows, or an output that is the video of another row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.errors.bulk import row_label

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from cosanim.bulk.rows import Row


class ConflictError(Exception):
    """A row and another one, which the text names, would replace a result or a video.

    Attributes:
        node: The node of the row that has the key.
        rule: The rule that refuses it.
    """

    def __init__(self, node: str, rule: str, message: str) -> None:
        """Store the node, the rule and the message."""
        super().__init__(message)
        self.node = node
        self.rule = rule


def conflict_of(row: Row, execute: Callable[..., sqlite3.Cursor]) -> ConflictError | None:
    """Return the conflict of a new row with one of the journal; None if there is none.

    Args:
        row: The new row.
        execute: Executes a statement on the journal.
    """
    output = "Operation.Output.Object"
    checks = [
        ("output", row.output, output, "shared-output", "is also the output of {}, so that only one result is left")
    ]
    if row.input is not None:
        checks += [
            ("input", row.output, output, "overwrites-input", "is the video of {}, which the result replaces"),
            ("output", row.input, "Input.Object", "overwrites-input", "is the output of {}, which replaces the video"),
        ]
    for column, value, node, rule, message in checks:
        if value is None:
            continue
        statement = f"SELECT number, line FROM rows WHERE {column} = ? LIMIT 1"  # noqa: S608 - a name from above
        if (found := execute(statement, (value,)).fetchone()) is not None:
            return ConflictError(node, rule, f"{message.format(row_label(*found))}: choose another key")
    return None

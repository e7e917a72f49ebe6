"""Keeps rows of the same input and output from being sent at the same time.

Their jobs cannot be told apart in the list of jobs, so a row is sent only when the outcome of earlier ones is known.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosanim.bulk.rows import Row


class Targets:
    """The inputs and outputs of the rows whose outcome is not known yet.

    Attributes:
        waiting: Number of rows that wait for others.
    """

    def __init__(self) -> None:
        """Create an empty register."""
        self._rows: dict[bytes, deque[Row]] = {}
        self._unknown: dict[bytes, str] = {}
        self.waiting = 0

    def enter(self, row: Row) -> bool:
        """Return whether a row can be sent; otherwise it waits until ``leave`` returns it."""
        waiting = self._rows.get(row.target)
        if waiting is None:
            self._rows[row.target] = deque()
            return True
        waiting.append(row)
        self.waiting += 1
        return False

    def leave(self, row: Row) -> Row | None:
        """Take a row whose outcome is known, and return the next one of the same input and output."""
        waiting = self._rows[row.target]
        if waiting:
            self.waiting -= 1
            return waiting.popleft()
        del self._rows[row.target]
        return None

    def set_unknown(self, row: Row) -> None:
        """Record that the outcome of a row could not be found out, so that no other row of its target is sent."""
        self._unknown[row.target] = row.label

    def is_unknown(self, row: Row) -> bool:
        """Return whether the outcome of another row of the same input and output could not be found out."""
        return row.target in self._unknown

    def unknown_row(self, row: Row) -> str:
        """Return that other row, as messages name it."""
        return self._unknown[row.target]

"""Rows that wait for a time: until the signature of their last attempt has expired, and the list of jobs shows it."""

from __future__ import annotations

import heapq
import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosanim.bulk.rows import Row
    from cosanim.errors import SubmissionUnknown


class ParkedRow:
    """A row whose outcome is unknown.

    Attributes:
        row: The row.
        unknown: The error of its last attempt or lookup.
        lookups: Number of lookups so far.
        first_lookup: Monotonic time of the first lookup; None before it.
    """

    __slots__ = ("first_lookup", "lookups", "row", "unknown")

    def __init__(self, row: Row, unknown: SubmissionUnknown) -> None:
        """Store the row, before its first lookup."""
        self.row = row
        self.unknown = unknown
        self.lookups = 0
        self.first_lookup: float | None = None


class Parked:
    """The parked rows, in the order in which they can be looked up."""

    def __init__(self) -> None:
        """Create an empty register."""
        self._heap: list[tuple[float, int, ParkedRow]] = []
        self._numbers = itertools.count()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._heap)

    def add(self, parked: ParkedRow, ready_at: float) -> None:
        """Add a row.

        Args:
            parked: The row.
            ready_at: Monotonic time from which it can be looked up.
        """
        heapq.heappush(self._heap, (ready_at, next(self._numbers), parked))

    @property
    def next_ready(self) -> float | None:
        """Monotonic time at which the first row can be looked up; None if there is no row."""
        return self._heap[0][0] if self._heap else None

    def take(self, now: float) -> ParkedRow | None:
        """Remove and return a row that can be looked up; None if it is too early for each of them.

        Args:
            now: Monotonic seconds.
        """
        return heapq.heappop(self._heap)[2] if self._heap and self._heap[0][0] <= now else None

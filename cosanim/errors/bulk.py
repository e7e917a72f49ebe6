"""Errors of bulk runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.errors.base import CosanimError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cosanim.xml.violations import Violation

_SHOWN: Final = 20
"""Number of rows that the message lists."""


class InvalidRow(NamedTuple):
    """A row that cannot be submitted.

    Attributes:
        number: Position of the row, from 1.
        line: Its line in the manifest, from 1; None if it does not come from a file.
        violations: Its violations.
    """

    number: int
    line: int | None
    violations: tuple[Violation, ...]

    @property
    def label(self) -> str:
        """The row as messages name it."""
        return row_label(self.number, self.line)


class InvalidRows(CosanimError):
    """Rows of a bulk run violate the schema or a rule that protects data and money; nothing was sent."""

    def __init__(self, rows: Iterable[InvalidRow]) -> None:
        """Store the rows.

        Args:
            rows: The invalid rows, in order.
        """
        self.rows = tuple(rows)
        lines = [f"{row.label}: {violation}" for row in self.rows[:_SHOWN] for violation in row.violations]
        if len(self.rows) > _SHOWN:
            lines.append(f"and {len(self.rows) - _SHOWN} more rows")
        count = "1 row is" if len(self.rows) == 1 else f"{len(self.rows)} rows are"
        super().__init__("\n  ".join([f"{count} invalid, so nothing was sent:", *lines]))


class JournalError(CosanimError):
    """A journal cannot be used: it is locked, damaged, of other rows, or cannot be written."""


def row_label(number: int, line: int | None) -> str:
    """Return how messages name a row."""
    return f"row {number}" if line is None else f"line {line}"

"""Reports on irregularities of a page, and the exception for a page that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """A report on an irregularity at a line of the page.

    Attributes:
        line: Line of the page, from 1.
        message: What is irregular, and how it was read.
        fatal: Whether it makes the page unusable as a whole (truncated, or a table that could not be read). Nothing may
            be rewritten from such a page.
    """

    line: int
    message: str
    fatal: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the report as ``--json`` prints it."""
        return {"line": self.line, "message": self.message}


class PageError(Exception):
    """Nothing can be read from the file at all.

    Attributes:
        line: Line of the page at which reading failed, from 1.
        message: The reason.
    """

    def __init__(self, line: int, message: str) -> None:
        """Store the line and the message."""
        super().__init__(line, message)
        self.line = line
        self.message = message

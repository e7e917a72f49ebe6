"""Reports on irregularities of a page, and the exception for a page that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """A report on an irregularity at a line of the page.

    Attributes:
        line: Line of the page, from 1.
        message: The irregularity, and how it was read.
        fatal: Whether the page is unusable (truncated, or with a table that could not be read); ``sync`` refuses such
            pages.
    """

    line: int
    message: str
    fatal: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the report as ``--json`` prints it."""
        return {"line": self.line, "message": self.message}


class PageError(Exception):
    """A page cannot be read or used.

    Attributes:
        line: Line of the page, from 1.
        message: The reason.
    """

    def __init__(self, line: int, message: str) -> None:
        """Store the line and the message."""
        super().__init__(line, message)
        self.line = line
        self.message = message

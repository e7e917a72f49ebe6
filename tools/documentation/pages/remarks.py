"""What a reader has to say about a page besides its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """One remark, tied to a line of the page.

    Attributes:
        line: Line of the page, from 1.
        message: What is odd and what was done about it.
        fatal: Whether the page as a whole cannot be trusted because of it (cut off, a table that could not be
            read). Nothing may be rewritten from such a page.
    """

    line: int
    message: str
    fatal: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the remark as ``--json`` prints it."""
        return {"line": self.line, "message": self.message}


class PageError(Exception):
    """Nothing can be read from the file at all.

    Attributes:
        line: Where it showed, from 1.
        message: Why.
    """

    def __init__(self, line: int, message: str) -> None:
        """Keep the line and the message."""
        super().__init__(line, message)
        self.line = line
        self.message = message

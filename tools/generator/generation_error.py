"""The exception of the generator."""

from __future__ import annotations


class GenerationError(Exception):
    """The spec has something that cannot be generated."""

    def __init__(self, message: str, file: str = "", line: int | None = None, column: int | None = None) -> None:
        """Join the place and the message.

        Args:
            message: What is wrong and what to do.
            file: The XSD, as far as known.
            line: Its line, 1-based.
            column: The column in that line, 1-based.
        """
        place = ":".join(str(part) for part in (file, line, column) if part)
        super().__init__(f"{place}: {message}" if place else message)

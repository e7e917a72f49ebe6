"""The exception of the generator."""

from __future__ import annotations


class GenerationError(Exception):
    """The spec has a construct that the generator does not support, or an error."""

    def __init__(self, message: str, file: str = "", line: int | None = None, column: int | None = None) -> None:
        """Join position and message.

        Args:
            message: The error and how to correct it.
            file: Name of the XSD; "" if unknown.
            line: Line in the file, 1-based.
            column: Column in the line, 1-based.
        """
        place = ":".join(str(part) for part in (file, line, column) if part)
        super().__init__(f"{place}: {message}" if place else message)

"""The exception of a failed render, with the error code of its job."""

from __future__ import annotations


class RenderError(Exception):
    """A failed render.

    Attributes:
        code: A documented error code, such as ``ResourceNotSupported``.
        message: What is wrong and what to do about it.
    """

    def __init__(self, code: str, message: str) -> None:
        """Store code and message.

        Args:
            code: A documented error code.
            message: What is wrong.
        """
        # Both as arguments of the exception, so that it can be pickled.
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        """Return code and message on one line."""
        return f"{self.code}: {self.message}"

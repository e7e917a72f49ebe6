"""The exception for a failed render. Its error code becomes that of the job."""

from __future__ import annotations


class RenderError(Exception):
    """A render failed.

    Attributes:
        code: A documented error code, such as ``ResourceNotSupported``.
        message: The cause, and how to remove it.
    """

    def __init__(self, code: str, message: str) -> None:
        """Store code and message.

        Args:
            code: A documented error code.
            message: The cause, and how to remove it.
        """
        # Both are passed on, so that the exception can be pickled.
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        """Return code and message on one line."""
        return f"{self.code}: {self.message}"

"""The lines of a manifest, decoded one by one, so that an error names its line and memory stays constant."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_LINE: Final = 1 << 20
"""Largest number of bytes in a line."""
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class UnreadableLineError(ValueError):
    """A line cannot be read; the text says why, and what to do."""

    def __init__(self, reason: str, *, line: int, value: bytes) -> None:
        """Store the reason.

        Args:
            reason: Why, and what to do.
            line: The line, from 1.
            value: Its bytes, or their beginning.
        """
        super().__init__(reason)
        self.line = line
        self.value = value


def text_lines(file: IO[bytes]) -> Iterator[str]:
    """Yield the lines of a file in UTF-8, with their ends, and without a byte order mark.

    Args:
        file: The file, opened in binary mode.

    Raises:
        UnreadableLineError: A line is not UTF-8 or too long.
        OSError: The file cannot be read.
    """
    number = 0
    while data := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(data) > LONGEST_LINE:
            raise UnreadableLineError(
                f"is longer than {LONGEST_LINE} bytes: end each row with a line break", line=number, value=data[:80]
            )
        if number == 1:
            if data.startswith(_UTF16_MARKS):
                raise UnreadableLineError("is UTF-16: save the file as UTF-8", line=1, value=data[:80])
            data = data.removeprefix(_BYTE_ORDER_MARK)
        try:
            yield data.decode()
        except UnicodeDecodeError as error:
            raise UnreadableLineError(
                f"is not UTF-8 ({error.reason} at byte {error.start + 1} of the line): save the file as UTF-8",
                line=number,
                value=data[:80],
            ) from None

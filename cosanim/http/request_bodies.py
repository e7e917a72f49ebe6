"""Wraps files as request bodies that can be sent again, and checks that headers can be sent."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Sized
from typing import IO, TYPE_CHECKING, Final, TypeAlias

from urllib3.exceptions import InvalidHeader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Body: TypeAlias = bytes | IO[bytes] | None
_BLOCK: Final = 64 * 1024
_NAME: Final = re.compile(r"[^:\s][^:\r\n]*")
_VALUE: Final = re.compile(r"(?:\S[^\r\n]*)?")
_VALUE_BYTES: Final = re.compile(rb"(?:\S[^\r\n]*)?")


class _SourceError(Exception):
    """Reading the source of a body failed.

    Wraps the exception of the source, so that the HTTP library does not treat an OSError as a network error.
    """

    def __init__(self, failure: Exception) -> None:
        """Store the exception that the source raised."""
        super().__init__()
        self.failure = failure


class SourceBody:
    """A file as a request body, from its current position to the end that it had when sending started.

    Attributes:
        len: Length in bytes; missing when the length is unknown. requests expects an attribute of this name.
    """

    def __init__(self, source: IO[bytes]) -> None:
        """Store the file with its position and its length.

        Args:
            source: A file opened for reading in binary mode.
        """
        self._source = source
        seekable = getattr(source, "seekable", None)
        self._start = source.tell() if seekable is not None and seekable() else None
        length = _length_from_here(source, self._start)
        self._remaining: int | None = None
        # The length of a pipe is 0; it is sent in chunks.
        if length or self._start is not None:
            self.len = self._remaining = length

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``; the rest if ``size`` is negative.

        Raises:
            _SourceError: The source cannot be read, or ended before its length.
        """
        remaining = self._remaining
        if remaining is not None:
            size = remaining if size < 0 else min(size, remaining)
        try:
            data = self._source.read(size) if size else b""
            if remaining is not None:
                if remaining and not data:
                    raise OSError(errno.EIO, f"the file ended {remaining} bytes before its expected end")  # noqa: TRY301
                self._remaining = remaining - len(data)
        except Exception as error:
            raise _SourceError(error) from error
        return data

    def __iter__(self) -> Iterator[bytes]:
        """Yield the rest in blocks. requests streams only bodies that are iterable."""
        while data := self.read(_BLOCK):
            yield data

    @property
    def can_rewind(self) -> bool:
        """Whether the body can be sent again."""
        return self._start is not None

    def rewind(self) -> None:
        """Return to the position at which sending started, if the source is seekable."""
        if self._start is not None:
            self._source.seek(self._start)
            self._remaining = self.len


def check_headers(headers: Mapping[str, str | bytes]) -> None:
    """Check that headers can be sent over HTTP.

    Raises:
        urllib3.exceptions.InvalidHeader: A value contains a line break or starts with white space.
        UnicodeError: A value contains a character outside Latin-1.
    """
    for name, value in headers.items():
        text = value if isinstance(value, str) else value.decode("latin-1")
        # Fast path for plain values, which nearly all are.
        if text.isascii() and text.isprintable() and not text.startswith(" "):
            continue
        is_valid = _VALUE.fullmatch(value) if isinstance(value, str) else _VALUE_BYTES.fullmatch(value)
        if not (is_valid and _NAME.fullmatch(name)):
            raise InvalidHeader("the header has a line break or leading white space")
        text.encode("latin-1")


def sendable(body: Body) -> bytes | SourceBody | None:
    """Return a body ready for sending; a file is wrapped in a ``SourceBody``.

    Raises:
        OSError: The length of the file cannot be determined.
    """
    if body is None or isinstance(body, bytes):
        return body
    source = SourceBody(body)
    # requests would send an empty file chunked, which the service refuses.
    return b"" if getattr(source, "len", None) == 0 else source


def _length_from_here(source: IO[bytes], start: int | None) -> int:
    """Return the number of bytes from a file's position to its end, by ``len`` or by seeking; 0 when unknown.

    The size from the file system is not used: it differs for a file that is decompressed while it is read.
    """
    if isinstance(source, Sized):
        end = len(source)
    elif hasattr(source, "len"):
        end = int(source.len)
    elif start is not None:
        end = source.seek(0, os.SEEK_END)
        source.seek(start)
    else:
        return 0
    return max(0, end - (start or 0))

"""Bodies and headers as they can be sent: files with a length and a position, headers that HTTP can carry."""

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

    It carries what the source raised past the HTTP library, which would take an OSError for one of the network.
    """

    def __init__(self, failure: Exception) -> None:
        """Keep what the source raised."""
        super().__init__()
        self.failure = failure


class SourceBody:
    """A file that is sent as a body, from where it stands and no further than its end at the start.

    Attributes:
        len: Its bytes; requests looks for an attribute of this name. Not there where nobody can tell.
    """

    def __init__(self, source: IO[bytes]) -> None:
        """Find out length and position.

        Args:
            source: A file opened for reading in binary mode.
        """
        self._source = source
        seekable = getattr(source, "seekable", None)
        self._start = source.tell() if seekable is not None and seekable() else None
        length = _length_from_here(source, self._start)
        self._left: int | None = None
        # A pipe has a length of 0, and is sent in chunks.
        if length or self._start is not None:
            self.len = self._left = length

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            _SourceError: The source cannot be read, or ended before its length.
        """
        left = self._left
        if left is not None:
            size = left if size < 0 else min(size, left)
        try:
            data = self._source.read(size) if size else b""
            if left is not None:
                if left and not data:
                    raise OSError(errno.EIO, f"the file ended {left} bytes before the length that it had")  # noqa: TRY301
                self._left = left - len(data)
        except Exception as error:
            raise _SourceError(error) from error
        return data

    def __iter__(self) -> Iterator[bytes]:
        """Yield the rest; requests takes for a stream only what can be iterated over."""
        while data := self.read(_BLOCK):
            yield data

    @property
    def can_rewind(self) -> bool:
        """Whether the body can be sent once more."""
        return self._start is not None

    def rewind(self) -> None:
        """Go back to where the file stood."""
        if self._start is not None:
            self._source.seek(self._start)
            self._left = self.len


def check_headers(headers: Mapping[str, str | bytes]) -> None:
    """Refuse what HTTP cannot carry in a header.

    Raises:
        urllib3.exceptions.InvalidHeader: A line break, or white space in front.
        UnicodeError: A character outside Latin-1.
    """
    for name, value in headers.items():
        text = value if isinstance(value, str) else value.decode("latin-1")
        # Nearly all are plain.
        if text.isascii() and text.isprintable() and not text.startswith(" "):
            continue
        is_valid = _VALUE.fullmatch(value) if isinstance(value, str) else _VALUE_BYTES.fullmatch(value)
        if not (is_valid and _NAME.fullmatch(name)):
            raise InvalidHeader("line breaks or white space in front")
        text.encode("latin-1")


def sendable(body: Body) -> bytes | SourceBody | None:
    """Return a body as it is handed on: a file with its length and position noted.

    Raises:
        OSError: The file cannot be asked for its length.
    """
    if body is None or isinstance(body, bytes):
        return body
    source = SourceBody(body)
    # requests would send an empty file chunked, which the service refuses.
    return b"" if getattr(source, "len", None) == 0 else source


def _length_from_here(source: IO[bytes], start: int | None) -> int:
    """Return the bytes from where a file stands to its end, which it says itself or is sought; 0 where neither tells.

    The size that the system knows is not asked for: it is another one where the file is unpacked while it is read.
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

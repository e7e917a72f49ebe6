"""Prepares the source of an upload: determines its length and MD5 before it is sent."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Source: TypeAlias = bytes | bytearray | memoryview | str | os.PathLike[str] | IO[bytes]

_CHUNK: Final = 1 << 20
_IN_MEMORY: Final = 8 << 20
"""Largest copy of a source that is kept in memory, in bytes. A larger copy is a temporary file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The body of a PUT.

    Attributes:
        body: The bytes, or a file, which is sent from its current position.
        md5: MD5 of the content, 32 hexadecimal digits.
    """

    body: bytes | IO[bytes]
    md5: str

    @property
    def headers(self) -> dict[str, str]:
        """The Content-MD5 header, with which the service detects a body that changed in transit (RFC 1864)."""
        return {"Content-MD5": b64encode(bytes.fromhex(self.md5)).decode()}


@contextmanager
def open_source(source: Source) -> Iterator[Upload]:
    """Determine the length and MD5 of a source, and yield it as an ``Upload``.

    A seekable file is read from its current position and then set back to it. A source that is not seekable, such as
    a pipe, is copied first: to memory if it is small, otherwise to a temporary file.

    Args:
        source: Bytes, the path of a file, or a file opened for reading in binary mode, which stays open.

    Raises:
        OSError: The file cannot be read.
        TypeError: The source is of another type.
    """
    if isinstance(source, str | os.PathLike):
        with Path(source).open("rb") as file, _measure(file) as upload:
            yield upload
    elif isinstance(source, bytes | bytearray | memoryview):
        body = bytes(source)
        yield Upload(body, _md5(body).hexdigest())
    elif isinstance(source, io.TextIOBase):
        raise TypeError("the file is opened as text: open it in binary mode")
    elif hasattr(source, "read"):
        with _measure(source) as upload:
            yield upload
    else:
        # None must not replace the object with an empty one.
        raise TypeError(f"an object is bytes, a path or a file opened in binary mode, not {type(source).__name__}")


@contextmanager
def _measure(source: IO[bytes]) -> Iterator[Upload]:
    """Yield a file, or a copy of one that is not seekable, with its length and MD5."""
    extent = _extent(source)
    if extent is not None:
        start, end = extent
        size, md5 = _read_to_end(source, lambda _: None, most=end - start)
        source.seek(start)
        yield Upload(cast("IO[bytes]", _FileWithLength(source, start + size)), md5)
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copied:
        size, md5 = _read_to_end(source, copied.write)
        copied.seek(0)
        yield Upload(cast("IO[bytes]", _FileWithLength(cast("IO[bytes]", copied), size)), md5)


def _extent(source: IO[bytes]) -> tuple[int, int] | None:
    """Return the position and the current end of a file, which may grow later; None if it is not seekable."""
    try:
        if not source.seekable():
            return None
        start = source.tell()
        end = source.seek(0, os.SEEK_END)
        return (start, max(start, end)) if source.seek(start) == start else None
    except (AttributeError, OSError, io.UnsupportedOperation):
        return None


def _read_to_end(source: IO[bytes], consume: Callable[[bytes], object], most: int | None = None) -> tuple[int, str]:
    """Read a file to its end, or at most ``most`` bytes, passing each chunk to ``consume``; return size and MD5."""
    md5, size = _md5(), 0
    while chunk := _read(source, _CHUNK if most is None else min(_CHUNK, most - size)):
        md5.update(chunk)
        size += len(chunk)
        consume(chunk)
    return size, md5.hexdigest()


def _read(source: IO[bytes], size: int) -> bytes:
    chunk: object = source.read(size)
    if chunk is None:
        # Treating this as the end would store only a part of the source.
        raise BlockingIOError("the source has no data yet: open it in blocking mode")
    if not isinstance(chunk, bytes | bytearray | memoryview):
        raise TypeError(f"the source gives {type(chunk).__name__}, not bytes: open it in binary mode")
    return bytes(chunk)


def _md5(data: bytes = b"") -> hashlib._Hash:
    # MD5 is only a checksum here; FIPS builds of Python reject it without ``usedforsecurity=False``.
    return hashlib.md5(data, usedforsecurity=False)


class _FileWithLength:
    """A file with the length that was measured while its MD5 was computed.

    The length from the file system can differ: for a gzip file it is the length of the compressed data.
    """

    def __init__(self, source: IO[bytes], end: int) -> None:
        self._source = source
        self._end = end

    def __len__(self) -> int:
        """Return the position of the end; callers subtract the current position."""
        return self._end

    def read(self, size: int = -1) -> bytes:
        return _read(self._source, size)

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._source.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._source.seek(offset, whence)

"""Prepares the source of an upload: determines its length and MD5 before it is sent."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeAlias, cast

from cosanim.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Source: TypeAlias = bytes | bytearray | memoryview | str | os.PathLike[str] | IO[bytes]

LARGEST: Final = 5 << 30
"""Largest object in bytes that a single PUT can store, 5 GB (PUT Object, 436/7749)."""

_CHUNK: Final = 1 << 20
_IN_MEMORY: Final = 8 << 20
"""Largest copy of a source that is kept in memory, in bytes. A larger copy is a temporary file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The body of a PUT.

    Attributes:
        body: The bytes, or a file, which is sent from its current position.
        md5: MD5 of the content, 32 hexadecimal digits.
        size: Length of the content in bytes.
    """

    body: bytes | IO[bytes]
    md5: str
    size: int

    @property
    def headers(self) -> dict[str, str]:
        """The Content-MD5 header, with which the service detects a body that changed in transit (RFC 1864)."""
        return {"Content-MD5": b64encode(bytes.fromhex(self.md5)).decode()}


@contextmanager
def open_source(source: Source, on_progress: Callable[[int, int], object] | None = None) -> Iterator[Upload]:
    """Determine the length and MD5 of a source, and yield it as an ``Upload``.

    A seekable file is read from its current position and then set back to it. A source that is not seekable, such as
    a pipe, is copied first: to memory if it is small, otherwise to a temporary file.

    Args:
        source: Bytes, the path of a file, or a file opened for reading in binary mode, which stays open.
        on_progress: Called while the body is read for sending, with the bytes read so far and their total.

    Raises:
        ConfigurationError: The content is too large for a single PUT.
        OSError: The file cannot be read.
        TypeError: The source is of another type.
    """
    if isinstance(source, str | os.PathLike):
        with Path(source).open("rb") as file, _measure(file, on_progress) as upload:
            yield upload
    elif isinstance(source, bytes | bytearray | memoryview):
        content = bytes(source)
        with _measure(io.BytesIO(content), on_progress) as upload:
            # Bytes are sent at once, in pieces only where their progress is wanted.
            yield upload if on_progress else replace(upload, body=content)
    elif isinstance(source, io.TextIOBase):
        raise TypeError("the file is opened as text: open it in binary mode")
    elif hasattr(source, "read"):
        with _measure(source, on_progress) as upload:
            yield upload
    else:
        # None must not replace the object with an empty one.
        raise TypeError(f"an object is bytes, a path or a file opened in binary mode, not {type(source).__name__}")


@contextmanager
def _measure(source: IO[bytes], on_progress: Callable[[int, int], object] | None) -> Iterator[Upload]:
    """Yield a file, or a copy of one that is not seekable, with its length and MD5."""
    extent = _extent(source)
    if extent is not None:
        start, end = extent
        check_size(end - start)
        size, md5 = _read_to_end(source, lambda _: None, most=end - start)
        source.seek(start)
        yield _upload(source, start, size, md5, on_progress)
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copied:
        size, md5 = _read_to_end(source, copied.write)
        copied.seek(0)
        yield _upload(cast("IO[bytes]", copied), 0, size, md5, on_progress)


def _upload(
    file: IO[bytes], start: int, size: int, md5: str, on_progress: Callable[[int, int], object] | None
) -> Upload:
    report = (lambda position: on_progress(position - start, size)) if on_progress else None
    if report:
        report(start)
    return Upload(cast("IO[bytes]", _FileWithLength(file, start + size, report)), md5, size)


def check_size(size: int) -> None:
    """Refuse a content that the service would refuse only after all of it was sent.

    Args:
        size: The size of the content in bytes, or as much of it as is known.

    Raises:
        ConfigurationError: It is too large for a single PUT.
    """
    if size > LARGEST:
        raise ConfigurationError(
            f"the content has {size} bytes or more, and a single PUT stores at most {LARGEST} (5 GB): upload it in "
            "parts with the official SDK, qcloud_cos.CosS3Client.upload_file(Bucket=..., Key=..., LocalFilePath=...)"
        )


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
    """Read a file to its end, or at most ``most`` bytes, passing each chunk to ``consume``; return size and MD5.

    Raises:
        ConfigurationError: The content is too large for a single PUT.
    """
    # MD5 is only a checksum here; FIPS builds of Python reject it without ``usedforsecurity=False``.
    md5, size = hashlib.md5(usedforsecurity=False), 0
    while chunk := _read(source, _CHUNK if most is None else min(_CHUNK, most - size)):
        md5.update(chunk)
        size += len(chunk)
        check_size(size)
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


class _FileWithLength:
    """A file with the length that was measured while its MD5 was computed.

    The length from the file system can differ: for a gzip file it is the length of the compressed data.
    """

    def __init__(self, source: IO[bytes], end: int, report: Callable[[int], object] | None) -> None:
        self._source = source
        self._end = end
        self._report = report

    def __len__(self) -> int:
        """Return the position of the end; callers subtract the current position."""
        return self._end

    def read(self, size: int = -1) -> bytes:
        data = _read(self._source, size)
        if self._report:
            self._report(self._source.tell())
        return data

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._source.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._source.seek(offset, whence)

"""A spool: the pictures of the first pass over a video on disk, for the second pass."""

from __future__ import annotations

import contextlib
import logging
import tempfile
from typing import IO, TYPE_CHECKING, Final

from av.video.frame import VideoFrame

from cosanim.local.rendering.pictures import PIXELS
from cosanim.local.rendering.sampling import TickSpan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

logger = logging.getLogger(__name__)
#: Longest spool in bytes. Pictures beyond it are decoded again: 2,000 pictures of 480x270 fit, 129 of 1920x1080.
MAX_SPOOL_BYTES: Final = 1 << 30
_PIXEL_BYTES: Final = 4


class Spool:
    """Stores pictures of one size in a temporary file until it is full.

    The file has no name, or loses it when it is created, so it disappears with the process in any case. It is not held
    in the memory of the process; the system keeps it in memory as long as it has enough. Where the disk is full or the
    folder refuses a file, the spool stores nothing more and raises no error.

    Attributes:
        is_complete: Whether all pictures are stored.
    """

    def __init__(self, folder: Path, *, limit: int = MAX_SPOOL_BYTES) -> None:
        """Create an empty spool.

        Args:
            folder: The folder of the file, such as that of the output.
            limit: Longest file in bytes.
        """
        self._folder = folder
        self._limit = limit
        self._file: IO[bytes] | None = None
        self._times: list[tuple[int, int]] = []
        self._size = (0, 0)
        self.is_complete = True

    def __enter__(self) -> Self:
        """Create the file."""
        try:
            self._file = tempfile.TemporaryFile(dir=self._folder, prefix=".spool-")
        except OSError as error:
            self._refuse(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file, which deletes it."""
        if self._file is not None:
            # Closing writes what is buffered, which fails on a full disk.
            with contextlib.suppress(OSError):
                self._file.close()

    @property
    def count(self) -> int:
        """Number of stored pictures, the first ones."""
        return len(self._times)

    def copies(self, pictures: Iterable[TickSpan[VideoFrame]]) -> Iterator[TickSpan[VideoFrame]]:
        """Yield pictures, and store them until the spool is full."""
        for picture in pictures:
            self._add(picture)
            yield picture

    def _add(self, picture: TickSpan[VideoFrame]) -> None:
        if not self.is_complete or self._file is None:
            self.is_complete = False
            return
        self._size = picture.frame.width, picture.frame.height
        if self._file.tell() + self._picture_bytes > self._limit:
            self.is_complete = False
            return
        try:
            for row in _rows(picture.frame):
                self._file.write(row)
            self._file.flush()
        except OSError as error:
            self._refuse(error)
            return
        self._times.append((picture.begin, picture.length))

    def pictures(self) -> Iterator[TickSpan[VideoFrame]]:
        """Yield the stored pictures in order. Afterwards, none can be stored."""
        if self._file is None:
            return
        self._file.seek(0)
        for begin, length in self._times:
            frame = VideoFrame(*self._size, PIXELS)
            for row in _rows(frame):
                if self._file.readinto(row) != len(row):  # type: ignore[attr-defined]  # a BufferedRandom
                    raise OSError("the temporary file of the render was cut off")
            yield TickSpan(frame, begin, length)

    @property
    def _picture_bytes(self) -> int:
        return self._size[0] * self._size[1] * _PIXEL_BYTES

    def _refuse(self, error: OSError) -> None:
        logger.info("pictures are decoded twice, since they cannot be stored: %s", error.strerror)
        self.is_complete = False


def _rows(frame: VideoFrame) -> Iterator[memoryview]:
    """Yield the pixels of a picture, without the padding at the end of its rows."""
    plane = frame.planes[0]
    pixels, row, stride = memoryview(plane), frame.width * _PIXEL_BYTES, plane.line_size
    if row == stride:
        yield pixels
        return
    for y in range(frame.height):
        yield pixels[y * stride : y * stride + row]

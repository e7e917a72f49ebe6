"""The progress of a render, from the pictures that are written."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class ProgressMeter:
    """Combines the progress of several passes, and reports it in whole per cent when it increases.

    The number of pictures of a pass may be unknown. Then each picture has the part of the video that was read for it,
    which counts when the picture is done: threads may read some pictures ahead, whose work is still to come.
    """

    def __init__(self, callback: Callable[[int], None] | None = None) -> None:
        """Store the settings.

        Args:
            callback: Called with the progress in whole per cent, 0 to 100, when it increases.
        """
        self._callback = callback
        self._percent = -1
        self._from, self._to = 0.0, 1.0
        self._read = 0.0
        # One thread may append while another one takes.
        self._parts: deque[float] = deque()

    def set_range(self, begin: float, end: float) -> None:
        """Set the range of the total progress that the next pass covers, within 0 to 1."""
        self._from, self._to = begin, end

    def report(self, part: float) -> None:
        """Report the progress of the current pass, 0 to 1."""
        percent = int(100 * (self._from + (self._to - self._from) * part))
        if percent > self._percent:
            self._percent = percent
            if self._callback is not None:
                self._callback(percent)

    def set_read(self, part: float) -> None:
        """Store how much of the video is read, 0 to 1."""
        self._read = part

    def add_picture(self) -> None:
        """Add a picture, for which the video was read so far."""
        self._parts.append(self._read)

    def count_done(self, pictures: Iterator[T], total: int | None = None) -> Iterator[T]:
        """Yield the pictures of a pass, and report that each is done when the next one is requested.

        Args:
            pictures: The pictures.
            total: Their number; None if it is unknown, and each was added with ``add_picture``.
        """
        for number, picture in enumerate(pictures, 1):
            yield picture
            self.report(self._parts.popleft() if total is None else number / total)

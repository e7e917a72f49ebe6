"""Finds out how a decoded frame must be turned or mirrored, so that it is shown as the camera saw it.

The display matrix of a frame says so. FFmpeg makes one from whatever the file has: the matrix of an MP4 or MOV track,
the projection of a Matroska track, the Exif data of a JPEG picture, or the display orientation in H.264 and H.265.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from av.sidedata.sidedata import SideDataContainer, Type

from cosanim.local.rendering.frame_filter import FrameFilter

if TYPE_CHECKING:
    from av.buffer import Buffer
    from av.video.frame import VideoFrame

_MATRIX: Final = struct.Struct("=9i")

#: Kinds of side data that FFmpeg has and PyAV does not know, with room for newer ones.
_UNKNOWN_KINDS: Final = range(len(Type), len(Type) + 8)

#: FFmpeg's transpositions, by whether they mirror left and right, and top and bottom, after the sides were swapped.
_TRANSPOSITIONS: Final = {
    (False, False): "cclock_flip",
    (True, False): "clock",
    (False, True): "cclock",
    (True, True): "clock_flip",
}


@dataclass(frozen=True, slots=True)
class Orientation:
    """One of the eight orientations of a picture.

    Attributes:
        swaps_sides: Whether rows become columns. This comes first.
        mirrors_horizontally: Whether left and right are swapped.
        mirrors_vertically: Whether top and bottom are swapped.
    """

    swaps_sides: bool = False
    mirrors_horizontally: bool = False
    mirrors_vertically: bool = False

    @property
    def filters(self) -> list[tuple[str, dict[str, str]]]:
        """FFmpeg's filters for this orientation, with their options; none if the picture stays as it is."""
        if self.swaps_sides:
            return [("transpose", {"dir": _TRANSPOSITIONS[self.mirrors_horizontally, self.mirrors_vertically]})]
        flips = (("hflip", self.mirrors_horizontally), ("vflip", self.mirrors_vertically))
        return [(name, {}) for name, is_needed in flips if is_needed]


UPRIGHT: Final = Orientation()


class OrientationReader:
    """Reads the orientation of the frames of one video."""

    def __init__(self) -> None:
        """Create a reader for any frames."""
        self._without_unknown_kinds = FrameFilter(
            [("sidedata", {"mode": "delete", "type": str(kind)}) for kind in _UNKNOWN_KINDS]
        )

    def __call__(self, frame: VideoFrame) -> Orientation | None:
        """Return the orientation that is nearest to the display matrix of a frame; None without a matrix."""
        try:
            matrix = _display_matrix(frame)
        except ValueError:
            # PyAV fails for all side data of a frame if it does not know one kind, such as Exif.
            matrix = _display_matrix(self._without_unknown_kinds(frame))
        if matrix is None:
            return None
        # The point (x, y) of a picture is shown at (a x + c y, b x + d y); y grows downwards.
        a, b, _, c, d, *_ = _MATRIX.unpack(matrix)
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return Orientation(False, a < 0, d < 0)
        return Orientation(True, c < 0, b < 0)


def _display_matrix(frame: VideoFrame) -> Buffer | None:
    """Return the display matrix of a frame, if it has one.

    ``frame.side_data`` would keep an object that refers to the frame. Such frames stay in memory until Python's garbage
    collector runs, which counts objects and not the megabytes of a picture.
    """
    side_data = SideDataContainer(frame)  # type: ignore[call-arg]  # PyAV's types leave out the argument
    return cast("Buffer | None", side_data.get("DISPLAYMATRIX"))

"""Converts decoded frames to pictures for the encoder: scales them, turns them upright, and converts pixels to BGRA."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cosanim.local.rendering.frame_filter import FrameFilter
from cosanim.local.rendering.orientation import UPRIGHT, Orientation, OrientationReader
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.video_track import MAX_PIXELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.filter import Graph
    from av.filter.context import FilterContext
    from av.video.frame import VideoFrame

#: The longest side that each format allows, in pixels.
LONGEST_SIDE = {"gif": 65535, "hgif": 65535, "webp": 16383}
PIXELS = "bgra"
#: The times of frames in filter graphs have no meaning: the graphs output one picture for each input, in order. Those
#: with two inputs combine the frames that have the same time.
GRAPH_TIME_BASE = Fraction(1, 100)
#: Without the last two flags, swscale reduces the colour resolution for speed. Dithering would make that visible.
SCALING = "bicubic+accurate_rnd+full_chroma_int"
#: The scaler refuses frames whose primaries or transfer characteristics it does not know, though it converts neither.
_UNTAGGED = ("setparams", {"color_primaries": "unknown", "color_trc": "unknown"})


class PictureConverter:
    """Turns the frames of one video upright and scales them.

    The pictures are those of FFmpeg's scale filter. It takes each chroma sample to lie in the middle of its luma
    samples, and a frame to be one picture, whatever the frame says. Frames often say what is not true: the decoder of
    H.264 assumes "left" if the file says nothing, while most programs that make 4:2:0 from RGB average 2x2 pixels.
    """

    def __init__(
        self,
        first: VideoFrame,
        sample_aspect: Fraction,
        width: int | None,
        height: int | None,
        *,
        orientation: Orientation = UPRIGHT,
    ) -> None:
        """Compute the output size from the first frame. Frames of other sizes are scaled to this size too.

        Args:
            first: The first frame of the animation.
            sample_aspect: Width of a pixel divided by its height.
            width: The requested width in pixels, or None.
            height: The requested height in pixels, or None.
            orientation: The orientation of the first frames, if they do not say one themselves.
        """
        self._orientation_of = OrientationReader()
        self._orientation = self._orientation_of(first) or orientation
        display_width, display_height = first.width * sample_aspect, Fraction(first.height)
        if self._orientation.swaps_sides:
            display_width, display_height = display_height, display_width
        self.width, self.height = output_size(display_width, display_height, width, height)
        self._filters: dict[Orientation, FrameFilter] = {}
        self._copy = FrameFilter([("copy", {})])

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """Return the picture of a frame, whose rows are stored from the top down.

        A frame that does not say its orientation has that of the frame before.
        """
        self.skip(frame)
        if self._orientation not in self._filters:
            self._filters[self._orientation] = self._new_filter(self._orientation)
        picture = self._filters[self._orientation](frame)
        # FFmpeg flips a picture by a negative distance between its rows, and decodes some videos so. PyAV gives the
        # pixels of such a picture from the beginning of its last row on, beyond its end.
        return picture if picture.planes[0].line_size > 0 else self._copy(picture)

    def skip(self, frame: VideoFrame) -> None:
        """Take only the orientation of a frame, which is that of the following ones until one says another."""
        self._orientation = self._orientation_of(frame) or self._orientation

    def _new_filter(self, orientation: Orientation) -> FrameFilter:
        width, height = (self.height, self.width) if orientation.swaps_sides else (self.width, self.height)
        scale = ("scale", {"w": str(width), "h": str(height), "flags": SCALING})
        # The scaler converts the pixels too, with its flags. A conversion of its own would be less exact.
        return FrameFilter([_UNTAGGED, scale, ("format", {"pix_fmts": PIXELS}), *orientation.filters])


def output_size(
    width: Fraction, height: Fraction, requested_width: int | None, requested_height: int | None
) -> tuple[int, int]:
    """Return width and height of the output in pixels.

    A missing side is computed from the other one by the aspect ratio. It is at least 1, and may be odd.

    Args:
        width: Display width of the video.
        height: Display height of the video.
        requested_width: The requested width, or None.
        requested_height: The requested height, or None.
    """
    if requested_width is None and requested_height is None:
        return max(1, round(width)), max(1, round(height))
    if requested_width is None and requested_height is not None:
        return max(1, round(requested_height * width / height)), requested_height
    if requested_height is None and requested_width is not None:
        return requested_width, max(1, round(requested_width * height / width))
    return requested_width or 1, requested_height or 1


def check_size(converter: PictureConverter, animation_format: str) -> None:
    """Refuse an output size that the format does not allow or that would take too much memory.

    Raises:
        RenderError: InvalidArgument.
    """
    width, height = converter.width, converter.height
    longest = LONGEST_SIDE[animation_format]
    if max(width, height) > longest or width * height > MAX_PIXELS:
        message = (
            f"The animation would have {width}x{height} pixels; a side may have at most {longest}, the picture at "
            f"most {MAX_PIXELS}. Give both Width and Height."
        )
        raise RenderError("InvalidArgument", message)


def add_source(graph: Graph, width: int, height: int) -> FilterContext:
    """Add an input for pictures to a filter graph."""
    return graph.add_buffer(width=width, height=height, format=PIXELS, time_base=GRAPH_TIME_BASE)  # type: ignore[arg-type]


def pull_all(graph: Graph) -> Iterator[VideoFrame]:
    """Yield the frames that a filter graph can output now. A graph processes its input only when it is pulled."""
    while True:
        try:
            yield graph.vpull()
        except (BlockingIOError, EOFError):
            return

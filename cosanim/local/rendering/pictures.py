"""Conversion of decoded frames to pictures for the encoder: rotated, scaled, and in BGRA."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from av.filter import Graph
from av.video.reformatter import Interpolation, VideoReformatter

from cosanim.local.rendering.decoding import MOST_PIXELS
from cosanim.local.rendering.render_error import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.filter.context import FilterContext
    from av.video.frame import VideoFrame

#: The longest side that the header of each format can express, in pixels.
LONGEST_SIDE = {"gif": 65535, "hgif": 65535, "webp": 16383}
PIXELS = "bgra"
#: Without the last two flags swscale reduces the colour resolution for speed, which dithering makes visible.
SCALING = Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND
#: Filters that rotate a picture by a number of counter-clockwise quarter turns, as its display matrix requires.
TURNS: dict[int, tuple[tuple[str, str | None], ...]] = {
    1: (("transpose", "cclock"),),
    2: (("hflip", None), ("vflip", None)),
    3: (("transpose", "clock"),),
}


class PictureMaker:
    """Rotates and scales the frames of one video."""

    def __init__(self, first: VideoFrame, sample_aspect: Fraction, width: int | None, height: int | None) -> None:
        """Compute the output size from the first frame; frames of other sizes are scaled to it too.

        Args:
            first: A frame of the video, for its size and rotation.
            sample_aspect: Width of a pixel divided by its height.
            width: The requested width, or None.
            height: The requested height, or None.
        """
        turns = round(first.rotation / 90) % 4
        shown_width, shown_height = first.width * sample_aspect, Fraction(first.height)
        if turns % 2:
            shown_width, shown_height = shown_height, shown_width
        self.width, self.height = fitted_size(shown_width, shown_height, width, height)
        self._unrotated_size = (self.height, self.width) if turns % 2 else (self.width, self.height)
        self._scaler = VideoReformatter()
        self._graph = turning_graph(*self._unrotated_size, turns) if turns else None

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """Return the picture of a frame."""
        width, height = self._unrotated_size
        picture = self._scaler.reformat(frame, width, height, PIXELS, interpolation=SCALING)
        if self._graph is None:
            return picture
        self._graph.vpush(picture)
        return self._graph.vpull()


def fitted_size(width: Fraction, height: Fraction, to_width: int | None, to_height: int | None) -> tuple[int, int]:
    """Return the size of the output, given the display size of the video.

    A missing side is computed from the other one by the aspect ratio; it is at least 1 and need not be even.
    """
    if to_width is None and to_height is None:
        return max(1, round(width)), max(1, round(height))
    if to_width is None and to_height is not None:
        return max(1, round(to_height * width / height)), to_height
    if to_height is None and to_width is not None:
        return to_width, max(1, round(to_width * height / width))
    return to_width or 1, to_height or 1


def check_size(picture: PictureMaker, animation_format: str) -> None:
    """Refuse a size that the format cannot express or that would take too much memory.

    Raises:
        RenderError: InvalidArgument.
    """
    width, height = picture.width, picture.height
    longest = LONGEST_SIDE[animation_format]
    if max(width, height) > longest or width * height > MOST_PIXELS:
        message = (
            f"The animation would have {width}x{height} pixels; a side may have {longest} and the picture "
            f"{MOST_PIXELS}. Give both Width and Height."
        )
        raise RenderError("InvalidArgument", message)


def add_source(graph: Graph, width: int, height: int) -> FilterContext:
    """Add an input for pictures to a filter graph.

    The time base does not matter: the graphs here output one picture for each input, in order.
    """
    return graph.add_buffer(width=width, height=height, format=PIXELS, time_base=Fraction(1, 100))  # type: ignore[arg-type]


def pull_all(graph: Graph) -> Iterator[VideoFrame]:
    """Yield the frames that a filter graph has ready. A graph processes its input only when it is pulled."""
    while True:
        try:
            yield graph.vpull()
        except (BlockingIOError, EOFError):
            return


def turning_graph(width: int, height: int, turns: int) -> Graph:
    """Return the filter graph for a number of counter-clockwise quarter turns."""
    graph = Graph()
    filters = [graph.add(name, argument) for name, argument in TURNS[turns]]
    graph.link_nodes(add_source(graph, width, height), *filters, graph.add("buffersink"))
    graph.configure()
    return graph

"""From a decoded frame to the picture that is encoded: upright, in the right size, in BGRA."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from av.filter import Graph
from av.video.reformatter import Interpolation, VideoReformatter

from cosanim.local.rendering.decoding import MOST_PIXELS
from cosanim.local.rendering.render_settings import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.filter.context import FilterContext
    from av.video.frame import VideoFrame

#: The longest side that each format's header can express.
LONGEST_SIDE = {"gif": 65535, "hgif": 65535, "webp": 16383}
PIXELS = "bgra"
#: Without the last two, swscale trades colour resolution for speed, which dithering then makes visible.
SCALING = Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND
#: What turns a picture upright, by the quarter turns (counter-clockwise) that its display matrix asks for.
TURNS: dict[int, tuple[tuple[str, str | None], ...]] = {
    1: (("transpose", "cclock"),),
    2: (("hflip", None), ("vflip", None)),
    3: (("transpose", "clock"),),
}


class PictureMaker:
    """Turns and scales the frames of one video."""

    def __init__(self, first: VideoFrame, sample_aspect: Fraction, width: int | None, height: int | None) -> None:
        """Take the display size from the first frame; frames of another size are fitted into the same picture.

        Args:
            first: A frame of the video, for its size and rotation.
            sample_aspect: Width of a pixel divided by its height.
            width: The width asked for.
            height: The height asked for.
        """
        turns = round(first.rotation / 90) % 4
        shown_width, shown_height = first.width * sample_aspect, Fraction(first.height)
        if turns % 2:
            shown_width, shown_height = shown_height, shown_width
        self.width, self.height = fitted_size(shown_width, shown_height, width, height)
        self._lying = (self.height, self.width) if turns % 2 else (self.width, self.height)
        self._scaler = VideoReformatter()
        self._graph = turning_graph(*self._lying, turns) if turns else None

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """Return the picture of a frame."""
        width, height = self._lying
        picture = self._scaler.reformat(frame, width, height, PIXELS, interpolation=SCALING)
        if self._graph is None:
            return picture
        self._graph.vpush(picture)
        return self._graph.vpull()


def fitted_size(width: Fraction, height: Fraction, to_width: int | None, to_height: int | None) -> tuple[int, int]:
    """Compute the size of the output from the size at which the video is displayed.

    A missing side follows the other one in proportion, at least 1, and is not forced to be even.
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

    Times are of no use inside the graphs here: each gives one picture for one picture, in order.
    """
    return graph.add_buffer(width=width, height=height, format=PIXELS, time_base=Fraction(1, 100))  # type: ignore[arg-type]


def pull_all(graph: Graph) -> Iterator[VideoFrame]:
    """Take what a filter graph has ready. A graph only works when it is pulled, and hoards frames until then."""
    while True:
        try:
            yield graph.vpull()
        except (BlockingIOError, EOFError):
            return


def turning_graph(width: int, height: int, turns: int) -> Graph:
    """Build the filter graph for a number of counter-clockwise quarter turns."""
    graph = Graph()
    filters = [graph.add(name, argument) for name, argument in TURNS[turns]]
    graph.link_nodes(add_source(graph, width, height), *filters, graph.add("buffersink"))
    graph.configure()
    return graph

"""Finds the pixels of pictures that changed since the picture before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from av.filter import Graph
from av.video.frame import VideoFrame

from cosanim.local.rendering.pictures import GRAPH_TIME_BASE, PIXELS, add_source

if TYPE_CHECKING:
    from av.filter.context import FilterContext

#: The byte of an opaque pixel in a plane of alpha, and of a changed pixel in a mask.
_SET: Final = b"\xff"


@dataclass(frozen=True, slots=True)
class Changes:
    """A picture, and what changed in it.

    Attributes:
        picture: The picture.
        is_opaque: Whether it has no transparent pixel.
        changed: Number of pixels that changed.
        changed_pixels: The picture with transparent black instead of pixels that did not change; None for the first.
    """

    picture: VideoFrame
    is_opaque: bool
    changed: int
    changed_pixels: VideoFrame | None


class ChangeFinder:
    """Compares each picture with the one before. The returned frames are new, so that other threads may change them."""

    def __init__(self, width: int, height: int) -> None:
        """Create the filter graph for pictures of one size."""
        self._size = width * height
        self._count = 0
        graph = self._graph = Graph()
        pictures, alpha = graph.add("split", "3"), graph.add("extractplanes", "a")
        self._pictures, self._alphas = graph.add("buffersink"), graph.add("buffersink")
        add_source(graph, width, height).link_to(pictures)
        pictures.link_to(self._pictures)
        pictures.link_to(alpha, 1)
        alpha.link_to(self._alphas)
        self._masks, self._changed_pixels = _add_comparison(graph, pictures, 2)
        graph.configure()

    def __call__(self, picture: VideoFrame) -> Changes:
        """Compare the next picture. Its time stamp is changed."""
        picture.pts, picture.time_base = self._count, GRAPH_TIME_BASE
        self._graph.vpush(picture)
        is_first = self._count == 0
        self._count += 1
        return Changes(
            _pull(self._pictures),
            self._pixels_set(self._alphas) == self._size,
            self._size if is_first else self._pixels_set(self._masks),
            None if is_first else _pull(self._changed_pixels),
        )

    def _pixels_set(self, output: FilterContext) -> int:
        # The padding of rows is not set.
        plane = _pull(output).planes[0]
        if plane.line_size == plane.width:
            return bytes(plane).count(_SET)
        rows = memoryview(plane)
        return sum(
            bytes(rows[start : start + plane.width]).count(_SET)
            for start in range(0, plane.line_size * plane.height, plane.line_size)
        )


def _add_comparison(graph: Graph, pictures: FilterContext, output: int) -> tuple[FilterContext, FilterContext]:
    """Add the filters that compare pictures.

    Args:
        graph: The filter graph.
        pictures: The filter that gives the pictures.
        output: The number of its output.

    Returns:
        The outputs of masks and of changed pixels. Both begin with the second picture.
    """
    planar, masks = graph.add("split"), graph.add("split", "3")
    to_planar = graph.add("format", "gbrp")
    pictures.link_to(to_planar, output)
    to_planar.link_to(planar)
    # A pixel has changed if the largest difference of its three colours is above 0.
    differences, planes = graph.add("tblend", all_mode="difference"), graph.add("extractplanes", "g+b+r")
    two_colours, three_colours = (graph.add("blend", all_mode="lighten") for _ in range(2))
    graph.link_nodes(planar, differences, planes)
    planes.link_to(two_colours, 0, 0)
    planes.link_to(two_colours, 1, 1)
    two_colours.link_to(three_colours, 0, 0)
    planes.link_to(three_colours, 2, 1)
    graph.link_nodes(three_colours, graph.add("lut", y="255*gt(val,0)"), masks)
    # A palette is made from transparent pixels too. All of them get one colour, so that they take one entry of it.
    later, black, merge = (
        graph.add("trim", start_frame="1"),
        graph.add("blend", all_mode="and"),
        graph.add("alphamerge"),
    )
    three_masks, packed = graph.add("mergeplanes", format="gbrp"), graph.add("format", PIXELS)
    planar.link_to(later, 1)
    later.link_to(black)
    masks.link_to(three_masks, 1)
    three_masks.link_to(black, 0, 1)
    graph.link_nodes(black, packed, merge)
    masks.link_to(merge, 2, 1)
    outputs = graph.add("buffersink"), graph.add("buffersink")
    masks.link_to(outputs[0])
    merge.link_to(outputs[1])
    return outputs


def _pull(output: FilterContext) -> VideoFrame:
    frame = output.pull()
    if not isinstance(frame, VideoFrame):
        raise TypeError("a filter of pictures returned something else")
    return frame

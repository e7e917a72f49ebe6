"""Runs frames through filters of FFmpeg."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from av.filter import Graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from av.video.frame import VideoFrame


class FrameFilter:
    """Filters that return one frame for each frame, of any size and pixel format."""

    def __init__(self, filters: Sequence[tuple[str, dict[str, str]]]) -> None:
        """Set the filters.

        Args:
            filters: The name and the options of each filter.
        """
        self._filters = filters
        self._graph: Graph | None = None
        self._input: tuple[int, int, str] | None = None

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """Return the filtered frame. Its time is not kept."""
        kind = frame.width, frame.height, frame.format.name
        if self._graph is None or self._input != kind:
            self._graph, self._input = self._new_graph(*kind), kind
        self._graph.vpush(frame)
        return self._graph.vpull()

    def _new_graph(self, width: int, height: int, pixel_format: str) -> Graph:
        graph = Graph()
        source = graph.add_buffer(
            width=width,
            height=height,
            format=pixel_format,  # type: ignore[arg-type]
            time_base=Fraction(1, 100),
        )
        nodes = [graph.add(name, **options) for name, options in self._filters]
        graph.link_nodes(source, *nodes, graph.add("buffersink"))
        graph.configure()
        return graph

"""Generates the test video that ``cosanim demo`` converts when no input is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
from av.filter import Graph
from av.video.frame import VideoFrame

if TYPE_CHECKING:
    from pathlib import Path


def make_demo_clip(target: Path, *, width: int = 640, height: int = 360, rate: int = 25, seconds: int = 5) -> None:
    """Write an H.264 video with a moving test pattern.

    Args:
        target: The file to write.
        width: Width in pixels.
        height: Height in pixels.
        rate: Frames per second.
        seconds: Length in seconds.
    """
    graph = Graph()
    source = graph.add("testsrc2", f"size={width}x{height}:rate={rate}:duration={seconds}")
    sink = graph.add("buffersink")
    source.link_to(sink)
    graph.configure()
    with av.open(str(target), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for _ in range(rate * seconds):
            frame = sink.pull()
            if not isinstance(frame, VideoFrame):
                raise TypeError("the filter of the test pattern returned no video frame")
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode())

"""Encodes pictures as GIF, with one palette or a palette for each frame, or as animated WebP."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
from av.codec import CodecContext
from av.filter import Graph
from av.video.reformatter import VideoReformatter

from cosanim.local.rendering.pictures import PIXELS, add_source, pull_all
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.webp_file import set_alpha_flag, set_length

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from av.video.frame import VideoFrame

    from cosanim.local.rendering.sampling import TickSpan

GIF_TICKS_PER_SECOND = 100
#: Browsers treat a delay of 1/100 s or less as an error, and show the frame for 1/10 s. So they do for WebP.
GIF_SHORTEST_TICKS = 2
GIF_LONGEST_TICKS = 0xFFFF
WEBP_TICKS_PER_SECOND = 1000
WEBP_SHORTEST_TICKS = 11
WEBP_LONGEST_TICKS = 0xFFFFFF

#: Pixels per picture from which a palette is made. Measured at 640x360: with one pixel in 4 or in 16 the result differs
#: by less than 0.1 dB, and the pass takes a third of the time, since most of that time is spent counting colours.
PALETTE_PIXELS = 1 << 16


@dataclass(frozen=True, slots=True)
class EncodedFile:
    """Properties of a written file.

    Attributes:
        width: Pixels.
        height: Pixels.
        frames: Number of frames.
        ticks: Length of the animation in ticks.
        ticks_per_second: 100 for GIF, 1000 for WebP.
        pixel_format: FFmpeg's name of the pixel format that a decoder of the file reports.
    """

    width: int
    height: int
    frames: int
    ticks: int
    ticks_per_second: int
    pixel_format: str

    @property
    def duration(self) -> Fraction:
        """Length of the animation in seconds."""
        return Fraction(self.ticks, self.ticks_per_second)


def _palette_sample(width: int, height: int) -> tuple[int, int]:
    """Return the size to which pictures are subsampled for the palette."""
    scale = min(1.0, math.sqrt(PALETTE_PIXELS / (width * height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


class PaletteBuilder:
    """Makes one palette of 256 colours for all pictures, in bounded memory."""

    def __init__(self, width: int, height: int) -> None:
        """Create the filter graph for pictures of one size."""
        self._width, self._height = _palette_sample(width, height)
        self._picker = VideoReformatter()
        self._graph = Graph()
        source = add_source(self._graph, self._width, self._height)
        palettegen = self._graph.add("palettegen", stats_mode="full")
        self._graph.link_nodes(source, palettegen, self._graph.add("buffersink"))
        self._graph.configure()

    def add(self, picture: VideoFrame) -> None:
        """Add the colours of a picture."""
        # POINT copies pixels. Other interpolations would produce colours that the video does not have.
        sample = self._picker.reformat(picture, self._width, self._height, PIXELS, interpolation="POINT")
        self._graph.vpush(sample)
        # A graph processes its input only when it is pulled. It returns the palette only after the last picture.
        for _ in pull_all(self._graph):
            pass

    def finish(self) -> VideoFrame:
        """Return the palette, a picture of 16x16 colours."""
        self._graph.vpush(None)
        return next(pull_all(self._graph))


def write_gif(
    target: Path, pictures: Iterable[TickSpan[VideoFrame]], width: int, height: int, palette: VideoFrame | None
) -> EncodedFile:
    """Write a GIF that loops forever.

    Args:
        target: The file to write.
        pictures: Pictures and their times in ticks of 1/100 s.
        width: Width of the pictures in pixels.
        height: Height of the pictures in pixels.
        palette: The palette of all pictures; None for a separate palette for each frame.

    Raises:
        RenderError: InvalidArgument, when a frame is shown longer than the format allows.
    """
    graph = _frame_palettes_graph(width, height) if palette is None else _shared_palette_graph(width, height, palette)
    frames = ticks = 0
    with av.open(str(target.absolute()), "w", format="gif", options={"loop": "0"}) as container:
        stream = container.add_stream("gif", rate=GIF_TICKS_PER_SECOND)
        stream.width, stream.height, stream.pix_fmt = width, height, "pal8"
        stream.codec_context.time_base = Fraction(1, GIF_TICKS_PER_SECOND)
        times: deque[tuple[int, int]] = deque()

        def encode_ready() -> None:
            for indexed in pull_all(graph):
                indexed.pts, length = times.popleft()
                indexed.time_base = Fraction(1, GIF_TICKS_PER_SECOND)
                for packet in stream.encode(indexed):
                    packet.duration = length  # the muxer uses it as the delay of the last frame
                    container.mux(packet)

        for picture in pictures:
            _check_frame_length(picture.length, GIF_LONGEST_TICKS, GIF_TICKS_PER_SECOND)
            times.append((picture.begin, picture.length))
            graph.vpush(picture.frame, at=0)
            encode_ready()
            frames, ticks = frames + 1, picture.begin + picture.length
        graph.vpush(None, at=0)
        encode_ready()
        container.mux(stream.encode(None))
    return EncodedFile(width, height, frames, ticks, GIF_TICKS_PER_SECOND, "bgra")


def _shared_palette_graph(width: int, height: int, palette: VideoFrame) -> Graph:
    graph = Graph()
    images = add_source(graph, width, height)
    colours = add_source(graph, palette.width, palette.height)
    paletteuse = graph.add("paletteuse", dither="bayer", bayer_scale="5")
    images.link_to(paletteuse, 0, 0)
    colours.link_to(paletteuse, 0, 1)
    paletteuse.link_to(graph.add("buffersink"))
    graph.configure()
    graph.vpush(palette, at=1)
    graph.vpush(None, at=1)
    return graph


def _frame_palettes_graph(width: int, height: int) -> Graph:
    graph = Graph()
    split = graph.add("split")
    sample_width, sample_height = _palette_sample(width, height)
    sample = graph.add("scale", width=str(sample_width), height=str(sample_height), flags="neighbor")
    palettegen = graph.add("palettegen", stats_mode="single")
    paletteuse = graph.add("paletteuse", dither="sierra2_4a", new="1")
    add_source(graph, width, height).link_to(split)
    split.link_to(paletteuse, 0, 0)
    split.link_to(sample, 1, 0)
    sample.link_to(palettegen)
    palettegen.link_to(paletteuse, 0, 1)
    paletteuse.link_to(graph.add("buffersink"))
    graph.configure()
    return graph


def write_webp(
    target: Path, pictures: Iterable[TickSpan[VideoFrame]], width: int, height: int, quality: int
) -> EncodedFile:
    """Write an animated WebP that loops forever, or a still WebP if all pictures are the same.

    The encoder returns the whole file at the end, so the file is held in memory.

    Args:
        target: The file to write.
        pictures: Pictures and their times in ticks of 1/1000 s.
        width: Width of the pictures in pixels.
        height: Height of the pictures in pixels.
        quality: 1 to 99.

    Raises:
        RenderError: InvalidArgument, when a frame is shown longer than the format allows.
    """
    encoder = CodecContext.create("libwebp_anim", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, PIXELS
    encoder.time_base = Fraction(1, WEBP_TICKS_PER_SECOND)
    encoder.options = {"quality": str(quality)}
    ticks = 0
    for picture in pictures:
        _check_frame_length(picture.length, WEBP_LONGEST_TICKS, WEBP_TICKS_PER_SECOND)
        picture.frame.pts, picture.frame.duration = picture.begin, picture.length
        picture.frame.time_base = Fraction(1, WEBP_TICKS_PER_SECOND)
        encoder.encode(picture.frame)
        ticks = picture.begin + picture.length
    (packet,) = encoder.encode(None)
    data = bytearray(packet)
    frames = set_length(data, ticks)
    set_alpha_flag(data)
    target.write_bytes(data)
    return EncodedFile(width, height, frames, ticks, WEBP_TICKS_PER_SECOND, "yuv420p")


def _check_frame_length(length: int, longest: int, per_second: int) -> None:
    if length > longest:
        message = (
            f"A frame would be shown for {length / per_second:.2f} seconds; this format allows "
            f"{longest / per_second:.2f}. Give a higher Fps."
        )
        raise RenderError("InvalidArgument", message)

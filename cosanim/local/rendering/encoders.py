"""Encodes pictures as GIF or as animated WebP."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
from av.codec import CodecContext
from av.packet import Packet

from cosanim.local.rendering.gif_images import GIF_TICKS_PER_SECOND, GifImages
from cosanim.local.rendering.pictures import PIXELS
from cosanim.local.rendering.pipeline import with_next
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.webp_file import set_alpha_flag, set_length

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from av.video.frame import VideoFrame

    from cosanim.local.rendering.palettes import IndexedPicture
    from cosanim.local.rendering.sampling import TickSpan

#: Browsers treat a delay of 1/100 s or less as an error, and show the frame for 1/10 s. So they do for WebP.
GIF_SHORTEST_TICKS = 2
GIF_LONGEST_TICKS = 0xFFFF
WEBP_TICKS_PER_SECOND = 1000
WEBP_SHORTEST_TICKS = 11
WEBP_LONGEST_TICKS = 0xFFFFFF


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


def write_gif(target: Path, pictures: Iterable[IndexedPicture], width: int, height: int) -> EncodedFile:
    """Write a GIF that loops forever.

    Args:
        target: The file to write.
        pictures: Pictures, and their times in ticks of 1/100 s.
        width: Width of the pictures in pixels.
        height: Height of the pictures in pixels.

    Raises:
        RenderError: InvalidArgument, when a frame is shown longer than the format allows.
    """
    frames = ticks = 0
    with av.open(str(target.absolute()), "w", format="gif", options={"loop": "0"}) as container:
        stream = container.add_stream("gif", rate=GIF_TICKS_PER_SECOND)
        stream.width, stream.height, stream.pix_fmt = width, height, "pal8"
        stream.codec_context.time_base = Fraction(1, GIF_TICKS_PER_SECOND)
        images = GifImages(width, height)
        for picture, following in with_next(pictures):
            _check_frame_length(picture.length, GIF_LONGEST_TICKS, GIF_TICKS_PER_SECOND)
            is_removed = following is not None and following.pixels.is_translucent and not following.keeps_pixels
            image = images.encode(picture.pixels, keeps_pixels=picture.keeps_pixels, is_removed=is_removed)
            packet = Packet(image)
            packet.stream, packet.time_base = stream, Fraction(1, GIF_TICKS_PER_SECOND)
            packet.pts = packet.dts = picture.begin
            packet.duration = picture.length  # the muxer uses it as the delay of the last frame
            container.mux(packet)
            frames, ticks = frames + 1, picture.begin + picture.length
    return EncodedFile(width, height, frames, ticks, GIF_TICKS_PER_SECOND, "bgra")


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

"""Compares animations with the pictures of their video: SSIM, and PSNR after a blur, since eyes blur dithering."""

from __future__ import annotations

import itertools
import re
import subprocess
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import av
from av.codec import CodecContext
from av.filter import Graph
from PIL import Image, ImageSequence

from cosanim.local.rendering.pictures import pull_all
from tools.bench.rendering_clips import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from tools.bench.rendering_clips import Clip

_BLUR: Final = "gblur=sigma=1.5:steps=3"
_DITHERING: Final = {
    "gif": {"dither": "bayer", "bayer_scale": "5"},
    "hgif": {"dither": "sierra2_4a", "new": "1"},
}


def write_pictures(animation: Path, target: Path, *, rate: int, count: int) -> None:
    """Write the pictures of an animation as raw RGB.

    Pillow reads them, since FFmpeg reads no animated WebP.

    Args:
        animation: A GIF or WebP.
        target: The file to write.
        rate: Pictures per second.
        count: Number of pictures. After the end, the last one is repeated.
    """
    with Image.open(animation) as image, target.open("wb") as raw:
        pictures, lengths = [], []
        for frame in ImageSequence.Iterator(image):
            pictures.append(frame.convert("RGB").tobytes())
            lengths.append(int(frame.info["duration"]))
        ends = list(accumulate(lengths))
        for index in range(count):
            # The middle of the time for which the picture is shown, since GIF rounds times to 10 ms.
            middle = (index + 0.5) * 1000 / rate
            raw.write(pictures[next((place for place, end in enumerate(ends) if middle < end), len(ends) - 1)])


def write_filtered(clip: Clip, kind: str | None, target: Path, *, rate: int) -> None:
    """Write the pictures of a video as raw RGB, scaled and with the palettes that PyAV's FFmpeg makes.

    Args:
        clip: The video.
        kind: ``gif`` for one palette, ``hgif`` for one of each picture, None for the scaled pictures.
        target: The file to write.
        rate: Pictures per second.
    """
    with target.open("wb") as raw:
        for picture in _filtered(clip, kind, rate, pixels="bgra"):
            raw.write(picture.to_image().convert("RGB").tobytes())  # type: ignore[no-untyped-call]


def write_webp(clip: Clip, target: Path, *, rate: int, quality: int) -> None:
    """Write the scaled pictures of a video as WebP with PyAV's FFmpeg, with the pixels that its program chooses.

    Args:
        clip: The video.
        target: The file to write.
        rate: Pictures per second.
        quality: 1 to 99.
    """
    encoder = CodecContext.create("libwebp_anim", "w")
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, clip.height, "yuv420p"
    encoder.time_base = Fraction(1, rate)
    encoder.options = {"quality": str(quality)}
    for index, picture in enumerate(_filtered(clip, None, rate, pixels="yuv420p")):
        picture.pts, picture.time_base = index, Fraction(1, rate)
        encoder.encode(picture)
    (packet,) = encoder.encode(None)
    target.write_bytes(bytes(packet))


def _filtered(clip: Clip, kind: str | None, rate: int, *, pixels: str) -> Iterator[VideoFrame]:
    with av.open(str(clip.path)) as video:
        track = video.streams.video[0]
        track.thread_type = "AUTO"
        graph = _filters(track, kind, clip, rate, pixels)
        frames = itertools.chain(_until(video.decode(track), clip.seconds), [None])
        pictures = itertools.chain.from_iterable(_push(graph, frame) for frame in frames)
        yield from itertools.islice(pictures, clip.seconds * rate)


def _push(graph: Graph, frame: VideoFrame | None) -> Iterator[VideoFrame]:
    graph.vpush(frame)
    return pull_all(graph)


def _filters(track: VideoStream, kind: str | None, clip: Clip, rate: int, pixels: str) -> Graph:
    graph = Graph()
    # Rounded up, a picture shows what is on screen when it begins. The tolerance of 1 ms is that of the renderer.
    shift, fps = graph.add("setpts", "PTS-0.001/TB"), graph.add("fps", fps=str(rate), round="up")
    scale = graph.add("scale", w=str(WIDTH), h=str(clip.height), flags="bicubic+accurate_rnd+full_chroma_int")
    # The scaler converts the pixels, with its flags. Later conversions would be less exact.
    scaled, sink = graph.add("format", pixels), graph.add("buffersink")
    graph.link_nodes(graph.add_buffer(template=track), shift, fps, scale, scaled)
    if kind is None:
        scaled.link_to(sink)
    else:
        split = graph.add("split")
        palettegen = graph.add("palettegen", stats_mode="full" if kind == "gif" else "single")
        paletteuse = graph.add("paletteuse", **_DITHERING[kind])
        scaled.link_to(split)
        split.link_to(palettegen, 0)
        split.link_to(paletteuse, 1, 0)
        palettegen.link_to(paletteuse, 0, 1)
        paletteuse.link_to(sink)
    graph.configure()
    return graph


def _until(frames: Iterable[VideoFrame], seconds: int) -> Iterator[VideoFrame]:
    for frame in frames:
        if frame.time is not None and frame.time >= seconds:
            return
        yield frame


def similarity(ffmpeg: str, pictures: Path, reference: Path, size: tuple[int, int]) -> tuple[float, float]:
    """Return the SSIM of pictures, 0 to 1, and their PSNR in dB after a blur.

    Args:
        ffmpeg: The program.
        pictures: Raw RGB.
        reference: Raw RGB of the same number of pictures.
        size: Width and height in pixels.
    """
    graph = (
        f"[0:v]format=gbrp,split[a][b];[1:v]format=gbrp,split[c][d];[a][c]ssim[x];"
        f"[b]{_BLUR}[e];[d]{_BLUR}[f];[e][f]psnr[y]"
    )
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-i"]
    command = [ffmpeg, "-hide_banner", *raw, str(pictures), *raw, str(reference), "-filter_complex", graph]
    done = subprocess.run(
        [*command, "-map", "[x]", "-f", "null", "-", "-map", "[y]", "-f", "null", "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    ssim = re.search(r"SSIM .*All:([\d.]+)", done.stderr)
    psnr = re.search(r"PSNR .*average:([\d.]+|inf)", done.stderr)
    if ssim is None or psnr is None:
        raise RuntimeError(f"FFmpeg printed no SSIM or PSNR: {done.stderr[-300:]}")
    return float(ssim[1]), float(psnr[1])

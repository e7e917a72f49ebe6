"""Compares animations with the pictures of their video: SSIM, and PSNR after a blur, which judges dithering as eyes do."""

from __future__ import annotations

import re
import subprocess
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageSequence

if TYPE_CHECKING:
    from pathlib import Path

_BLUR: Final = "gblur=sigma=1.5:steps=3"


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

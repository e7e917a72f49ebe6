"""Oracles for rendered files: Pillow, and a reader of GIF blocks for colour tables and disposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageStat

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Animation:
    format: str | None
    size: tuple[int, int]
    delays: list[int]
    loop: int | None

    @property
    def frames(self) -> int:
        return len(self.delays)

    @property
    def duration(self) -> int:
        """Milliseconds."""
        return sum(self.delays)


def read_animation(path: Path) -> Animation:
    with Image.open(path) as image:
        delays = []
        for index in range(image.n_frames):
            image.seek(index)
            image.load()
            delays.append(round(image.info["duration"]))
        return Animation(image.format, image.size, delays, image.info.get("loop"))


def frame_of(path: Path, index: int) -> Image.Image:
    with Image.open(path) as image:
        image.seek(index)
        return image.convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean absolute difference per channel, of 255."""
    means = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return sum(means) / len(means)


def block_position(image: Image.Image) -> float:
    """Return the position of the white block of a synthetic picture, as a share of the width."""
    row = image.convert("L").crop((0, image.height * 7 // 8, image.width, image.height * 7 // 8 + 1))
    # Only the block is nearly white.
    bright = [x for x in range(row.width) if row.getpixel((x, 0)) > 246]
    return bright[0] / image.width


@dataclass(frozen=True)
class GifTables:
    shared: bytes
    own: list[bytes]
    disposals: list[int]


def gif_tables(path: Path) -> GifTables:
    """Read the colour tables of a GIF: the global one and those of frames."""
    data = path.read_bytes()
    assert data[:6] == b"GIF89a"
    position = 13
    shared = b""
    if data[10] & 0x80:
        shared = data[position : position + 3 * 2 ** ((data[10] & 7) + 1)]
        position += len(shared)
    own, disposals = [], []
    while data[position] != 0x3B:
        if data[position] == 0x21:
            if data[position + 1] == 0xF9:
                disposals.append(data[position + 3] >> 2 & 7)
            position += 2
        else:
            assert data[position] == 0x2C
            flags = data[position + 9]
            position += 10
            if flags & 0x80:
                table = data[position : position + 3 * 2 ** ((flags & 7) + 1)]
                own.append(table)
                position += len(table)
            position += 1  # the code size of LZW
        while data[position]:
            position += data[position] + 1
        position += 1
    assert position == len(data) - 1
    return GifTables(shared, own, disposals)

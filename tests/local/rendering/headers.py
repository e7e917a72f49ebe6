"""Adds to the headers of Matroska and MOV files what FFmpeg's muxers write only in some cases."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Segment, Tracks, TrackEntry and Video.
VIDEO_ELEMENT = (b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae", b"\xe0")
#: Boxes around the description of a track, with the number of bytes before the boxes inside them.
DESCRIPTION_BOX = {b"moov": 8, b"trak": 8, b"mdia": 8, b"minf": 8, b"stbl": 8, b"stsd": 16}


def pixel_crop(*, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> bytes:
    """Return Matroska elements with the width of each border in pixels."""
    borders = {b"\x54\xcc": left, b"\x54\xbb": top, b"\x54\xdd": right, b"\x54\xaa": bottom}
    return b"".join(name + b"\x81" + bytes([width]) for name, width in borders.items() if width)


def projection(degrees: float) -> bytes:
    """Return a Matroska element that says how a picture is turned, counter-clockwise."""
    content = b"\x76\x71\x81\x00" + b"\x76\x75\x84" + struct.pack(">f", degrees)
    return b"\x76\x70" + bytes([0x80 | len(content)]) + content


def with_video_elements(path: Path, added: bytes) -> Path:
    """Add elements to the Video element of a Matroska file, and to the lengths of the elements around it."""
    content = bytearray(path.read_bytes())
    lengths, position = [], 0
    for name in VIDEO_ELEMENT:
        while True:
            start = position + 9 - content[position].bit_length()
            payload = start + 9 - content[start].bit_length()
            mask = 1 << 7 * (payload - start)
            size = int.from_bytes(content[start:payload]) & (mask - 1)
            if content[position:start] == name:
                break
            position = payload + size
        lengths.append((start, payload, mask, size))
        position = payload
    content[position + size : position + size] = added
    for start, payload, mask, size in lengths:
        content[start:payload] = (mask | size + len(added)).to_bytes(payload - start)
    path.write_bytes(content)
    return path


def with_clap(path: Path, *, width: int, height: int, right: int, down: int) -> Path:
    """Add a clap box to a MOV file whose moov box is its last one.

    Args:
        path: The file.
        width: Width of the visible part.
        height: Height of the visible part.
        right: How far the centre of the visible part is to the right of that of the picture, in half pixels.
        down: The same downwards.
    """
    content = bytearray(path.read_bytes())
    clap = struct.pack(">I4s8i", 40, b"clap", width, 1, height, 1, right, 2, down, 2)
    starts, position = [], 0
    for name, header in DESCRIPTION_BOX.items():
        while content[position + 4 : position + 8] != name:
            position += int.from_bytes(content[position : position + 4])
        starts.append(position)
        position += header
    starts.append(position)  # the description itself
    end = position + int.from_bytes(content[position : position + 4])
    content[end:end] = clap
    for start in starts:
        content[start : start + 4] = (int.from_bytes(content[start : start + 4]) + len(clap)).to_bytes(4)
    path.write_bytes(content)
    return path

"""Corrects what the encoder writes into the chunks of an animated WebP file.

Chunks are those of the page https://developers.google.com/speed/webp/docs/riff_container.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Position of the duration in the payload of an ANMF chunk: after X, Y, width and height, with 3 bytes each.
ANMF_DURATION = slice(12, 15)
# After the duration come the flags of the frame. One says that its area becomes transparent before the next frame.
ANMF_FLAGS = 15
ANMF_DISPOSES = 0b1
# A flag in the first byte of a VP8X chunk.
VP8X_ALPHA = 0b10000


def set_length(data: bytearray, ticks: int) -> int:
    """Correct the duration of the last frame, and return the number of frames.

    The encoder cannot be given the end of the last frame. It writes the average duration of the other frames instead.
    """
    positions = [payload + ANMF_DURATION.start for kind, payload in _chunks(data) if kind == b"ANMF"]
    if not positions:
        return 1  # a still picture has no frame durations
    last = positions.pop()
    last_begin = sum(_number(data, position) for position in positions)
    data[last : last + 3] = (ticks - last_begin).to_bytes(3, "little")
    return len(positions) + 1


def set_alpha_flag(data: bytearray) -> None:
    """Set the flag of transparency if it is missing; without it, readers take the whole animation for opaque.

    The encoder sets the flag only if a frame itself has transparency. It stores only the part of a picture that is not
    transparent, which can be opaque.
    """
    chunks = list(_chunks(data))
    kind, header = chunks[0]
    frames = [payload for kind, payload in chunks if kind == b"ANMF"]
    if kind != b"VP8X" or not frames:
        return
    canvas = 0, 0, _number(data, header + 4), _number(data, header + 7)
    areas = [_area(data, frame) for frame in frames]
    cleared = [(areas[0], canvas)]
    for frame, (area, following) in zip(frames, itertools.pairwise(areas), strict=False):
        if data[frame + ANMF_FLAGS] & ANMF_DISPOSES:
            cleared.append((following, area))
    if not all(_covers(*areas) for areas in cleared):
        data[header] |= VP8X_ALPHA


def _area(data: bytearray, frame: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a frame, the last two included."""
    left, top = 2 * _number(data, frame), 2 * _number(data, frame + 3)
    return left, top, left + _number(data, frame + 6), top + _number(data, frame + 9)


def _covers(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] <= other[0] and one[1] <= other[1] and one[2] >= other[2] and one[3] >= other[3]


def _number(data: bytearray, position: int) -> int:
    return int.from_bytes(data[position : position + 3], "little")


def _chunks(data: bytearray) -> Iterable[tuple[bytes, int]]:
    """Yield the type of each chunk of a RIFF file and the position of its payload."""
    position = 12
    while position + 8 <= len(data):
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        yield bytes(data[position : position + 4]), position + 8
        position += 8 + size + size % 2

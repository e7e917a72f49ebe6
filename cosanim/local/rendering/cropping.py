"""Finds out which borders of the pictures a file says to cut off (PixelCrop in Matroska, clap in MP4 and MOV).

FFmpeg reads these numbers, but PyAV does not show them. They are part of what is copied when a track is made from
another one, so they are read from the header of a file that FFmpeg writes into memory: a Matroska file, or a MOV file
for codecs that cannot be in Matroska.
"""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer
    from av.video.stream import VideoStream

#: FFmpeg's names of the containers that have such numbers.
_CONTAINERS: Final = frozenset({"matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2"})
#: The elements around the numbers: Segment, Tracks, TrackEntry, Video.
_PATH: Final = (b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae", b"\xe0")
#: The elements PixelCropLeft, PixelCropTop, PixelCropRight and PixelCropBottom.
_SIDES: Final = (b"\x54\xcc", b"\x54\xbb", b"\x54\xdd", b"\x54\xaa")
#: The beginning of a clap box. Its fractions follow: width, height, and how far its centre is from that of the picture.
_CLAP: Final = b"\0\0\0\x28clap"
_CLAP_NUMBERS: Final = struct.Struct(">8i")


def crop_filter(container: InputContainer, track: VideoStream) -> tuple[str, dict[str, str]] | None:
    """Return FFmpeg's filter that cuts off the borders of a track, with its options; None without borders."""
    if container.format.name not in _CONTAINERS:
        return None
    width, height = track.codec_context.width, track.codec_context.height
    header = _header_of_copy(track, "matroska")
    if header is not None:
        left, top, right, bottom = _pixel_crop(header)
    else:
        left, top, right, bottom = _clap(_header_of_copy(track, "mov", movflags="empty_moov") or b"", width, height)
    # FFmpeg ignores such numbers too.
    if left + right >= width or top + bottom >= height or not left + top + right + bottom:
        return None
    return "crop", {"w": f"iw-{left + right}", "h": f"ih-{top + bottom}", "x": str(left), "y": str(top)}


def _header_of_copy(track: VideoStream, container: str, **options: str) -> bytes | None:
    """Return the header of a file with this track; None if its codec cannot be in such a file."""
    file = io.BytesIO()
    try:
        with av.open(file, "w", format=container, options=options) as copy:
            # The decoder is kept as it is. There may be no encoder of this codec, or one of another name.
            copy.add_stream_from_template(track, opaque=True)
            copy.start_encoding()
    except (av.FFmpegError, ValueError):
        return None
    return file.getvalue()


def _pixel_crop(data: bytes) -> tuple[int, int, int, int]:
    """Return the borders on the left, at the top, on the right and at the bottom, by the header of a Matroska file."""
    for name in _PATH:
        data = dict(_elements(data)).get(name, b"")
    elements = dict(_elements(data))
    left, top, right, bottom = (int.from_bytes(elements.get(side, b"")) for side in _SIDES)
    return left, top, right, bottom


def _clap(data: bytes, width: int, height: int) -> tuple[int, int, int, int]:
    """Return the same borders by the header of a MOV file."""
    position = data.rfind(_CLAP)
    if position < 0:
        return 0, 0, 0, 0
    numbers = _CLAP_NUMBERS.unpack_from(data, position + len(_CLAP))
    w, h, x, y = (Fraction(*numbers[index : index + 2]) for index in range(0, 8, 2))
    left, top = int((width - w) / 2 + x), int((height - h) / 2 + y)
    return left, top, int(width - w) - left, int(height - h) - top


def _elements(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of the elements in a valid part of a Matroska file."""
    position = 0
    while position < len(data):
        name_end = position + 9 - data[position].bit_length()
        size_end = name_end + 9 - data[name_end].bit_length()
        size = int.from_bytes(data[name_end:size_end]) & ((1 << 7 * (size_end - name_end)) - 1)
        yield data[position:name_end], data[size_end : size_end + size]
        position = size_end + size

"""Finds out which borders of the pictures a file says to cut off (PixelCrop in Matroska, clap in MP4 and MOV).

FFmpeg reads these numbers, but PyAV does not show them. They are part of what is copied when a track is made from
another one, so they are read from the header of a Matroska file that FFmpeg writes into memory.
"""

from __future__ import annotations

import io
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


def crop_filter(container: InputContainer, track: VideoStream) -> tuple[str, dict[str, str]] | None:
    """Return FFmpeg's filter that cuts off the borders of a track, with its options; None without borders."""
    if container.format.name not in _CONTAINERS:
        return None
    data = _header_of_copy(track)
    for name in _PATH:
        data = dict(_elements(data)).get(name, b"")
    elements = dict(_elements(data))
    left, top, right, bottom = (int.from_bytes(elements.get(side, b"")) for side in _SIDES)
    decoder = track.codec_context
    # FFmpeg ignores such numbers too.
    if left + right >= decoder.width or top + bottom >= decoder.height or not left + top + right + bottom:
        return None
    return "crop", {"w": f"iw-{left + right}", "h": f"ih-{top + bottom}", "x": str(left), "y": str(top)}


def _header_of_copy(track: VideoStream) -> bytes:
    file = io.BytesIO()
    try:
        with av.open(file, "w", format="matroska") as copy:
            copy.add_stream_from_template(track)
            copy.start_encoding()
    except (av.FFmpegError, ValueError):
        return b""  # the codec cannot be in a Matroska file
    return file.getvalue()


def _elements(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of the elements in a valid part of a Matroska file."""
    position = 0
    while position < len(data):
        name_end = position + 9 - data[position].bit_length()
        size_end = name_end + 9 - data[name_end].bit_length()
        size = int.from_bytes(data[name_end:size_end]) & ((1 << 7 * (size_end - name_end)) - 1)
        yield data[position:name_end], data[size_end : size_end + size]
        position = size_end + size

"""Recognises headers that are repeated inside an Ogg file, one that was joined from several.

FFmpeg passes them on as if they were pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

_VP8_HEADER: Final = b"OVP80"
#: The first byte of the three headers of Theora is at least this. That of a picture is less.
_THEORA_HEADERS: Final = 0x80
_THEORA_COMMENT: Final = 0x81


def header_check(container: InputContainer, track: VideoStream) -> Callable[[Packet[VideoStream]], bool] | None:
    """Return a function that tells whether a packet is a repeated header; None for files without them."""
    if container.format.name != "ogg":
        return None
    codec = track.codec_context.codec.canonical_name
    known = track.codec_context.extradata or b""

    def is_vp8_header(packet: Packet[VideoStream]) -> bool:
        return packet.size >= len(_VP8_HEADER) and bytes(memoryview(packet)[: len(_VP8_HEADER)]) == _VP8_HEADER

    def is_theora_header(packet: Packet[VideoStream]) -> bool:
        kind = memoryview(packet)[0] if packet.size else 0
        # One with other settings is left to the decoder.
        return kind >= _THEORA_HEADERS and (kind == _THEORA_COMMENT or bytes(packet) in known)

    return {"vp8": is_vp8_header, "theora": is_theora_header}.get(codec)

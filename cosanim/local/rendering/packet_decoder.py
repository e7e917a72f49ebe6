"""Decodes the packets of one video track to frames."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final, cast

import av
from av.codec import CodecContext
from av.codec.codec import UnknownCodecError

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.codeccontext import VideoCodecContext
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

#: Decoders of libvpx by the name of the codec. Those of FFmpeg itself, which are its default, ignore transparency.
_ALPHA_DECODERS: Final = {"vp8": "libvpx", "vp9": "libvpx-vp9"}


class Selection(Enum):
    """Which frames are decoded."""

    #: All frames.
    ALL = auto()
    #: The key frames by the flags of their packets. The others are not decoded.
    FLAGGED_PACKETS = auto()
    #: The key frames, for a file whose packets have wrong flags. All frames are decoded.
    KEY_FRAMES = auto()


class WrongFlagError(Exception):
    """A packet that is flagged as a key frame does not contain one."""


class PacketDecoder:
    """Decodes the packets of one video track, with transparency, to all frames or to key frames."""

    def __init__(self, track: VideoStream, selection: Selection) -> None:
        """Create the decoder.

        Args:
            track: The track, whose codec context has its number of threads.
            selection: The frames to decode.
        """
        self._selection = selection
        self._alpha_decoder = _alpha_decoder(track)
        self._decoder = self._alpha_decoder or track.codec_context

    @property
    def tells_key_frames(self) -> bool:
        """Whether ``VideoFrame.key_frame`` is right. The decoders of libvpx do not set it."""
        return self._alpha_decoder is None

    def __call__(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        """Return the frames that are finished after a packet, or with None those that are left.

        Raises:
            av.FFmpegError: The packet cannot be decoded.
            WrongFlagError: For ``FLAGGED_PACKETS``: The packet has a flag, but no key frame.
        """
        if self._selection is Selection.FLAGGED_PACKETS:
            return self._decode_alone(packet) if packet is not None and packet.is_keyframe else []
        frames = self._decoder.decode(packet)
        return frames if self._selection is Selection.ALL else [frame for frame in frames if frame.key_frame]

    def restart(self) -> None:
        """Forget all packets, to continue at another position in the file."""
        self._decoder.flush_buffers()

    def _decode_alone(self, packet: Packet[VideoStream]) -> list[VideoFrame]:
        """Decode a key frame without the packets before and after.

        The option of FFmpeg's decoders to skip other frames is not used: that of VP9 ignores it, and that of H.264
        loses key frames of open groups.
        """
        try:
            frames = [*self._decoder.decode(packet), *self._decoder.decode(None)]
        except av.InvalidDataError as error:
            raise WrongFlagError from error
        finally:
            self._decoder.flush_buffers()
        key_frames = [frame for frame in frames if frame.key_frame or not self.tells_key_frames]
        if not key_frames:
            raise WrongFlagError
        for frame in key_frames:
            frame.pts, frame.dts = packet.pts, packet.dts
        return key_frames


def _alpha_decoder(track: VideoStream) -> VideoCodecContext | None:
    """Return the decoder of a VP8 or VP9 track with transparency; None for all other tracks."""
    name = _ALPHA_DECODERS.get(track.codec_context.codec.canonical_name)
    if name is None or track.metadata.get("alpha_mode") != "1":
        return None
    try:
        decoder = cast("VideoCodecContext", CodecContext.create(name, "r"))
    except UnknownCodecError:
        return None  # FFmpeg was built without libvpx
    decoder.thread_count = track.codec_context.thread_count
    return decoder

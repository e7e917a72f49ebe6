"""Decodes the packets of one video track to frames."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final, cast

import av
from av.codec import CodecContext
from av.codec.codec import UnknownCodecError
from av.video.frame import PictureType

from cosanim.local.rendering.orientation import UPRIGHT, Orientation, OrientationReader

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.codeccontext import VideoCodecContext
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

#: Decoders of libvpx by the name of the codec. Those of FFmpeg itself, which are its default, ignore transparency.
_ALPHA_DECODERS: Final = {"vp8": "libvpx", "vp9": "libvpx-vp9"}

_INVENTING_CODECS: Final = frozenset(
    {
        *("mpeg1video", "mpeg2video", "mpeg4", "msmpeg4v1", "msmpeg4v2", "msmpeg4v3", "wmv1", "wmv2", "wmv3", "vc1"),
        *("flv1", "h261", "h263", "rv10", "rv20", "rv30", "rv40"),
    }
)
"""Codecs whose decoders make up a grey picture for one that is missing. The others return nothing, or say so."""


class Selection(Enum):
    """Which frames are decoded."""

    #: All frames.
    ALL = auto()
    #: The key frames by the flags of their packets. The others are not decoded.
    FLAGGED_PACKETS = auto()
    #: The key frames by their own flags, for a file whose packets do not tell enough. All frames are decoded.
    KEY_FRAMES = auto()


class NotAloneError(Exception):
    """A packet that is flagged as a key frame has none, or only the packets around it tell when that is shown."""


class PacketDecoder:
    """Decodes the packets of one video track, with transparency, to all frames or those of flagged packets.

    Attributes:
        orientation: The orientation of frames that do not say one themselves.
    """

    def __init__(self, track: VideoStream, selection: Selection) -> None:
        """Create the decoder.

        Args:
            track: The track, whose codec context has its number of threads.
            selection: The frames to decode.
        """
        self._selection = selection
        self._alpha_decoder = _alpha_decoder(track)
        self._invents = track.codec_context.codec.canonical_name in _INVENTING_CODECS
        self._default_decoder = track.codec_context
        self._decoder = self._alpha_decoder or self._default_decoder
        self.orientation: Orientation | None = None

    def __call__(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        """Return the frames that are finished after a packet, or with None those that are left.

        Raises:
            av.FFmpegError: The packet cannot be decoded.
            NotAloneError: For ``FLAGGED_PACKETS``: The key frame needs the other packets.
        """
        if self._selection is Selection.FLAGGED_PACKETS:
            return self._decode_alone(packet) if packet is not None and packet.is_keyframe else []
        return self._decode(packet)

    def may_be_key_frame(self, frame: VideoFrame) -> bool:
        """Return whether a frame is a key frame, or the decoder does not tell.

        The decoders of libvpx never tell, nor do several of screen recordings, which tell nothing about a frame.
        """
        return frame.key_frame or self._alpha_decoder is not None or frame.pict_type == PictureType.NONE

    def is_made_up(self, frame: VideoFrame) -> bool:
        """Return whether a frame that no key frame precedes is predicted from pictures that the decoder made up."""
        return self._invents and not frame.key_frame

    def restart(self) -> None:
        """Forget all packets, to continue at another position in the file."""
        self._decoder.flush_buffers()

    def _decode(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        if self.orientation is None:
            self.orientation = self._orientation(packet)
        return self._decoder.decode(packet)

    def _orientation(self, packet: Packet[VideoStream] | None) -> Orientation | None:
        """Return the orientation of the track; None as long as it is not known.

        Only the default decoder gets the display matrix of the track, and adds it to its frames.
        """
        if self._decoder is self._default_decoder:
            return UPRIGHT
        try:
            frames = [*self._default_decoder.decode(packet), *self._default_decoder.decode(None)]
        except av.InvalidDataError:
            frames = []
        finally:
            self._default_decoder.flush_buffers()
        return OrientationReader()(frames[0]) or UPRIGHT if frames else None

    def _decode_alone(self, packet: Packet[VideoStream]) -> list[VideoFrame]:
        """Decode a key frame without the packets before and after.

        The option of FFmpeg's decoders to skip other frames is not used: that of VP9 ignores it, and that of H.264
        loses key frames of open groups.
        """
        if packet.pts is None and self._decoder.has_b_frames:
            raise NotAloneError  # its decoding stamp is not that of showing
        try:
            frames = [*self._decode(packet), *self._decode(None)]
        except av.InvalidDataError as error:
            raise NotAloneError from error
        finally:
            self._decoder.flush_buffers()
        key_frames = [frame for frame in frames if self.may_be_key_frame(frame)]
        if not key_frames:
            raise NotAloneError
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
    # What the container says about colours, which VP8 itself does not say.
    decoder.colorspace, decoder.color_range = track.codec_context.colorspace, track.codec_context.color_range
    return decoder

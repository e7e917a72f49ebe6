"""Decodes a range of a video: finds the place in the file where decoding begins, and the key frames."""

from __future__ import annotations

import contextlib
import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av

from cosanim.local.rendering.packet_decoder import NotAloneError, PacketDecoder, Selection
from cosanim.local.rendering.sampling import TOLERANCE
from cosanim.local.rendering.video_track import VideoTrack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.video.frame import VideoFrame

#: For a start above SEEK_THRESHOLD seconds, the decoder seeks to the start; if that leads past it, to an earlier time,
#: since some containers are searched by the times of decoding, which are up to a second before those of showing.
SEEK_THRESHOLD = Fraction(2)
SEEK_MARGINS = (Fraction(0), Fraction(1))
_LAST_STAMP: Final = 1 << 62
"""Largest time stamp that is searched for: FFmpeg's have 63 bits."""


class Video(VideoTrack):
    """The video track of an open file, whose frames are read from any time on."""

    def frames(
        self, *, start: Fraction, stop: Fraction | None, keyframes_only: bool
    ) -> Iterator[tuple[Fraction, VideoFrame]]:
        """Yield each frame with its time in seconds, from the frame shown at ``start`` or from an earlier one.

        Args:
            start: Start of the range in seconds.
            stop: End of the range in seconds, or None for the end of the video. The caller stops reading there; a file
                that was cut off later is no error.
            keyframes_only: Whether to decode key frames only.

        Raises:
            RenderError: ResourceNotSupported, when the video is faulty, or cut off before the end of the range.
        """
        if not keyframes_only:
            yield from self._frames(start, stop)
            return
        self._selection = Selection.FLAGGED_PACKETS
        self._decoder = PacketDecoder(self._stream, self._selection)
        last: Fraction | None = None
        try:
            for time, frame in self._frames(start, stop):
                last = time
                yield time, frame
            if self._has_flags:
                return
        except NotAloneError:
            pass
        self._selection = Selection.KEY_FRAMES
        self._rewind()
        for time, frame in self._frames(start, stop):
            if last is None or time > last:
                yield time, frame

    def _frames(self, start: Fraction, stop: Fraction | None) -> Iterator[tuple[Fraction, VideoFrame]]:
        skipped = 0
        # Times count from the first picture, so it is decoded even if it is far from the range.
        if start > SEEK_THRESHOLD:
            if next(self._decode(start, stop, 0), None) is None:
                return
            if self._clock_may_jump:
                skipped = self._packets_before(start)
            elif not self._timeline.origin_is_guessed:
                decoded = self._decode_from_key_frame(start, stop)
                if decoded is not None:
                    yield from decoded
                    return
            self._rewind()
        yield from self._decode(start, stop, skipped)

    def _decode_from_key_frame(
        self, start: Fraction, stop: Fraction | None
    ) -> Iterator[tuple[Fraction, VideoFrame]] | None:
        """Yield the frames from a key frame on that is shown at ``start`` or before.

        Returns:
            The frames; None if the container finds no such key frame, since it has no index or a wrong one.
        """
        for margin in SEEK_MARGINS:
            if not self._seek(start, margin):
                continue
            # Frames that are stored after the key frame but shown before it cannot be decoded.
            decoded = itertools.dropwhile(
                lambda timed: not self._decoder.may_be_key_frame(timed[1]), self._decode(start, stop, 0)
            )
            first = next(decoded, None)
            if first is not None and first[0] <= start + TOLERANCE:
                return itertools.chain([first], decoded)
        return None

    def _seek(self, start: Fraction, margin: Fraction) -> bool:
        """Seek to ``margin`` seconds before ``start``.

        Returns:
            Whether a key frame follows that is shown at ``start`` or before.
        """
        position = (self._timeline.origin or Fraction(0)) + start + TOLERANCE - margin
        stamp = min(int(position / (self._stream.time_base or Fraction(1))), _LAST_STAMP)
        with contextlib.suppress(av.FFmpegError):
            self._container.seek(stamp, stream=self._stream)
            packet = next(self._container.demux(self._stream), None)
            if packet is None or not packet.is_keyframe:
                return False
            time = self._timeline.time_of_packet(packet)
            if time is None or time > start + TOLERANCE:
                return False
            self._container.seek(stamp, stream=self._stream)  # the packet is needed
            self._decoder.restart()
            self._timeline.restart()
            return True
        return False

    def _packets_before(self, start: Fraction) -> int:
        """Return how many packets precede the last key frame before ``start``, found by reading without decoding.

        A container whose clock may jump cannot be searched by time.
        """
        self._rewind()
        before = 0
        for index, packet in enumerate(self._packets()):
            self._timeline.correct(packet)
            time = self._timeline.time_of_packet(packet)
            if time is not None and time > start:
                break
            # Program streams store a time for some pictures only.
            if not packet.is_keyframe or packet.pts is None or time is None:
                continue
            if time <= start - SEEK_MARGINS[-1]:
                before = index
        return before

"""The time line of a video: which time each decoded picture has.

The time of the animation counts from the first picture that the decoder returns, wherever the file begins, whatever its
clock says then and whatever length it claims. Two rules of FFmpeg's own programs apply, the same for all containers:

* A clock that starts anew or jumps ahead continues where it was (``correct``), as in players.
* A picture has its own time stamp while those grow, else the one guessed from the order of decoding (``time_of``).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cosanim.local.rendering.sampling import TOLERANCE

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

#: A clock that goes back by more than this many seconds has started anew. Less is an error of a single stamp.
CLOCK_BACK = Fraction(1, 10)
#: A clock that goes ahead by more than this many seconds has jumped, if the container allows that.
CLOCK_AHEAD = Fraction(10)
#: In any container, a clock that goes ahead by more than this many seconds, 30 hours, has jumped.
CLOCK_ERROR = Fraction(30 * 3600)
#: Frames per second that are assumed for a video that declares no rate.
FALLBACK_RATE = Fraction(25)


class Timeline:
    """Assigns times to the frames of one video track.

    Attributes:
        dropped: Number of frames without a time of their own, since their stamps did not grow.
        origin_is_guessed: Whether no picture so far has a stamp. The first one that has tells the origin.
    """

    def __init__(self, time_base: Fraction, rate: Fraction | None, *, clock_may_jump: bool) -> None:
        """Create the time line.

        Args:
            time_base: Unit of the stamps of packets and frames, in seconds.
            rate: Frames per second of the video, or None if unknown.
            clock_may_jump: Whether the clock of this container may jump ahead, as that of broadcasts does. In the
                others, a long time between two pictures means that the first one is shown for so long.
        """
        self._base = time_base
        self.dropped = 0
        self.origin_is_guessed = False
        self._step = 1 / (rate or FALLBACK_RATE)
        self._clock_may_jump = clock_may_jump
        self._origin: Fraction | None = None
        self._last_stamp: int | None = None
        self._packet_end: Fraction | None = None
        self._frame_end: Fraction | None = None
        self._guess = _StampGuess()
        self.rewind()

    @property
    def origin(self) -> Fraction | None:
        """Time of the first picture on the clock of the file in seconds; None before there was one."""
        return self._origin

    @property
    def end(self) -> Fraction:
        """End of the last frame that was read so far, in seconds."""
        ends = [end for end in (self._packet_end, self._frame_end) if end is not None]
        return Fraction(0) if self._origin is None else max(ends) - self._origin

    def restart(self) -> None:
        """Continue at another position in the file. The origin is kept."""
        self.rewind()
        self._was_moved = True
        self._dts_is_sure = False

    def rewind(self) -> None:
        """Continue at the beginning of the file. The origin is kept."""
        self._was_moved = False
        self._dts_is_sure = True
        self._shift = Fraction(0)
        self._last_dts: Fraction | None = None
        self._next_dts: Fraction | None = None
        self._previous: Fraction | None = None
        self._duration = self._step
        self._guess.restart()

    def correct(self, packet: Packet[VideoStream]) -> None:
        """Shift the stamps of the next packet, so that its clock continues that of the packets before."""
        duration = packet.duration * self._base if packet.duration else self._step
        if packet.dts is not None:
            dts = self._continue_clock(packet.dts * self._base)
            if not packet.duration and self._last_dts is not None:
                duration = max(dts - self._last_dts, Fraction(0))
            # FFmpeg makes up the first one after a seek, if the container stores none. It may be later than the next.
            if self._dts_is_sure:
                self._last_dts, self._next_dts = dts, dts + duration
            self._dts_is_sure = True
            packet.dts = round(dts / self._base)
        if packet.pts is not None:
            packet.pts += round(self._shift / self._base)
        stamp = packet.dts if packet.pts is None else packet.pts
        if stamp is not None and not packet.is_discard and (self._last_stamp is None or stamp >= self._last_stamp):
            self._last_stamp = stamp
            self._packet_end = (
                (stamp + packet.duration) * self._base if packet.duration else stamp * self._base + self._step
            )

    def time_of_packet(self, packet: Packet[VideoStream]) -> Fraction | None:
        """Return when a corrected packet is shown, in seconds; None without a stamp or before the first picture."""
        stamp = packet.dts if packet.pts is None else packet.pts
        return None if stamp is None or self._origin is None else stamp * self._base - self._origin

    def time_of(self, frame: VideoFrame) -> Fraction | None:
        """Return the time of the next decoded frame in seconds; None if it has none of its own and is dropped."""
        stamp = self._guess(frame.pts, frame.dts)
        if stamp is not None:
            time = stamp * self._base
        elif self._previous is not None:
            time = self._previous + self._duration
        elif self._was_moved:
            return None  # nothing tells the time here
        else:
            time = self._origin or Fraction(0)
        if self._origin is None:
            self._origin = time
            self.origin_is_guessed = stamp is None
        elif self.origin_is_guessed and stamp is not None:
            self._move_origin(time)
        previous = self._previous
        if previous is not None and time <= previous:
            self.dropped += 1
            return None
        self._duration = self._duration_of(frame, None if previous is None else time - previous)
        self._previous = time
        self._frame_end = time + self._duration
        return time - self._origin

    def _move_origin(self, time: Fraction) -> None:
        """Move the origin, so that the first picture that has a stamp follows the ones before without a gap."""
        self.origin_is_guessed = False
        if self._origin is not None and self._previous is not None:
            moved = time - self._duration - self._previous
            self._origin += moved
            self._previous += moved

    def _continue_clock(self, dts: Fraction) -> Fraction:
        """Return the next decoding time, after a change of the shift if the clock is discontinuous there."""
        dts += self._shift
        if self._last_dts is None or self._next_dts is None:
            return dts
        has_jumped = dts - self._next_dts > (CLOCK_AHEAD if self._clock_may_jump else CLOCK_ERROR)
        if not has_jumped and self._last_dts - dts <= CLOCK_BACK:
            return dts
        self._shift += self._next_dts - dts
        return self._next_dts

    def _duration_of(self, frame: VideoFrame, since_previous: Fraction | None) -> Fraction:
        """Estimate how long a frame is shown, which matters for the last one and for those without stamps."""
        duration = frame.duration * self._base
        if since_previous is not None and duration <= max(self._base, TOLERANCE) and since_previous > 2 * duration:
            # One unit or a millisecond is what muxers and FFmpeg write when they do not know the duration.
            return min(since_previous, max(self._step, duration))
        if duration > 0:
            return duration
        return self._step if since_previous is None else since_previous


class _StampGuess:
    """FFmpeg's rule of the best-effort time stamp, which PyAV does not give.

    Presentation stamps are used unless they failed to grow more often than decoding stamps. Decoding stamps are right
    for containers that store no others (AVI, ASF), since a frame has the stamp of the packet that made the decoder
    return it.
    """

    def __init__(self) -> None:
        self._faulty_pts = self._faulty_dts = 0
        self.restart()

    def restart(self) -> None:
        """Forget the last stamps, but not which kind failed."""
        self._last_pts: int | None = None
        self._last_dts: int | None = None

    def __call__(self, pts: int | None, dts: int | None) -> int | None:
        """Return the stamp of the next frame; None if it has neither."""
        self._faulty_dts += _fails_to_grow(dts, self._last_dts)
        self._faulty_pts += _fails_to_grow(pts, self._last_pts)
        own = pts if dts is None else dts
        self._last_dts = self._last_dts if own is None else own
        own = dts if pts is None else pts
        self._last_pts = self._last_pts if own is None else own
        if pts is not None and (dts is None or self._faulty_pts <= self._faulty_dts):
            return pts
        return dts


def _fails_to_grow(stamp: int | None, last: int | None) -> bool:
    return stamp is not None and last is not None and stamp <= last

"""Decodes untrusted videos: yields their frames with times, and reads their properties.

Only documented containers are opened. None of them can refer to another file or host. The size of pictures is checked
before memory is allocated for them.
"""

from __future__ import annotations

import contextlib
import itertools
from fractions import Fraction
from typing import TYPE_CHECKING

import av
from av.stream import Disposition

from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.sampling import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

#: FFmpeg's names of the input formats that the page on jobs in the console lists (1045/43605). Playlists are
#: excluded, since an uploaded M3U8 would make the renderer read other files. Images and FFmpeg's text-to-video
#: readers are excluded too.
CONTAINERS = "mov,matroska,flv,avi,mpegts,mpeg,asf,dv,ogg,rm,swf"
#: The largest picture of any level of H.264, H.265 and AV1 (8192x4352).
MAX_PIXELS = 8192 * 4352
#: Each decoding thread holds several pictures in memory; more than four threads gain little at these sizes.
MAX_THREADS = 4
#: For a start above SEEK_THRESHOLD seconds, the decoder seeks to the start; if that leads past it, to an earlier time,
#: since some containers are searched by the times of decoding, which are up to a second before those of showing.
SEEK_THRESHOLD = Fraction(2)
SEEK_MARGINS = (Fraction(0), Fraction(1))
#: A file counts as truncated when it ends both this many seconds and this share before its declared end.
MISSING_SECONDS = Fraction(1, 2)
MISSING_SHARE = Fraction(1, 20)
#: Frames per second that are assumed for a video that declares no rate.
FALLBACK_RATE = Fraction(25)

FAULTY = "The file is faulty or unsupported"


class Video:
    """The video track of an open file. Times are in seconds from its first picture.

    Attributes:
        rate: Average frames per second, or None if unknown.
        length: Declared length in seconds, or None if unknown.
        sample_aspect: Width of a pixel divided by its height.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Open a file and find its video track.

        Args:
            path: The file.
            threads: Number of processor cores to use.

        Raises:
            RenderError: ResourceNotFound if there is no file, ResourceNotSupported if it cannot be decoded.
        """
        self._path = path
        self._threads = min(threads, MAX_THREADS)
        self._open()
        try:
            self._check_picture(self._stream.codec_context.width, self._stream.codec_context.height)
            self._check_index()
        except BaseException:
            self.close()
            raise
        self.rate = self._stream.average_rate or self._stream.guessed_rate or None
        self.length = self._declared_length()
        self.sample_aspect = self._stream.sample_aspect_ratio or Fraction(1)

    def __enter__(self) -> Self:
        """Return the video itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file and its decoder."""
        self.close()

    def close(self) -> None:
        """Close the file and its decoder. A second call does nothing."""
        self._container.close()

    @property
    def end(self) -> Fraction:
        """End of the last frame that was read so far, in seconds."""
        return self._end

    def frames(self, *, start: Fraction, keyframes_only: bool) -> Iterator[tuple[Fraction, VideoFrame]]:
        """Yield each frame with its time in seconds, from the frame shown at ``start`` or from an earlier one.

        Args:
            start: Start of the range in seconds.
            keyframes_only: Whether to decode key frames only.

        Raises:
            RenderError: ResourceNotSupported, when the video is faulty or truncated.
        """
        if start > SEEK_THRESHOLD and self._origin is not None:
            for margin in SEEK_MARGINS:
                if not self._seek(start, margin):
                    continue
                decoded = self._decode(start=start, keyframes_only=keyframes_only)
                # Frames that are stored after the key frame but shown before it cannot be decoded.
                decoded = itertools.dropwhile(lambda timed: not timed[1].key_frame, decoded)
                first = next(decoded, None)
                if first is not None and first[0] <= start + TOLERANCE:
                    yield first
                    yield from decoded
                    return
            # The seek failed or went past the start, so the index is wrong. Decode from the beginning.
            self.close()
            self._open()
        yield from self._decode(start=start, keyframes_only=keyframes_only)

    def _seek(self, start: Fraction, margin: Fraction) -> bool:
        """Seek to ``margin`` seconds before ``start``.

        Returns:
            Whether a key frame follows that is shown at ``start`` or before.
        """
        time_base, origin = self._stream.time_base or Fraction(1), self._origin or Fraction(0)
        position = int((origin + start + TOLERANCE - margin) / time_base)
        with contextlib.suppress(av.FFmpegError):
            self._container.seek(position, stream=self._stream)
            packet = next(self._container.demux(self._stream), None)
            if packet is None or packet.pts is None or not packet.is_keyframe:
                return False
            if packet.pts * time_base - origin > start + TOLERANCE:
                return False
            self._container.seek(position, stream=self._stream)  # the packet is needed
            return True
        return False

    def _open(self) -> None:
        try:
            # Checked first, since FFmpeg's errors do not distinguish a missing file from a faulty one.
            self._size = self._path.stat().st_size
        except FileNotFoundError as error:
            raise RenderError("ResourceNotFound", "The input object does not exist.") from error
        options = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
        try:
            self._container: InputContainer = av.open(str(self._path.absolute()), "r", options=options)
        except (MemoryError, BlockingIOError):
            # Errors of FFmpeg that say nothing about the video: no memory, and no threads.
            raise
        except av.FFmpegError as error:
            message = f"{FAULTY}: it cannot be opened as a video. Upload it again, complete, or convert it to MP4."
            raise RenderError("ResourceNotSupported", message) from error
        try:
            self._stream = self._video_track()
        except BaseException:
            self.close()
            raise
        self._stream.thread_type = "AUTO"
        self._stream.thread_count = self._threads
        start_time, time_base = self._stream.start_time, self._stream.time_base
        self._origin = None if start_time is None or time_base is None else start_time * time_base
        self._end = Fraction(0)

    def _video_track(self) -> VideoStream:
        for stream in self._container.streams.video:
            # Cover pictures of songs are video tracks too. A track that FFmpeg cannot decode has no codec context.
            if not stream.disposition & Disposition.attached_pic and stream.codec_context is not None:
                return stream
        raise RenderError("ResourceNotSupported", f"{FAULTY}: it has no video track that can be decoded.")

    def _declared_length(self) -> Fraction | None:
        stream = self._stream
        if stream.duration and stream.time_base:
            return stream.duration * stream.time_base
        tag_duration = _parse_duration_tag(stream.metadata.get("DURATION", ""))
        if tag_duration is not None:
            return tag_duration
        # The length of a container is that of its longest track, so it is used only if there is one track.
        if self._container.duration and len(self._container.streams) == 1:
            return Fraction(self._container.duration, 1_000_000)
        return None

    def _check_picture(self, width: int, height: int) -> None:
        if width * height > MAX_PIXELS:
            message = f"The video's pictures have {width}x{height} pixels; at most {MAX_PIXELS} can be rendered."
            raise RenderError("ResourceNotSupported", message)

    def _check_index(self) -> None:
        """Refuse a file whose index points past the end of the file. Nothing is decoded for this check."""
        index = self._stream.index_entries
        if len(index):
            last = index[len(index) - 1]
            if last.pos + last.size > self._size:
                raise RenderError("ResourceNotSupported", _truncated_message())

    def _decode(self, *, start: Fraction, keyframes_only: bool) -> Iterator[tuple[Fraction, VideoFrame]]:
        self._stream.codec_context.skip_frame = "NONKEY" if keyframes_only else "DEFAULT"
        previous: Fraction | None = None
        try:
            for packet in self._container.demux(self._stream):
                self._update_end(packet)
                for frame in packet.decode():
                    self._check_picture(frame.width, frame.height)
                    time = self._time_of(frame, previous)
                    if previous is not None and time <= previous:
                        continue  # the time stamp does not increase
                    if frame.is_corrupt and time >= start:
                        raise RenderError("ResourceNotSupported", _damaged_message(time))
                    previous = time
                    self._end = max(self._end, time)
                    yield time, frame
        except (MemoryError, BlockingIOError):
            raise
        except av.FFmpegError as error:
            raise RenderError("ResourceNotSupported", _damaged_message(previous or Fraction(0))) from error
        if self.length is not None:
            missing = self.length - self._end
            if missing > max(MISSING_SECONDS, MISSING_SHARE * self.length):
                raise RenderError("ResourceNotSupported", _truncated_message())

    def _time_of(self, frame: VideoFrame, previous: Fraction | None) -> Fraction:
        stamp = frame.dts if frame.pts is None else frame.pts
        if stamp is None or frame.time_base is None:
            return Fraction(0) if previous is None else previous + 1 / (self.rate or FALLBACK_RATE)
        time = stamp * frame.time_base
        if self._origin is None:
            self._origin = time
        return time - self._origin

    def _update_end(self, packet: Packet[VideoStream]) -> None:
        stamp = packet.dts if packet.pts is None else packet.pts
        if stamp is None or packet.is_discard or self._origin is None:
            return
        length = packet.duration * packet.time_base if packet.duration else 1 / (self.rate or FALLBACK_RATE)
        self._end = max(self._end, stamp * packet.time_base - self._origin + length)


def _parse_duration_tag(text: str) -> Fraction | None:
    """Parse Matroska's ``DURATION`` tag, such as ``00:00:05.280000000``."""
    try:
        hours, minutes, seconds = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    except ValueError:
        return None


def _truncated_message() -> str:
    return f"{FAULTY}: it ends before the video does. Upload it again, complete."


def _damaged_message(time: Fraction) -> str:
    return f"{FAULTY}: it cannot be decoded any further at {float(time):.3f} seconds. Upload it again, complete."

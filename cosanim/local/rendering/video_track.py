"""Opens untrusted videos, reads their properties, and decodes their packets in order to frames with times.

Only documented containers are opened. None of them can refer to another file or host. The size of pictures is checked
before memory is allocated for them.
"""

from __future__ import annotations

import contextlib
import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

import av
from av.container import Flags
from av.format import Flags as FormatFlags

from cosanim.local.rendering.claims import average_rate, claimed_length
from cosanim.local.rendering.cropping import crop_filter
from cosanim.local.rendering.cut_off import is_cut_off
from cosanim.local.rendering.frame_filter import FrameFilter
from cosanim.local.rendering.ogg_headers import header_check
from cosanim.local.rendering.orientation import UPRIGHT, Orientation
from cosanim.local.rendering.packet_decoder import PacketDecoder, Selection
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.sampling import TOLERANCE
from cosanim.local.rendering.timeline import Timeline
from cosanim.local.rendering.tracks import best_video_track

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
FAULTY = "The file is faulty or unsupported"
_PICTURE_BYTES_PER_PIXEL: Final = 8
"""More than a decoder needs for a picture and what belongs to it: 4 colours of 16 bits."""


class VideoTrack:
    """The video track of an open file. Times are in seconds from its first picture.

    Attributes:
        rate: Average frames per second, or None if unknown.
        length: Length that the file claims in seconds, or None if it claims none. Only a hint: it may be that of the
            longest track, estimated, or wrong.
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
        self._selection = Selection.ALL
        self._threads = min(threads, MAX_THREADS)
        self._open()
        try:
            self._check_picture(self._stream.codec_context.width, self._stream.codec_context.height)
        except BaseException:
            self.close()
            raise
        self._has_flags = False
        self.rate = average_rate(self._stream)
        self.length = claimed_length(self._container, self._stream)
        self.sample_aspect = self._stream.sample_aspect_ratio or Fraction(1)
        crop = crop_filter(self._container, self._stream)
        self._crop = None if crop is None else FrameFilter([crop])
        self._clock_may_jump = FormatFlags.ts_discont in FormatFlags(self._container.format.flags)
        time_base = self._stream.time_base or Fraction(1)
        self._begins_inside_group = False
        self._timeline = Timeline(time_base, self.rate, clock_may_jump=self._clock_may_jump)

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
        return self._timeline.end

    @property
    def has_pictures(self) -> bool:
        """Whether a picture was decoded so far."""
        return self._timeline.origin is not None

    @property
    def dropped(self) -> int:
        """Number of frames so far that were dropped, since they have no time of their own."""
        return self._timeline.dropped

    @property
    def orientation(self) -> Orientation:
        """Orientation of the frames that do not say one themselves."""
        return self._decoder.orientation or UPRIGHT

    @property
    def _is_decodable(self) -> bool:
        """Whether the next picture can be decoded if it is not damaged: not before the first key frame."""
        return self.has_pictures or not self._begins_inside_group

    def _open(self) -> None:
        try:
            # Checked first, since FFmpeg's errors do not distinguish a missing file from a faulty one.
            self._size = self._path.stat().st_size
        except FileNotFoundError as error:
            raise RenderError("ResourceNotFound", "The input object does not exist.") from error
        options = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
        try:
            # Tags may be in any encoding. Only those with numbers are read.
            self._container: InputContainer = av.open(
                str(self._path.absolute()), "r", options=options, metadata_errors="replace"
            )
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
        # PyAV sets this flag. It makes up presentation stamps for containers that store none, in the order of decoding.
        self._container.flags &= ~cast("int", Flags.gen_pts.value)
        self._decoder = PacketDecoder(self._stream, self._selection)
        self._is_header = header_check(self._container, self._stream)

    def _rewind(self) -> None:
        """Open the file again, since not every container can seek to its beginning."""
        self.close()
        self._open()
        self._timeline.rewind()

    def _packets(self) -> Iterator[Packet[VideoStream]]:
        """Yield the packets of the track, at its end one without data. Repeated headers are left out."""
        packets = self._container.demux(self._stream)
        return packets if self._is_header is None else itertools.filterfalse(self._is_header, packets)

    def _video_track(self) -> VideoStream:
        track = best_video_track(self._container)
        if track is not None:
            return track
        raise RenderError("ResourceNotSupported", f"{FAULTY}: it has no video track that can be decoded.")

    def _check_picture(self, width: int, height: int) -> None:
        if width * height > MAX_PIXELS:
            message = f"The video's pictures have {width}x{height} pixels; at most {MAX_PIXELS} can be rendered."
            raise RenderError("ResourceNotSupported", message)

    def _decode(self, start: Fraction, stop: Fraction | None, skipped: int) -> Iterator[tuple[Fraction, VideoFrame]]:
        """Yield the frames of all packets but the first ``skipped`` ones."""
        try:
            for index, packet in enumerate(self._packets()):
                self._timeline.correct(packet)
                if index == 0 and not self.has_pictures:
                    self._begins_inside_group = not packet.is_keyframe
                self._has_flags |= packet.is_keyframe
                # A packet without data means that the same picture is shown again. The last one ends the stream.
                if index < skipped or not packet.size:
                    continue
                yield from self._timed(self._decoded(packet), start)
            yield from self._timed(self._decoded(None), start)
        except (MemoryError, BlockingIOError):
            raise
        except av.FFmpegError as error:
            # Frames that were complete before are still in the decoder.
            with contextlib.suppress(av.FFmpegError):
                yield from self._timed(self._decoded(None), start)
            raise self._damage_error(self.end) from error
        if stop is None or stop - self.end > TOLERANCE:
            end_error = self._end_error()
            if end_error is not None:
                raise end_error

    def _decoded(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        """Return the frames that the decoder has finished after a packet, or with None those that are left in it."""
        try:
            return self._decoder(packet)
        except av.InvalidDataError:
            if self._is_decodable:
                raise
            return []

    def _timed(self, frames: Iterable[VideoFrame], start: Fraction) -> Iterator[tuple[Fraction, VideoFrame]]:
        for frame in frames:
            self._check_picture(frame.width, frame.height)
            if not self._is_decodable and (frame.is_corrupt or self._decoder.is_made_up(frame)):
                continue
            time = self._timeline.time_of(frame)
            if time is None or (self._selection is Selection.KEY_FRAMES and not frame.key_frame):
                continue
            if frame.is_corrupt and time >= start:
                raise self._damage_error(time)
            yield time, frame if self._crop is None else self._crop(frame)

    def _damage_error(self, time: Fraction) -> RenderError:
        """Return the error of a video that cannot be decoded any further.

        Raises:
            MemoryError: There is no memory for another picture. Some decoders report that as bad data.
        """
        context = self._stream.codec_context
        bytearray(_PICTURE_BYTES_PER_PIXEL * context.width * context.height)
        message = f"{FAULTY}: it cannot be decoded any further at {float(time):.3f} seconds. Upload it again, complete."
        return self._end_error() or RenderError("ResourceNotSupported", message)

    def _end_error(self) -> RenderError | None:
        """Return the error of a file that was cut off; None if its container does not say so."""
        index = self._stream.index_entries
        last = index[len(index) - 1] if len(index) else None
        if (last is None or last.pos + last.size <= self._size) and not is_cut_off(
            self._path, self._container.format.name
        ):
            return None
        claimed = "an unknown length" if self.length is None else f"{float(self.length):.3f} seconds"
        message = (
            f"{FAULTY}: it was cut off. {float(self.end):.3f} seconds of video were found, it claims {claimed}. "
            "Upload it again, complete, or give a TimeInterval that ends before."
        )
        return RenderError("ResourceNotSupported", message)

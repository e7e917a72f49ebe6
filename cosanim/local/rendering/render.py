"""One video in, one animated image out.

Frames stream from the decoder to the encoder, so memory does not depend on the length of the clip. The only input is
a file, the only output is a file, and every way to fail is a `RenderError`: made to run in a process of its own.

Where the documentation does not say what comes out, spec/guesses.toml does.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av

from cosanim.local.rendering.decoding import Video
from cosanim.local.rendering.encoders import (
    GIF_SHORTEST_TICKS,
    GIF_TICKS_PER_SECOND,
    WEBP_SHORTEST_TICKS,
    WEBP_TICKS_PER_SECOND,
    ClipPalette,
    Written,
    write_gif,
    write_webp,
)
from cosanim.local.rendering.media_info import MediaInfo, media_info
from cosanim.local.rendering.pictures import PictureMaker, check_size
from cosanim.local.rendering.render_settings import (
    Plan,
    RenderError,
    RenderSettings,
    fit_to_video,
    make_plan,
)
from cosanim.local.rendering.sampling import TOLERANCE, Span, Tick, at_rate, on_ticks, played_at, spans_in_range
from cosanim.output_keys import CODEC_OF_FORMAT

if TYPE_CHECKING:
    from pathlib import Path

    from av.video.frame import VideoFrame

__all__ = ["RenderError", "RenderSettings", "Rendered", "render"]

Progress = Callable[[int], None]

#: The highest rate that a GIF can hold.
GIF_HIGHEST_FPS = Fraction(GIF_TICKS_PER_SECOND, GIF_SHORTEST_TICKS)
#: The part of the time that making the palette takes, when there is one for the whole clip.
PALETTE_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Rendered:
    """What came out.

    Attributes:
        width: Pixels.
        height: Pixels.
        frames: Number of frames in the file.
        duration: Seconds that the animation takes once.
        size: Bytes of the file.
        md5: MD5 of the file in hexadecimal digits.
        format_name: ``gif`` or ``webp``: the file's format and its usual extension.
        media_info: The nodes below ``MediaInfo`` with the text that goes on the wire. Lists are repeated elements,
            and an empty dict is an empty element.
    """

    width: int
    height: int
    frames: int
    duration: float
    size: int
    md5: str
    format_name: str
    media_info: MediaInfo


def render(source: Path, target: Path, settings: RenderSettings, *, progress: Progress | None = None) -> Rendered:
    """Render a video to an animated image.

    Args:
        source: The video file.
        target: The file to write; after a failure, its content is worth nothing.
        settings: What to take from the video, and what to make of it.
        progress: Called with whole percent, from 0 to 100, each time they have grown.

    Returns:
        The facts about the written file.

    Raises:
        RenderError: ResourceNotFound or ResourceNotSupported for the input, InvalidArgument for settings that are
            wrong or do not fit this video, InternalError if the machine failed (no space left, no memory).
    """
    plan = make_plan(settings)
    meter = _Meter(progress)
    meter.show(0)
    try:
        written = _write(source, target, plan, meter)
        name = CODEC_OF_FORMAT[plan.format]
        size = target.stat().st_size
        with target.open("rb") as file:
            md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    except MemoryError as error:
        message = "There is not enough memory for this rendering; ask for a smaller Width or Height."
        raise RenderError("InternalError", message) from error
    except OSError as error:
        raise RenderError("InternalError", _machine_failure(error)) from error
    except av.FFmpegError as error:
        raise RenderError("InternalError", f"The encoder failed: {error.strerror}.") from error
    meter.show(1)
    return Rendered(
        width=written.width,
        height=written.height,
        frames=written.frames,
        duration=float(written.duration),
        size=size,
        md5=md5,
        format_name=name,
        media_info=media_info(written, name=name, size=size),
    )


def _write(source: Path, target: Path, plan: Plan, meter: _Meter) -> Written:
    palette = None
    if plan.format == "gif":
        # The input is read twice: a graph that makes the palette and then uses it would hold the whole clip.
        meter.share(0, PALETTE_SHARE)
        with Video(source) as video:
            first, shots = _first_and_all(video, plan, meter)
            colours = ClipPalette(first.width, first.height)
            for shot in shots:
                colours.add(shot.frame)
        palette = colours.finish()
        meter.share(PALETTE_SHARE, 1)
    with Video(source) as video:
        first, shots = _first_and_all(video, plan, meter)
        if plan.format == "webp":
            return write_webp(target, shots, first.width, first.height, plan.quality)
        return write_gif(target, shots, first.width, first.height, palette)


def _first_and_all(video: Video, plan: Plan, meter: _Meter) -> tuple[VideoFrame, Iterator[Tick[VideoFrame]]]:
    """Make all pictures of the animation, with the first one also by itself, for its size."""
    shots = _shots(video, plan, meter)
    first = next(shots, None)
    if first is None:
        frames = "key frame" if plan.keyframes_only else "frame"
        message = f"There is no {frames} in the time range; choose another Start or a longer Duration."
        raise RenderError("InvalidArgument", message)
    return first.frame, itertools.chain([first], shots)


def _shots(video: Video, plan: Plan, meter: _Meter) -> Iterator[Tick[VideoFrame]]:
    """Yield every picture of the animation with the time it is shown, in the units of the format."""
    fit_to_video(plan, rate=video.rate, length=video.length)
    spans = _spans(video, plan, meter)
    if plan.format == "webp":
        ticks = on_ticks(spans, per_second=WEBP_TICKS_PER_SECOND, shortest=WEBP_SHORTEST_TICKS)
    else:
        ticks = on_ticks(spans, per_second=GIF_TICKS_PER_SECOND, shortest=GIF_SHORTEST_TICKS)
    make_picture: PictureMaker | None = None
    for tick in ticks:
        if make_picture is None:
            make_picture = PictureMaker(tick.frame, video.sample_aspect, plan.width, plan.height)
            check_size(make_picture, plan.format)
        yield Tick(make_picture(tick.frame), tick.at, tick.length)


def _spans(video: Video, plan: Plan, meter: _Meter) -> Iterator[Span[VideoFrame]]:
    """Choose the frames and when each is shown, before that is rounded to the units of the format."""
    end = plan.stop if video.length is None or (plan.stop or video.length) < video.length else video.length
    frames = _counted(video.frames(start=plan.start, keyframes_only=plan.keyframes_only), plan.start, end, meter)
    if plan.keyframes_only:
        # The key frame that is on screen at Start but comes before it is not one of the range.
        frames = (frame for frame in frames if frame[0] >= plan.start - TOLERANCE)
    spans = spans_in_range(frames, start=plan.start, stop=plan.stop, video_end=lambda: video.end)
    if plan.samples:
        sample_rate = plan.sample_rate or (1 / plan.sample_interval if plan.sample_interval else None)
        # An interval shorter than a frame takes every frame, and none of them twice.
        if sample_rate is not None and (video.rate is None or sample_rate < video.rate):
            spans = at_rate(spans, sample_rate)
        if plan.fps is not None:
            spans = played_at(spans, plan.fps)
    elif plan.fps is not None:
        return at_rate(spans, plan.fps if plan.format == "webp" else min(plan.fps, GIF_HIGHEST_FPS))
    rate = plan.fps or video.rate
    if plan.format != "webp" and rate is not None and rate > GIF_HIGHEST_FPS:
        spans = at_rate(spans, GIF_HIGHEST_FPS)
    return spans


def _counted(
    frames: Iterator[tuple[Fraction, VideoFrame]], start: Fraction, end: Fraction | None, meter: _Meter
) -> Iterator[tuple[Fraction, VideoFrame]]:
    for time, frame in frames:
        if end is not None and start < time < end:
            meter.show(float((time - start) / (end - start)))
        yield time, frame


class _Meter:
    """Tells the progress of several passes as one, in whole percent that only grow."""

    def __init__(self, tell: Progress | None) -> None:
        self._tell = tell
        self._percent = -1
        self._from, self._to = 0.0, 1.0

    def share(self, begin: float, end: float) -> None:
        """Map the coming pass to a part of the whole."""
        self._from, self._to = begin, end

    def show(self, part: float) -> None:
        """Tell how much of the current pass is done."""
        percent = int(100 * (self._from + (self._to - self._from) * part))
        if percent > self._percent:
            self._percent = percent
            if self._tell is not None:
                self._tell(percent)


def _machine_failure(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "There is no space left for the output; free some and submit the job again."
    return f"The output could not be written: {error.strerror}."

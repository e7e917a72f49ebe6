"""Renders a video file to an animated image file.

Frames stream from the decoder to the encoder, so memory use does not depend on the length of the video. Every failure
is a ``RenderError``. Behaviour that the documentation leaves open is listed in spec/guesses.toml.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av

from cosanim.local.rendering.cores import available_cores
from cosanim.local.rendering.decoding import Video
from cosanim.local.rendering.encoders import (
    GIF_SHORTEST_TICKS,
    WEBP_SHORTEST_TICKS,
    WEBP_TICKS_PER_SECOND,
    EncodedFile,
    write_gif,
    write_webp,
)
from cosanim.local.rendering.gif_images import GIF_TICKS_PER_SECOND
from cosanim.local.rendering.media_info import MediaInfo, media_info
from cosanim.local.rendering.palettes import PaletteBuilder, with_one_palette, with_own_palettes
from cosanim.local.rendering.pictures import PictureConverter, check_size
from cosanim.local.rendering.pipeline import read_ahead, threads_for
from cosanim.local.rendering.progress import ProgressMeter
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.render_settings import (
    RenderPlan,
    RenderSettings,
    make_plan,
    shown_number,
)
from cosanim.local.rendering.sampling import (
    TOLERANCE,
    Span,
    TickSpan,
    limit_rate,
    resample,
    round_to_ticks,
    set_frame_rate,
    spans_in_range,
)
from cosanim.local.rendering.spool import Spool
from cosanim.local.rendering.video_track import FAULTY
from cosanim.output_keys import CODEC_OF_FORMAT

if TYPE_CHECKING:
    from pathlib import Path

    from av.video.frame import VideoFrame

Progress = Callable[[int], None]

#: The highest rate that each format can hold without frames that browsers show too long.
GIF_HIGHEST_FPS = Fraction(GIF_TICKS_PER_SECOND, GIF_SHORTEST_TICKS)
WEBP_HIGHEST_FPS = Fraction(WEBP_TICKS_PER_SECOND, WEBP_SHORTEST_TICKS)
#: Share of the rendering time that the palette pass takes, when the whole animation has one palette.
PALETTE_SHARE = 0.6
#: Up to this many pictures may be left out without a note. Some recorders write the first or last one twice.
UNNOTED_DROPS = 2


@dataclass(frozen=True, slots=True)
class RenderResult:
    """Properties of the output of a render.

    Attributes:
        width: Pixels.
        height: Pixels.
        frames: Number of frames in the file.
        duration: Length of the animation in seconds.
        size: Length of the file in bytes.
        md5: MD5 of the file in hexadecimal digits.
        format_name: ``gif`` or ``webp``: the format and the usual extension.
        media_info: The nodes below ``MediaInfo`` by name. A list stands for repeated elements, an empty dict for an
            empty element.
        note: What the result lacks, for people; usually empty.
    """

    width: int
    height: int
    frames: int
    duration: float
    size: int
    md5: str
    format_name: str
    media_info: MediaInfo
    note: str


def render(
    source: Path,
    target: Path,
    settings: RenderSettings,
    *,
    progress: Progress | None = None,
    threads: int | None = None,
) -> RenderResult:
    """Render a video to an animated image.

    Args:
        source: The video file.
        target: The file to write; incomplete after a failure.
        settings: The settings.
        progress: Called with the progress in whole per cent, 0 to 100, when it increases.
        threads: Number of processor cores to use; by default all that the process may use. The output does not depend
            on it.

    Returns:
        The properties of the written file.

    Raises:
        RenderError: ResourceNotFound or ResourceNotSupported for the input; InvalidArgument for settings that are
            wrong or do not fit this video; InternalError for a lack of memory or disk space, or an encoder error.
    """
    plan = make_plan(settings)
    meter = ProgressMeter(progress)
    meter.report(0)
    try:
        encoded, note = _write(source, target, plan, meter, threads or available_cores())
        name = CODEC_OF_FORMAT[plan.format]
        size = target.stat().st_size
        with target.open("rb") as file:
            md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    except MemoryError as error:
        message = "There is not enough memory for this render; give a smaller Width or Height."
        raise RenderError("InternalError", message) from error
    except OSError as error:
        raise RenderError("InternalError", _io_error_message(error)) from error
    except av.FFmpegError as error:
        raise RenderError("InternalError", f"The encoder failed: {error.strerror}.") from error
    meter.report(1)
    return RenderResult(
        width=encoded.width,
        height=encoded.height,
        frames=encoded.frames,
        duration=float(encoded.duration),
        size=size,
        md5=md5,
        format_name=name,
        media_info=media_info(encoded, name=name, size=size),
        note=note,
    )


def _write(source: Path, target: Path, plan: RenderPlan, meter: ProgressMeter, threads: int) -> tuple[EncodedFile, str]:
    if plan.format == "gif":
        return _write_with_one_palette(source, target, plan, meter, threads)
    with Video(source, threads=threads) as video:
        first, pictures = _peek_pictures(video, plan, meter)
        width, height = first.width, first.height
        threads = threads_for(threads, width * height)
        if plan.format == "webp":
            with read_ahead(pictures, threads) as pictures_ahead:
                encoded = write_webp(target, meter.count_done(pictures_ahead), width, height, plan.quality)
        else:
            indexed = with_own_palettes(pictures, width=width, height=height, threads=threads)
            with contextlib.closing(indexed):
                encoded = write_gif(target, meter.count_done(indexed), width, height)
        return encoded, _note(video)


def _write_with_one_palette(
    source: Path, target: Path, plan: RenderPlan, meter: ProgressMeter, threads: int
) -> tuple[EncodedFile, str]:
    # The pictures are read twice. One graph that makes and then uses the palette would hold all of them in memory.
    with Spool(target.parent) as spool:
        meter.set_range(0, PALETTE_SHARE)
        with Video(source, threads=threads) as video:
            first, pictures = _peek_pictures(video, plan, meter)
            width, height = first.width, first.height
            threads_of_pictures = threads_for(threads, width * height)
            builder, count = PaletteBuilder(first), 0
            with read_ahead(spool.copies(pictures), threads_of_pictures) as pictures_ahead:
                for picture in meter.count_done(pictures_ahead):
                    builder.add(picture.frame)
                    count += 1
            note = _note(video)
        palette = builder.finish()
        meter.set_range(PALETTE_SHARE, 1)
        with contextlib.ExitStack() as stack:
            pictures = spool.pictures()
            if not spool.is_complete:
                video = stack.enter_context(Video(source, threads=threads))
                # The number of pictures is known now, so the parts of the video do not matter.
                rest = _pictures(video, plan, ProgressMeter(), skipped=spool.count)
                pictures = itertools.chain(pictures, rest)
            indexed = with_one_palette(pictures, palette, width=width, height=height, threads=threads_of_pictures)
            stack.enter_context(contextlib.closing(indexed))
            return write_gif(target, meter.count_done(indexed, count), width, height), note


def _peek_pictures(
    video: Video, plan: RenderPlan, meter: ProgressMeter
) -> tuple[VideoFrame, Iterator[TickSpan[VideoFrame]]]:
    """Return the first picture of the animation, which gives the size, and an iterator over all pictures."""
    pictures = _pictures(video, plan, meter)
    first = next(pictures, None)
    if first is None:
        raise _empty_error(video, plan)
    return first.frame, itertools.chain([first], pictures)


def _note(video: Video) -> str:
    """Return what the result lacks, beyond a picture or two that nobody misses."""
    if video.dropped <= UNNOTED_DROPS:
        return ""
    return f"{video.dropped} pictures of the video were left out, since their time stamps are not after those before."


def _empty_error(video: Video, plan: RenderPlan) -> RenderError:
    """Return the error of an animation without pictures."""
    kind = "key frame" if plan.keyframes_only else "frame"
    if not video.has_pictures:
        return RenderError("ResourceNotSupported", f"{FAULTY}: no {kind} of its video track can be decoded.")
    message = f"There is no {kind} in the time range; choose another Start or a longer Duration."
    if plan.start > video.end - TOLERANCE:
        message = (
            f"TimeInterval.Start {shown_number(plan.start)} is not before the end of the video, which is "
            f"{float(video.end):.3f} seconds long."
        )
    return RenderError("InvalidArgument", message)


def _pictures(
    video: Video, plan: RenderPlan, meter: ProgressMeter, *, skipped: int = 0
) -> Iterator[TickSpan[VideoFrame]]:
    """Yield the pictures of the animation with their times in ticks of the format, without the first ones."""
    spans = _spans(video, plan, meter)
    if plan.format == "webp":
        ticks = round_to_ticks(spans, per_second=WEBP_TICKS_PER_SECOND, shortest=WEBP_SHORTEST_TICKS)
    else:
        ticks = round_to_ticks(spans, per_second=GIF_TICKS_PER_SECOND, shortest=GIF_SHORTEST_TICKS)
    converter: PictureConverter | None = None
    for index, tick in enumerate(ticks):
        if converter is None:
            converter = PictureConverter(
                tick.frame, video.sample_aspect, plan.width, plan.height, orientation=video.orientation
            )
            check_size(converter, plan.format)
        if index < skipped:
            converter.skip(tick.frame)
        else:
            meter.add_picture()
            yield TickSpan(converter(tick.frame), tick.begin, tick.length)


def _spans(video: Video, plan: RenderPlan, meter: ProgressMeter) -> Iterator[Span[VideoFrame]]:
    """Select the frames and compute their exact times, which are not yet rounded to ticks."""
    highest_fps = WEBP_HIGHEST_FPS if plan.format == "webp" else GIF_HIGHEST_FPS
    end = plan.stop if video.length is None or (plan.stop or video.length) < video.length else video.length
    frames = video.frames(start=plan.start, stop=plan.stop, keyframes_only=plan.keyframes_only)
    frames = _with_progress(frames, plan.start, end, meter)
    if plan.keyframes_only:
        # A key frame before Start is outside of the range, even if it is still on screen at Start.
        frames = (frame for frame in frames if frame[0] >= plan.start - TOLERANCE)
    spans = spans_in_range(frames, start=plan.start, stop=plan.stop, video_end=lambda: video.end)
    # Key frames alone are seldom too fast. A rate that is limited moves the times of frames, so it is not done in vain.
    rate = None if plan.keyframes_only else video.rate
    if plan.is_sampled:
        sample_rate = plan.sample_rate or (1 / plan.sample_interval if plan.sample_interval else None)
        # A sampling rate above the frame rate keeps every frame, without duplicates.
        if sample_rate is not None and (video.rate is None or sample_rate < video.rate):
            spans, rate = resample(spans, sample_rate), sample_rate
        if plan.fps is not None:
            spans, rate = set_frame_rate(spans, plan.fps), plan.fps
    elif plan.fps is not None:
        return resample(spans, min(plan.fps, highest_fps))
    if rate is not None and rate > highest_fps:
        spans = limit_rate(spans, highest_fps)
    return spans


def _with_progress(
    frames: Iterator[tuple[Fraction, VideoFrame]], start: Fraction, end: Fraction | None, meter: ProgressMeter
) -> Iterator[tuple[Fraction, VideoFrame]]:
    for time, frame in frames:
        if end is not None and start < time < end:
            meter.set_read(float((time - start) / (end - start)))
        yield time, frame


def _io_error_message(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "There is no disk space left for the output; free some and submit the job again."
    if error.errno == errno.EAGAIN:
        return "The system cannot start another thread, usually for lack of memory; run fewer jobs at the same time."
    return f"The output could not be written: {error.strerror}."

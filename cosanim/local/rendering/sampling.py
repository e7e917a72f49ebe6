"""Selects the frames of a video that are used, and computes when each is on screen.

Every function transforms a stream of frames with times and holds at most two frames in memory. The type of the frames
does not matter. Times are exact fractions of a second from the start of the animation.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

#: Spans up to this length in seconds are rounding errors and are dropped. Matroska and FLV round times to milliseconds,
#: and Start is given in milliseconds: in a video of 30 fps, the frame at 1/15 s is stored with the time 0.067, and a
#: Start of 0.033 means the frame at 1/30 s.
TOLERANCE = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """A frame and the time during which it is on screen, in seconds."""

    frame: T
    begin: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class TickSpan(Generic[T]):
    """A frame and the time during which it is on screen, in ticks: the units of time of the output format."""

    frame: T
    begin: int
    length: int


def spans_in_range(
    frames: Iterable[tuple[Fraction, T]],
    *,
    start: Fraction,
    stop: Fraction | None,
    video_end: Callable[[], Fraction],
) -> Iterator[Span[T]]:
    """Yield the spans of the range [start, stop) of a video. Each frame is on screen until the next one.

    The first span begins at 0 with the frame that the video shows at ``start``. There are no gaps between spans.

    Args:
        frames: The time of each frame in the video in seconds, and the frame, in order of time.
        start: Start of the range in the video, in seconds.
        stop: End of the range in the video, in seconds; None for the end of the video.
        video_end: Returns the end of the last frame in the video. Called after the last of ``frames``.
    """
    shown_until = Fraction(0)
    current: T | None = None
    for time, frame in frames:
        past_stop = stop is not None and time >= stop - TOLERANCE
        if current is not None:
            end = (stop if past_stop and stop is not None else time) - start
            if end - shown_until > TOLERANCE:
                yield Span(current, shown_until, end)
                shown_until = end
        if past_stop:
            return
        current = frame
    if current is not None:
        end = (video_end() if stop is None else min(stop, video_end())) - start
        if end - shown_until > TOLERANCE:
            yield Span(current, shown_until, end)


def resample(spans: Iterable[Span[T]], rate: Fraction) -> Iterator[Span[T]]:
    """Yield the frame that is on screen at each multiple of 1/rate seconds. The total duration does not change.

    Frames are repeated or dropped.
    """
    index = 0
    sample: T | None = None
    end = Fraction(0)
    for span in spans:
        while Fraction(index) / rate < span.end - TOLERANCE:
            if sample is not None:
                yield Span(sample, (index - 1) / rate, index / rate)
            sample = span.frame
            index += 1
        end = span.end
    if sample is not None:
        yield Span(sample, (index - 1) / rate, end)


def limit_rate(spans: Iterable[Span[T]], rate: Fraction) -> Iterator[Span[T]]:
    """Drop frames, so that at most ``rate`` begin per second. Unlike ``resample``, this repeats no frame."""
    last: Span[T] | None = None
    for span in resample(spans, rate):
        if last is not None and span.frame is last.frame:
            last = Span(last.frame, last.begin, span.end)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def set_frame_rate(spans: Iterable[Span[T]], fps: Fraction) -> Iterator[Span[T]]:
    """Yield every frame with a duration of 1/fps seconds instead of its own."""
    for index, span in enumerate(spans):
        yield Span(span.frame, index / fps, (index + 1) / fps)


def round_to_ticks(spans: Iterable[Span[T]], *, per_second: int, shortest: int) -> Iterator[TickSpan[T]]:
    """Round the times of spans to ticks, the units of time of a format.

    Each boundary is rounded separately, so that errors do not accumulate. A frame shorter than ``shortest`` ticks is
    shown for so long, and the next one later. If the next one would be too short then, the short frame is dropped, and
    the frame before it is shown longer; the first one is replaced by the next. Of several short frames in a row, as
    many are kept as the format can show.

    Args:
        spans: Spans without gaps, from 0.
        per_second: Ticks per second: 100 for GIF, 1000 for WebP.
        shortest: The least duration of a frame in ticks.
    """
    # The last two frames that were not dropped, each with the tick at which it begins.
    previous: tuple[T, int] | None = None
    current: tuple[T, int] | None = None
    end = Fraction(0)
    for span in spans:
        end = span.end
        begin = round(span.begin * per_second)
        if current is not None and begin - current[1] < shortest:
            last = round(end * per_second)
            if last - current[1] >= 2 * shortest:
                begin = current[1] + shortest
            elif last - begin >= shortest:  # the current one is the short one
                current = span.frame, begin if previous is not None else current[1]
                continue
            else:
                continue
        if previous is not None and current is not None:
            yield TickSpan(*previous, current[1] - previous[1])
        previous, current = current, (span.frame, begin)
    if current is None:
        return
    last_tick = round(end * per_second)
    if previous is not None:
        if last_tick - current[1] < shortest:
            yield TickSpan(*previous, last_tick - previous[1])
            return
        yield TickSpan(*previous, current[1] - previous[1])
    yield TickSpan(*current, max(last_tick - current[1], shortest))

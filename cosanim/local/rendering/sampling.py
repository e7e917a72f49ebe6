"""Sampling: which frames of a video are used, and when each is on screen.

Every function transforms a stream of frames with times, of any frame type, and holds at most two frames in memory.
Times are exact fractions of a second from the start of the animation.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

#: Matroska and FLV round times to whole milliseconds, and Start is given in milliseconds: a frame of a 30 fps video
#: at 1/15 s is stored with the time 0.067, and a Start of 0.033 means the frame at 1/30 s. Shorter spans are dropped.
TOLERANCE = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """A frame and the time during which it is on screen, in seconds."""

    frame: T
    begin: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class TickSpan(Generic[T]):
    """A frame and the time during which it is on screen, in the whole units of the output format."""

    frame: T
    at: int
    length: int


def spans_in_range(
    frames: Iterable[tuple[Fraction, T]],
    *,
    start: Fraction,
    stop: Fraction | None,
    video_end: Callable[[], Fraction],
) -> Iterator[Span[T]]:
    """Yield the spans of the range [start, stop) of a video; each frame is on screen until the next one.

    The first span begins at 0 with the frame that the video shows at ``start``; there are no gaps between spans.

    Args:
        frames: Time and frame, in order.
        start: Start of the range, in the time of the video.
        stop: End of the range, or None for the end of the video.
        video_end: Returns the end of the last frame, once ``frames`` is exhausted.
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
    """Yield the frame on screen at each multiple of 1/rate; the total time is kept.

    Used for resampling to a constant rate, where frames are repeated or dropped, and for sampling.
    """
    index = 0
    taken: T | None = None
    end = Fraction(0)
    for span in spans:
        while Fraction(index) / rate < span.end - TOLERANCE:
            if taken is not None:
                yield Span(taken, (index - 1) / rate, index / rate)
            taken = span.frame
            index += 1
        end = span.end
    if taken is not None:
        yield Span(taken, (index - 1) / rate, end)


def set_frame_rate(spans: Iterable[Span[T]], fps: Fraction) -> Iterator[Span[T]]:
    """Yield every frame with a duration of 1/fps in place of its own."""
    for index, span in enumerate(spans):
        yield Span(span.frame, index / fps, (index + 1) / fps)


def round_to_ticks(spans: Iterable[Span[T]], *, per_second: int, shortest: int) -> Iterator[TickSpan[T]]:
    """Round the times of spans to the units of a format.

    Each boundary is rounded separately, so that errors do not accumulate. A frame shorter than ``shortest`` units is
    dropped, and the frame before it is shown longer.

    Args:
        spans: Spans without gaps, from 0.
        per_second: Units per second: 100 for GIF, 1000 for WebP.
        shortest: The least duration of a frame in units.
    """
    before: tuple[int, T] | None = None
    last: tuple[int, T] | None = None
    end = Fraction(0)
    for span in spans:
        end = span.end
        at = round(span.begin * per_second)
        if last is not None and at - last[0] < shortest:
            continue
        if before is not None and last is not None:
            yield TickSpan(before[1], before[0], last[0] - before[0])
        before, last = last, (at, span.frame)
    if last is None:
        return
    total = round(end * per_second)
    if before is not None:
        if total - last[0] < shortest:
            yield TickSpan(before[1], before[0], total - before[0])
            return
        yield TickSpan(before[1], before[0], last[0] - before[0])
    yield TickSpan(last[1], last[0], max(total - last[0], shortest))

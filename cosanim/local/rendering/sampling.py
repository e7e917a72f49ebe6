"""Which frames of a video are taken, and when each of them is on screen.

Nothing here knows what a frame is: every function turns one stream of timed things into another, and holds at
most two of them. Times are exact fractions of a second, and 0 is the start of the animation.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

#: Matroska and FLV round times to whole milliseconds, and Start is given in milliseconds: a frame of a 30 fps video
#: that belongs at 1/15 s is stored at 0.067, a Start of 0.033 means the frame at 1/30 s. Nothing shorter is shown.
TOLERANCE = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """A frame and the time during which it is on screen, in seconds."""

    frame: T
    begin: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class Tick(Generic[T]):
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
    """Cut the range [start, stop) out of a video; each frame stays on screen until the next one comes.

    The first span begins at 0 with the frame that the video shows at `start`, and spans join without gaps.

    Args:
        frames: Time and frame, in order.
        start: Where the range begins, in the video's time.
        stop: Where it ends, or None for the end of the video.
        video_end: Tells, once `frames` is used up, when the last frame leaves the screen.
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


def at_rate(spans: Iterable[Span[T]], rate: Fraction) -> Iterator[Span[T]]:
    """Show, at every multiple of 1/rate, the frame that is on screen then; the total time is kept.

    Used both for resampling to a constant rate (frames repeat or drop out) and for taking samples.
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


def played_at(spans: Iterable[Span[T]], fps: Fraction) -> Iterator[Span[T]]:
    """Show every frame for 1/fps, whatever its own time was: the total becomes frames / fps."""
    for index, span in enumerate(spans):
        yield Span(span.frame, index / fps, (index + 1) / fps)


def on_ticks(spans: Iterable[Span[T]], *, per_second: int, shortest: int) -> Iterator[Tick[T]]:
    """Put spans on the whole time units of a format.

    Every boundary is rounded by itself, so errors do not add up and the total is right. A frame that would be
    shown for less than `shortest` units gives its time to the frame before it.

    Args:
        spans: Spans without gaps, from 0.
        per_second: Units per second: 100 in a GIF, 1000 in WebP.
        shortest: The least number of units that a frame is shown.
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
            yield Tick(before[1], before[0], last[0] - before[0])
        before, last = last, (at, span.frame)
    if last is None:
        return
    total = round(end * per_second)
    if before is not None:
        if total - last[0] < shortest:
            yield Tick(before[1], before[0], total - before[0])
            return
        yield Tick(before[1], before[0], last[0] - before[0])
    yield Tick(last[1], last[0], max(total - last[0], shortest))

"""What a video file claims about its rate and length. A claim is a hint: it may be estimated or wrong."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream


#: FFmpeg gives the unit of time as the rate of DV and of a variable rate, which is 1000 per second or more.
HIGHEST_RATE: Final = 500
#: Hours, minutes and seconds. Other texts that a Fraction accepts, such as 1e999999999, take hours to convert.
_DURATION: Final = re.compile(r"([0-9]{1,9}):([0-9]{1,2}):([0-9]{1,2}(?:\.[0-9]{0,12})?)")


def average_rate(track: VideoStream) -> Fraction | None:
    """Return the average number of frames per second, or None if unknown.

    It is at most the base rate, which all times are multiples of, unless that is less than half of it: FFmpeg computes
    the base rate from the stamps of a few pictures, which some containers store for few of them only.
    """
    base = _plausible(track.base_rate)
    average = _plausible(track.average_rate) or _plausible(track.guessed_rate) or base
    return base if average and base and average / 2 <= base < average else average


def _plausible(rate: Fraction | None) -> Fraction | None:
    return rate if rate and rate <= HIGHEST_RATE else None


def claimed_length(container: InputContainer, track: VideoStream) -> Fraction | None:
    """Return the length in seconds that a file claims for its video track, else for its longest track; None if none."""
    whole = [Fraction(container.duration, 1_000_000)] if container.duration else []
    return next(iter([*claimed_track_lengths(track), *whole]), None)


def claimed_track_lengths(track: VideoStream) -> list[Fraction]:
    """Return the lengths in seconds that a file claims for a track itself: in its header and in a tag."""
    header = track.duration * track.time_base if track.duration and track.time_base else None
    tag = _parse_duration_tag(track.metadata.get("DURATION", ""))
    return [length for length in (header, tag) if length is not None]


def _parse_duration_tag(text: str) -> Fraction | None:
    """Parse Matroska's ``DURATION`` tag, such as ``00:00:05.280000000``."""
    match = _DURATION.fullmatch(text.strip())
    return None if match is None else int(match[1]) * 3600 + int(match[2]) * 60 + Fraction(match[3])

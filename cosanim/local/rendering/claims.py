"""What a video file claims about its rate and length. A claim is a hint: it may be estimated or wrong."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream


def average_rate(track: VideoStream) -> Fraction | None:
    """Return the average number of frames per second, or None if unknown.

    It cannot be above the base rate, which all times are multiples of; for DV it is.
    """
    rates = [track.average_rate or track.guessed_rate, track.base_rate]
    return min((rate for rate in rates if rate), default=None)


def claimed_length(container: InputContainer, track: VideoStream) -> Fraction | None:
    """Return the length in seconds that a file claims for its video track, else for its longest track; None if none."""
    if track.duration and track.time_base:
        return track.duration * track.time_base
    tag_duration = _parse_duration_tag(track.metadata.get("DURATION", ""))
    if tag_duration is not None:
        return tag_duration
    return Fraction(container.duration, 1_000_000) if container.duration else None


def _parse_duration_tag(text: str) -> Fraction | None:
    """Parse Matroska's ``DURATION`` tag, such as ``00:00:05.280000000``."""
    try:
        hours, minutes, seconds = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    except ValueError:
        return None

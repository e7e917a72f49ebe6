"""The settings of a render as a caller gives them, and the plan: the same settings, checked and with exact numbers."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import cast

from cosanim_bindings.schema.animation import FRAME_RATE, QUALITY

from cosanim.local.rendering.render_error import RenderError
from cosanim.output_keys import CODEC_OF_FORMAT

Number = int | float | Decimal | Fraction

DEFAULT_QUALITY = 75
HIGHEST_FPS = cast("int", FRAME_RATE.max_inclusive)
LOWEST_QUALITY = cast("int", QUALITY.min_inclusive)
HIGHEST_QUALITY = cast("int", QUALITY.max_inclusive)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderSettings:
    """The settings of a render, unchecked. The names are those of the flat parameters of ``AnimationClient.submit``.

    Attributes:
        format: ``gif``, ``hgif`` or ``webp``.
        codec: ``gif`` or ``webp``; it must fit the format.
        width: Pixels; without a height, the aspect ratio is kept.
        height: Pixels; without a width, the aspect ratio is kept.
        fps: Frames per second at which the animation plays, above 0 and up to 60.
        frames_per_second: Frames to sample per second of the source; every frame, if the source has fewer.
        keyframes_only: Whether to use the source's key frames only.
        frame_interval: Seconds from one sampled frame to the next; the first frame alone, if the video is shorter.
        quality: 1 to 99, used by WebP only.
        start: Start of the range, in seconds from the first picture of the video.
        duration: Seconds of the video to use; None for the rest of the video.
    """

    format: str
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    fps: Number | None = None
    frames_per_second: Number | None = None
    keyframes_only: bool | None = None
    frame_interval: Number | None = None
    quality: int | None = None
    start: Number | None = None
    duration: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderPlan:
    """Checked settings with exact numbers and at most one method of sampling.

    Attributes:
        format: ``gif``, ``hgif`` or ``webp``.
        width: Requested width in pixels, or None.
        height: Requested height in pixels, or None.
        fps: Frames per second at which the animation plays, or None.
        sample_rate: Frames per second to sample (AnimateFramesPerSecond), or None.
        keyframes_only: Whether key frames are sampled.
        sample_interval: Seconds between samples (AnimateTimeIntervalOfFrame), or None.
        quality: 1 to 99, used by WebP only.
        start: Start of the range, in seconds from the first picture of the video.
        stop: End of the range, or None for the end of the video.
    """

    format: str
    width: int | None
    height: int | None
    fps: Fraction | None
    sample_rate: Fraction | None
    keyframes_only: bool
    sample_interval: Fraction | None
    quality: int
    start: Fraction
    stop: Fraction | None

    @property
    def is_sampled(self) -> bool:
        """Whether frames are sampled. If so, Fps only sets the rate at which the samples play."""
        return self.keyframes_only or self.sample_rate is not None or self.sample_interval is not None


def make_plan(settings: RenderSettings) -> RenderPlan:
    """Check all that can be checked without the video, and choose the sampling method of the highest priority.

    Raises:
        RenderError: InvalidArgument, for a setting that no video allows.
    """
    if settings.format not in CODEC_OF_FORMAT:
        raise RenderError("InvalidArgument", f"Format {settings.format!r} is not one of gif, hgif, webp.")
    codec = CODEC_OF_FORMAT[settings.format]
    if settings.codec not in (None, codec):
        message = f"Codec {settings.codec!r} does not fit Format {settings.format}; use {codec} or leave it out."
        raise RenderError("InvalidArgument", message)
    for name, side in (("Width", settings.width), ("Height", settings.height)):
        if side is not None and side < 1:
            raise RenderError("InvalidArgument", f"{name} {side} is not a number of pixels above 0.")
    if settings.quality is not None and not LOWEST_QUALITY <= settings.quality <= HIGHEST_QUALITY:
        message = f"Quality {settings.quality} is not between {LOWEST_QUALITY} and {HIGHEST_QUALITY}."
        raise RenderError("InvalidArgument", message)
    fps = _positive("Fps", settings.fps)
    if fps is not None and fps > HIGHEST_FPS:
        raise RenderError("InvalidArgument", f"Fps {settings.fps} is above {HIGHEST_FPS}.")
    sample_rate = _positive("AnimateFramesPerSecond", settings.frames_per_second)
    keyframes_only = sample_rate is None and bool(settings.keyframes_only)
    sample_interval = _positive("AnimateTimeIntervalOfFrame", settings.frame_interval)
    if sample_rate is not None or keyframes_only:
        sample_interval = None
    start = _seconds("TimeInterval.Start", settings.start) or Fraction(0)
    duration = _seconds("TimeInterval.Duration", settings.duration)
    if duration == 0:
        message = "TimeInterval.Duration is 0, so there is no frame; give a longer one or leave it out."
        raise RenderError("InvalidArgument", message)
    if sample_interval is not None and duration is not None and sample_interval >= duration:
        message = "AnimateTimeIntervalOfFrame must be less than TimeInterval.Duration."
        raise RenderError("InvalidArgument", message)
    return RenderPlan(
        format=settings.format,
        width=settings.width,
        height=settings.height,
        fps=fps,
        sample_rate=sample_rate,
        keyframes_only=keyframes_only,
        sample_interval=sample_interval,
        quality=DEFAULT_QUALITY if settings.quality is None else settings.quality,
        start=start,
        stop=None if duration is None else start + duration,
    )


def shown_number(number: Fraction) -> str:
    """Return a number with at most 6 digits, for a message."""
    try:
        return f"{float(number):g}"
    except OverflowError:
        return f"above {sys.float_info.max:g}"


def _to_fraction(name: str, value: Number) -> Fraction:
    """Return the exact number. A float is read in its shortest decimal form: 29.97 is 2997/100."""
    try:
        return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    except (ValueError, OverflowError) as error:
        raise RenderError("InvalidArgument", f"{name} {value} is not a finite number.") from error


def _positive(name: str, value: Number | None) -> Fraction | None:
    if value is None:
        return None
    exact = _to_fraction(name, value)
    if exact <= 0:
        raise RenderError("InvalidArgument", f"{name} {value} is not above 0.")
    return exact


def _seconds(name: str, value: Number | None) -> Fraction | None:
    if value is None:
        return None
    exact = _to_fraction(name, value)
    if exact < 0:
        raise RenderError("InvalidArgument", f"{name} {value} is below 0.")
    return exact

"""Estimates of the frames and bytes of results, before anything is sent.

What a request leaves open is assumed, and what was assumed is counted, so that it can be shown. The bytes of a pixel
and frame were measured with the local service at 480 pixels: gif 0.44 to 0.63, hgif 0.62 to 0.76, webp 0.045 to 0.15.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.output_keys import CODEC_OF_FORMAT
from cosanim.presets import preset_of_template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.models import SubmitJobRequest

_BYTES_PER_PIXEL: Final[Mapping[str, tuple[float, float]]] = {
    "gif": (0.44, 0.63),
    "hgif": (0.62, 0.76),
    "webp": (0.045, 0.15),
}
_FRAME_RATE: Final = 25
"""Frames per second of a video, if all of its frames are taken."""
_KEYFRAME_SECONDS: Final = 2
"""Seconds between two key frames of a video."""
_SIZE: Final = (1280, 720)
"""Width and height of a video in pixels."""

WHOLE_VIDEO: Final = "duration"
TEMPLATE: Final = "template"
FORMAT: Final = "format"
SIZE: Final = "size"
RATIO: Final = "ratio"
RATE: Final = "rate"
KEYFRAMES: Final = "keyframes"

NOT_ESTIMATED: Final[Mapping[str, str]] = {
    WHOLE_VIDEO: "no duration, so the whole video is converted",
    TEMPLATE: "their template decides",
    FORMAT: "no format that exists",
}
"""Why a request cannot be estimated, by the key under which it is counted."""
ASSUMED: Final[Mapping[str, str]] = {
    SIZE: f"{_SIZE[0]}x{_SIZE[1]} px, neither width nor height given",
    RATIO: "16:9 as the ratio of the sides, only one given",
    RATE: f"{_FRAME_RATE} frames per second, all frames of the video taken",
    KEYFRAMES: f"a key frame every {_KEYFRAME_SECONDS} s",
}
"""What is assumed of a request, by the key under which it is counted."""


class Estimate(NamedTuple):
    """The estimate for one result.

    Attributes:
        frames: Number of frames.
        smallest: Bytes, at the lower end of what was measured.
        largest: Bytes, at the upper end.
        seconds: Duration of the result.
        assumed: Keys of ``ASSUMED``.
    """

    frames: int
    smallest: float
    largest: float
    seconds: float
    assumed: tuple[str, ...]


class Totals:
    """The sums of estimates.

    Attributes:
        requests: Number of requests.
        frames: Number of frames.
        smallest: Bytes, at the lower end.
        largest: Bytes, at the upper end.
        seconds: Duration of the results.
        assumed: Number of requests by what was assumed, a key of ``ASSUMED``.
        not_estimated: Number of requests that are in no sum, by the reason, a key of ``NOT_ESTIMATED``.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.requests = 0
        self.frames = 0
        self.smallest = 0.0
        self.largest = 0.0
        self.seconds = 0.0
        self.assumed: Counter[str] = Counter()
        self.not_estimated: Counter[str] = Counter()

    def add(self, request: SubmitJobRequest) -> None:
        """Add the estimate for a request."""
        self.requests += 1
        estimate = estimate_of(request)
        if isinstance(estimate, str):
            self.not_estimated[estimate] += 1
            return
        self.frames += estimate.frames
        self.smallest += estimate.smallest
        self.largest += estimate.largest
        self.seconds += estimate.seconds
        self.assumed.update(estimate.assumed)


def duration_of(request: SubmitJobRequest) -> float | str:
    """Return how many seconds of the video a request converts; or why that is not known, a key of ``NOT_ESTIMATED``.

    Args:
        request: The request, valid.
    """
    animation = _animation_of(request)
    if animation is None:
        return TEMPLATE
    seconds = _number(animation, "time_interval", "duration")
    return seconds or WHOLE_VIDEO


def estimate_of(request: SubmitJobRequest) -> Estimate | str:
    """Return the estimate for the result of a request; or why there is none, a key of ``NOT_ESTIMATED``.

    Args:
        request: The request, valid.
    """
    seconds = duration_of(request)
    if isinstance(seconds, str):
        return seconds
    animation = _animation_of(request)
    per_pixel = _BYTES_PER_PIXEL.get(str(_field(animation, "container", "format")))
    if per_pixel is None:
        return FORMAT
    frames, assumed_rate = _frames(animation, seconds)
    pixels, assumed_size = _pixels(_number(animation, "video", "width"), _number(animation, "video", "height"))
    fps = _number(animation, "video", "fps")
    return Estimate(
        frames=frames,
        smallest=pixels * frames * per_pixel[0],
        largest=pixels * frames * per_pixel[1],
        # Sampled frames play at Fps; without sampling Fps resamples, and the duration is kept.
        seconds=frames / fps if fps and _is_sampled(animation) else seconds,
        assumed=(*assumed_rate, *assumed_size),
    )


def extension_of_request(request: SubmitJobRequest) -> str | None:
    """Return the value of ``${ext}`` in the output key of a request; None if a template decides, or nothing does.

    Args:
        request: The request.
    """
    name = _field(_animation_of(request), "container", "format")
    return CODEC_OF_FORMAT.get(str(name))


def _animation_of(request: SubmitJobRequest) -> Any:
    """Return the parameters of a request; None if a template that is not known here has them."""
    template_id = _field(request, "operation", "template_id")
    if template_id:
        preset = preset_of_template(str(template_id))
        return None if preset is None else preset.animation()
    return _field(request, "operation", "animation")


def _frames(animation: Any, seconds: float) -> tuple[int, tuple[str, ...]]:
    """Return the number of frames, and what was assumed; the sampling fields in the order of their precedence."""
    assumed: tuple[str, ...] = ()
    if sampled := _number(animation, "video", "animate_frames_per_second"):
        frames = seconds * sampled
    elif _field(animation, "video", "animate_only_keep_key_frame") is True:
        frames, assumed = seconds / _KEYFRAME_SECONDS, (KEYFRAMES,)
    elif interval := _number(animation, "video", "animate_time_interval_of_frame"):
        frames = seconds / interval
    elif fps := _number(animation, "video", "fps"):
        frames = seconds * fps
    else:
        frames, assumed = seconds * _FRAME_RATE, (RATE,)
    return max(math.ceil(round(frames, 6)), 1), assumed


def _is_sampled(animation: Any) -> bool:
    return bool(
        _number(animation, "video", "animate_frames_per_second")
        or _field(animation, "video", "animate_only_keep_key_frame") is True
        or _number(animation, "video", "animate_time_interval_of_frame")
    )


def _pixels(width: float | None, height: float | None) -> tuple[float, tuple[str, ...]]:
    if width and height:
        return width * height, ()
    if width:
        return width * max(round(width * _SIZE[1] / _SIZE[0]), 1), (RATIO,)
    if height:
        return height * max(round(height * _SIZE[0] / _SIZE[1]), 1), (RATIO,)
    return _SIZE[0] * _SIZE[1], (SIZE,)


def _field(node: Any, *fields: str) -> Any:
    for field in fields:
        node = getattr(node, field, None)
    return node


def _number(node: Any, *fields: str) -> float | None:
    value = _field(node, *fields)
    return None if value is None else float(value)

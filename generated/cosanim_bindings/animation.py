# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cosanim.schema import UnknownNode, equal_fields, no_such_choice, short_repr


class Codec(StrEnum):
    """
    Codec of the frames: gif for gif and hgif, webp for webp.

    Attributes:
        GIF: For the formats gif and hgif.
        WEBP: For the format webp.
    """

    GIF = "gif"
    WEBP = "webp"

    _missing_ = classmethod(no_such_choice)


class Format(StrEnum):
    """
    Container format of the animated image.

    Attributes:
        GIF: GIF with one palette for the whole clip.
        HGIF: GIF in higher definition; the file is larger.
        WEBP: Animated WebP.
    """

    GIF = "gif"
    HGIF = "hgif"
    WEBP = "webp"

    _missing_ = classmethod(no_such_choice)


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class TimeInterval:
    """
    The part of the video that is converted.

    Attributes:
        start: Start of the part, in seconds; 0 when left out. Allowed: at least 0, at most 3 digits after the
            point.
        duration: Length of the part, in seconds; to the end of the video when left out. Allowed: at least 0, at
            most 3 digits after the point.
    """

    start: int | Decimal | None = None
    duration: int | Decimal | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class TimeIntervalDetail:
    """
    The part of the video that is converted, as the service repeats it.

    Attributes:
        start: Start of the part, in seconds.
        duration: Length of the part, in seconds.
        unknown: Nodes that the schema does not know, in their own order.
    """

    start: int | Decimal | str | None = None
    duration: int | Decimal | str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Container:
    """
    Container format of the animated image.

    Attributes:
        format: gif, hgif (higher definition, larger file) or webp.
    """

    format: Format | str

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class ContainerDetail:
    """
    Container format, as the service repeats it.

    Attributes:
        format: Container format.
        unknown: Nodes that the schema does not know, in their own order.
    """

    format: Format | str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Video:
    """
    Codec, size, frame rate and frame sampling of the animated image.

    Attributes:
        codec: gif for the formats gif and hgif, webp for webp.
        width: Width in pixels. If only one side is set, the other keeps the video's aspect ratio; if neither is
            set, both are the video's. Allowed: 128 to 4096.
        height: Height in pixels. If only one side is set, the other keeps the video's aspect ratio; if neither
            is set, both are the video's. Allowed: 128 to 4096.
        fps: Frames per second at which the animation plays; when left out, frames keep the video's time stamps.
            Allowed: above 0, at most 60.
        animate_only_keep_key_frame: Whether only key frames are kept. AnimateFramesPerSecond takes precedence
            over it; it takes precedence over AnimateTimeIntervalOfFrame.
        animate_time_interval_of_frame: Seconds between two sampled frames, below TimeInterval.Duration. The
            other two sampling nodes take precedence; then it has no effect. Allowed: above 0.
        animate_frames_per_second: Frames sampled from each second of video, below the video's frame rate. Takes
            precedence over the other two sampling nodes. Allowed: above 0.
        quality: Relative quality; webp only. Allowed: 1 to 99.
    """

    codec: Codec | str
    width: int | None = None
    height: int | None = None
    fps: int | Decimal | None = None
    animate_only_keep_key_frame: bool | None = None
    animate_time_interval_of_frame: int | Decimal | None = None
    animate_frames_per_second: int | Decimal | None = None
    quality: int | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class VideoDetail:
    """
    Codec, size, frame rate and frame sampling, as the service repeats them.

    Attributes:
        codec: Codec of the frames.
        width: Width in pixels; blank when it was not set.
        height: Height in pixels; blank when it was not set.
        fps: Frames per second at which the animation plays.
        animate_only_keep_key_frame: Whether only key frames are kept.
        animate_time_interval_of_frame: Seconds between two sampled frames.
        animate_frames_per_second: Frames sampled from each second of video.
        quality: Relative quality of a WebP.
        unknown: Nodes that the schema does not know, in their own order.
    """

    codec: Codec | str | None = None
    width: int | str | None = None
    height: int | str | None = None
    fps: int | Decimal | str | None = None
    animate_only_keep_key_frame: bool | str | None = None
    animate_time_interval_of_frame: int | Decimal | str | None = None
    animate_frames_per_second: int | Decimal | str | None = None
    quality: int | str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Animation:
    """
    The parameters of a conversion from video to animated image.

    Attributes:
        container: Container format of the result.
        video: Codec, size, frame rate and frame sampling.
        time_interval: The part of the video that is converted; the whole video when left out.
    """

    container: Container | None = None
    video: Video | None = None
    time_interval: TimeInterval | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class AnimationDetail:
    """
    The animation parameters of a job or template, as the service repeats them.

    Attributes:
        container: Container format of the result.
        video: Codec, size, frame rate and frame sampling.
        time_interval: The part of the video that is converted.
        unknown: Nodes that the schema does not know, in their own order.
    """

    container: ContainerDetail | None = None
    video: VideoDetail | None = None
    time_interval: TimeIntervalDetail | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields

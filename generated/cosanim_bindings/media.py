# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from cosanim.schema import UnknownNode, equal_fields, short_repr


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class AudioStream:
    """
    An audio stream.

    Attributes:
        index: Index of the stream in the file.
        codec_name: Short name of the codec.
        codec_long_name: Full name of the codec.
        codec_time_base: Time base of the codec in seconds, as a fraction.
        codec_tag_string: Codec tag as text.
        codec_tag: Codec tag as a hexadecimal number.
        sample_fmt: Sample format.
        sample_rate: Sample rate in Hz.
        channel: Number of channels.
        channel_layout: Channel layout, for example stereo.
        timebase: Time base in seconds, as a fraction.
        start_time: First time stamp in seconds.
        duration: Duration in seconds.
        bitrate: Bit rate in kbit/s.
        language: Language, for example und.
        unknown: Nodes that the schema does not know, in their own order.
    """

    index: int | str | None = None
    codec_name: str | None = None
    codec_long_name: str | None = None
    codec_time_base: str | None = None
    codec_tag_string: str | None = None
    codec_tag: str | None = None
    sample_fmt: str | None = None
    sample_rate: int | str | None = None
    channel: int | str | None = None
    channel_layout: str | None = None
    timebase: str | None = None
    start_time: int | Decimal | str | None = None
    duration: int | Decimal | str | None = None
    bitrate: int | Decimal | str | None = None
    language: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class Md5Info:
    """
    Checksum of one result.

    Attributes:
        object_name: Key of the result.
        md5: MD5 of the result, in hexadecimal digits.
        unknown: Nodes that the schema does not know, in their own order.
    """

    object_name: str | None = None
    md5: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class MediaFormat:
    """
    The container of a media file.

    Attributes:
        bitrate: Bit rate in kbit/s.
        duration: Duration in seconds.
        format_long_name: Full name of the container format.
        format_name: Short names of the container format, separated by commas.
        num_program: Number of programs.
        num_stream: Number of streams.
        size: Size in bytes.
        start_time: First time stamp in seconds.
        unknown: Nodes that the schema does not know, in their own order.
    """

    bitrate: int | Decimal | str | None = None
    duration: int | Decimal | str | None = None
    format_long_name: str | None = None
    format_name: str | None = None
    num_program: int | str | None = None
    num_stream: int | str | None = None
    size: int | str | None = None
    start_time: int | Decimal | str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class SubtitleStream:
    """
    A subtitle stream.

    Attributes:
        index: Index of the stream in the file.
        language: Language, for example und.
        unknown: Nodes that the schema does not know, in their own order.
    """

    index: int | str | None = None
    language: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class VideoStream:
    """
    A video stream.

    Attributes:
        index: Index of the stream in the file.
        codec_name: Short name of the codec.
        codec_long_name: Full name of the codec.
        codec_time_base: Time base of the codec in seconds, as a fraction.
        codec_tag_string: Codec tag as text.
        codec_tag: Codec tag as a hexadecimal number.
        profile: Profile of the codec.
        height: Height in pixels.
        width: Width in pixels.
        has_b_frame: Whether there are B frames: 1 or 0.
        ref_frames: Number of reference frames.
        sar: Sample aspect ratio, for example 1:1.
        dar: Display aspect ratio, for example 16:9.
        pix_format: Pixel format.
        field_order: Field order of an interlaced video.
        level: Level of the codec; -99 for codecs without levels.
        fps: Frame rate in frames per second.
        avg_fps: Average frame rate in frames per second; a fraction in some replies.
        timebase: Time base in seconds, as a fraction.
        start_time: First time stamp in seconds.
        duration: Duration in seconds.
        bitrate: Bit rate in kbit/s.
        num_frames: Number of frames.
        language: Language, for example und.
        rotation: Rotation in degrees.
        color_range: Colour range, for example tv.
        color_transfer: Transfer characteristics.
        color_primaries: Colour primaries.
        unknown: Nodes that the schema does not know, in their own order.
    """

    index: int | str | None = None
    codec_name: str | None = None
    codec_long_name: str | None = None
    codec_time_base: str | None = None
    codec_tag_string: str | None = None
    codec_tag: str | None = None
    profile: str | None = None
    height: int | str | None = None
    width: int | str | None = None
    has_b_frame: int | str | None = None
    ref_frames: int | str | None = None
    sar: str | None = None
    dar: str | None = None
    pix_format: str | None = None
    field_order: str | None = None
    level: int | str | None = None
    fps: int | Decimal | str | None = None
    avg_fps: int | Decimal | str | None = None
    timebase: str | None = None
    start_time: int | Decimal | str | None = None
    duration: int | Decimal | str | None = None
    bitrate: int | Decimal | str | None = None
    num_frames: int | str | None = None
    language: str | None = None
    rotation: int | Decimal | str | None = None
    color_range: str | None = None
    color_transfer: str | None = None
    color_primaries: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class MediaStream:
    """
    The streams of a media file.

    If the file has no stream of a kind, the reply may contain one empty element for the kind.

    Attributes:
        video: Video streams.
        audio: Audio streams.
        subtitle: Subtitle streams.
        unknown: Nodes that the schema does not know, in their own order.
    """

    video: list[VideoStream] = field(default_factory=list)
    audio: list[AudioStream] = field(default_factory=list)
    subtitle: list[SubtitleStream] = field(default_factory=list)
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class OutputFile:
    """
    The files that a job wrote.

    Attributes:
        bucket: Bucket of the results.
        region: Region of the bucket.
        object_name: Keys of the results.
        object_prefix: Common prefix of the keys of several results.
        md5_info: Checksums of the results.
        unknown: Nodes that the schema does not know, in their own order.
    """

    bucket: str | None = None
    region: str | None = None
    object_name: list[str] = field(default_factory=list)
    object_prefix: str | None = None
    md5_info: list[Md5Info] = field(default_factory=list)
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class MediaInfo:
    """
    Media information of a file.

    Attributes:
        format: The container.
        stream: The streams.
        unknown: Nodes that the schema does not know, in their own order.
    """

    format: MediaFormat | None = None
    stream: MediaStream | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class MediaResult:
    """
    The result of a job.

    Attributes:
        output_file: The files that the job wrote.
        unknown: Nodes that the schema does not know, in their own order.
    """

    output_file: OutputFile | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields

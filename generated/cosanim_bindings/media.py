# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from .unknown import UnknownNode


@dataclass(slots=True, kw_only=True)
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
        channel_layout: Channel layout, as stereo.
        timebase: Time base in seconds, as a fraction.
        start_time: First time stamp in seconds.
        duration: Duration in seconds.
        bitrate: Bit rate in kbit/s.
        language: Language, as und.
        unknown: Nodes that the schema does not know, in their own order.
    """

    index: int | str | None = field(default=None, metadata={"name": "Index", "type": "Element"})
    codec_name: str | None = field(default=None, metadata={"name": "CodecName", "type": "Element"})
    codec_long_name: str | None = field(default=None, metadata={"name": "CodecLongName", "type": "Element"})
    codec_time_base: str | None = field(default=None, metadata={"name": "CodecTimeBase", "type": "Element"})
    codec_tag_string: str | None = field(default=None, metadata={"name": "CodecTagString", "type": "Element"})
    codec_tag: str | None = field(default=None, metadata={"name": "CodecTag", "type": "Element"})
    sample_fmt: str | None = field(default=None, metadata={"name": "SampleFmt", "type": "Element"})
    sample_rate: int | str | None = field(default=None, metadata={"name": "SampleRate", "type": "Element"})
    channel: int | str | None = field(default=None, metadata={"name": "Channel", "type": "Element"})
    channel_layout: str | None = field(default=None, metadata={"name": "ChannelLayout", "type": "Element"})
    timebase: str | None = field(default=None, metadata={"name": "Timebase", "type": "Element"})
    start_time: int | Decimal | str | None = field(default=None, metadata={"name": "StartTime", "type": "Element"})
    duration: int | Decimal | str | None = field(default=None, metadata={"name": "Duration", "type": "Element"})
    bitrate: int | Decimal | str | None = field(default=None, metadata={"name": "Bitrate", "type": "Element"})
    language: str | None = field(default=None, metadata={"name": "Language", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class Md5Info:
    """
    Checksum of one result.

    Attributes:
        object_name: Key of the result.
        md5: MD5 of the result as hexadecimal digits.
        unknown: Nodes that the schema does not know, in their own order.
    """

    object_name: str | None = field(default=None, metadata={"name": "ObjectName", "type": "Element"})
    md5: str | None = field(default=None, metadata={"name": "Md5", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class MediaFormat:
    """
    The container of a media file.

    Attributes:
        bitrate: Bit rate in kbit/s.
        duration: Duration in seconds.
        format_long_name: Full name of the container format.
        format_name: Short name of the container format, or several with commas.
        num_program: Number of programs.
        num_stream: Number of streams.
        size: Size in bytes.
        start_time: First time stamp in seconds.
        unknown: Nodes that the schema does not know, in their own order.
    """

    bitrate: int | Decimal | str | None = field(default=None, metadata={"name": "Bitrate", "type": "Element"})
    duration: int | Decimal | str | None = field(default=None, metadata={"name": "Duration", "type": "Element"})
    format_long_name: str | None = field(default=None, metadata={"name": "FormatLongName", "type": "Element"})
    format_name: str | None = field(default=None, metadata={"name": "FormatName", "type": "Element"})
    num_program: int | str | None = field(default=None, metadata={"name": "NumProgram", "type": "Element"})
    num_stream: int | str | None = field(default=None, metadata={"name": "NumStream", "type": "Element"})
    size: int | str | None = field(default=None, metadata={"name": "Size", "type": "Element"})
    start_time: int | Decimal | str | None = field(default=None, metadata={"name": "StartTime", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class SubtitleStream:
    """
    A subtitle stream.

    Attributes:
        index: Index of the stream in the file.
        language: Language, as und.
        unknown: Nodes that the schema does not know, in their own order.
    """

    index: int | str | None = field(default=None, metadata={"name": "Index", "type": "Element"})
    language: str | None = field(default=None, metadata={"name": "Language", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
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
        sar: Sample aspect ratio, as 1:1.
        dar: Display aspect ratio, as 16:9.
        pix_format: Pixel format.
        field_order: Field order of an interlaced video.
        level: Level of the codec; -99 when it has none.
        fps: Frame rate in frames per second.
        avg_fps: Average frame rate in frames per second; a fraction in some replies.
        timebase: Time base in seconds, as a fraction.
        start_time: First time stamp in seconds.
        duration: Duration in seconds.
        bitrate: Bit rate in kbit/s.
        num_frames: Number of frames.
        language: Language, as und.
        rotation: Rotation in degrees.
        color_range: Colour range, as tv.
        color_transfer: Transfer characteristics.
        color_primaries: Colour primaries.
        unknown: Nodes that the schema does not know, in their own order.
    """

    index: int | str | None = field(default=None, metadata={"name": "Index", "type": "Element"})
    codec_name: str | None = field(default=None, metadata={"name": "CodecName", "type": "Element"})
    codec_long_name: str | None = field(default=None, metadata={"name": "CodecLongName", "type": "Element"})
    codec_time_base: str | None = field(default=None, metadata={"name": "CodecTimeBase", "type": "Element"})
    codec_tag_string: str | None = field(default=None, metadata={"name": "CodecTagString", "type": "Element"})
    codec_tag: str | None = field(default=None, metadata={"name": "CodecTag", "type": "Element"})
    profile: str | None = field(default=None, metadata={"name": "Profile", "type": "Element"})
    height: int | str | None = field(default=None, metadata={"name": "Height", "type": "Element"})
    width: int | str | None = field(default=None, metadata={"name": "Width", "type": "Element"})
    has_b_frame: int | str | None = field(default=None, metadata={"name": "HasBFrame", "type": "Element"})
    ref_frames: int | str | None = field(default=None, metadata={"name": "RefFrames", "type": "Element"})
    sar: str | None = field(default=None, metadata={"name": "Sar", "type": "Element"})
    dar: str | None = field(default=None, metadata={"name": "Dar", "type": "Element"})
    pix_format: str | None = field(default=None, metadata={"name": "PixFormat", "type": "Element"})
    field_order: str | None = field(default=None, metadata={"name": "FieldOrder", "type": "Element"})
    level: int | str | None = field(default=None, metadata={"name": "Level", "type": "Element"})
    fps: int | Decimal | str | None = field(default=None, metadata={"name": "Fps", "type": "Element"})
    avg_fps: int | Decimal | str | None = field(default=None, metadata={"name": "AvgFps", "type": "Element"})
    timebase: str | None = field(default=None, metadata={"name": "Timebase", "type": "Element"})
    start_time: int | Decimal | str | None = field(default=None, metadata={"name": "StartTime", "type": "Element"})
    duration: int | Decimal | str | None = field(default=None, metadata={"name": "Duration", "type": "Element"})
    bitrate: int | Decimal | str | None = field(default=None, metadata={"name": "Bitrate", "type": "Element"})
    num_frames: int | str | None = field(default=None, metadata={"name": "NumFrames", "type": "Element"})
    language: str | None = field(default=None, metadata={"name": "Language", "type": "Element"})
    rotation: int | Decimal | str | None = field(default=None, metadata={"name": "Rotation", "type": "Element"})
    color_range: str | None = field(default=None, metadata={"name": "ColorRange", "type": "Element"})
    color_transfer: str | None = field(default=None, metadata={"name": "ColorTransfer", "type": "Element"})
    color_primaries: str | None = field(default=None, metadata={"name": "ColorPrimaries", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class MediaStream:
    """
    The streams of a media file.

    A kind that the file does not have may come as one empty element.

    Attributes:
        video: Video streams.
        audio: Audio streams.
        subtitle: Subtitle streams.
        unknown: Nodes that the schema does not know, in their own order.
    """

    video: list[VideoStream] = field(default_factory=list, metadata={"name": "Video", "type": "Element"})
    audio: list[AudioStream] = field(default_factory=list, metadata={"name": "Audio", "type": "Element"})
    subtitle: list[SubtitleStream] = field(default_factory=list, metadata={"name": "Subtitle", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class OutputFile:
    """
    The files that a job wrote.

    Attributes:
        bucket: Bucket of the results.
        region: Region of that bucket.
        object_name: Keys of the results.
        object_prefix: Prefix that the results share, where there are many.
        md5_info: Checksums of the results.
        unknown: Nodes that the schema does not know, in their own order.
    """

    bucket: str | None = field(default=None, metadata={"name": "Bucket", "type": "Element"})
    region: str | None = field(default=None, metadata={"name": "Region", "type": "Element"})
    object_name: list[str] = field(default_factory=list, metadata={"name": "ObjectName", "type": "Element"})
    object_prefix: str | None = field(default=None, metadata={"name": "ObjectPrefix", "type": "Element"})
    md5_info: list[Md5Info] = field(default_factory=list, metadata={"name": "Md5Info", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class MediaInfo:
    """
    Media information of a file.

    Attributes:
        format: The container.
        stream: The streams.
        unknown: Nodes that the schema does not know, in their own order.
    """

    format: MediaFormat | None = field(default=None, metadata={"name": "Format", "type": "Element"})
    stream: MediaStream | None = field(default=None, metadata={"name": "Stream", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class MediaResult:
    """
    What a job wrote.

    Attributes:
        output_file: The files it wrote.
        unknown: Nodes that the schema does not know, in their own order.
    """

    output_file: OutputFile | None = field(default=None, metadata={"name": "OutputFile", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})

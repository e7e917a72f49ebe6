# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the types in media.xsd."""

from __future__ import annotations

from typing import Final

from cosanim.schema import ComplexType, Element

from .common import REPLY_INTEGER, REPLY_NUMBER, XS_STRING

COMPLEX_TYPES: Final[dict[str, ComplexType]] = {
    "MediaInfo": ComplexType(
        name="MediaInfo",
        elements=(
            Element("Format", "format", "media.MediaFormat"),
            Element("Stream", "stream", "media.MediaStream"),
        ),
        root="MediaInfo",
        open=True,
    ),
    "MediaFormat": ComplexType(
        name="MediaFormat",
        elements=(
            Element("Bitrate", "bitrate", REPLY_NUMBER),
            Element("Duration", "duration", REPLY_NUMBER),
            Element("FormatLongName", "format_long_name", XS_STRING),
            Element("FormatName", "format_name", XS_STRING),
            Element("NumProgram", "num_program", REPLY_INTEGER),
            Element("NumStream", "num_stream", REPLY_INTEGER),
            Element("Size", "size", REPLY_INTEGER),
            Element("StartTime", "start_time", REPLY_NUMBER),
        ),
        root="MediaFormat",
        open=True,
    ),
    "MediaStream": ComplexType(
        name="MediaStream",
        elements=(
            Element("Video", "video", "media.VideoStream", array=True),
            Element("Audio", "audio", "media.AudioStream", array=True),
            Element("Subtitle", "subtitle", "media.SubtitleStream", array=True),
        ),
        root="MediaStream",
        open=True,
    ),
    "VideoStream": ComplexType(
        name="VideoStream",
        elements=(
            Element("Index", "index", REPLY_INTEGER),
            Element("CodecName", "codec_name", XS_STRING),
            Element("CodecLongName", "codec_long_name", XS_STRING),
            Element("CodecTimeBase", "codec_time_base", XS_STRING),
            Element("CodecTagString", "codec_tag_string", XS_STRING),
            Element("CodecTag", "codec_tag", XS_STRING),
            Element("Profile", "profile", XS_STRING),
            Element("Height", "height", REPLY_INTEGER),
            Element("Width", "width", REPLY_INTEGER),
            Element("HasBFrame", "has_b_frame", REPLY_INTEGER),
            Element("RefFrames", "ref_frames", REPLY_INTEGER),
            Element("Sar", "sar", XS_STRING),
            Element("Dar", "dar", XS_STRING),
            Element("PixFormat", "pix_format", XS_STRING),
            Element("FieldOrder", "field_order", XS_STRING),
            Element("Level", "level", REPLY_INTEGER),
            Element("Fps", "fps", REPLY_NUMBER),
            Element("AvgFps", "avg_fps", REPLY_NUMBER),
            Element("Timebase", "timebase", XS_STRING),
            Element("StartTime", "start_time", REPLY_NUMBER),
            Element("Duration", "duration", REPLY_NUMBER),
            Element("Bitrate", "bitrate", REPLY_NUMBER),
            Element("NumFrames", "num_frames", REPLY_INTEGER),
            Element("Language", "language", XS_STRING),
            Element("Rotation", "rotation", REPLY_NUMBER),
            Element("ColorRange", "color_range", XS_STRING),
            Element("ColorTransfer", "color_transfer", XS_STRING),
            Element("ColorPrimaries", "color_primaries", XS_STRING),
        ),
        root="VideoStream",
        open=True,
    ),
    "AudioStream": ComplexType(
        name="AudioStream",
        elements=(
            Element("Index", "index", REPLY_INTEGER),
            Element("CodecName", "codec_name", XS_STRING),
            Element("CodecLongName", "codec_long_name", XS_STRING),
            Element("CodecTimeBase", "codec_time_base", XS_STRING),
            Element("CodecTagString", "codec_tag_string", XS_STRING),
            Element("CodecTag", "codec_tag", XS_STRING),
            Element("SampleFmt", "sample_fmt", XS_STRING),
            Element("SampleRate", "sample_rate", REPLY_INTEGER),
            Element("Channel", "channel", REPLY_INTEGER),
            Element("ChannelLayout", "channel_layout", XS_STRING),
            Element("Timebase", "timebase", XS_STRING),
            Element("StartTime", "start_time", REPLY_NUMBER),
            Element("Duration", "duration", REPLY_NUMBER),
            Element("Bitrate", "bitrate", REPLY_NUMBER),
            Element("Language", "language", XS_STRING),
        ),
        root="AudioStream",
        open=True,
    ),
    "SubtitleStream": ComplexType(
        name="SubtitleStream",
        elements=(
            Element("Index", "index", REPLY_INTEGER),
            Element("Language", "language", XS_STRING),
        ),
        root="SubtitleStream",
        open=True,
    ),
    "MediaResult": ComplexType(
        name="MediaResult",
        elements=(Element("OutputFile", "output_file", "media.OutputFile"),),
        root="MediaResult",
        open=True,
    ),
    "OutputFile": ComplexType(
        name="OutputFile",
        elements=(
            Element("Bucket", "bucket", XS_STRING),
            Element("Region", "region", XS_STRING),
            Element("ObjectName", "object_name", XS_STRING, array=True),
            Element("ObjectPrefix", "object_prefix", XS_STRING),
            Element("Md5Info", "md5_info", "media.Md5Info", array=True),
        ),
        root="OutputFile",
        open=True,
    ),
    "Md5Info": ComplexType(
        name="Md5Info",
        elements=(
            Element("ObjectName", "object_name", XS_STRING),
            Element("Md5", "md5", XS_STRING),
        ),
        root="Md5Info",
        open=True,
    ),
}

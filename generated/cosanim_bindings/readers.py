# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Straight-line readers: an element as an object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lxml.etree import _Element as Element

from .animation import (
    Animation,
    AnimationDetail,
    Container,
    ContainerDetail,
    TimeInterval,
    TimeIntervalDetail,
    Video,
    VideoDetail,
)
from .batch import (
    BatchDetail,
    BatchInput,
    BatchInputDetail,
    BatchOperation,
    BatchOperationDetail,
    BatchOutput,
    BatchResponse,
    BatchTimeInterval,
    BatchTimeIntervalDetail,
    CallBackMqConfigDetail,
    JobParam,
    JobParamDetail,
    ListBatchesQuery,
    ListBatchesResponse,
    SubmitBatchRequest,
)
from .buckets import CreateMediaBucketResponse, DescribeMediaBucketsQuery, DescribeMediaBucketsResponse, MediaBucket
from .callbacks import JobCallback
from .errors import ErrorResponse
from .jobs import (
    CallBackMqConfig,
    CosHeader,
    DescribeJobsResponse,
    Input,
    InputDetail,
    JobDetail,
    ListJobsQuery,
    ListJobsResponse,
    Operation,
    OperationDetail,
    Output,
    OutputDetail,
    SubmitJobRequest,
    SubmitJobResponse,
    Workflow,
)
from .media import (
    AudioStream,
    Md5Info,
    MediaFormat,
    MediaInfo,
    MediaResult,
    MediaStream,
    OutputFile,
    SubtitleStream,
    VideoStream,
)
from .plain import SPACE, NotPlain, read_integer, read_number, read_truth
from .queues import (
    ListQueuesQuery,
    ListQueuesResponse,
    NotifyConfig,
    NotifyConfigDetail,
    QueueDetail,
    UpdateQueueRequest,
    UpdateQueueResponse,
)
from .templates import (
    CreateTemplateRequest,
    DeleteTemplateResponse,
    ListTemplatesQuery,
    ListTemplatesResponse,
    MissingTemplates,
    TemplateDetail,
    TemplateResponse,
    UpdateTemplateRequest,
)


def read_animation(xml: Element) -> Animation:
    """Read Animation."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    container: Any = None
    video: Any = None
    time_interval: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Container" if container is None:
                container = read_container(xml_child)
            case "Video" if video is None:
                video = read_video(xml_child)
            case "TimeInterval" if time_interval is None:
                time_interval = read_time_interval(xml_child)
            case _:
                raise NotPlain
    return Animation(container=container, video=video, time_interval=time_interval)


def read_container(xml: Element) -> Container:
    """Read Container."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    format: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Format" if len(xml_child) == 0 and format is None:
                format = xml_child.text or ""
            case _:
                raise NotPlain
    return Container(format=format)


def read_video(xml: Element) -> Video:
    """Read Video."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    codec: Any = None
    width: Any = None
    height: Any = None
    fps: Any = None
    animate_only_keep_key_frame: Any = None
    animate_time_interval_of_frame: Any = None
    animate_frames_per_second: Any = None
    quality: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Codec" if len(xml_child) == 0 and codec is None:
                codec = xml_child.text or ""
            case "Width" if len(xml_child) == 0 and width is None:
                width = read_integer(xml_child.text or "")
            case "Height" if len(xml_child) == 0 and height is None:
                height = read_integer(xml_child.text or "")
            case "Fps" if len(xml_child) == 0 and fps is None:
                fps = read_number(xml_child.text or "")
            case "AnimateOnlyKeepKeyFrame" if len(xml_child) == 0 and animate_only_keep_key_frame is None:
                animate_only_keep_key_frame = read_truth(xml_child.text or "")
            case "AnimateTimeIntervalOfFrame" if len(xml_child) == 0 and animate_time_interval_of_frame is None:
                animate_time_interval_of_frame = read_number(xml_child.text or "")
            case "AnimateFramesPerSecond" if len(xml_child) == 0 and animate_frames_per_second is None:
                animate_frames_per_second = read_number(xml_child.text or "")
            case "Quality" if len(xml_child) == 0 and quality is None:
                quality = read_integer(xml_child.text or "")
            case _:
                raise NotPlain
    return Video(
        codec=codec,
        width=width,
        height=height,
        fps=fps,
        animate_only_keep_key_frame=animate_only_keep_key_frame,
        animate_time_interval_of_frame=animate_time_interval_of_frame,
        animate_frames_per_second=animate_frames_per_second,
        quality=quality,
    )


def read_time_interval(xml: Element) -> TimeInterval:
    """Read TimeInterval."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    start: Any = None
    duration: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Start" if len(xml_child) == 0 and start is None:
                start = read_number(xml_child.text or "")
            case "Duration" if len(xml_child) == 0 and duration is None:
                duration = read_number(xml_child.text or "")
            case _:
                raise NotPlain
    return TimeInterval(start=start, duration=duration)


def read_animation_detail(xml: Element) -> AnimationDetail:
    """Read AnimationDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    container: Any = None
    video: Any = None
    time_interval: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Container" if container is None:
                container = read_container_detail(xml_child)
            case "Video" if video is None:
                video = read_video_detail(xml_child)
            case "TimeInterval" if time_interval is None:
                time_interval = read_time_interval_detail(xml_child)
            case _:
                raise NotPlain
    return AnimationDetail(container=container, video=video, time_interval=time_interval)


def read_container_detail(xml: Element) -> ContainerDetail:
    """Read ContainerDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    format: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Format" if len(xml_child) == 0 and format is None:
                format = xml_child.text or ""
            case _:
                raise NotPlain
    return ContainerDetail(format=format)


def read_video_detail(xml: Element) -> VideoDetail:
    """Read VideoDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    codec: Any = None
    width: Any = None
    height: Any = None
    fps: Any = None
    animate_only_keep_key_frame: Any = None
    animate_time_interval_of_frame: Any = None
    animate_frames_per_second: Any = None
    quality: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Codec" if len(xml_child) == 0 and codec is None:
                codec = xml_child.text or ""
            case "Width" if len(xml_child) == 0 and width is None:
                width = read_integer(xml_child.text or "")
            case "Height" if len(xml_child) == 0 and height is None:
                height = read_integer(xml_child.text or "")
            case "Fps" if len(xml_child) == 0 and fps is None:
                fps = read_number(xml_child.text or "")
            case "AnimateOnlyKeepKeyFrame" if len(xml_child) == 0 and animate_only_keep_key_frame is None:
                animate_only_keep_key_frame = read_truth(xml_child.text or "")
            case "AnimateTimeIntervalOfFrame" if len(xml_child) == 0 and animate_time_interval_of_frame is None:
                animate_time_interval_of_frame = read_number(xml_child.text or "")
            case "AnimateFramesPerSecond" if len(xml_child) == 0 and animate_frames_per_second is None:
                animate_frames_per_second = read_number(xml_child.text or "")
            case "Quality" if len(xml_child) == 0 and quality is None:
                quality = read_integer(xml_child.text or "")
            case _:
                raise NotPlain
    return VideoDetail(
        codec=codec,
        width=width,
        height=height,
        fps=fps,
        animate_only_keep_key_frame=animate_only_keep_key_frame,
        animate_time_interval_of_frame=animate_time_interval_of_frame,
        animate_frames_per_second=animate_frames_per_second,
        quality=quality,
    )


def read_time_interval_detail(xml: Element) -> TimeIntervalDetail:
    """Read TimeIntervalDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    start: Any = None
    duration: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Start" if len(xml_child) == 0 and start is None:
                start = read_number(xml_child.text or "")
            case "Duration" if len(xml_child) == 0 and duration is None:
                duration = read_number(xml_child.text or "")
            case _:
                raise NotPlain
    return TimeIntervalDetail(start=start, duration=duration)


def read_media_info(xml: Element) -> MediaInfo:
    """Read MediaInfo."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    format: Any = None
    stream: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Format" if format is None:
                format = read_media_format(xml_child)
            case "Stream" if stream is None:
                stream = read_media_stream(xml_child)
            case _:
                raise NotPlain
    return MediaInfo(format=format, stream=stream)


def read_media_format(xml: Element) -> MediaFormat:
    """Read MediaFormat."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    bitrate: Any = None
    duration: Any = None
    format_long_name: Any = None
    format_name: Any = None
    num_program: Any = None
    num_stream: Any = None
    size: Any = None
    start_time: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Bitrate" if len(xml_child) == 0 and bitrate is None:
                bitrate = read_number(xml_child.text or "")
            case "Duration" if len(xml_child) == 0 and duration is None:
                duration = read_number(xml_child.text or "")
            case "FormatLongName" if len(xml_child) == 0 and format_long_name is None:
                format_long_name = xml_child.text or ""
            case "FormatName" if len(xml_child) == 0 and format_name is None:
                format_name = xml_child.text or ""
            case "NumProgram" if len(xml_child) == 0 and num_program is None:
                num_program = read_integer(xml_child.text or "")
            case "NumStream" if len(xml_child) == 0 and num_stream is None:
                num_stream = read_integer(xml_child.text or "")
            case "Size" if len(xml_child) == 0 and size is None:
                size = read_integer(xml_child.text or "")
            case "StartTime" if len(xml_child) == 0 and start_time is None:
                start_time = read_number(xml_child.text or "")
            case _:
                raise NotPlain
    return MediaFormat(
        bitrate=bitrate,
        duration=duration,
        format_long_name=format_long_name,
        format_name=format_name,
        num_program=num_program,
        num_stream=num_stream,
        size=size,
        start_time=start_time,
    )


def read_media_stream(xml: Element) -> MediaStream:
    """Read MediaStream."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    video: Any = []
    audio: Any = []
    subtitle: Any = []
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Video":
                video.append(read_video_stream(xml_child))
            case "Audio":
                audio.append(read_audio_stream(xml_child))
            case "Subtitle":
                subtitle.append(read_subtitle_stream(xml_child))
            case _:
                raise NotPlain
    return MediaStream(video=video, audio=audio, subtitle=subtitle)


def read_video_stream(xml: Element) -> VideoStream:
    """Read VideoStream."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    index: Any = None
    codec_name: Any = None
    codec_long_name: Any = None
    codec_time_base: Any = None
    codec_tag_string: Any = None
    codec_tag: Any = None
    profile: Any = None
    height: Any = None
    width: Any = None
    has_b_frame: Any = None
    ref_frames: Any = None
    sar: Any = None
    dar: Any = None
    pix_format: Any = None
    field_order: Any = None
    level: Any = None
    fps: Any = None
    avg_fps: Any = None
    timebase: Any = None
    start_time: Any = None
    duration: Any = None
    bitrate: Any = None
    num_frames: Any = None
    language: Any = None
    rotation: Any = None
    color_range: Any = None
    color_transfer: Any = None
    color_primaries: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Index" if len(xml_child) == 0 and index is None:
                index = read_integer(xml_child.text or "")
            case "CodecName" if len(xml_child) == 0 and codec_name is None:
                codec_name = xml_child.text or ""
            case "CodecLongName" if len(xml_child) == 0 and codec_long_name is None:
                codec_long_name = xml_child.text or ""
            case "CodecTimeBase" if len(xml_child) == 0 and codec_time_base is None:
                codec_time_base = xml_child.text or ""
            case "CodecTagString" if len(xml_child) == 0 and codec_tag_string is None:
                codec_tag_string = xml_child.text or ""
            case "CodecTag" if len(xml_child) == 0 and codec_tag is None:
                codec_tag = xml_child.text or ""
            case "Profile" if len(xml_child) == 0 and profile is None:
                profile = xml_child.text or ""
            case "Height" if len(xml_child) == 0 and height is None:
                height = read_integer(xml_child.text or "")
            case "Width" if len(xml_child) == 0 and width is None:
                width = read_integer(xml_child.text or "")
            case "HasBFrame" if len(xml_child) == 0 and has_b_frame is None:
                has_b_frame = read_integer(xml_child.text or "")
            case "RefFrames" if len(xml_child) == 0 and ref_frames is None:
                ref_frames = read_integer(xml_child.text or "")
            case "Sar" if len(xml_child) == 0 and sar is None:
                sar = xml_child.text or ""
            case "Dar" if len(xml_child) == 0 and dar is None:
                dar = xml_child.text or ""
            case "PixFormat" if len(xml_child) == 0 and pix_format is None:
                pix_format = xml_child.text or ""
            case "FieldOrder" if len(xml_child) == 0 and field_order is None:
                field_order = xml_child.text or ""
            case "Level" if len(xml_child) == 0 and level is None:
                level = read_integer(xml_child.text or "")
            case "Fps" if len(xml_child) == 0 and fps is None:
                fps = read_number(xml_child.text or "")
            case "AvgFps" if len(xml_child) == 0 and avg_fps is None:
                avg_fps = read_number(xml_child.text or "")
            case "Timebase" if len(xml_child) == 0 and timebase is None:
                timebase = xml_child.text or ""
            case "StartTime" if len(xml_child) == 0 and start_time is None:
                start_time = read_number(xml_child.text or "")
            case "Duration" if len(xml_child) == 0 and duration is None:
                duration = read_number(xml_child.text or "")
            case "Bitrate" if len(xml_child) == 0 and bitrate is None:
                bitrate = read_number(xml_child.text or "")
            case "NumFrames" if len(xml_child) == 0 and num_frames is None:
                num_frames = read_integer(xml_child.text or "")
            case "Language" if len(xml_child) == 0 and language is None:
                language = xml_child.text or ""
            case "Rotation" if len(xml_child) == 0 and rotation is None:
                rotation = read_number(xml_child.text or "")
            case "ColorRange" if len(xml_child) == 0 and color_range is None:
                color_range = xml_child.text or ""
            case "ColorTransfer" if len(xml_child) == 0 and color_transfer is None:
                color_transfer = xml_child.text or ""
            case "ColorPrimaries" if len(xml_child) == 0 and color_primaries is None:
                color_primaries = xml_child.text or ""
            case _:
                raise NotPlain
    return VideoStream(
        index=index,
        codec_name=codec_name,
        codec_long_name=codec_long_name,
        codec_time_base=codec_time_base,
        codec_tag_string=codec_tag_string,
        codec_tag=codec_tag,
        profile=profile,
        height=height,
        width=width,
        has_b_frame=has_b_frame,
        ref_frames=ref_frames,
        sar=sar,
        dar=dar,
        pix_format=pix_format,
        field_order=field_order,
        level=level,
        fps=fps,
        avg_fps=avg_fps,
        timebase=timebase,
        start_time=start_time,
        duration=duration,
        bitrate=bitrate,
        num_frames=num_frames,
        language=language,
        rotation=rotation,
        color_range=color_range,
        color_transfer=color_transfer,
        color_primaries=color_primaries,
    )


def read_audio_stream(xml: Element) -> AudioStream:
    """Read AudioStream."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    index: Any = None
    codec_name: Any = None
    codec_long_name: Any = None
    codec_time_base: Any = None
    codec_tag_string: Any = None
    codec_tag: Any = None
    sample_fmt: Any = None
    sample_rate: Any = None
    channel: Any = None
    channel_layout: Any = None
    timebase: Any = None
    start_time: Any = None
    duration: Any = None
    bitrate: Any = None
    language: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Index" if len(xml_child) == 0 and index is None:
                index = read_integer(xml_child.text or "")
            case "CodecName" if len(xml_child) == 0 and codec_name is None:
                codec_name = xml_child.text or ""
            case "CodecLongName" if len(xml_child) == 0 and codec_long_name is None:
                codec_long_name = xml_child.text or ""
            case "CodecTimeBase" if len(xml_child) == 0 and codec_time_base is None:
                codec_time_base = xml_child.text or ""
            case "CodecTagString" if len(xml_child) == 0 and codec_tag_string is None:
                codec_tag_string = xml_child.text or ""
            case "CodecTag" if len(xml_child) == 0 and codec_tag is None:
                codec_tag = xml_child.text or ""
            case "SampleFmt" if len(xml_child) == 0 and sample_fmt is None:
                sample_fmt = xml_child.text or ""
            case "SampleRate" if len(xml_child) == 0 and sample_rate is None:
                sample_rate = read_integer(xml_child.text or "")
            case "Channel" if len(xml_child) == 0 and channel is None:
                channel = read_integer(xml_child.text or "")
            case "ChannelLayout" if len(xml_child) == 0 and channel_layout is None:
                channel_layout = xml_child.text or ""
            case "Timebase" if len(xml_child) == 0 and timebase is None:
                timebase = xml_child.text or ""
            case "StartTime" if len(xml_child) == 0 and start_time is None:
                start_time = read_number(xml_child.text or "")
            case "Duration" if len(xml_child) == 0 and duration is None:
                duration = read_number(xml_child.text or "")
            case "Bitrate" if len(xml_child) == 0 and bitrate is None:
                bitrate = read_number(xml_child.text or "")
            case "Language" if len(xml_child) == 0 and language is None:
                language = xml_child.text or ""
            case _:
                raise NotPlain
    return AudioStream(
        index=index,
        codec_name=codec_name,
        codec_long_name=codec_long_name,
        codec_time_base=codec_time_base,
        codec_tag_string=codec_tag_string,
        codec_tag=codec_tag,
        sample_fmt=sample_fmt,
        sample_rate=sample_rate,
        channel=channel,
        channel_layout=channel_layout,
        timebase=timebase,
        start_time=start_time,
        duration=duration,
        bitrate=bitrate,
        language=language,
    )


def read_subtitle_stream(xml: Element) -> SubtitleStream:
    """Read SubtitleStream."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    index: Any = None
    language: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Index" if len(xml_child) == 0 and index is None:
                index = read_integer(xml_child.text or "")
            case "Language" if len(xml_child) == 0 and language is None:
                language = xml_child.text or ""
            case _:
                raise NotPlain
    return SubtitleStream(index=index, language=language)


def read_media_result(xml: Element) -> MediaResult:
    """Read MediaResult."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    output_file: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "OutputFile" if output_file is None:
                output_file = read_output_file(xml_child)
            case _:
                raise NotPlain
    return MediaResult(output_file=output_file)


def read_output_file(xml: Element) -> OutputFile:
    """Read OutputFile."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    bucket: Any = None
    region: Any = None
    object_name: Any = []
    object_prefix: Any = None
    md5_info: Any = []
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Bucket" if len(xml_child) == 0 and bucket is None:
                bucket = xml_child.text or ""
            case "Region" if len(xml_child) == 0 and region is None:
                region = xml_child.text or ""
            case "ObjectName" if len(xml_child) == 0:
                object_name.append(xml_child.text or "")
            case "ObjectPrefix" if len(xml_child) == 0 and object_prefix is None:
                object_prefix = xml_child.text or ""
            case "Md5Info":
                md5_info.append(read_md5_info(xml_child))
            case _:
                raise NotPlain
    return OutputFile(
        bucket=bucket, region=region, object_name=object_name, object_prefix=object_prefix, md5_info=md5_info
    )


def read_md5_info(xml: Element) -> Md5Info:
    """Read Md5Info."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    object_name: Any = None
    md5: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "ObjectName" if len(xml_child) == 0 and object_name is None:
                object_name = xml_child.text or ""
            case "Md5" if len(xml_child) == 0 and md5 is None:
                md5 = xml_child.text or ""
            case _:
                raise NotPlain
    return Md5Info(object_name=object_name, md5=md5)


def read_submit_job_request(xml: Element) -> SubmitJobRequest:
    """Read SubmitJobRequest."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    tag: Any = None
    input: Any = None
    operation: Any = None
    queue_id: Any = None
    callback: Any = None
    callback_format: Any = None
    callback_type: Any = None
    callback_mq_config: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Tag" if len(xml_child) == 0 and tag is None:
                tag = xml_child.text or ""
            case "Input" if input is None:
                input = read_input(xml_child)
            case "Operation" if operation is None:
                operation = read_operation(xml_child)
            case "QueueId" if len(xml_child) == 0 and queue_id is None:
                queue_id = xml_child.text or ""
            case "CallBack" if len(xml_child) == 0 and callback is None:
                callback = xml_child.text or ""
            case "CallBackFormat" if len(xml_child) == 0 and callback_format is None:
                callback_format = xml_child.text or ""
            case "CallBackType" if len(xml_child) == 0 and callback_type is None:
                callback_type = xml_child.text or ""
            case "CallBackMqConfig" if callback_mq_config is None:
                callback_mq_config = read_call_back_mq_config(xml_child)
            case _:
                raise NotPlain
    return SubmitJobRequest(
        tag=tag,
        input=input,
        operation=operation,
        queue_id=queue_id,
        callback=callback,
        callback_format=callback_format,
        callback_type=callback_type,
        callback_mq_config=callback_mq_config,
    )


def read_input(xml: Element) -> Input:
    """Read Input."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    object_key: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Object" if len(xml_child) == 0 and object_key is None:
                object_key = xml_child.text or ""
            case _:
                raise NotPlain
    return Input(object_key=object_key)


def read_operation(xml: Element) -> Operation:
    """Read Operation."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    template_id: Any = None
    animation: Any = None
    output: Any = None
    user_data: Any = None
    job_level: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "TemplateId" if len(xml_child) == 0 and template_id is None:
                template_id = xml_child.text or ""
            case "Animation" if animation is None:
                animation = read_animation(xml_child)
            case "Output" if output is None:
                output = read_output(xml_child)
            case "UserData" if len(xml_child) == 0 and user_data is None:
                user_data = xml_child.text or ""
            case "JobLevel" if len(xml_child) == 0 and job_level is None:
                job_level = read_integer(xml_child.text or "")
            case _:
                raise NotPlain
    return Operation(
        template_id=template_id, animation=animation, output=output, user_data=user_data, job_level=job_level
    )


def read_output(xml: Element) -> Output:
    """Read Output."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    region: Any = None
    bucket: Any = None
    object_key: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Region" if len(xml_child) == 0 and region is None:
                region = xml_child.text or ""
            case "Bucket" if len(xml_child) == 0 and bucket is None:
                bucket = xml_child.text or ""
            case "Object" if len(xml_child) == 0 and object_key is None:
                object_key = xml_child.text or ""
            case _:
                raise NotPlain
    return Output(region=region, bucket=bucket, object_key=object_key)


def read_call_back_mq_config(xml: Element) -> CallBackMqConfig:
    """Read CallBackMqConfig."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    mq_region: Any = None
    mq_mode: Any = None
    mq_name: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "MqRegion" if len(xml_child) == 0 and mq_region is None:
                mq_region = xml_child.text or ""
            case "MqMode" if len(xml_child) == 0 and mq_mode is None:
                mq_mode = xml_child.text or ""
            case "MqName" if len(xml_child) == 0 and mq_name is None:
                mq_name = xml_child.text or ""
            case _:
                raise NotPlain
    return CallBackMqConfig(mq_region=mq_region, mq_mode=mq_mode, mq_name=mq_name)


def read_submit_job_response(xml: Element) -> SubmitJobResponse:
    """Read SubmitJobResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    jobs_detail: Any = []
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "JobsDetail":
                jobs_detail.append(read_job_detail(xml_child))
            case _:
                raise NotPlain
    return SubmitJobResponse(jobs_detail=jobs_detail)


def read_describe_jobs_response(xml: Element) -> DescribeJobsResponse:
    """Read DescribeJobsResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    jobs_detail: Any = []
    non_exist_job_ids: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "JobsDetail":
                jobs_detail.append(read_job_detail(xml_child))
            case "NonExistJobIds" if len(xml_child) == 0 and non_exist_job_ids is None:
                non_exist_job_ids = xml_child.text or ""
            case _:
                raise NotPlain
    return DescribeJobsResponse(jobs_detail=jobs_detail, non_exist_job_ids=non_exist_job_ids)


def read_job_detail(xml: Element) -> JobDetail:
    """Read JobDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    code: Any = None
    message: Any = None
    job_id: Any = None
    tag: Any = None
    state: Any = None
    progress: Any = None
    creation_time: Any = None
    start_time: Any = None
    end_time: Any = None
    queue_id: Any = None
    input: Any = None
    operation: Any = None
    workflow: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Code" if len(xml_child) == 0 and code is None:
                code = xml_child.text or ""
            case "Message" if len(xml_child) == 0 and message is None:
                message = xml_child.text or ""
            case "JobId" if len(xml_child) == 0 and job_id is None:
                job_id = xml_child.text or ""
            case "Tag" if len(xml_child) == 0 and tag is None:
                tag = xml_child.text or ""
            case "State" if len(xml_child) == 0 and state is None:
                state = xml_child.text or ""
            case "Progress" if len(xml_child) == 0 and progress is None:
                progress = read_integer(xml_child.text or "")
            case "CreationTime" if len(xml_child) == 0 and creation_time is None:
                creation_time = xml_child.text or ""
            case "StartTime" if len(xml_child) == 0 and start_time is None:
                start_time = xml_child.text or ""
            case "EndTime" if len(xml_child) == 0 and end_time is None:
                end_time = xml_child.text or ""
            case "QueueId" if len(xml_child) == 0 and queue_id is None:
                queue_id = xml_child.text or ""
            case "Input" if input is None:
                input = read_input_detail(xml_child)
            case "Operation" if operation is None:
                operation = read_operation_detail(xml_child)
            case "Workflow" if workflow is None:
                workflow = read_workflow(xml_child)
            case _:
                raise NotPlain
    return JobDetail(
        code=code,
        message=message,
        job_id=job_id,
        tag=tag,
        state=state,
        progress=progress,
        creation_time=creation_time,
        start_time=start_time,
        end_time=end_time,
        queue_id=queue_id,
        input=input,
        operation=operation,
        workflow=workflow,
    )


def read_input_detail(xml: Element) -> InputDetail:
    """Read InputDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    bucket_id: Any = None
    bucket: Any = None
    object_key: Any = None
    region: Any = None
    cos_headers: Any = []
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "BucketId" if len(xml_child) == 0 and bucket_id is None:
                bucket_id = xml_child.text or ""
            case "Bucket" if len(xml_child) == 0 and bucket is None:
                bucket = xml_child.text or ""
            case "Object" if len(xml_child) == 0 and object_key is None:
                object_key = xml_child.text or ""
            case "Region" if len(xml_child) == 0 and region is None:
                region = xml_child.text or ""
            case "CosHeaders":
                cos_headers.append(read_cos_header(xml_child))
            case _:
                raise NotPlain
    return InputDetail(
        bucket_id=bucket_id, bucket=bucket, object_key=object_key, region=region, cos_headers=cos_headers
    )


def read_cos_header(xml: Element) -> CosHeader:
    """Read CosHeader."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    key: Any = None
    value: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Key" if len(xml_child) == 0 and key is None:
                key = xml_child.text or ""
            case "Value" if len(xml_child) == 0 and value is None:
                value = xml_child.text or ""
            case _:
                raise NotPlain
    return CosHeader(key=key, value=value)


def read_operation_detail(xml: Element) -> OperationDetail:
    """Read OperationDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    template_id: Any = None
    template_name: Any = None
    animation: Any = None
    output: Any = None
    media_info: Any = None
    media_result: Any = None
    user_data: Any = None
    job_level: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "TemplateId" if len(xml_child) == 0 and template_id is None:
                template_id = xml_child.text or ""
            case "TemplateName" if len(xml_child) == 0 and template_name is None:
                template_name = xml_child.text or ""
            case "Animation" if animation is None:
                animation = read_animation_detail(xml_child)
            case "Output" if output is None:
                output = read_output_detail(xml_child)
            case "MediaInfo" if media_info is None:
                media_info = read_media_info(xml_child)
            case "MediaResult" if media_result is None:
                media_result = read_media_result(xml_child)
            case "UserData" if len(xml_child) == 0 and user_data is None:
                user_data = xml_child.text or ""
            case "JobLevel" if len(xml_child) == 0 and job_level is None:
                job_level = read_integer(xml_child.text or "")
            case _:
                raise NotPlain
    return OperationDetail(
        template_id=template_id,
        template_name=template_name,
        animation=animation,
        output=output,
        media_info=media_info,
        media_result=media_result,
        user_data=user_data,
        job_level=job_level,
    )


def read_output_detail(xml: Element) -> OutputDetail:
    """Read OutputDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    region: Any = None
    bucket: Any = None
    object_key: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Region" if len(xml_child) == 0 and region is None:
                region = xml_child.text or ""
            case "Bucket" if len(xml_child) == 0 and bucket is None:
                bucket = xml_child.text or ""
            case "Object" if len(xml_child) == 0 and object_key is None:
                object_key = xml_child.text or ""
            case _:
                raise NotPlain
    return OutputDetail(region=region, bucket=bucket, object_key=object_key)


def read_workflow(xml: Element) -> Workflow:
    """Read Workflow."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    name: Any = None
    run_id: Any = None
    workflow_id: Any = None
    workflow_name: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "RunId" if len(xml_child) == 0 and run_id is None:
                run_id = xml_child.text or ""
            case "WorkflowId" if len(xml_child) == 0 and workflow_id is None:
                workflow_id = xml_child.text or ""
            case "WorkflowName" if len(xml_child) == 0 and workflow_name is None:
                workflow_name = xml_child.text or ""
            case _:
                raise NotPlain
    return Workflow(name=name, run_id=run_id, workflow_id=workflow_id, workflow_name=workflow_name)


def read_list_jobs_query(xml: Element) -> ListJobsQuery:
    """Read ListJobsQuery."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    queue_id: Any = None
    queue_type: Any = None
    tag: Any = None
    workflow_id: Any = None
    inventory_trigger_job_id: Any = None
    input_object: Any = None
    order_by_time: Any = None
    next_token: Any = None
    size: Any = None
    states: Any = None
    start_creation_time: Any = None
    end_creation_time: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "queueId" if len(xml_child) == 0 and queue_id is None:
                queue_id = xml_child.text or ""
            case "queueType" if len(xml_child) == 0 and queue_type is None:
                queue_type = xml_child.text or ""
            case "tag" if len(xml_child) == 0 and tag is None:
                tag = xml_child.text or ""
            case "workflowId" if len(xml_child) == 0 and workflow_id is None:
                workflow_id = xml_child.text or ""
            case "inventoryTriggerJobId" if len(xml_child) == 0 and inventory_trigger_job_id is None:
                inventory_trigger_job_id = xml_child.text or ""
            case "inputObject" if len(xml_child) == 0 and input_object is None:
                input_object = xml_child.text or ""
            case "orderByTime" if len(xml_child) == 0 and order_by_time is None:
                order_by_time = xml_child.text or ""
            case "nextToken" if len(xml_child) == 0 and next_token is None:
                next_token = xml_child.text or ""
            case "size" if len(xml_child) == 0 and size is None:
                size = read_integer(xml_child.text or "")
            case "states" if len(xml_child) == 0 and states is None:
                states = xml_child.text or ""
            case "startCreationTime" if len(xml_child) == 0 and start_creation_time is None:
                start_creation_time = xml_child.text or ""
            case "endCreationTime" if len(xml_child) == 0 and end_creation_time is None:
                end_creation_time = xml_child.text or ""
            case _:
                raise NotPlain
    return ListJobsQuery(
        queue_id=queue_id,
        queue_type=queue_type,
        tag=tag,
        workflow_id=workflow_id,
        inventory_trigger_job_id=inventory_trigger_job_id,
        input_object=input_object,
        order_by_time=order_by_time,
        next_token=next_token,
        size=size,
        states=states,
        start_creation_time=start_creation_time,
        end_creation_time=end_creation_time,
    )


def read_list_jobs_response(xml: Element) -> ListJobsResponse:
    """Read ListJobsResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    jobs_detail: Any = []
    next_token: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "JobsDetail":
                jobs_detail.append(read_job_detail(xml_child))
            case "NextToken" if len(xml_child) == 0 and next_token is None:
                next_token = xml_child.text or ""
            case _:
                raise NotPlain
    return ListJobsResponse(jobs_detail=jobs_detail, next_token=next_token)


def read_submit_batch_request(xml: Element) -> SubmitBatchRequest:
    """Read SubmitBatchRequest."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    name: Any = None
    type: Any = None
    input: Any = None
    operation: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "Type" if len(xml_child) == 0 and type is None:
                type = xml_child.text or ""
            case "Input" if input is None:
                input = read_batch_input(xml_child)
            case "Operation" if operation is None:
                operation = read_batch_operation(xml_child)
            case _:
                raise NotPlain
    return SubmitBatchRequest(name=name, type=type, input=input, operation=operation)


def read_batch_input(xml: Element) -> BatchInput:
    """Read BatchInput."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    manifest: Any = None
    url_file: Any = None
    prefix: Any = None
    object_key: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Manifest" if len(xml_child) == 0 and manifest is None:
                manifest = xml_child.text or ""
            case "UrlFile" if len(xml_child) == 0 and url_file is None:
                url_file = xml_child.text or ""
            case "Prefix" if len(xml_child) == 0 and prefix is None:
                prefix = xml_child.text or ""
            case "Object" if len(xml_child) == 0 and object_key is None:
                object_key = xml_child.text or ""
            case _:
                raise NotPlain
    return BatchInput(manifest=manifest, url_file=url_file, prefix=prefix, object_key=object_key)


def read_batch_time_interval(xml: Element) -> BatchTimeInterval:
    """Read BatchTimeInterval."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    start: Any = None
    end: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Start" if len(xml_child) == 0 and start is None:
                start = xml_child.text or ""
            case "End" if len(xml_child) == 0 and end is None:
                end = xml_child.text or ""
            case _:
                raise NotPlain
    return BatchTimeInterval(start=start, end=end)


def read_batch_operation(xml: Element) -> BatchOperation:
    """Read BatchOperation."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    time_interval: Any = None
    tag: Any = None
    output: Any = None
    job_param: Any = None
    queue_id: Any = None
    user_data: Any = None
    job_level: Any = None
    callback_format: Any = None
    callback_type: Any = None
    callback: Any = None
    callback_mq_config: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "TimeInterval" if time_interval is None:
                time_interval = read_batch_time_interval(xml_child)
            case "Tag" if len(xml_child) == 0 and tag is None:
                tag = xml_child.text or ""
            case "Output" if output is None:
                output = read_batch_output(xml_child)
            case "JobParam" if job_param is None:
                job_param = read_job_param(xml_child)
            case "QueueId" if len(xml_child) == 0 and queue_id is None:
                queue_id = xml_child.text or ""
            case "UserData" if len(xml_child) == 0 and user_data is None:
                user_data = xml_child.text or ""
            case "JobLevel" if len(xml_child) == 0 and job_level is None:
                job_level = read_integer(xml_child.text or "")
            case "CallBackFormat" if len(xml_child) == 0 and callback_format is None:
                callback_format = xml_child.text or ""
            case "CallBackType" if len(xml_child) == 0 and callback_type is None:
                callback_type = xml_child.text or ""
            case "CallBack" if len(xml_child) == 0 and callback is None:
                callback = xml_child.text or ""
            case "CallBackMqConfig" if callback_mq_config is None:
                callback_mq_config = read_call_back_mq_config(xml_child)
            case _:
                raise NotPlain
    return BatchOperation(
        time_interval=time_interval,
        tag=tag,
        output=output,
        job_param=job_param,
        queue_id=queue_id,
        user_data=user_data,
        job_level=job_level,
        callback_format=callback_format,
        callback_type=callback_type,
        callback=callback,
        callback_mq_config=callback_mq_config,
    )


def read_batch_output(xml: Element) -> BatchOutput:
    """Read BatchOutput."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    region: Any = None
    bucket: Any = None
    object_key: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Region" if len(xml_child) == 0 and region is None:
                region = xml_child.text or ""
            case "Bucket" if len(xml_child) == 0 and bucket is None:
                bucket = xml_child.text or ""
            case "Object" if len(xml_child) == 0 and object_key is None:
                object_key = xml_child.text or ""
            case _:
                raise NotPlain
    return BatchOutput(region=region, bucket=bucket, object_key=object_key)


def read_job_param(xml: Element) -> JobParam:
    """Read JobParam."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    template_id: Any = None
    animation: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "TemplateId" if len(xml_child) == 0 and template_id is None:
                template_id = xml_child.text or ""
            case "Animation" if animation is None:
                animation = read_animation(xml_child)
            case _:
                raise NotPlain
    return JobParam(template_id=template_id, animation=animation)


def read_list_batches_query(xml: Element) -> ListBatchesQuery:
    """Read ListBatchesQuery."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    type: Any = None
    name: Any = None
    job_id: Any = None
    workflow_id: Any = None
    order_by_time: Any = None
    next_token: Any = None
    size: Any = None
    states: Any = None
    start_creation_time: Any = None
    end_creation_time: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "type" if len(xml_child) == 0 and type is None:
                type = xml_child.text or ""
            case "name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "jobId" if len(xml_child) == 0 and job_id is None:
                job_id = xml_child.text or ""
            case "workflowId" if len(xml_child) == 0 and workflow_id is None:
                workflow_id = xml_child.text or ""
            case "orderByTime" if len(xml_child) == 0 and order_by_time is None:
                order_by_time = xml_child.text or ""
            case "nextToken" if len(xml_child) == 0 and next_token is None:
                next_token = xml_child.text or ""
            case "size" if len(xml_child) == 0 and size is None:
                size = read_integer(xml_child.text or "")
            case "states" if len(xml_child) == 0 and states is None:
                states = xml_child.text or ""
            case "startCreationTime" if len(xml_child) == 0 and start_creation_time is None:
                start_creation_time = xml_child.text or ""
            case "endCreationTime" if len(xml_child) == 0 and end_creation_time is None:
                end_creation_time = xml_child.text or ""
            case _:
                raise NotPlain
    return ListBatchesQuery(
        type=type,
        name=name,
        job_id=job_id,
        workflow_id=workflow_id,
        order_by_time=order_by_time,
        next_token=next_token,
        size=size,
        states=states,
        start_creation_time=start_creation_time,
        end_creation_time=end_creation_time,
    )


def read_batch_detail(xml: Element) -> BatchDetail:
    """Read BatchDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    code: Any = None
    message: Any = None
    type: Any = None
    name: Any = None
    job_id: Any = None
    state: Any = None
    creation_time: Any = None
    start_time: Any = None
    end_time: Any = None
    input: Any = None
    operation: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Code" if len(xml_child) == 0 and code is None:
                code = xml_child.text or ""
            case "Message" if len(xml_child) == 0 and message is None:
                message = xml_child.text or ""
            case "Type" if len(xml_child) == 0 and type is None:
                type = xml_child.text or ""
            case "Name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "JobId" if len(xml_child) == 0 and job_id is None:
                job_id = xml_child.text or ""
            case "State" if len(xml_child) == 0 and state is None:
                state = xml_child.text or ""
            case "CreationTime" if len(xml_child) == 0 and creation_time is None:
                creation_time = xml_child.text or ""
            case "StartTime" if len(xml_child) == 0 and start_time is None:
                start_time = xml_child.text or ""
            case "EndTime" if len(xml_child) == 0 and end_time is None:
                end_time = xml_child.text or ""
            case "Input" if input is None:
                input = read_batch_input_detail(xml_child)
            case "Operation" if operation is None:
                operation = read_batch_operation_detail(xml_child)
            case _:
                raise NotPlain
    return BatchDetail(
        code=code,
        message=message,
        type=type,
        name=name,
        job_id=job_id,
        state=state,
        creation_time=creation_time,
        start_time=start_time,
        end_time=end_time,
        input=input,
        operation=operation,
    )


def read_batch_input_detail(xml: Element) -> BatchInputDetail:
    """Read BatchInputDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    manifest: Any = None
    url_file: Any = None
    prefix: Any = None
    object_key: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Manifest" if len(xml_child) == 0 and manifest is None:
                manifest = xml_child.text or ""
            case "UrlFile" if len(xml_child) == 0 and url_file is None:
                url_file = xml_child.text or ""
            case "Prefix" if len(xml_child) == 0 and prefix is None:
                prefix = xml_child.text or ""
            case "Object" if len(xml_child) == 0 and object_key is None:
                object_key = xml_child.text or ""
            case _:
                raise NotPlain
    return BatchInputDetail(manifest=manifest, url_file=url_file, prefix=prefix, object_key=object_key)


def read_batch_time_interval_detail(xml: Element) -> BatchTimeIntervalDetail:
    """Read BatchTimeIntervalDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    start: Any = None
    end: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Start" if len(xml_child) == 0 and start is None:
                start = xml_child.text or ""
            case "End" if len(xml_child) == 0 and end is None:
                end = xml_child.text or ""
            case _:
                raise NotPlain
    return BatchTimeIntervalDetail(start=start, end=end)


def read_batch_operation_detail(xml: Element) -> BatchOperationDetail:
    """Read BatchOperationDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    time_interval: Any = None
    tag: Any = None
    output: Any = None
    job_param: Any = None
    queue_id: Any = None
    user_data: Any = None
    job_level: Any = None
    callback_format: Any = None
    callback_type: Any = None
    callback: Any = None
    callback_mq_config: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "TimeInterval" if time_interval is None:
                time_interval = read_batch_time_interval_detail(xml_child)
            case "Tag" if len(xml_child) == 0 and tag is None:
                tag = xml_child.text or ""
            case "Output" if output is None:
                output = read_output_detail(xml_child)
            case "JobParam" if job_param is None:
                job_param = read_job_param_detail(xml_child)
            case "QueueId" if len(xml_child) == 0 and queue_id is None:
                queue_id = xml_child.text or ""
            case "UserData" if len(xml_child) == 0 and user_data is None:
                user_data = xml_child.text or ""
            case "JobLevel" if len(xml_child) == 0 and job_level is None:
                job_level = read_integer(xml_child.text or "")
            case "CallBackFormat" if len(xml_child) == 0 and callback_format is None:
                callback_format = xml_child.text or ""
            case "CallBackType" if len(xml_child) == 0 and callback_type is None:
                callback_type = xml_child.text or ""
            case "CallBack" if len(xml_child) == 0 and callback is None:
                callback = xml_child.text or ""
            case "CallBackMqConfig" if callback_mq_config is None:
                callback_mq_config = read_call_back_mq_config_detail(xml_child)
            case _:
                raise NotPlain
    return BatchOperationDetail(
        time_interval=time_interval,
        tag=tag,
        output=output,
        job_param=job_param,
        queue_id=queue_id,
        user_data=user_data,
        job_level=job_level,
        callback_format=callback_format,
        callback_type=callback_type,
        callback=callback,
        callback_mq_config=callback_mq_config,
    )


def read_job_param_detail(xml: Element) -> JobParamDetail:
    """Read JobParamDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    template_id: Any = None
    animation: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "TemplateId" if len(xml_child) == 0 and template_id is None:
                template_id = xml_child.text or ""
            case "Animation" if animation is None:
                animation = read_animation_detail(xml_child)
            case _:
                raise NotPlain
    return JobParamDetail(template_id=template_id, animation=animation)


def read_call_back_mq_config_detail(xml: Element) -> CallBackMqConfigDetail:
    """Read CallBackMqConfigDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    mq_region: Any = None
    mq_mode: Any = None
    mq_name: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "MqRegion" if len(xml_child) == 0 and mq_region is None:
                mq_region = xml_child.text or ""
            case "MqMode" if len(xml_child) == 0 and mq_mode is None:
                mq_mode = xml_child.text or ""
            case "MqName" if len(xml_child) == 0 and mq_name is None:
                mq_name = xml_child.text or ""
            case _:
                raise NotPlain
    return CallBackMqConfigDetail(mq_region=mq_region, mq_mode=mq_mode, mq_name=mq_name)


def read_batch_response(xml: Element) -> BatchResponse:
    """Read BatchResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    request_id: Any = None
    jobs_detail: Any = []
    non_exist_job_ids: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "RequestId" if len(xml_child) == 0 and request_id is None:
                request_id = xml_child.text or ""
            case "JobsDetail":
                jobs_detail.append(read_batch_detail(xml_child))
            case "NonExistJobIds" if len(xml_child) == 0 and non_exist_job_ids is None:
                non_exist_job_ids = xml_child.text or ""
            case _:
                raise NotPlain
    return BatchResponse(request_id=request_id, jobs_detail=jobs_detail, non_exist_job_ids=non_exist_job_ids)


def read_list_batches_response(xml: Element) -> ListBatchesResponse:
    """Read ListBatchesResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    request_id: Any = None
    jobs_detail: Any = []
    next_token: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "RequestId" if len(xml_child) == 0 and request_id is None:
                request_id = xml_child.text or ""
            case "JobsDetail":
                jobs_detail.append(read_batch_detail(xml_child))
            case "NextToken" if len(xml_child) == 0 and next_token is None:
                next_token = xml_child.text or ""
            case _:
                raise NotPlain
    return ListBatchesResponse(request_id=request_id, jobs_detail=jobs_detail, next_token=next_token)


def read_describe_media_buckets_query(xml: Element) -> DescribeMediaBucketsQuery:
    """Read DescribeMediaBucketsQuery."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    regions: Any = None
    bucket_names: Any = None
    bucket_name: Any = None
    page_number: Any = None
    page_size: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "regions" if len(xml_child) == 0 and regions is None:
                regions = xml_child.text or ""
            case "bucketNames" if len(xml_child) == 0 and bucket_names is None:
                bucket_names = xml_child.text or ""
            case "bucketName" if len(xml_child) == 0 and bucket_name is None:
                bucket_name = xml_child.text or ""
            case "pageNumber" if len(xml_child) == 0 and page_number is None:
                page_number = read_integer(xml_child.text or "")
            case "pageSize" if len(xml_child) == 0 and page_size is None:
                page_size = read_integer(xml_child.text or "")
            case _:
                raise NotPlain
    return DescribeMediaBucketsQuery(
        regions=regions,
        bucket_names=bucket_names,
        bucket_name=bucket_name,
        page_number=page_number,
        page_size=page_size,
    )


def read_media_bucket(xml: Element) -> MediaBucket:
    """Read MediaBucket."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    bucket_id: Any = None
    name: Any = None
    region: Any = None
    create_time: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "BucketId" if len(xml_child) == 0 and bucket_id is None:
                bucket_id = xml_child.text or ""
            case "Name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "Region" if len(xml_child) == 0 and region is None:
                region = xml_child.text or ""
            case "CreateTime" if len(xml_child) == 0 and create_time is None:
                create_time = xml_child.text or ""
            case _:
                raise NotPlain
    return MediaBucket(bucket_id=bucket_id, name=name, region=region, create_time=create_time)


def read_describe_media_buckets_response(xml: Element) -> DescribeMediaBucketsResponse:
    """Read DescribeMediaBucketsResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    request_id: Any = None
    total_count: Any = None
    page_number: Any = None
    page_size: Any = None
    media_bucket_list: Any = []
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "RequestId" if len(xml_child) == 0 and request_id is None:
                request_id = xml_child.text or ""
            case "TotalCount" if len(xml_child) == 0 and total_count is None:
                total_count = read_integer(xml_child.text or "")
            case "PageNumber" if len(xml_child) == 0 and page_number is None:
                page_number = read_integer(xml_child.text or "")
            case "PageSize" if len(xml_child) == 0 and page_size is None:
                page_size = read_integer(xml_child.text or "")
            case "MediaBucketList":
                media_bucket_list.append(read_media_bucket(xml_child))
            case _:
                raise NotPlain
    return DescribeMediaBucketsResponse(
        request_id=request_id,
        total_count=total_count,
        page_number=page_number,
        page_size=page_size,
        media_bucket_list=media_bucket_list,
    )


def read_create_media_bucket_response(xml: Element) -> CreateMediaBucketResponse:
    """Read CreateMediaBucketResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    request_id: Any = None
    media_bucket: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "RequestId" if len(xml_child) == 0 and request_id is None:
                request_id = xml_child.text or ""
            case "MediaBucket" if media_bucket is None:
                media_bucket = read_media_bucket(xml_child)
            case _:
                raise NotPlain
    return CreateMediaBucketResponse(request_id=request_id, media_bucket=media_bucket)


def read_job_callback(xml: Element) -> JobCallback:
    """Read JobCallback."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    event_name: Any = None
    jobs_detail: Any = []
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "EventName" if len(xml_child) == 0 and event_name is None:
                event_name = xml_child.text or ""
            case "JobsDetail":
                jobs_detail.append(read_job_detail(xml_child))
            case _:
                raise NotPlain
    return JobCallback(event_name=event_name, jobs_detail=jobs_detail)


def read_error_response(xml: Element) -> ErrorResponse:
    """Read ErrorResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    code: Any = None
    message: Any = None
    resource: Any = None
    request_id: Any = None
    trace_id: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Code" if len(xml_child) == 0 and code is None:
                code = xml_child.text or ""
            case "Message" if len(xml_child) == 0 and message is None:
                message = xml_child.text or ""
            case "Resource" if len(xml_child) == 0 and resource is None:
                resource = xml_child.text or ""
            case "RequestId" if len(xml_child) == 0 and request_id is None:
                request_id = xml_child.text or ""
            case "TraceId" if len(xml_child) == 0 and trace_id is None:
                trace_id = xml_child.text or ""
            case _:
                raise NotPlain
    return ErrorResponse(code=code, message=message, resource=resource, request_id=request_id, trace_id=trace_id)


def read_list_queues_query(xml: Element) -> ListQueuesQuery:
    """Read ListQueuesQuery."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    queue_ids: Any = None
    state: Any = None
    category: Any = None
    page_number: Any = None
    page_size: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "queueIds" if len(xml_child) == 0 and queue_ids is None:
                queue_ids = xml_child.text or ""
            case "state" if len(xml_child) == 0 and state is None:
                state = xml_child.text or ""
            case "category" if len(xml_child) == 0 and category is None:
                category = xml_child.text or ""
            case "pageNumber" if len(xml_child) == 0 and page_number is None:
                page_number = read_integer(xml_child.text or "")
            case "pageSize" if len(xml_child) == 0 and page_size is None:
                page_size = read_integer(xml_child.text or "")
            case _:
                raise NotPlain
    return ListQueuesQuery(
        queue_ids=queue_ids, state=state, category=category, page_number=page_number, page_size=page_size
    )


def read_update_queue_request(xml: Element) -> UpdateQueueRequest:
    """Read UpdateQueueRequest."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    name: Any = None
    queue_id_upper: Any = None
    queue_id: Any = None
    state: Any = None
    notify_config: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "QueueID" if len(xml_child) == 0 and queue_id_upper is None:
                queue_id_upper = xml_child.text or ""
            case "QueueId" if len(xml_child) == 0 and queue_id is None:
                queue_id = xml_child.text or ""
            case "State" if len(xml_child) == 0 and state is None:
                state = xml_child.text or ""
            case "NotifyConfig" if notify_config is None:
                notify_config = read_notify_config(xml_child)
            case _:
                raise NotPlain
    return UpdateQueueRequest(
        name=name, queue_id_upper=queue_id_upper, queue_id=queue_id, state=state, notify_config=notify_config
    )


def read_notify_config(xml: Element) -> NotifyConfig:
    """Read NotifyConfig."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    state: Any = None
    url: Any = None
    type: Any = None
    event: Any = None
    result_format: Any = None
    mq_mode: Any = None
    mq_region: Any = None
    mq_name: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "State" if len(xml_child) == 0 and state is None:
                state = xml_child.text or ""
            case "Url" if len(xml_child) == 0 and url is None:
                url = xml_child.text or ""
            case "Type" if len(xml_child) == 0 and type is None:
                type = xml_child.text or ""
            case "Event" if len(xml_child) == 0 and event is None:
                event = xml_child.text or ""
            case "ResultFormat" if len(xml_child) == 0 and result_format is None:
                result_format = xml_child.text or ""
            case "MqMode" if len(xml_child) == 0 and mq_mode is None:
                mq_mode = xml_child.text or ""
            case "MqRegion" if len(xml_child) == 0 and mq_region is None:
                mq_region = xml_child.text or ""
            case "MqName" if len(xml_child) == 0 and mq_name is None:
                mq_name = xml_child.text or ""
            case _:
                raise NotPlain
    return NotifyConfig(
        state=state,
        url=url,
        type=type,
        event=event,
        result_format=result_format,
        mq_mode=mq_mode,
        mq_region=mq_region,
        mq_name=mq_name,
    )


def read_notify_config_detail(xml: Element) -> NotifyConfigDetail:
    """Read NotifyConfigDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    state: Any = None
    url: Any = None
    type: Any = None
    event: Any = None
    result_format: Any = None
    mq_mode: Any = None
    mq_region: Any = None
    mq_name: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "State" if len(xml_child) == 0 and state is None:
                state = xml_child.text or ""
            case "Url" if len(xml_child) == 0 and url is None:
                url = xml_child.text or ""
            case "Type" if len(xml_child) == 0 and type is None:
                type = xml_child.text or ""
            case "Event" if len(xml_child) == 0 and event is None:
                event = xml_child.text or ""
            case "ResultFormat" if len(xml_child) == 0 and result_format is None:
                result_format = xml_child.text or ""
            case "MqMode" if len(xml_child) == 0 and mq_mode is None:
                mq_mode = xml_child.text or ""
            case "MqRegion" if len(xml_child) == 0 and mq_region is None:
                mq_region = xml_child.text or ""
            case "MqName" if len(xml_child) == 0 and mq_name is None:
                mq_name = xml_child.text or ""
            case _:
                raise NotPlain
    return NotifyConfigDetail(
        state=state,
        url=url,
        type=type,
        event=event,
        result_format=result_format,
        mq_mode=mq_mode,
        mq_region=mq_region,
        mq_name=mq_name,
    )


def read_queue_detail(xml: Element) -> QueueDetail:
    """Read QueueDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    queue_id: Any = None
    name: Any = None
    state: Any = None
    notify_config: Any = None
    max_size: Any = None
    max_concurrent: Any = None
    category: Any = None
    update_time: Any = None
    create_time: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "QueueId" if len(xml_child) == 0 and queue_id is None:
                queue_id = xml_child.text or ""
            case "Name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "State" if len(xml_child) == 0 and state is None:
                state = xml_child.text or ""
            case "NotifyConfig" if notify_config is None:
                notify_config = read_notify_config_detail(xml_child)
            case "MaxSize" if len(xml_child) == 0 and max_size is None:
                max_size = read_integer(xml_child.text or "")
            case "MaxConcurrent" if len(xml_child) == 0 and max_concurrent is None:
                max_concurrent = read_integer(xml_child.text or "")
            case "Category" if len(xml_child) == 0 and category is None:
                category = xml_child.text or ""
            case "UpdateTime" if len(xml_child) == 0 and update_time is None:
                update_time = xml_child.text or ""
            case "CreateTime" if len(xml_child) == 0 and create_time is None:
                create_time = xml_child.text or ""
            case _:
                raise NotPlain
    return QueueDetail(
        queue_id=queue_id,
        name=name,
        state=state,
        notify_config=notify_config,
        max_size=max_size,
        max_concurrent=max_concurrent,
        category=category,
        update_time=update_time,
        create_time=create_time,
    )


def read_list_queues_response(xml: Element) -> ListQueuesResponse:
    """Read ListQueuesResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    request_id: Any = None
    total_count: Any = None
    page_number: Any = None
    page_size: Any = None
    queue_list: Any = []
    non_exist_pids: Any = []
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "RequestId" if len(xml_child) == 0 and request_id is None:
                request_id = xml_child.text or ""
            case "TotalCount" if len(xml_child) == 0 and total_count is None:
                total_count = read_integer(xml_child.text or "")
            case "PageNumber" if len(xml_child) == 0 and page_number is None:
                page_number = read_integer(xml_child.text or "")
            case "PageSize" if len(xml_child) == 0 and page_size is None:
                page_size = read_integer(xml_child.text or "")
            case "QueueList":
                queue_list.append(read_queue_detail(xml_child))
            case "NonExistPIDs" if len(xml_child) == 0:
                non_exist_pids.append(xml_child.text or "")
            case _:
                raise NotPlain
    return ListQueuesResponse(
        request_id=request_id,
        total_count=total_count,
        page_number=page_number,
        page_size=page_size,
        queue_list=queue_list,
        non_exist_pids=non_exist_pids,
    )


def read_update_queue_response(xml: Element) -> UpdateQueueResponse:
    """Read UpdateQueueResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    request_id: Any = None
    queue: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "RequestId" if len(xml_child) == 0 and request_id is None:
                request_id = xml_child.text or ""
            case "Queue" if queue is None:
                queue = read_queue_detail(xml_child)
            case _:
                raise NotPlain
    return UpdateQueueResponse(request_id=request_id, queue=queue)


def read_create_template_request(xml: Element) -> CreateTemplateRequest:
    """Read CreateTemplateRequest."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    tag: Any = None
    name: Any = None
    container: Any = None
    video: Any = None
    time_interval: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Tag" if len(xml_child) == 0 and tag is None:
                tag = xml_child.text or ""
            case "Name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "Container" if container is None:
                container = read_container(xml_child)
            case "Video" if video is None:
                video = read_video(xml_child)
            case "TimeInterval" if time_interval is None:
                time_interval = read_time_interval(xml_child)
            case _:
                raise NotPlain
    return CreateTemplateRequest(tag=tag, name=name, container=container, video=video, time_interval=time_interval)


def read_update_template_request(xml: Element) -> UpdateTemplateRequest:
    """Read UpdateTemplateRequest."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    tag: Any = None
    name: Any = None
    template_id: Any = None
    container: Any = None
    video: Any = None
    time_interval: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "Tag" if len(xml_child) == 0 and tag is None:
                tag = xml_child.text or ""
            case "Name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "TemplateId" if len(xml_child) == 0 and template_id is None:
                template_id = xml_child.text or ""
            case "Container" if container is None:
                container = read_container(xml_child)
            case "Video" if video is None:
                video = read_video(xml_child)
            case "TimeInterval" if time_interval is None:
                time_interval = read_time_interval(xml_child)
            case _:
                raise NotPlain
    return UpdateTemplateRequest(
        tag=tag, name=name, template_id=template_id, container=container, video=video, time_interval=time_interval
    )


def read_template_detail(xml: Element) -> TemplateDetail:
    """Read TemplateDetail."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    template_id: Any = None
    name: Any = None
    tag: Any = None
    bucket_id: Any = None
    category: Any = None
    trans_tpl: Any = None
    create_time: Any = None
    update_time: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "TemplateId" if len(xml_child) == 0 and template_id is None:
                template_id = xml_child.text or ""
            case "Name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "Tag" if len(xml_child) == 0 and tag is None:
                tag = xml_child.text or ""
            case "BucketId" if len(xml_child) == 0 and bucket_id is None:
                bucket_id = xml_child.text or ""
            case "Category" if len(xml_child) == 0 and category is None:
                category = xml_child.text or ""
            case "TransTpl" if trans_tpl is None:
                trans_tpl = read_animation_detail(xml_child)
            case "CreateTime" if len(xml_child) == 0 and create_time is None:
                create_time = xml_child.text or ""
            case "UpdateTime" if len(xml_child) == 0 and update_time is None:
                update_time = xml_child.text or ""
            case _:
                raise NotPlain
    return TemplateDetail(
        template_id=template_id,
        name=name,
        tag=tag,
        bucket_id=bucket_id,
        category=category,
        trans_tpl=trans_tpl,
        create_time=create_time,
        update_time=update_time,
    )


def read_template_response(xml: Element) -> TemplateResponse:
    """Read TemplateResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    request_id: Any = None
    template: Any = None
    template_id: Any = None
    name: Any = None
    tag: Any = None
    bucket_id: Any = None
    category: Any = None
    trans_tpl: Any = None
    create_time: Any = None
    update_time: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "RequestId" if len(xml_child) == 0 and request_id is None:
                request_id = xml_child.text or ""
            case "Template" if template is None:
                template = read_template_detail(xml_child)
            case "TemplateId" if len(xml_child) == 0 and template_id is None:
                template_id = xml_child.text or ""
            case "Name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "Tag" if len(xml_child) == 0 and tag is None:
                tag = xml_child.text or ""
            case "BucketId" if len(xml_child) == 0 and bucket_id is None:
                bucket_id = xml_child.text or ""
            case "Category" if len(xml_child) == 0 and category is None:
                category = xml_child.text or ""
            case "TransTpl" if trans_tpl is None:
                trans_tpl = read_animation_detail(xml_child)
            case "CreateTime" if len(xml_child) == 0 and create_time is None:
                create_time = xml_child.text or ""
            case "UpdateTime" if len(xml_child) == 0 and update_time is None:
                update_time = xml_child.text or ""
            case _:
                raise NotPlain
    return TemplateResponse(
        request_id=request_id,
        template=template,
        template_id=template_id,
        name=name,
        tag=tag,
        bucket_id=bucket_id,
        category=category,
        trans_tpl=trans_tpl,
        create_time=create_time,
        update_time=update_time,
    )


def read_delete_template_response(xml: Element) -> DeleteTemplateResponse:
    """Read DeleteTemplateResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    request_id: Any = None
    template_id: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "RequestId" if len(xml_child) == 0 and request_id is None:
                request_id = xml_child.text or ""
            case "TemplateId" if len(xml_child) == 0 and template_id is None:
                template_id = xml_child.text or ""
            case _:
                raise NotPlain
    return DeleteTemplateResponse(request_id=request_id, template_id=template_id)


def read_list_templates_query(xml: Element) -> ListTemplatesQuery:
    """Read ListTemplatesQuery."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    tag: Any = None
    category: Any = None
    ids: Any = None
    name: Any = None
    page_number: Any = None
    page_size: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "tag" if len(xml_child) == 0 and tag is None:
                tag = xml_child.text or ""
            case "category" if len(xml_child) == 0 and category is None:
                category = xml_child.text or ""
            case "ids" if len(xml_child) == 0 and ids is None:
                ids = xml_child.text or ""
            case "name" if len(xml_child) == 0 and name is None:
                name = xml_child.text or ""
            case "pageNumber" if len(xml_child) == 0 and page_number is None:
                page_number = read_integer(xml_child.text or "")
            case "pageSize" if len(xml_child) == 0 and page_size is None:
                page_size = read_integer(xml_child.text or "")
            case _:
                raise NotPlain
    return ListTemplatesQuery(
        tag=tag, category=category, ids=ids, name=name, page_number=page_number, page_size=page_size
    )


def read_list_templates_response(xml: Element) -> ListTemplatesResponse:
    """Read ListTemplatesResponse."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    request_id: Any = None
    total_count: Any = None
    page_number: Any = None
    page_size: Any = None
    template_list: Any = []
    non_exist_tids: Any = None
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "RequestId" if len(xml_child) == 0 and request_id is None:
                request_id = xml_child.text or ""
            case "TotalCount" if len(xml_child) == 0 and total_count is None:
                total_count = read_integer(xml_child.text or "")
            case "PageNumber" if len(xml_child) == 0 and page_number is None:
                page_number = read_integer(xml_child.text or "")
            case "PageSize" if len(xml_child) == 0 and page_size is None:
                page_size = read_integer(xml_child.text or "")
            case "TemplateList":
                template_list.append(read_template_detail(xml_child))
            case "NonExistTIDs" if non_exist_tids is None:
                non_exist_tids = read_missing_templates(xml_child)
            case _:
                raise NotPlain
    return ListTemplatesResponse(
        request_id=request_id,
        total_count=total_count,
        page_number=page_number,
        page_size=page_size,
        template_list=template_list,
        non_exist_tids=non_exist_tids,
    )


def read_missing_templates(xml: Element) -> MissingTemplates:
    """Read MissingTemplates."""
    if (xml_text := xml.text) and xml_text.strip(SPACE):
        raise NotPlain
    template_id: Any = []
    for xml_child in xml:
        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):
            raise NotPlain
        match xml_child.tag:
            case "TemplateId" if len(xml_child) == 0:
                template_id.append(xml_child.text or "")
            case _:
                raise NotPlain
    return MissingTemplates(template_id=template_id)


READERS: Final[dict[type[Any], Callable[[Element], Any]]] = {
    Animation: read_animation,
    Container: read_container,
    Video: read_video,
    TimeInterval: read_time_interval,
    AnimationDetail: read_animation_detail,
    ContainerDetail: read_container_detail,
    VideoDetail: read_video_detail,
    TimeIntervalDetail: read_time_interval_detail,
    MediaInfo: read_media_info,
    MediaFormat: read_media_format,
    MediaStream: read_media_stream,
    VideoStream: read_video_stream,
    AudioStream: read_audio_stream,
    SubtitleStream: read_subtitle_stream,
    MediaResult: read_media_result,
    OutputFile: read_output_file,
    Md5Info: read_md5_info,
    SubmitJobRequest: read_submit_job_request,
    Input: read_input,
    Operation: read_operation,
    Output: read_output,
    CallBackMqConfig: read_call_back_mq_config,
    SubmitJobResponse: read_submit_job_response,
    DescribeJobsResponse: read_describe_jobs_response,
    JobDetail: read_job_detail,
    InputDetail: read_input_detail,
    CosHeader: read_cos_header,
    OperationDetail: read_operation_detail,
    OutputDetail: read_output_detail,
    Workflow: read_workflow,
    ListJobsQuery: read_list_jobs_query,
    ListJobsResponse: read_list_jobs_response,
    SubmitBatchRequest: read_submit_batch_request,
    BatchInput: read_batch_input,
    BatchTimeInterval: read_batch_time_interval,
    BatchOperation: read_batch_operation,
    BatchOutput: read_batch_output,
    JobParam: read_job_param,
    ListBatchesQuery: read_list_batches_query,
    BatchDetail: read_batch_detail,
    BatchInputDetail: read_batch_input_detail,
    BatchTimeIntervalDetail: read_batch_time_interval_detail,
    BatchOperationDetail: read_batch_operation_detail,
    JobParamDetail: read_job_param_detail,
    CallBackMqConfigDetail: read_call_back_mq_config_detail,
    BatchResponse: read_batch_response,
    ListBatchesResponse: read_list_batches_response,
    DescribeMediaBucketsQuery: read_describe_media_buckets_query,
    MediaBucket: read_media_bucket,
    DescribeMediaBucketsResponse: read_describe_media_buckets_response,
    CreateMediaBucketResponse: read_create_media_bucket_response,
    JobCallback: read_job_callback,
    ErrorResponse: read_error_response,
    ListQueuesQuery: read_list_queues_query,
    UpdateQueueRequest: read_update_queue_request,
    NotifyConfig: read_notify_config,
    NotifyConfigDetail: read_notify_config_detail,
    QueueDetail: read_queue_detail,
    ListQueuesResponse: read_list_queues_response,
    UpdateQueueResponse: read_update_queue_response,
    CreateTemplateRequest: read_create_template_request,
    UpdateTemplateRequest: read_update_template_request,
    TemplateDetail: read_template_detail,
    TemplateResponse: read_template_response,
    DeleteTemplateResponse: read_delete_template_response,
    ListTemplatesQuery: read_list_templates_query,
    ListTemplatesResponse: read_list_templates_response,
    MissingTemplates: read_missing_templates,
}

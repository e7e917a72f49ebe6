# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the types in animation.xsd."""

from __future__ import annotations

from typing import Final

from cosanim.schema import ComplexType, Element, Rule, SimpleType

from .common import REPLY_BOOLEAN, REPLY_INTEGER, REPLY_NUMBER

CODEC: Final = SimpleType(name="Codec", kinds=("str",), enumeration=("gif", "webp"))

FLAG: Final = SimpleType(name="Flag", kinds=("bool",), patterns=("true|false",), form="true or false")

FORMAT: Final = SimpleType(name="Format", kinds=("str",), enumeration=("gif", "hgif", "webp"))

FRAME_RATE: Final = SimpleType(name="FrameRate", kinds=("int", "Decimal"), min_exclusive=0, max_inclusive=60)

POSITIVE_NUMBER: Final = SimpleType(name="PositiveNumber", kinds=("int", "Decimal"), min_exclusive=0)

QUALITY: Final = SimpleType(name="Quality", kinds=("int",), min_inclusive=1, max_inclusive=99)

REPLY_CODEC: Final = SimpleType(name="ReplyCodec", kinds=("str",))

REPLY_FORMAT: Final = SimpleType(name="ReplyFormat", kinds=("str",))

SECONDS: Final = SimpleType(name="Seconds", kinds=("int", "Decimal"), min_inclusive=0, fraction_digits=3)

SIDE_LENGTH: Final = SimpleType(name="SideLength", kinds=("int",), min_inclusive=128, max_inclusive=4096)

COMPLEX_TYPES: Final[dict[str, ComplexType]] = {
    "Animation": ComplexType(
        name="Animation",
        elements=(
            Element("Container", "container", "animation.Container"),
            Element("Video", "video", "animation.Video"),
            Element("TimeInterval", "time_interval", "animation.TimeInterval"),
        ),
        root="Animation",
        rules=(
            Rule(
                id="interval-below-duration",
                severity="error",
                test="not(number(Video/AnimateTimeIntervalOfFrame) ge number(TimeInterval/Duration)) or Video/AnimateFramesPerSecond or normalize-space(string(Video/AnimateOnlyKeepKeyFrame)) = 'true'",
                message="Video.AnimateTimeIntervalOfFrame must be below TimeInterval.Duration unless AnimateFramesPerSecond or AnimateOnlyKeepKeyFrame true outranks it: sample more often, or take a longer part.",
            ),
            Rule(
                id="quality-without-webp",
                severity="warning",
                test="not(Video/Quality and (Container/Format = 'gif' or Container/Format = 'hgif'))",
                message="Quality has no effect on a GIF: leave it out, or choose the format webp.",
            ),
            Rule(
                id="codec-not-of-format",
                severity="warning",
                test="not(Container/Format = 'webp' and Video/Codec = 'gif') and not((Container/Format = 'gif' or Container/Format = 'hgif') and Video/Codec = 'webp')",
                message="The codec belongs to another format: gif and hgif take the codec gif, webp takes webp.",
            ),
            Rule(
                id="no-duration",
                severity="warning",
                test="TimeInterval/Duration",
                message="Without TimeInterval.Duration the whole rest of the video is rendered and paid for: set a duration unless that is meant.",
            ),
        ),
    ),
    "Container": ComplexType(
        name="Container", elements=(Element("Format", "format", FORMAT, required=True),), root="Container"
    ),
    "Video": ComplexType(
        name="Video",
        elements=(
            Element("Codec", "codec", CODEC, required=True),
            Element("Width", "width", SIDE_LENGTH),
            Element("Height", "height", SIDE_LENGTH),
            Element("Fps", "fps", FRAME_RATE),
            Element("AnimateOnlyKeepKeyFrame", "animate_only_keep_key_frame", FLAG),
            Element("AnimateTimeIntervalOfFrame", "animate_time_interval_of_frame", POSITIVE_NUMBER),
            Element("AnimateFramesPerSecond", "animate_frames_per_second", POSITIVE_NUMBER),
            Element("Quality", "quality", QUALITY),
        ),
        root="Video",
        rules=(
            Rule(
                id="keyframes-false-alone",
                severity="warning",
                test="not(AnimateOnlyKeepKeyFrame = 'false') or AnimateTimeIntervalOfFrame or AnimateFramesPerSecond",
                message="With AnimateOnlyKeepKeyFrame false the service asks for AnimateTimeIntervalOfFrame or AnimateFramesPerSecond: set one of them, or leave AnimateOnlyKeepKeyFrame out.",
            ),
            Rule(
                id="fps-with-sampling",
                severity="warning",
                test="not(Fps and (AnimateFramesPerSecond or AnimateOnlyKeepKeyFrame = 'true' or AnimateTimeIntervalOfFrame))",
                message="Sampled frames play at Fps, so the result is faster or slower than life: leave Fps out to keep the duration.",
            ),
        ),
    ),
    "TimeInterval": ComplexType(
        name="TimeInterval",
        elements=(
            Element("Start", "start", SECONDS),
            Element("Duration", "duration", SECONDS),
        ),
        root="TimeInterval",
        rules=(
            Rule(
                id="zero-duration",
                severity="warning",
                test="not(number(Duration) eq 0)",
                message="No page says whether Duration 0 selects nothing or the rest of the video: give the length of the part, or leave Duration out for the rest of the video.",
            ),
        ),
    ),
    "AnimationDetail": ComplexType(
        name="AnimationDetail",
        elements=(
            Element("Container", "container", "animation.ContainerDetail"),
            Element("Video", "video", "animation.VideoDetail"),
            Element("TimeInterval", "time_interval", "animation.TimeIntervalDetail"),
        ),
        root="AnimationDetail",
        open=True,
    ),
    "ContainerDetail": ComplexType(
        name="ContainerDetail", elements=(Element("Format", "format", REPLY_FORMAT),), root="ContainerDetail", open=True
    ),
    "VideoDetail": ComplexType(
        name="VideoDetail",
        elements=(
            Element("Codec", "codec", REPLY_CODEC),
            Element("Width", "width", REPLY_INTEGER),
            Element("Height", "height", REPLY_INTEGER),
            Element("Fps", "fps", REPLY_NUMBER),
            Element("AnimateOnlyKeepKeyFrame", "animate_only_keep_key_frame", REPLY_BOOLEAN),
            Element("AnimateTimeIntervalOfFrame", "animate_time_interval_of_frame", REPLY_NUMBER),
            Element("AnimateFramesPerSecond", "animate_frames_per_second", REPLY_NUMBER),
            Element("Quality", "quality", REPLY_INTEGER),
        ),
        root="VideoDetail",
        open=True,
    ),
    "TimeIntervalDetail": ComplexType(
        name="TimeIntervalDetail",
        elements=(
            Element("Start", "start", REPLY_NUMBER),
            Element("Duration", "duration", REPLY_NUMBER),
        ),
        root="TimeIntervalDetail",
        open=True,
    ),
}

"""Builds the MediaInfo of an output.

The nodes and number formats are those of the GIF samples on the page on callbacks (1045/50341).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosanim.local.rendering.encoders import EncodedFile

MediaInfo = dict[str, dict[str, str] | dict[str, list[dict[str, str]]]]

FORMAT_LONG_NAMES = {"gif": "CompuServe Graphics Interchange Format (GIF)", "webp": "WebP"}
CODEC_LONG_NAMES = {"gif": "CompuServe GIF (Graphics Interchange Format)", "webp": "WebP"}


def media_info(encoded: EncodedFile, *, name: str, size: int) -> MediaInfo:
    """Return the nodes below ``MediaInfo``. An empty dict in a list stands for an empty element.

    Args:
        encoded: The properties of the written file.
        name: ``gif`` or ``webp``: the name of the format and of the codec.
        size: Length of the file in bytes.
    """
    duration = _decimals(encoded.duration)
    rate = _decimals(encoded.frames / encoded.duration)
    base = f"1/{encoded.ticks_per_second}"
    # In kilobits per second, as in the samples.
    bitrate = _decimals(Fraction(round(size * 8 / encoded.duration), 1000))
    container = {
        "Bitrate": bitrate,
        "Duration": duration,
        "FormatLongName": FORMAT_LONG_NAMES[name],
        "FormatName": name,
        "NumProgram": "0",
        "NumStream": "1",
        "Size": str(size),
        "StartTime": "0.000000",
    }
    video = {
        "AvgFps": rate,
        "CodecLongName": CODEC_LONG_NAMES[name],
        "CodecName": name,
        "CodecTag": "0x0000",
        "CodecTagString": "[0][0][0][0]",
        "CodecTimeBase": base,
        "ColorPrimaries": "unknown",
        "ColorRange": "unknown",
        "ColorTransfer": "unknown",
        "Duration": duration,
        "Fps": rate,
        "HasBFrame": "0",
        "Height": str(encoded.height),
        "Index": "0",
        "Level": "-99",
        "NumFrames": str(encoded.frames),
        "PixFormat": encoded.pixel_format,
        "RefFrames": "1",
        "Rotation": "0.000000",
        "StartTime": "0.000000",
        "Timebase": base,
        "Width": str(encoded.width),
    }
    streams: dict[str, list[dict[str, str]]] = {"Audio": [{}], "Subtitle": [{}], "Video": [video]}
    return {"Format": container, "Stream": streams}


def _decimals(value: Fraction) -> str:
    return f"{float(value):.6f}"

"""Placeholder outputs of a service that does not render: a valid image of one pixel for each format."""

from __future__ import annotations

import base64
from typing import Any, Final

GIF: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==")
WEBP: Final = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")

_DURATION: Final = "0.100000"
"""Seconds for which browsers and FFmpeg show a frame without a delay."""

_NAMES: Final = {
    "gif": ("CompuServe Graphics Interchange Format (GIF)", "CompuServe GIF (Graphics Interchange Format)"),
    "webp": ("WebP", "WebP"),
}


def placeholder(extension: str) -> tuple[bytes, dict[str, Any]]:
    """Return the placeholder image of a format and its media information.

    Args:
        extension: ``gif`` or ``webp``.

    Returns:
        The content of the file, and the nodes below ``MediaInfo``.
    """
    data = WEBP if extension == "webp" else GIF
    format_name, codec_name = _NAMES[extension]
    return data, {
        "Format": {
            "Duration": _DURATION,
            "FormatName": extension,
            "FormatLongName": format_name,
            "NumProgram": "0",
            "NumStream": "1",
            "Size": str(len(data)),
            "StartTime": "0.000000",
        },
        "Stream": {
            "Video": [
                {
                    "Index": "0",
                    "CodecName": extension,
                    "CodecLongName": codec_name,
                    "Width": "1",
                    "Height": "1",
                    "NumFrames": "1",
                }
            ]
        },
    }

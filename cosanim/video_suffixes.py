"""The suffixes of the videos that jobs can process."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

VIDEO_SUFFIXES: Final = frozenset(
    {
        ".3gp", ".asf", ".avi", ".dv", ".flv", ".f4v", ".m3u8", ".m4v", ".mkv", ".mov", ".mp4", ".mpg", ".mpeg",
        ".mts", ".ogg", ".rm", ".rmvb", ".swf", ".vob", ".wmv", ".webm",
    }
)  # fmt: skip
"""Suffixes of the videos that jobs can process, in lower case, as documented for the console."""


def is_video(key: str) -> bool:
    """Return whether the suffix of a key is one of a video.

    Args:
        key: Key of an object.
    """
    return PurePosixPath(key).suffix.lower() in VIDEO_SUFFIXES

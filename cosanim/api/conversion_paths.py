"""Checks the paths of a conversion before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cosanim.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from cosanim.argument_types import FormatName

_VIDEOS: Final = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".flv", ".wmv", ".ts", ".mpg", ".mpeg", ".3gp"}
)


def format_of(target: Path) -> FormatName:
    """Return the format that the suffix of a file names.

    Raises:
        ConfigurationError: It names none.
    """
    match target.suffix.lower():
        case ".gif":
            return "gif"
        case ".webp":
            return "webp"
    raise ConfigurationError(
        f"the format is not known from the name {target.name!r}: end it with .gif or .webp, or give the format "
        "(--format on the command line)"
    )


def check_paths(source: Path, target: Path) -> None:
    """Check source and target before anything is sent.

    Raises:
        ConfigurationError: One of them cannot be used.
    """
    from cosanim.objects.downloads import unwritable_reason

    try:
        size = source.stat().st_size if source.is_file() else None
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigurationError(f"the source {str(source)!r} cannot be read: {error}") from None
    if size is None:
        raise ConfigurationError(f"the source {str(source)!r} is no file: give the path of a video")
    if size == 0:
        raise ConfigurationError(f"the source {str(source)!r} is empty: give the path of a video")
    if reason := unwritable_reason(target):
        raise ConfigurationError(f"the target cannot be written: {reason}")
    if target.suffix.lower() in _VIDEOS:
        raise ConfigurationError(f"the target {str(target)!r} has the name of a video: give the path of a picture")
    check_not_same(source, target)


def check_not_same(source: Path, target: Path) -> None:
    """Check that source and target are two files.

    Raises:
        ConfigurationError: They are the same.
    """
    if target.exists() and target.samefile(source):
        raise ConfigurationError(f"source and target are the same file, {str(source)!r}: name another target")

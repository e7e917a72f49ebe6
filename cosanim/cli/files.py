"""Target files of commands. They are checked to be writable before a job is paid for or an object is fetched."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cosanim.errors import CosanimError

if TYPE_CHECKING:
    from cosanim.client import AnimationClient
    from cosanim.objects.records import ObjectInfo


class TargetPath(click.Path):
    """Parameter type: the path of a writable file, new or existing, or of an existing pipe or device."""

    def __init__(self) -> None:
        """Accept files, but no folders."""
        super().__init__(dir_okay=False, readable=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, after a check that the file can be written.

        Raises:
            click.BadParameter: The file cannot be written.
        """
        if not os.fspath(value):
            self.fail("the name is empty: name a file", param, ctx)
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        try:
            reason = _unwritable_reason(path)
        except (OSError, ValueError, RuntimeError) as error:
            reason = f"{str(path)!r} cannot be written: {getattr(error, 'strerror', None) or error}"
        if reason:
            self.fail(reason, param, ctx)
        return path


def _unwritable_reason(path: Path) -> str | None:
    """Return the reason why a file cannot be written, or None if it can.

    Raises:
        OSError: The operating system reports the reason.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    if not stat.S_ISREG(mode):
        # A pipe or a device is not opened for the check: closing it could end the process that reads it.
        return None if os.access(path, os.W_OK) else f"{str(path)!r} is not writable"
    folder = path.resolve().parent
    if not folder.is_dir():
        return f"the folder {str(path.parent)!r} does not exist"
    # The content goes to a temporary file in the same folder, which is then renamed. So the check creates one there;
    # permission bits do not suffice, since root ignores them.
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return f"the folder {str(path.parent)!r} is not writable: {error.strerror}"


def fetch(client: AnimationClient, key: str, target: Path) -> ObjectInfo:
    """Fetch an object into a file.

    Args:
        client: The client.
        key: Key of the object.
        target: The path of the file, pipe or device.

    Returns:
        The properties of the object.

    Raises:
        CosanimError: The reader of the pipe has closed it, or an error of ``objects.get``.
    """
    try:
        return client.objects.get(key, target)
    except BrokenPipeError:
        raise CosanimError(f"the reader of {str(target)!r} has closed it before it had all of {key!r}") from None

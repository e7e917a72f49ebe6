"""Files that commands write: found out to be impossible before anything is paid for or fetched."""

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
    from cosanim.objects.store import ObjectInfo


class TargetPath(click.Path):
    """A file that can be written: new or not, or a pipe or device that is there."""

    def __init__(self) -> None:
        """Take files, not folders."""
        super().__init__(dir_okay=False, readable=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path of a file that can be written.

        Raises:
            click.BadParameter: It cannot.
        """
        if not os.fspath(value):
            self.fail("the name is empty: name a file", param, ctx)
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        try:
            reason = _obstacle(path)
        except (OSError, ValueError, RuntimeError) as error:
            reason = f"{str(path)!r} cannot be written: {getattr(error, 'strerror', None) or error}"
        if reason:
            self.fail(reason, param, ctx)
        return path


def _obstacle(path: Path) -> str | None:
    """Return why a file cannot be written, None if it can.

    Raises:
        OSError: It cannot, for that reason.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    if not stat.S_ISREG(mode):
        # A pipe or a device is written to as it is; to open it now could end what waits at its other end.
        return None if os.access(path, os.W_OK) else f"{str(path)!r} is not writable"
    folder = path.resolve().parent
    if not folder.is_dir():
        return f"the folder {str(path.parent)!r} does not exist"
    # The file is written beside its place, and put there whole. Rights alone do not tell: root has them all.
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return f"the folder {str(path.parent)!r} is not writable: {error.strerror}"


def fetch(client: AnimationClient, key: str, target: Path) -> ObjectInfo:
    """Fetch an object into a file.

    Args:
        client: Who fetches.
        key: Key of the object.
        target: The file, a pipe or a device.

    Raises:
        CosanimError: The reader of the pipe has gone; all that ``objects.get`` raises.
    """
    try:
        return client.objects.get(key, target)
    except BrokenPipeError:
        raise CosanimError(f"the reader of {str(target)!r} has closed it before it had all of {key!r}") from None

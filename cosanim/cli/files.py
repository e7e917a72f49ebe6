"""Files of commands, and ``-`` for standard input and output.

Targets are checked to be writable before a job is paid for or an object is fetched.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from cosanim.cli.streams import StandardOutput, require_stdout
from cosanim.errors import CosanimError
from cosanim.objects.downloads import unusable_folder_reason, unwritable_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from cosanim.argument_types import RuleName
    from cosanim.client import AnimationClient
    from cosanim.objects.records import ObjectInfo

STANDARD_STREAM: Final = "-"
"""The name of standard input and output in arguments. A file of that name is written ``./-``."""


class SourcePath(click.Path):
    """Parameter type: the path of a readable file, pipe or device, or ``-`` for standard input.

    The value is a path, or standard input as a binary file.
    """

    def __init__(self) -> None:
        """Accept existing files, but no folders."""
        super().__init__(exists=True, dir_okay=False, readable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or standard input.

        Raises:
            click.BadParameter: The file does not exist or cannot be read, or standard input is closed.
        """
        if value != STANDARD_STREAM:
            return super().convert(value, param, ctx)
        # The process has no such stream if the shell closed it with `<&-`.
        if sys.stdin is None:
            self.fail("standard input is closed", param, ctx)
        return sys.stdin.buffer


@contextmanager
def opened(source: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    """Yield the value of a ``SourcePath`` as a binary file, and close it unless it is standard input.

    Raises:
        OSError: The file cannot be opened.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        yield source


class TargetPath(click.Path):
    """Parameter type: the path of a writable file, new or existing, or of an existing pipe or device; or ``-``.

    The value is a path, or a ``StandardOutput``.
    """

    def __init__(self) -> None:
        """Accept files, but no folders."""
        super().__init__(dir_okay=False, readable=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, after a check that the file can be written, or standard output.

        Raises:
            click.BadParameter: The file cannot be written.
        """
        if value == STANDARD_STREAM:
            return StandardOutput()
        if not os.fspath(value):
            self.fail("the name is empty: name a file", param, ctx)
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if reason := unwritable_reason(path):
            self.fail(reason, param, ctx)
        return path


class TargetFolder(click.Path):
    """Parameter type: the path of a folder that takes files, new or existing. It is not created."""

    def __init__(self) -> None:
        """Accept folders, but no files."""
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, after a check that files can be written there.

        Raises:
            click.BadParameter: It cannot be created, or takes no file.
        """
        if not os.fspath(value):
            self.fail("the name is empty: name a folder", param, ctx)
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if reason := unusable_folder_reason(path):
            self.fail(reason, param, ctx)
        return path


def write_stdout(path: Path, name: str) -> None:
    """Copy a file to standard output.

    Args:
        path: The file.
        name: What it is, for the error message.

    Raises:
        CosanimError: Standard output does not take all of it.
        OSError: The file cannot be read.
    """
    require_stdout(name)
    with path.open("rb") as file:
        shutil.copyfileobj(file, sys.stdout.buffer)
    require_stdout(name)


def fetch(
    client: AnimationClient,
    key: str,
    target: Path | StandardOutput,
    on_progress: Callable[[int, int | None], object] | None = None,
    *,
    allow: Collection[RuleName] = (),
) -> ObjectInfo:
    """Fetch an object into a file.

    Args:
        client: The client.
        key: Key of the object.
        target: The path of the file, pipe or device, or standard output.
        on_progress: Called with the bytes received so far and their total, as by ``objects.get``.
        allow: Rules that are waived, as for ``objects.get``.

    Returns:
        The properties of the object.

    Raises:
        CosanimError: The reader of the pipe has closed it, or an error of ``objects.get``.
    """
    if isinstance(target, StandardOutput):
        require_stdout(repr(key))
        info = client.objects.get(key, sys.stdout.buffer, on_progress=on_progress, allow=allow)
        require_stdout(repr(key))
        return info
    try:
        return client.objects.get(key, target, on_progress=on_progress, allow=allow)
    except BrokenPipeError:
        raise CosanimError(f"the reader of {str(target)!r} has closed it before it had all of {key!r}") from None

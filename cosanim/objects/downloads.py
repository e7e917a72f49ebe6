"""Writes the target of a download: a file is replaced atomically after the whole content has been verified."""

from __future__ import annotations

import errno
import io
import os
import secrets
import shutil
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

Target: TypeAlias = str | os.PathLike[str] | IO[bytes]

_CHUNK: Final = 1 << 20
_IN_MEMORY: Final = 8 << 20
"""Largest content that is kept in memory for a target that cannot be replaced, in bytes."""


@contextmanager
def atomic_target(target: Target) -> Iterator[IO[bytes]]:
    """Yield a file whose content is moved to the target only if the ``with`` block succeeds.

    Args:
        target: Path of the file to write, or a file opened for writing in binary mode, which stays open. An open
            file, a pipe and a device are written at the end; until then small content is kept in memory, larger
            content in a temporary file.

    Raises:
        OSError: The target cannot be written.
        TypeError: The target is of another type.
    """
    if not isinstance(target, str | os.PathLike):
        if isinstance(target, io.TextIOBase):
            raise TypeError("the file is opened as text: open it in binary mode")
        if not hasattr(target, "write"):
            raise TypeError(f"a target is a path or a file opened in binary mode, not {type(target).__name__}")
        with _temporary_file() as file:
            yield file
            _copy(file, target)
        return
    path = Path(target)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "the target is a folder: name a file", str(target))
    if path.exists() and not path.is_file():
        # A pipe or a device is written to and never replaced, also if the path is a symbolic link to it.
        with path.open("wb") as special, _temporary_file() as file:
            yield file
            _copy(file, special)
        return
    path = path.resolve()
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the folder of the target does not exist", str(target))
    partial = path.with_name(f".{path.name[:32]}.{secrets.token_hex(8)}.part")
    try:
        with partial.open("xb") as file:
            yield file
        if path.exists():
            partial.chmod(stat.S_IMODE(path.stat().st_mode))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def unwritable_reason(path: Path) -> str | None:
    """Return the reason why a file cannot be written, or None if it can. The file itself is not touched.

    Args:
        path: The file, which need not exist; or a pipe or a device.
    """
    try:
        return _unwritable_reason(path)
    # A NUL in the name is a ValueError, a loop of symbolic links a RuntimeError.
    except (OSError, ValueError, RuntimeError) as error:
        return f"{str(path)!r} cannot be written: {getattr(error, 'strerror', None) or error}"


def _unwritable_reason(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    if stat.S_ISDIR(mode):
        return f"{str(path)!r} is a folder: name a file"
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


def unusable_folder_reason(path: Path) -> str | None:
    """Return the reason why a folder cannot take files, or None if it can. The folder is not created.

    Args:
        path: The folder, which need not exist.
    """
    try:
        existing = path.resolve()
        while not existing.exists():
            existing = existing.parent
        if not existing.is_dir():
            return f"{str(existing)!r} is not a folder"
        with tempfile.TemporaryFile(dir=existing):
            return None
    except (OSError, ValueError, RuntimeError) as error:
        return f"{str(path)!r} takes no files: {getattr(error, 'strerror', None) or error}"


@contextmanager
def _temporary_file() -> Iterator[IO[bytes]]:
    """Yield a file in memory that becomes a temporary file when it grows beyond ``_IN_MEMORY``."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        yield cast("IO[bytes]", file)


def _copy(file: IO[bytes], target: IO[bytes]) -> None:
    file.seek(0)
    shutil.copyfileobj(file, target, _CHUNK)

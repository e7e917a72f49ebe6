"""The data folder: which one a service may use, and what in it is its own.

A folder is the service's when it holds a database that a service made, or nothing at all. In any other nothing is
created, changed or deleted, and none of the service's own names is followed when it is a link.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import stat
import sys
from typing import TYPE_CHECKING, Final

from cosanim.errors import ConfigurationError, CosanimError
from cosanim.local.storage.database import FORMAT, Database, format_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OBJECTS: Final = "objects"
"""Folder of the objects' contents."""
TEMPORARY: Final = "tmp"
"""Folder of uploads and renders that are not complete."""
_LOCK: Final = "lock"
_DATABASE: Final = "cosanim.sqlite3"
_FOLDERS: Final = (OBJECTS, TEMPORARY)
_FILES: Final = (_LOCK, _DATABASE, *(f"{_DATABASE}-{suffix}" for suffix in ("journal", "shm", "wal")))
CONTENT_NAME: Final = re.compile(r"[0-9a-f]{32}")
"""Names of the objects' contents."""
TEMPORARY_NAME: Final = re.compile(r"[0-9a-f]{32}(\.(gif|webp))?")
"""Names of uploads, and of renders, whose encoder goes by the extension."""


def open_folder(folder: Path, stack: contextlib.ExitStack) -> Database:
    """Take a data folder, so that no other service can, and open its database.

    Args:
        folder: The folder; made when it is missing.
        stack: Releases the folder and closes the database.

    Returns:
        The database.

    Raises:
        ConfigurationError: The folder is somebody else's, is no folder or may not be written.
        CosanimError: Another service uses it, or the disk is full or broken.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check(folder)
        _lock(folder, stack)
        # Another service may have begun and ended since.
        _check(folder)
        return stack.enter_context(contextlib.closing(Database(folder / _DATABASE)))
    except BlockingIOError:
        raise CosanimError(f"the data folder {folder} is in use by another local service") from None
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise _unusable(folder, error.strerror or str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise CosanimError(f"the data folder {folder} cannot be used: {error}") from error


def remove_leftovers(folder: Path, own_name: re.Pattern[str], known: set[str]) -> None:
    """Remove what a service has left behind; files of any other name stay, and so do links and folders.

    Args:
        folder: The folder of contents or that of temporary files.
        own_name: What the service names files there.
        known: Names of files to keep.
    """
    for path in folder.iterdir():
        if own_name.fullmatch(path.name) and path.name not in known and stat.S_ISREG(path.lstat().st_mode):
            path.unlink()


def _check(folder: Path) -> None:
    """Refuse a folder that is not ours; nothing is written.

    Raises:
        ConfigurationError: It is somebody else's.
        OSError: It cannot be read.
    """
    for names, is_kind, kind in ((_FOLDERS, stat.S_ISDIR, "folder"), (_FILES, stat.S_ISREG, "file")):
        for name in names:
            _check_kind(folder, name, is_kind, kind)
    database = folder / _DATABASE
    if database.exists() and database.stat().st_size:
        found = format_of(database)
        if found is None:
            raise _unusable(folder, f"its {_DATABASE} was not made by this service; name another folder")
        if found != FORMAT:
            raise _unusable(folder, f"its format is {found}, this release reads {FORMAT}; name another folder")
        return
    # A start that was cut off leaves at most two empty files.
    started = {name for name in (_LOCK, _DATABASE) if (folder / name).exists() and not (folder / name).stat().st_size}
    if any(path.name not in started for path in folder.iterdir()):
        reason = f"it is not empty and has no {_DATABASE} of a local service; name an empty or a new folder"
        raise _unusable(folder, reason)


def _check_kind(folder: Path, name: str, is_kind: Callable[[int], bool], kind: str) -> None:
    try:
        mode = (folder / name).lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise _unusable(folder, f"its {name} is a link, which is not followed; name another folder")
    if not is_kind(mode):
        raise _unusable(folder, f"its {name} is no {kind}; name another folder")


def _lock(folder: Path, stack: contextlib.ExitStack) -> None:
    """Hold the folder until the stack is closed; where there are no such locks, do without."""
    if sys.platform != "win32":
        import fcntl

        # Not truncated, since what is in it may be somebody's; without waiting should it have become a pipe.
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        file = os.open(folder / _LOCK, flags, 0o600)
        stack.callback(os.close, file)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unusable(folder: Path, reason: str) -> ConfigurationError:
    return ConfigurationError(f"the data folder {folder} cannot be used: {reason}")

"""Opens the data folder: checks that a service may use it, locks it, and removes files that a crash left behind.

A service uses a folder only if the folder is empty or contains a database that a service made. It creates, changes and
deletes nothing in other folders, and does not follow symbolic links in place of its own files.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sqlite3
import stat
import sys
from typing import TYPE_CHECKING, Final

from cosanim.errors import ConfigurationError, CosanimError
from cosanim.local.storage.database import FORMAT, Database, format_of
from cosanim.local.storage.disk import Disk
from cosanim.local.storage.migration import CONTENTS, OLD_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

logger = logging.getLogger(__name__)

OBJECTS: Final = CONTENTS
"""Name of the folder with the contents of objects."""
TEMPORARY: Final = "tmp"
"""Name of the folder with incomplete uploads and renders."""
_LOCK: Final = "lock"
_DATABASE: Final = "cosanim.sqlite3"
_FOLDERS: Final = (OBJECTS, TEMPORARY)
_FILES: Final = (_LOCK, _DATABASE, *(f"{_DATABASE}-{suffix}" for suffix in ("journal", "shm", "wal")))
CONTENT_NAME: Final = re.compile(r"[0-9a-f]{32}")
"""Pattern of the file names of contents of objects."""
TEMPORARY_NAME: Final = re.compile(r"[0-9a-f]{32}(\.(gif|webp))?")
"""Pattern of the file names of uploads and renders. The extension of a render selects its encoder."""


def open_data_folder(folder: Path, stack: contextlib.ExitStack, *, durable: bool = True) -> Database:
    """Lock a data folder and open its database.

    Args:
        folder: The folder, created if it does not exist.
        stack: When the stack is closed, it closes the database and unlocks the folder.
        durable: Whether the data must survive a power failure; false for a temporary folder.

    Returns:
        The database.

    Raises:
        ConfigurationError: The folder has other contents, is not a folder, or cannot be written.
        CosanimError: Another service uses the folder, or the disk is full or broken.
    """
    try:
        _make_folder(folder, Disk(durable=durable))
        # Before the check, which reads the database: closing it would release the locks of another service in this
        # process (https://www.sqlite.org/howtocorrupt.html, 2.2).
        _lock_folder(folder, stack)
        _check(folder)
        _lock_file(folder, stack)
        # Checked again, since only now no service can use the folder on a system that cannot lock folders.
        _check(folder)
        return stack.enter_context(contextlib.closing(Database(folder / _DATABASE, durable=durable)))
    except BlockingIOError:
        raise CosanimError(f"the data folder {folder} is in use by another local service") from None
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise _unusable(folder, error.strerror or str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise CosanimError(f"the data folder {folder} cannot be used: {error}") from error


def remove_leftovers(folder: Path, own_name: re.Pattern[str], known: set[str]) -> None:
    """Remove the files that an interrupted service left behind. Other files, links and folders stay.

    Args:
        folder: The folder of contents or of temporary files.
        own_name: Pattern of the service's file names in this folder.
        known: Names of files to keep.
    """
    for path in folder.iterdir():
        if own_name.fullmatch(path.name) and path.name not in known and stat.S_ISREG(path.lstat().st_mode):
            path.unlink()


def _make_folder(folder: Path, disk: Disk) -> None:
    """Create a folder and its parents, unless they exist, and sync each name that is new."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in missing or [folder]:
        disk.sync_folder(path.parent)


def _check(folder: Path) -> None:
    """Refuse a folder with contents that no service made. Nothing is written.

    Raises:
        ConfigurationError: The folder has other contents.
        OSError: The folder cannot be read.
    """
    for names, is_kind, kind in ((_FOLDERS, stat.S_ISDIR, "folder"), (_FILES, stat.S_ISREG, "file")):
        for name in names:
            _check_kind(folder, name, is_kind, kind)
    database = folder / _DATABASE
    if database.exists() and database.stat().st_size:
        folder_format = format_of(database)
        if folder_format is None:
            raise _unusable(folder, f"its {_DATABASE} was not made by this service; name another folder")
        if folder_format not in {FORMAT, *OLD_FORMATS}:
            raise _unusable(folder, f"its format is {folder_format}, this release reads {FORMAT}; name another folder")
        return
    # An interrupted start leaves at most these two files, both empty.
    empty_files = {
        name for name in (_LOCK, _DATABASE) if (folder / name).exists() and not (folder / name).stat().st_size
    }
    if any(path.name not in empty_files for path in folder.iterdir()):
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
        raise _unusable(folder, f"its {name} is not a {kind}; name another folder")


def _lock_folder(folder: Path, stack: contextlib.ExitStack) -> None:
    """Lock the folder itself until the stack is closed: unlike a lock file, it cannot be removed on its own.

    On Windows, and on file systems that cannot lock folders, such as NFS, do nothing.
    """
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    stack.callback(os.close, descriptor)
    try:
        _lock(descriptor, stack)
    except BlockingIOError:
        raise
    except OSError as error:
        logger.info("the folder %s cannot be locked itself, only its lock file: %s", folder, error)


def _lock_file(folder: Path, stack: contextlib.ExitStack) -> None:
    """Lock the lock file until the stack is closed, for earlier releases and for systems that cannot lock folders."""
    if sys.platform == "win32":
        return
    # No O_TRUNC: the file may belong to another program. O_NONBLOCK: opening a pipe of this name would block.
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(folder / _LOCK, flags, 0o600)
    stack.callback(os.close, descriptor)
    _lock(descriptor, stack)


def _lock(descriptor: int, stack: contextlib.ExitStack) -> None:
    """Lock an open file or folder until the stack is closed. Workers do not inherit it: Python's files are not.

    Raises:
        BlockingIOError: Another service has the lock.
    """
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Closing is not enough: a copy of the descriptor in a forked process would keep the lock.
        stack.callback(fcntl.flock, descriptor, fcntl.LOCK_UN)


def _unusable(folder: Path, reason: str) -> ConfigurationError:
    return ConfigurationError(f"the data folder {folder} cannot be used: {reason}")

"""Opens the SQLite file of a journal: locks it, makes its tables, and refuses files that are no usable journal."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from cosanim.errors.bulk import JournalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FORMAT: Final = 1
"""Version of the tables, stored as SQLite's user_version."""
_APPLICATION: Final = 0x636F_736A
"""SQLite's application_id of journals, ASCII "cosj"."""
_SCHEMA: Final = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE rows (
    number INTEGER PRIMARY KEY, line INTEGER, fingerprint BLOB NOT NULL, target BLOB NOT NULL, input BLOB,
    output BLOB, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, sent_at REAL, since INTEGER,
    not_after INTEGER, job_id TEXT, job BLOB, reason TEXT
);
CREATE UNIQUE INDEX rows_by_output ON rows (output) WHERE output IS NOT NULL;
CREATE INDEX rows_by_input ON rows (input) WHERE input IS NOT NULL;
CREATE INDEX rows_by_target ON rows (target) WHERE job_id IS NOT NULL;
"""
# https://sqlite.org/fileformat2.html#the_database_header
_HEADER_SIZE: Final = 100
_WRITE_VERSION_AT: Final = 18
_WAL: Final = 2
_APPLICATION_AT: Final = 68
_PAGE_SIZE: Final = 4096
"""Size in bytes of a database without tables."""
_LOCK_ATTEMPTS: Final = 5
"""Number of attempts to lock a journal. Two processes that open it at the same moment may refuse each other."""
_LONGEST_LOCK_DELAY: Final = 0.05
"""Longest delay in seconds between two of them."""


class JournalLockedError(JournalError):
    """Another process, or another run of this one, uses the journal."""


def open_journal(path: Path | None, *, endpoint: str) -> sqlite3.Connection:
    """Open or create a journal, and lock it until the connection is closed, also by the end of the process.

    Args:
        path: The file; None for a temporary database.
        endpoint: URL of the service, which must be the same in all runs.

    Raises:
        JournalError: The file is in use, damaged, no journal, or one of another endpoint; or it cannot be written.
    """
    number = 1
    while True:
        try:
            return _open_once(path, endpoint)
        except JournalLockedError:
            if number >= _LOCK_ATTEMPTS:
                raise
        number += 1
        time.sleep(random.uniform(0, _LONGEST_LOCK_DELAY))  # noqa: S311 - no secret


def _open_once(path: Path | None, endpoint: str) -> sqlite3.Connection:
    with journal_failures(path):
        if path is not None:
            _create_private(path)
            _check_not_alone(path)
        # SQLite takes a name such as :memory: for a database without a file, but no absolute path.
        name = "" if path is None else path.absolute()
        connection = sqlite3.connect(name, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        with journal_failures(path):
            _set_up(connection, path)
            connection.execute("BEGIN IMMEDIATE")
            _make_tables(connection, path, endpoint)
            connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection, path: Path | None) -> None:
    execute = connection.execute
    if path is None:
        execute("PRAGMA synchronous = OFF")
        execute("PRAGMA cache_size = -256")  # KiB; the rows of a long run are not kept in memory
        return
    # Before anything is read, so that the lock is held from the first look at the file on.
    execute("PRAGMA locking_mode = EXCLUSIVE")
    application = execute("PRAGMA application_id").fetchone()[0]
    tables = execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != _APPLICATION and (tables or application):
        raise JournalError(f"{path} is no journal of cosanim, so it was left as it is: name another file")
    # SQLite itself makes this file a moment later, and a run killed in between would look like one that has lost it.
    whole = path.resolve()
    _create_private(whole.with_name(f"{whole.name}-wal"))
    execute("PRAGMA journal_mode = WAL")
    execute("PRAGMA synchronous = FULL")
    execute("PRAGMA fullfsync = ON")  # on macOS fsync alone leaves data in the cache of the disk


def _make_tables(connection: sqlite3.Connection, path: Path | None, endpoint: str) -> None:
    execute = connection.execute
    version = execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        for statement in _SCHEMA.split(";"):
            execute(statement)
        execute("INSERT INTO settings VALUES ('endpoint', ?), ('id', ?)", (endpoint, os.urandom(8).hex()))
        execute(f"PRAGMA application_id = {_APPLICATION}")
        execute(f"PRAGMA user_version = {_FORMAT}")
    elif version != _FORMAT:
        raise JournalError(f"the journal {path} has format {version} of another release of cosanim, not {_FORMAT}")
    elif (damage := execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise JournalError(f"the journal {path} is damaged: {damage}")
    recorded = execute("SELECT value FROM settings WHERE name = 'endpoint'").fetchone()[0]
    # Rows of which none was ever sent bind nobody, so that a manifest can be corrected after its first check.
    if not execute("SELECT 1 FROM rows WHERE attempts > 0 LIMIT 1").fetchone():
        execute("DELETE FROM rows")
        execute("UPDATE settings SET value = ? WHERE name = 'endpoint'", (endpoint,))
    elif recorded != endpoint:
        raise JournalError(f"the journal {path} is one of {recorded}, not of {endpoint}: name another file")


@contextmanager
def journal_failures(path: Path | None) -> Iterator[None]:
    """Convert the errors of SQLite and of the file system to ``JournalError``."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        raise journal_failure(error, path) from error


def journal_failure(error: sqlite3.DatabaseError | OSError, path: Path | None) -> JournalError:
    """Return the ``JournalError`` for an error of SQLite or of the file system.

    Args:
        error: The error.
        path: The file of the journal; None for a temporary database.
    """
    name = "" if path is None else f" {path}"
    if isinstance(error, OSError):
        return JournalError(f"the journal{name} cannot be opened: {error.strerror or error}")
    if isinstance(error, sqlite3.OperationalError):
        if "locked" in str(error):
            return JournalLockedError(f"the journal{name} is in use by another process: wait for its end")
        return JournalError(f"the journal{name} cannot be written: {error}")
    if isinstance(error, sqlite3.ProgrammingError):
        return JournalError(f"the journal{name} was closed while a request was prepared: {error}")
    return JournalError(f"the journal{name} is damaged or no journal: {error}")


def _check_not_alone(path: Path) -> None:
    """Refuse the journal of a killed run whose other file, which has all of its rows, was left elsewhere.

    A first run puts nothing but SQLite's header into the file itself until it ends or has sent some hundred requests.
    """
    # While a run uses the journal, that file exists. So the journal is not opened here then: closing it would release
    # the locks of a run of the same process.
    newest = path.with_name(f"{path.name}-wal")
    if newest.exists() or path.is_symlink():
        return
    with path.open("rb") as file:
        header = file.read(_HEADER_SIZE)
    is_empty = header[_APPLICATION_AT : _APPLICATION_AT + 4] == bytes(4) and path.stat().st_size == _PAGE_SIZE
    if header.startswith(b"SQLite format 3\0") and header[_WRITE_VERSION_AT] == _WAL and is_empty:
        raise JournalError(
            f"the journal {path} is that of a run that was killed, but {newest}, which has its rows, is missing: put "
            "it there. If it is lost, look at the list of jobs before you remove the journal, after which every row is "
            "sent again"
        )


def _create_private(path: Path) -> None:
    """Create a file that only its owner can read, if there is none; SQLite gives its other files the same mode."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

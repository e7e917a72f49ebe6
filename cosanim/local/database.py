"""The one SQLite file of a data folder, which makes a job's success and its output one transaction."""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

_VERSION: Final = 2
_SCHEMA: Final = """
CREATE TABLE buckets (name TEXT PRIMARY KEY);
CREATE TABLE objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, md5 TEXT NOT NULL,
    modified REAL NOT NULL, headers TEXT NOT NULL, PRIMARY KEY (bucket, key)
);
CREATE TABLE media_buckets (
    bucket TEXT PRIMARY KEY, bound REAL NOT NULL, queue_id TEXT NOT NULL UNIQUE, queue_name TEXT NOT NULL,
    queue_state TEXT NOT NULL, notify BLOB, queue_updated REAL NOT NULL
);
CREATE TABLE templates (
    number INTEGER PRIMARY KEY AUTOINCREMENT, template_id TEXT NOT NULL UNIQUE, bucket TEXT NOT NULL,
    name TEXT NOT NULL, animation BLOB NOT NULL, created REAL NOT NULL, updated REAL NOT NULL, UNIQUE (bucket, name)
);
CREATE TABLE jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL UNIQUE, bucket TEXT NOT NULL,
    region TEXT NOT NULL, queue_id TEXT NOT NULL, level INTEGER NOT NULL, input TEXT NOT NULL, request BLOB NOT NULL,
    template_name TEXT, animation BLOB, batch_id TEXT,
    state TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, progress INTEGER,
    created REAL NOT NULL, started REAL, ended REAL, result TEXT
);
CREATE INDEX jobs_by_turn ON jobs (state, level DESC, number);
CREATE INDEX jobs_by_bucket ON jobs (bucket, number);
CREATE INDEX jobs_by_batch ON jobs (batch_id, state);
CREATE TABLE batches (
    number INTEGER PRIMARY KEY AUTOINCREMENT, batch_id TEXT NOT NULL UNIQUE, bucket TEXT NOT NULL,
    name TEXT NOT NULL, request BLOB NOT NULL, created REAL NOT NULL, cancelled REAL
);
CREATE TABLE messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, sent REAL NOT NULL, region TEXT NOT NULL, mode TEXT NOT NULL,
    name TEXT NOT NULL, format TEXT NOT NULL, job_id TEXT NOT NULL, body TEXT NOT NULL
);
"""


class Database:
    """A connection that threads share, one transaction at a time."""

    def __init__(self, path: Path) -> None:
        """Open the file, making its tables when it is new.

        Args:
            path: The database file.

        Raises:
            sqlite3.Error: The file cannot be opened, is no database, or belongs to another version.
        """
        self._lock = threading.RLock()
        self._on_commit: list[Callable[[], None]] = []
        self._on_rollback: list[Callable[[], None]] = []
        # The rows hold callback addresses and user data; SQLite gives its other files the mode of this one.
        path.touch(mode=0o600)
        path.chmod(0o600)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.row_factory = sqlite3.Row
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
            elif version != _VERSION:
                raise sqlite3.DatabaseError(f"its format is {version}, this release reads {_VERSION}")
        except sqlite3.Error:
            self._connection.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the database for a block: all of its changes are kept, or none. A nested block joins the outer one.

        Yields:
            The connection.
        """
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                self._settle(self._on_rollback)
                raise
            self._settle(self._on_commit)

    def on_commit(self, action: Callable[[], None]) -> None:
        """Do something once the present transaction is kept, such as removing the file that a row no longer names."""
        self._on_commit.append(action)

    def on_rollback(self, action: Callable[[], None]) -> None:
        """Do something if the present transaction is undone, such as removing the file that no row will name."""
        self._on_rollback.append(action)

    def close(self) -> None:
        """Close the file. Nothing works afterwards."""
        with self._lock:
            self._connection.close()

    def _settle(self, actions: list[Callable[[], None]]) -> None:
        actions = list(actions)
        self._on_commit.clear()
        self._on_rollback.clear()
        for action in actions:
            try:
                action()
            except OSError:
                # The outcome stands; a file that is left over is removed at the next start.
                logger.warning("a file cannot be removed", exc_info=True)

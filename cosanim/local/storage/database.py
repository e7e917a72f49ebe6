"""The SQLite database of a data folder: its schema, and transactions that span all tables.

The database of a durable data folder survives a power failure: SQLite's write-ahead log is synced to the disk at the
end of each transaction (https://www.sqlite.org/pragma.html#pragma_synchronous), unless the transaction changes only
what a restart would repeat. That of a temporary folder is never synced.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from cosanim.local.storage.disk import Disk
from cosanim.local.storage.documents import Documents
from cosanim.local.storage.migration import CONTENTS, OLD_FORMATS, convert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

FORMAT: Final = 3
"""Version of the schema, stored as SQLite's user_version."""
_APPLICATION: Final = 0x636F_7361
"""SQLite's application_id of the databases of this module, ASCII "cosa"."""
_MAGIC: Final = b"SQLite format 3\0"
_FORMAT_AT: Final = slice(60, 64)
_APPLICATION_AT: Final = slice(68, 72)
"""Positions of user_version and application_id in the file (https://www.sqlite.org/fileformat2.html)."""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
    crc64 TEXT NOT NULL, modified REAL NOT NULL, headers TEXT NOT NULL, PRIMARY KEY (bucket, key)
);
CREATE TABLE IF NOT EXISTS uploads (
    number INTEGER PRIMARY KEY AUTOINCREMENT, upload_id TEXT NOT NULL UNIQUE, bucket TEXT NOT NULL, key TEXT NOT NULL,
    initiated REAL NOT NULL, headers TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS parts (
    upload_id TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, md5 TEXT NOT NULL,
    modified REAL NOT NULL, PRIMARY KEY (upload_id, number)
);
CREATE TABLE IF NOT EXISTS media_buckets (
    bucket TEXT PRIMARY KEY, bound REAL NOT NULL, queue_id TEXT NOT NULL UNIQUE, queue_name TEXT NOT NULL,
    queue_state TEXT NOT NULL, notify BLOB, queue_updated REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS templates (
    number INTEGER PRIMARY KEY AUTOINCREMENT, template_id TEXT NOT NULL UNIQUE, bucket TEXT NOT NULL,
    name TEXT NOT NULL, animation BLOB NOT NULL, created REAL NOT NULL, updated REAL NOT NULL, UNIQUE (bucket, name)
);
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL UNIQUE, bucket TEXT NOT NULL,
    region TEXT NOT NULL, queue_id TEXT NOT NULL, level INTEGER NOT NULL, input TEXT NOT NULL, request BLOB NOT NULL,
    template_name TEXT, animation BLOB, batch_id TEXT,
    state TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, progress INTEGER,
    created REAL NOT NULL, started REAL, ended REAL, result TEXT
);
CREATE TABLE IF NOT EXISTS batches (
    number INTEGER PRIMARY KEY AUTOINCREMENT, batch_id TEXT NOT NULL UNIQUE, bucket TEXT NOT NULL,
    name TEXT NOT NULL, request BLOB NOT NULL, created REAL NOT NULL, cancelled REAL
);
CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, sent REAL NOT NULL, region TEXT NOT NULL, mode TEXT NOT NULL,
    name TEXT NOT NULL, format TEXT NOT NULL, job_id TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS callbacks (
    number INTEGER PRIMARY KEY AUTOINCREMENT, created REAL NOT NULL, job_id TEXT NOT NULL, url TEXT NOT NULL,
    content_type TEXT NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
    failure TEXT NOT NULL
);
"""
"""The tables. Those that later releases added to the format are made when a database without them is opened."""
_INDEXES: Final = {
    # For the next job of each queue, and for the number of its running jobs.
    "jobs_by_turn": "jobs (state, bucket, level DESC, number)",
    # For the lists of jobs, in their order. The times are compared without reading the rows.
    "jobs_by_number": "jobs (bucket, number, created)",
    "jobs_by_input": "jobs (bucket, input, number, created)",
    "jobs_by_state": "jobs (bucket, state, number, created)",
    "jobs_by_queue": "jobs (bucket, queue_id, number, created)",
    "jobs_by_batch": "jobs (batch_id, number) WHERE batch_id IS NOT NULL",
    # Contains what is counted and compared for the state of a batch.
    "jobs_by_batch_state": "jobs (batch_id, state, ended, code) WHERE batch_id IS NOT NULL",
    "uploads_by_key": "uploads (bucket, key, number)",
    "batches_by_number": "batches (bucket, number)",
    "batches_by_name": "batches (bucket, name, number)",
    "callbacks_by_state": "callbacks (state, number)",
}
"""The indexes by their names. They are not part of the format: a service makes its own when it opens a database."""


def format_of(path: Path) -> int | None:
    """Return the schema version of a database; None if this module did not make the file.

    Only the header is read: SQLite could create other files in the folder.
    """
    with path.open("rb") as file:
        header = file.read(_APPLICATION_AT.stop)
    if not header.startswith(_MAGIC) or header[_APPLICATION_AT] != _APPLICATION.to_bytes(4):
        return None
    return int.from_bytes(header[_FORMAT_AT])


class Database:
    """A connection that threads share, with one transaction at a time.

    Attributes:
        documents: Encodes and decodes the documents of the rows.
        disk: Syncs files of the data folder.
    """

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        """Open the file; create the tables and indexes that are missing.

        Args:
            path: The database file: missing, empty, or of the current schema version.
            durable: Whether committed transactions survive a power failure. If false, nothing is synced to the disk.

        Raises:
            OSError: The file cannot be created or read.
            sqlite3.Error: The file is not a database.
        """
        self.documents = Documents()
        self.disk = Disk(durable=durable)
        self._lock = threading.RLock()
        self._on_commit: list[Callable[[], None]] = []
        self._on_rollback: list[Callable[[], None]] = []
        _create(path, self.disk)
        self._synchronous = ""
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._set_synchronous("FULL" if durable else "OFF")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.row_factory = sqlite3.Row
            with self.transaction():
                self._convert(path.parent / CONTENTS)
                self._make_tables()
                self._make_indexes()
        except sqlite3.Error:
            self._connection.close()
            raise

    def _convert(self, contents: Path) -> None:
        """Convert a database of an old format."""
        if self._connection.execute("PRAGMA user_version").fetchone()[0] in OLD_FORMATS:
            convert(self._connection, contents, make_tables=self._make_tables)
            self._connection.execute(f"PRAGMA user_version = {FORMAT}")

    def _make_tables(self) -> None:
        """Make the tables that are missing."""
        # Not executescript(), which would commit the transaction.
        for statement in _SCHEMA.split(";"):
            self._connection.execute(statement)

    def _make_indexes(self) -> None:
        """Make the indexes that are missing, and remove those of other releases."""
        wanted = {name: f"CREATE INDEX {name} ON {columns}" for name, columns in _INDEXES.items()}
        # Indexes that SQLite makes for a table have no text.
        rows = self._connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        existing = {row["name"]: row["sql"] for row in rows.fetchall()}
        for name in existing.keys() - wanted.keys():
            self._connection.execute(f'DROP INDEX "{name}"')
        for name, statement in wanted.items():
            if existing.get(name) != statement:
                self._connection.execute(f"DROP INDEX IF EXISTS {name}")
                self._connection.execute(statement)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """Run a block as a transaction, whose changes are committed together or not at all.

        A block inside another one belongs to the transaction of the outer block.

        Args:
            durable: Whether the changes must survive a power failure. False is for changes that a restart repeats, such
                as the start of a job: they survive the end of this process, and are synced with a later transaction.

        Yields:
            The connection.
        """
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            try:
                self._set_synchronous("OFF" if not self.disk.durable else "FULL" if durable else "NORMAL")
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                self._run_actions(self._on_rollback)
                raise
            self._run_actions(self._on_commit)

    def on_commit(self, action: Callable[[], None]) -> None:
        """Run an action after the current transaction is committed, for example to delete a replaced file."""
        self._on_commit.append(action)

    def on_rollback(self, action: Callable[[], None]) -> None:
        """Run an action after the current transaction is rolled back, for example to delete a file that was added."""
        self._on_rollback.append(action)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._connection.close()

    def _set_synchronous(self, mode: str) -> None:
        if mode != self._synchronous:
            self._connection.execute(f"PRAGMA synchronous = {mode}")
            self._synchronous = mode

    def _run_actions(self, actions: list[Callable[[], None]]) -> None:
        actions = list(actions)
        self._on_commit.clear()
        self._on_rollback.clear()
        for action in actions:
            try:
                action()
            except OSError:
                # The transaction has already ended, and the next start removes the file.
                logger.warning("a file cannot be removed", exc_info=True)


def _create(path: Path, disk: Disk) -> None:
    """Create the file, or fill it if it is empty."""
    # Only the owner may read the rows, which contain callback addresses and user data. SQLite copies this mode to its
    # other files.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        path.chmod(0o600)
        if not file.read(1):
            # Written at once, so that an interrupted start leaves an empty file or a complete database.
            file.write(_empty_database())
            disk.sync_file(file)
            disk.sync_folder(path.parent)


def _empty_database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(f"{_SCHEMA} PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {FORMAT};")
        return connection.serialize()

"""The journal of a bulk run: a SQLite file with the state of each row.

A row is written and synced to the disk, with the end of the signature, before the first byte of its request is sent.
So whatever ends the run, the next one knows which requests may have been accepted and until when. A run without a file
uses a temporary database, which SQLite keeps on the disk too if it becomes large.

pending     nothing was sent, or nothing was accepted
sending     a request may have been accepted; that is looked up
submitted   the job was accepted
failed      the service rejected the request
unknown     it could not be found out whether the job was accepted
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cosanim.bulk.conflicts import conflict_of
from cosanim.bulk.journal_file import journal_failure, open_journal
from cosanim.errors.bulk import JournalError, row_label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from cosanim.bulk.rows import Row


class RowState(StrEnum):
    """State of a row."""

    PENDING = "pending"
    SENDING = "sending"
    SUBMITTED = "submitted"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Record(NamedTuple):
    """What the journal says of a row.

    Attributes:
        state: The state.
        since: Beginning of the first signature with an unknown outcome, in Unix time; None if there is none.
        not_after: Last second of the last signature with an unknown outcome; None if there is none.
        job_id: Id of its job; None if it is not known.
        job: The job when it had ended, as XML; None before.
        reason: Why it failed or is unknown; None otherwise.
    """

    state: RowState
    since: int | None
    not_after: int | None
    job_id: str | None
    job: bytes | None
    reason: str | None


class Journal:
    """The state of each row of a run. Only one process can use a journal at a time; its threads share it."""

    def __init__(self, path: Path | None, *, endpoint: str) -> None:
        """Open or create a journal, and lock it.

        Args:
            path: The file; None for a temporary database.
            endpoint: URL of the service, which must be the same in all runs.

        Raises:
            JournalError: The file is in use, damaged, no journal, or one of another endpoint; or it cannot be written.
        """
        self._path = path
        self._lock = threading.Lock()
        self._commit_lock = threading.Lock()
        self._written = self._committed = 0
        self._connection = open_journal(path, endpoint=endpoint)
        self._statements = _Statements(self._connection, path)
        with self._lock, self._statements as execute:
            self._id: str = execute("SELECT value FROM settings WHERE name = 'id'").fetchone()[0]

    @property
    def failure(self) -> JournalError | None:
        """The error after which nothing more can be recorded; None if there was none."""
        return self._statements.failure

    def submission_id(self, row: Row) -> str:
        """Return the id of a row's submission, which is the same in all runs."""
        return f"{self._id}-{row.number}"

    def add(self, row: Row) -> Record:
        """Add a row if it is new, and return what the journal says of it; not synced.

        Raises:
            JournalError: The row of this number was another one.
            ConflictError: Its result would replace that of another row, or a video of them is replaced.
        """
        with self._lock, self._statements as execute:
            known = execute(
                "SELECT fingerprint, state, since, not_after, job_id, job, reason FROM rows WHERE number = ?",
                (row.number,),
            ).fetchone()
            conflict = None if known is not None else conflict_of(row, execute)
            if known is None and conflict is None:
                self._begin()
                execute(
                    "INSERT INTO rows (number, line, fingerprint, target, input, output, state) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (row.number, row.line, row.fingerprint, row.target, row.input, row.output, RowState.PENDING),
                )
                self._written += 1
        if conflict is not None:
            raise conflict
        if known is not None:
            if known[0] != row.fingerprint:
                raise JournalError(
                    f"{row.label} is not the one of the earlier run, whose journal is {self._path}: undo the "
                    "change, or name another journal; then rows that were submitted are submitted again"
                )
            return Record(RowState(known[1]), *known[2:])
        return Record(RowState.PENDING, None, None, None, None, None)

    def sending(self, row: Row, *, sent_at: float, since: int, not_after: int) -> None:
        """Record and sync that a request is about to be sent. Threads that call this at the same time share a sync.

        Args:
            row: The row.
            sent_at: Unix time of the attempt.
            since: Beginning of its signature, in Unix time.
            not_after: Last second of its signature.

        Raises:
            JournalError: It cannot be recorded, so the request must not be sent.
        """
        self._write(
            "UPDATE rows SET state = ?, attempts = attempts + 1, sent_at = ?, since = min(coalesce(since, ?), ?), "
            "not_after = ?, reason = NULL WHERE number = ?",
            (RowState.SENDING, sent_at, since, since, not_after, row.number),
        )
        self.sync()

    def absent(self, row: Row) -> None:
        """Record that nothing was accepted; not synced."""
        self._write(
            "UPDATE rows SET state = ?, since = NULL, not_after = NULL WHERE number = ?", (RowState.PENDING, row.number)
        )

    def submitted(self, row: Row, job_id: str) -> None:
        """Record the job of a row; not synced."""
        self._write(
            "UPDATE rows SET state = ?, job_id = ?, reason = NULL WHERE number = ?",
            (RowState.SUBMITTED, job_id, row.number),
        )

    def ended(self, number: int, job: bytes) -> None:
        """Record a job that has ended, as XML; not synced."""
        self._write("UPDATE rows SET job = ? WHERE number = ?", (job, number))

    def failed(self, row: Row, reason: str) -> None:
        """Record that the service rejected a row; not synced."""
        self._write(
            "UPDATE rows SET state = ?, since = NULL, not_after = NULL, reason = ? WHERE number = ?",
            (RowState.FAILED, reason, row.number),
        )

    def unknown(self, row: Row, reason: str) -> None:
        """Record that the outcome of a row could not be found out; not synced."""
        self._write("UPDATE rows SET state = ?, reason = ? WHERE number = ?", (RowState.UNKNOWN, reason, row.number))

    def ids_of_target(self, target: bytes) -> list[str]:
        """Return the ids of the jobs of the rows of an input and output.

        Args:
            target: The hash of both.
        """
        with self._lock, self._statements as execute:
            found = execute("SELECT job_id FROM rows WHERE target = ? AND job_id IS NOT NULL", (target,)).fetchall()
        return [job_id for (job_id,) in found]

    def line(self, number: int) -> int | None:
        """Return the line of a row in its manifest."""
        with self._lock, self._statements as execute:
            found = execute("SELECT line FROM rows WHERE number = ?", (number,)).fetchone()
        return None if found is None else found[0]

    def check_end(self, number: int) -> None:
        """Check that no row follows the last one.

        Args:
            number: Number of rows.

        Raises:
            JournalError: The earlier run had more rows.
        """
        with self._lock, self._statements as execute:
            missing = execute(
                "SELECT number, line FROM rows WHERE number > ? ORDER BY number LIMIT 1", (number,)
            ).fetchone()
        if missing is not None:
            raise JournalError(
                f"{row_label(*missing)} of the earlier run, whose journal is {self._path}, is missing: undo the "
                "change, or name another journal; then rows that were submitted are submitted again"
            )

    def has_rows_to_send(self, *, retry_failed: bool) -> bool:
        """Return whether there are rows without a job.

        Args:
            retry_failed: Whether failed rows are sent again.
        """
        done = (RowState.SUBMITTED, RowState.SUBMITTED if retry_failed else RowState.FAILED)
        with self._lock, self._statements as execute:
            return execute("SELECT 1 FROM rows WHERE state NOT IN (?, ?) LIMIT 1", done).fetchone() is not None

    def roll_back(self) -> None:
        """Forget what was recorded since the last sync; in a temporary database everything."""
        with self._lock, self._statements as execute:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            self._committed = self._written

    def sync(self) -> None:
        """Make everything that was recorded before this call durable; without effect on a temporary database.

        Raises:
            JournalError: It cannot be written.
        """
        if self._path is None:
            return
        wanted = self._written
        with self._commit_lock, self._lock, self._statements as execute:
            if self._committed >= wanted:
                return  # by the call of another thread
            if self._connection.in_transaction:
                execute("COMMIT")
            self._committed = self._written

    def close(self) -> None:
        """Sync and close the journal, and release its lock."""
        try:
            with suppress(JournalError):
                self.sync()
        finally:
            self._connection.close()

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        with self._lock, self._statements as execute:
            self._begin()
            execute(statement, values)
            self._written += 1


class _Statements:
    """A context manager that gives the function that executes a statement; the caller holds the lock.

    The lock is not taken here, since Ctrl-C may end a context manager before its ``with`` block is entered. It is a
    class, since each row passes through it six times, and a generator with ``contextmanager`` takes longer.

    After a failure nothing more is recorded: SQLite may have rolled back what other threads recorded and have not
    synced yet, so nothing that depends on it may be sent.
    """

    __slots__ = ("_connection", "_path", "failure")

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        """Store the connection, and the file for messages."""
        self._connection = connection
        self._path = path
        self.failure: JournalError | None = None

    def __enter__(self) -> Callable[..., sqlite3.Cursor]:
        """Return the function.

        Raises:
            JournalError: A statement has failed before.
        """
        if self.failure is not None:
            raise self.failure
        return self._connection.execute

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Convert the error of a statement, and keep it."""
        if not isinstance(error, sqlite3.DatabaseError | OSError | JournalError):
            return
        self.failure = error if isinstance(error, JournalError) else journal_failure(error, self._path)
        with suppress(sqlite3.Error):
            self._connection.rollback()
        if self.failure is not error:
            raise self.failure from error

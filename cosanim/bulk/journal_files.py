"""Reads journals of bulk runs: a copy to compare a manifest with, and the rows for a report."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cosanim.bulk.journal import RowState
from cosanim.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Iterator


class RecordedRow(NamedTuple):
    """What a journal says of a row.

    Attributes:
        number: Position of the row, from 1.
        state: Its state.
        job_id: Id of its job; None if it is not known.
        job: The job when it had ended, as XML; None before.
        reason: Why it failed or is unknown; None otherwise.
    """

    number: int
    state: RowState
    job_id: str | None
    job: bytes | None
    reason: str | None


@contextmanager
def journal_copy(path: Path) -> Iterator[Path]:
    """Yield a temporary copy of a journal, which can be changed; a path without a file if there is no journal.

    Args:
        path: The journal.

    Raises:
        JournalError: It is in use, damaged or no journal.
    """
    with tempfile.TemporaryDirectory(prefix="cosanim-") as folder:
        copy = Path(folder, "journal")
        if path.exists():
            with _opened(path) as source, closing(sqlite3.connect(copy)) as target:
                # A lock of its own makes a journal in use an error, which backup would wait for without end.
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
                source.backup(target)
        yield copy


def recorded_rows(path: Path) -> Iterator[RecordedRow]:
    """Yield what a journal says of its rows, in their order.

    Args:
        path: The journal, which no run uses.

    Raises:
        JournalError: It is in use, damaged or no journal.
    """
    with _opened(path) as connection:
        for number, state, *others in connection.execute(
            "SELECT number, state, job_id, job, reason FROM rows ORDER BY number"
        ):
            yield RecordedRow(number, RowState(state), *others)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as connection:
            yield connection
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise JournalError(f"the journal {path} is in use by another process: wait for its end") from error
        raise JournalError(f"the journal {path} cannot be read: {error}") from error
    except sqlite3.DatabaseError as error:
        raise JournalError(f"the journal {path} is damaged or no journal: {error}") from error

"""Stores the callbacks to URLs until they are delivered, and those that were given up.

The row of a callback is made in the transaction that ends its job, and deleted when the receiver has accepted it. The
rows that are pending when a service starts are sent again: a callback is delivered at least once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from cosanim.masking import masked_url
from cosanim.times import format_time

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from cosanim.local.storage.database import Database

MAX_GIVEN_UP: Final = 1_000
"""Largest number of given-up callbacks that are stored. Older ones are deleted."""


class CallbackState(StrEnum):
    """The state of a stored callback."""

    PENDING = "Pending"
    GIVEN_UP = "GivenUp"


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback to a URL.

    Attributes:
        job_id: The job that ended.
        url: The URL.
        body: The body.
        content_type: Media type of the body.
    """

    job_id: str
    url: str
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class PendingCallback:
    """A stored callback that is not delivered yet.

    Attributes:
        number: Number of the row, in the order of the ends of jobs.
        url: The URL.
    """

    number: int
    url: str


class UrlCallbackStore:
    """The table of the callbacks to URLs."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """Open the table.

        Args:
            database: The database of the data folder.
            clock: Returns the current Unix time.
        """
        self._database = database
        self._clock = clock

    def add(self, callback: Callback, *, on_commit: Callable[[PendingCallback], None]) -> None:
        """Store a callback as pending.

        Args:
            callback: The callback.
            on_commit: Called with the stored callback when the current transaction is committed.
        """
        with self._database.transaction() as connection:
            number = connection.execute(
                "INSERT INTO callbacks (created, job_id, url, content_type, body, state, attempts, failure)"
                " VALUES (?, ?, ?, ?, ?, ?, 0, '')",
                (
                    self._clock(),
                    callback.job_id,
                    callback.url,
                    callback.content_type,
                    callback.body,
                    CallbackState.PENDING,
                ),
            ).lastrowid
            pending = PendingCallback(number or 0, callback.url)
            self._database.on_commit(lambda: on_commit(pending))

    def pending(self) -> list[PendingCallback]:
        """Return the pending callbacks, the oldest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT number, url FROM callbacks WHERE state = ? ORDER BY number", (CallbackState.PENDING,)
            ).fetchall()
        return [PendingCallback(row["number"], row["url"]) for row in rows]

    def find(self, number: int) -> Callback | None:
        """Return a stored callback; None if it was deleted, since it was delivered or the service was reset."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM callbacks WHERE number = ?", (number,)).fetchone()
        return None if row is None else Callback(row["job_id"], row["url"], row["body"], row["content_type"])

    # After a power failure a delivered or failed callback may be pending again, and is sent again. Therefore these
    # transactions need not be durable.

    def delivered(self, number: int) -> None:
        """Delete a callback that its receiver accepted."""
        with self._database.transaction(durable=False) as connection:
            connection.execute("DELETE FROM callbacks WHERE number = ?", (number,))

    def failed(self, number: int, failure: str) -> None:
        """Record that an attempt failed.

        Args:
            number: The callback.
            failure: The reason.
        """
        with self._database.transaction(durable=False) as connection:
            connection.execute(
                "UPDATE callbacks SET attempts = attempts + 1, failure = ? WHERE number = ?", (failure, number)
            )

    def give_up(self, number: int, failure: str) -> None:
        """Record that the last attempt failed: the callback is not sent again.

        Args:
            number: The callback.
            failure: The reason.
        """
        with self._database.transaction(durable=False) as connection:
            self.failed(number, failure)
            connection.execute("UPDATE callbacks SET state = ? WHERE number = ?", (CallbackState.GIVEN_UP, number))
            connection.execute(
                "DELETE FROM callbacks WHERE state = :state AND number NOT IN"
                " (SELECT number FROM callbacks WHERE state = :state ORDER BY number DESC LIMIT :most)",
                {"state": CallbackState.GIVEN_UP, "most": MAX_GIVEN_UP},
            )

    def newest_first(self, job_id: str | None = None) -> list[dict[str, Any]]:
        """Return the pending and the given-up callbacks as JSON objects, the newest first.

        Args:
            job_id: A job, to return only its callbacks; None for all.
        """
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM callbacks WHERE :job_id IS NULL OR job_id = :job_id ORDER BY number DESC",
                {"job_id": job_id},
            ).fetchall()
        return [_json_object(row) for row in rows]

    def clear(self) -> None:
        """Delete every callback."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM callbacks")


def _json_object(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "JobId": row["job_id"],
        "Url": masked_url(row["url"]),
        "State": row["state"],
        "Attempts": row["attempts"],
        "Failure": row["failure"],
        "Time": format_time(datetime.fromtimestamp(row["created"], UTC)),
        "ContentType": row["content_type"],
        "Body": row["body"].decode(),
    }

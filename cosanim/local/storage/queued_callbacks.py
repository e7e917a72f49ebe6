"""Stores the callbacks that were sent to message queues (TDMQ), so that tests can read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from cosanim.times import format_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.local.storage.database import Database

MAX_MESSAGES: Final = 1_000
"""Largest number of messages that are stored. Older ones are deleted."""


class QueuedCallbackStore:
    """The table of the stored callbacks."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """Open the table.

        Args:
            database: The database of the data folder.
            clock: Returns the current Unix time.
        """
        self._database = database
        self._clock = clock

    def add(self, *, region: str, mode: str, name: str, format_name: str, job_id: str, body: bytes) -> None:
        """Store a message.

        Args:
            region: Region of the message queue, such as ``bj``.
            mode: ``Topic`` or ``Queue``.
            name: Name of the queue or topic.
            format_name: ``XML`` or ``JSON``.
            job_id: The job of the callback.
            body: The body of the callback.
        """
        with self._database.transaction() as connection:
            number = connection.execute(
                "INSERT INTO messages (sent, region, mode, name, format, job_id, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self._clock(), region, mode, name, format_name, job_id, body.decode()),
            ).lastrowid
            connection.execute("DELETE FROM messages WHERE number <= ?", ((number or 0) - MAX_MESSAGES,))

    def newest_first(self, name: str | None = None) -> list[dict[str, Any]]:
        """Return the messages as JSON objects, the newest first.

        Args:
            name: Name of a message queue or topic, to return only its messages; None for all messages.
        """
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM messages WHERE :name IS NULL OR name = :name ORDER BY number DESC", {"name": name}
            ).fetchall()
        return [
            {
                "MqRegion": row["region"],
                "MqMode": row["mode"],
                "MqName": row["name"],
                "Format": row["format"],
                "JobId": row["job_id"],
                "Time": format_time(datetime.fromtimestamp(row["sent"], UTC)),
                "Body": row["body"],
            }
            for row in rows
        ]

    def clear(self) -> None:
        """Delete every message."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM messages")

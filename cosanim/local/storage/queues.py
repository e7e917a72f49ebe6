"""Stores the buckets to which the media service is bound, each with its queue."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cosanim.local.storage.storage_errors import BucketNotBoundError, QueueNotFoundError
from cosanim.models import NotifyConfig, QueueState

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from cosanim.local.storage.database import Database
    from cosanim.models import UpdateQueueRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLimits:
    """The limits of every queue of a service. No API sets them: the cloud's update of a queue does not have them.

    Attributes:
        max_size: Largest number of jobs that can wait in a queue, in the states Submitted and Pause.
        max_concurrent: Largest number of jobs of a queue that run at the same time.
    """

    max_size: int = 10_000
    max_concurrent: int = 10


CLOUD_LIMITS: Final = QueueLimits()
"""The limits in the cloud, as the samples of the pages show them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A bound bucket with its queue.

    Attributes:
        bucket: The bucket.
        queue_id: Id of the queue.
        name: Name of the queue.
        state: Active or Paused.
        notify: The callback settings of the queue; None before the first update.
        limits: How many of its jobs can wait, and how many can run at the same time.
        created: Unix time at which the bucket was bound.
        updated: Unix time of the last update.
    """

    bucket: str
    queue_id: str
    name: str
    state: QueueState
    notify: NotifyConfig | None
    limits: QueueLimits
    created: float
    updated: float

    @property
    def is_paused(self) -> bool:
        """Whether the queue is paused."""
        return self.state is QueueState.PAUSED


class QueueStore:
    """The table of bound buckets and their queues."""

    def __init__(self, database: Database, limits: QueueLimits, *, clock: Callable[[], float]) -> None:
        """Open the table.

        Args:
            database: The database of the data folder.
            limits: The limits of each queue.
            clock: Returns the current Unix time.
        """
        self._database = database
        self._limits = limits
        self._clock = clock

    def bind(self, bucket: str) -> Queue | None:
        """Bind a bucket and give it a queue.

        Returns:
            The bucket with its queue; None if the bucket was already bound.
        """
        now = self._clock()
        with self._database.transaction() as connection:
            bound = connection.execute(
                "INSERT OR IGNORE INTO media_buckets VALUES (?, ?, ?, 'queue-1', ?, NULL, ?)",
                (bucket, now, f"p{secrets.token_hex(16)}", QueueState.ACTIVE, now),
            ).rowcount
            return self.of(bucket) if bound else None

    def find(self, bucket: str) -> Queue | None:
        """Return the queue of a bucket; None if the bucket is not bound."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM media_buckets WHERE bucket = ?", (bucket,)).fetchone()
        return None if row is None else self._queue(row)

    def of(self, bucket: str) -> Queue:
        """Return the queue of a bucket.

        Raises:
            BucketNotBoundError: The bucket is not bound.
        """
        queue = self.find(bucket)
        if queue is None:
            raise BucketNotBoundError
        return queue

    def all(self) -> list[Queue]:
        """Return all bound buckets with their queues, sorted by name of the bucket."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT * FROM media_buckets ORDER BY bucket").fetchall()
        return [self._queue(row) for row in rows]

    def update(self, bucket: str, queue_id: str, request: UpdateQueueRequest) -> Queue:
        """Replace the settings of a queue.

        Raises:
            QueueNotFoundError: The bucket has no queue with this id.
        """
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE media_buckets SET queue_name = ?, queue_state = ?, notify = ?, queue_updated = ?"
                " WHERE bucket = ? AND queue_id = ?",
                (
                    request.name,
                    QueueState(request.state),
                    self._database.documents.store(request.notify_config),
                    self._clock(),
                    bucket,
                    queue_id,
                ),
            ).rowcount
            if not changed:
                raise QueueNotFoundError(queue_id)
            return self.of(bucket)

    def clear(self) -> None:
        """Unbind every bucket."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM media_buckets")

    def _queue(self, row: sqlite3.Row) -> Queue:
        return Queue(
            bucket=row["bucket"],
            queue_id=row["queue_id"],
            name=row["queue_name"],
            state=QueueState(row["queue_state"]),
            notify=self._database.documents.load_optional(row["notify"], NotifyConfig),
            limits=self._limits,
            created=row["bound"],
            updated=row["queue_updated"],
        )

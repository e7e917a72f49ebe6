"""The buckets to which the media service is bound, each with its one queue."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cosanim.local.storage.exceptions import BucketNotBoundError, QueueNotFoundError
from cosanim.models import NotifyConfig, QueueState

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from cosanim.local.storage.database import Database
    from cosanim.models import UpdateQueueRequest

MAX_SIZE: Final = 10_000
"""The most jobs that can wait in a queue."""
MAX_CONCURRENT: Final = 10
"""Jobs of a queue that run at the same time, as the cloud reports it; here the number of workers is the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A bound bucket with its queue.

    Attributes:
        bucket: The bucket.
        queue_id: Id of the queue.
        name: Name of the queue.
        state: Active or Paused.
        notify: The callback settings of the queue; None until the first update.
        created: Time at which the bucket was bound, in Unix time.
        updated: Time of the last update, in Unix time.
    """

    bucket: str
    queue_id: str
    name: str
    state: QueueState
    notify: NotifyConfig | None
    created: float
    updated: float

    @property
    def max_size(self) -> int:
        """The most jobs that can wait in it."""
        return MAX_SIZE

    @property
    def is_paused(self) -> bool:
        """Whether it is paused."""
        return self.state is QueueState.PAUSED


class QueueStore:
    """The table of bound buckets and their queues."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """Open the table.

        Args:
            database: The folder's database.
            clock: Returns the current Unix time.
        """
        self._database = database
        self._clock = clock

    def bind(self, bucket: str) -> Queue | None:
        """Bind a bucket and give it a queue.

        Returns:
            The bucket with its queue; None when it was bound already, and nothing changed.
        """
        now = self._clock()
        with self._database.transaction() as connection:
            bound = connection.execute(
                "INSERT OR IGNORE INTO media_buckets VALUES (?, ?, ?, 'queue-1', ?, NULL, ?)",
                (bucket, now, f"p{secrets.token_hex(16)}", QueueState.ACTIVE, now),
            ).rowcount
            return self.of(bucket) if bound else None

    def find(self, bucket: str) -> Queue | None:
        """Return a bucket's queue; None when the bucket is not bound."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM media_buckets WHERE bucket = ?", (bucket,)).fetchone()
        return None if row is None else self._queue(row)

    def of(self, bucket: str) -> Queue:
        """Return a bucket's queue.

        Raises:
            BucketNotBoundError: The bucket is not bound.
        """
        queue = self.find(bucket)
        if queue is None:
            raise BucketNotBoundError
        return queue

    def all(self) -> list[Queue]:
        """Return every bound bucket, by name."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT * FROM media_buckets ORDER BY bucket").fetchall()
        return [self._queue(row) for row in rows]

    def update(self, bucket: str, queue_id: str, request: UpdateQueueRequest) -> Queue:
        """Replace the settings of a queue.

        Raises:
            QueueNotFoundError: The bucket has no such queue.
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
            created=row["bound"],
            updated=row["queue_updated"],
        )

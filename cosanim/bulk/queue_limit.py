"""The number of jobs that a run may have in the queue at the same time."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from cosanim.errors import CosanimError

if TYPE_CHECKING:
    from cosanim.client import AnimationClient

_log = logging.getLogger("cosanim")

_SHARE: Final = 0.9
"""Share of a queue's places that a run takes."""
_USUAL_SIZE: Final = 10_000
"""Size of a queue that cannot be read."""
_ALWAYS_FREE: Final = 1000
"""Number of jobs up to which the size of the queue is not read."""


class QueueLimit:
    """The largest number of unfinished jobs: that of the caller, or what the smallest queue of the bucket takes."""

    def __init__(self, client: AnimationClient, limit: int | None) -> None:
        """Store the client, and the caller's limit; None for that of the queue."""
        self._client = client
        self._limit = limit

    def is_reached(self, count: int) -> bool:
        """Return whether there are as many unfinished jobs as there may be. The queue is read when that matters.

        Args:
            count: Number of unfinished jobs and of requests in flight.
        """
        if self._limit is None:
            if count < _ALWAYS_FREE:
                return False
            self._limit = self._read_limit()
        return count >= self._limit

    def _read_limit(self) -> int:
        try:
            sizes = [found.max_size for found in self._client.list_queues() if isinstance(found.max_size, int)]
        except CosanimError as error:
            _log.info("the size of the queue cannot be read, so it is taken for %d: %s", _USUAL_SIZE, error)
            sizes = []
        return max(int(min(sizes, default=_USUAL_SIZE) * _SHARE), 1)

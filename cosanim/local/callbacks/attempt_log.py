"""Records the attempts to deliver callbacks, for the page of the service."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cosanim.masking import masked_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.local.storage.url_callbacks import Callback

MAX_ATTEMPTS: Final = 1_000
"""Largest number of attempts that are kept. Older ones are forgotten, and all when the service stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt to deliver a callback.

    Attributes:
        time: Unix time of its end.
        job_id: The job that ended.
        url: The URL, without the parts that may contain secrets.
        failure: The reason of the failure; None if the receiver accepted the callback.
        body: The body that was sent.
    """

    time: float
    job_id: str
    url: str
    failure: str | None
    body: bytes


class AttemptLog:
    """The last attempts. Threads may share it."""

    def __init__(self, *, clock: Callable[[], float]) -> None:
        """Start without attempts.

        Args:
            clock: Returns the current Unix time.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._attempts: deque[Attempt] = deque(maxlen=MAX_ATTEMPTS)

    def add(self, callback: Callback, failure: str | None) -> None:
        """Record an attempt.

        Args:
            callback: The callback.
            failure: The reason of the failure; None if the receiver accepted the callback.
        """
        attempt = Attempt(
            time=self._clock(),
            job_id=callback.job_id,
            url=masked_url(callback.url),
            failure=failure,
            body=callback.body,
        )
        with self._lock:
            self._attempts.append(attempt)

    def of_job(self, job_id: str) -> list[Attempt]:
        """Return the attempts for the callbacks of a job, the oldest first."""
        with self._lock:
            return [attempt for attempt in self._attempts if attempt.job_id == job_id]

    def clear(self) -> None:
        """Forget all attempts."""
        with self._lock:
            self._attempts.clear()

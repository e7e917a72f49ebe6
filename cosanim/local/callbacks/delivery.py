"""Delivery of callbacks to URLs, in background threads.

A callback is sent again, with a backoff, until the receiver responds with a 2xx status or the attempts are used up. A
callback that cannot be delivered is logged. Jobs do not wait for a delivery, and neither does the stop of the service.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback to a URL.

    Attributes:
        url: The URL.
        body: The body.
        content_type: Media type of the body.
    """

    url: str
    body: bytes
    content_type: str


class CallbackSender:
    """Delivers callbacks in background threads."""

    def __init__(
        self,
        *,
        delays: Sequence[float] = (1, 5, 25),
        timeout: tuple[float, float] = (2, 5),
        threads: int = 4,
    ) -> None:
        """Create the threads without starting them.

        Args:
            delays: Seconds before the second and each further attempt.
            timeout: Seconds for connecting, and seconds for each read of the response.
            threads: Number of callbacks that are sent at the same time, so that a slow receiver does not delay others.
        """
        self._delays = tuple(delays)
        self._timeout = timeout
        self._condition = threading.Condition()
        # A heap of: monotonic time of the next attempt, order of insertion, number of failed attempts, callback.
        self._waiting: list[tuple[float, int, int, Callback]] = []
        self._order = itertools.count()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._deliver, name="cosanim-callbacks", daemon=True) for _ in range(threads)
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def send(self, callback: Callback) -> None:
        """Deliver a callback as soon as possible."""
        self._schedule(0, 0, callback)

    def clear(self) -> None:
        """Drop the callbacks that wait for an attempt."""
        with self._condition:
            self._waiting.clear()

    def stop(self, timeout: float = 1) -> None:
        """Stop the threads and drop the callbacks that are not delivered yet.

        Args:
            timeout: Seconds to wait for attempts in progress. A longer attempt ends later, at its own time-out.
        """
        with self._condition:
            self._stopping = True
            self._waiting.clear()
            self._condition.notify_all()
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0, deadline - time.monotonic()))

    def _schedule(self, delay: float, attempt: int, callback: Callback) -> None:
        with self._condition:
            if not self._stopping:
                heapq.heappush(self._waiting, (time.monotonic() + delay, next(self._order), attempt, callback))
                self._condition.notify()

    def _next(self) -> tuple[int, Callback] | None:
        with self._condition:
            while not self._stopping:
                wait = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if wait is not None and wait <= 0:
                    _, _, attempt, callback = heapq.heappop(self._waiting)
                    return attempt, callback
                self._condition.wait(wait)
        return None

    def _deliver(self) -> None:
        with requests.Session() as session:
            # No proxy and no credentials of a netrc file: the receivers of a local service are local.
            session.trust_env = False
            while (due := self._next()) is not None:
                attempt, callback = due
                try:
                    failure = self._send_once(session, callback)
                except Exception as error:
                    logger.exception("a callback to %s failed", callback.url)
                    failure = str(error)
                if failure is None:
                    continue
                if attempt < len(self._delays):
                    self._schedule(self._delays[attempt], attempt + 1, callback)
                else:
                    logger.warning("the callback to %s could not be delivered: %s", callback.url, failure)

    def _send_once(self, session: requests.Session, callback: Callback) -> str | None:
        """Send a callback once.

        Returns:
            None if the receiver accepted the callback, otherwise the reason of the failure.
        """
        try:
            response = session.post(
                callback.url,
                data=callback.body,
                headers={"Content-Type": callback.content_type, "User-Agent": "tencent-ci"},
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,  # the body of the response is not read, since it may have any length
            )
        except requests.RequestException as error:
            return str(error)
        with response:
            return None if response.ok and not response.is_redirect else f"status {response.status_code}"

"""Delivery of callbacks to URLs, in background threads.

A callback is sent until the receiver responds with a 2xx status, a few times with a backoff; a callback that cannot be
delivered is logged. Neither jobs nor the stop of the service wait for a delivery.
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
        content_type: The type of the body.
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
        """Create the threads, which are not started yet.

        Args:
            delays: Seconds before each further attempt.
            timeout: Seconds for connecting, and for each wait for the response.
            threads: The most callbacks that are sent at the same time, so that a slow receiver does not delay others.
        """
        self._delays = tuple(delays)
        self._timeout = timeout
        self._condition = threading.Condition()
        self._due: list[tuple[float, int, int, Callback]] = []
        self._order = itertools.count()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._serve, name="cosanim-callbacks", daemon=True) for _ in range(threads)
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def send(self, callback: Callback) -> None:
        """Deliver a callback as soon as possible."""
        self._put(0, 0, callback)

    def clear(self) -> None:
        """Drop the callbacks that wait for an attempt."""
        with self._condition:
            self._due.clear()

    def stop(self, timeout: float = 1) -> None:
        """Stop; callbacks that are not delivered yet are dropped.

        Args:
            timeout: Seconds to wait for running attempts, which end by themselves at their own time-outs.
        """
        with self._condition:
            self._stopping = True
            self._due.clear()
            self._condition.notify_all()
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0, deadline - time.monotonic()))

    def _put(self, delay: float, attempt: int, callback: Callback) -> None:
        with self._condition:
            if not self._stopping:
                heapq.heappush(self._due, (time.monotonic() + delay, next(self._order), attempt, callback))
                self._condition.notify()

    def _next(self) -> tuple[int, Callback] | None:
        with self._condition:
            while not self._stopping:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    _, _, attempt, callback = heapq.heappop(self._due)
                    return attempt, callback
                self._condition.wait(wait)
        return None

    def _serve(self) -> None:
        with requests.Session() as session:
            # Receivers of a local service are local: no proxy, and no credentials from a netrc file.
            session.trust_env = False
            while (taken := self._next()) is not None:
                attempt, callback = taken
                try:
                    failure = self._attempt(session, callback)
                except Exception as error:
                    logger.exception("a callback to %s failed", callback.url)
                    failure = str(error)
                if failure is None:
                    continue
                if attempt < len(self._delays):
                    self._put(self._delays[attempt], attempt + 1, callback)
                else:
                    logger.warning("the callback to %s could not be delivered: %s", callback.url, failure)

    def _attempt(self, session: requests.Session, callback: Callback) -> str | None:
        """Send a callback once; return None when the receiver accepted it, otherwise the reason of the failure."""
        try:
            response = session.post(
                callback.url,
                data=callback.body,
                headers={"Content-Type": callback.content_type, "User-Agent": "tencent-ci"},
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,  # the body of the response is not read, as it may be of any length
            )
        except requests.RequestException as error:
            return str(error)
        with response:
            return None if response.ok and not response.is_redirect else f"status {response.status_code}"

"""Delivers notices to callback addresses.

A notice is sent by threads of its own, a few times with a growing delay until an answer of the 2xx class comes. What
cannot be delivered is logged; no job waits for it, and stopping does not.
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
class Notice:
    """A notice to deliver.

    Attributes:
        url: The callback address.
        body: The body.
        content_type: Its type.
    """

    url: str
    body: bytes
    content_type: str


class Notifier:
    """Delivers notices in the background."""

    def __init__(
        self,
        *,
        delays: Sequence[float] = (1, 5, 25),
        timeout: tuple[float, float] = (2, 5),
        threads: int = 4,
    ) -> None:
        """Prepare the threads.

        Args:
            delays: Seconds before each further attempt.
            timeout: Seconds for connecting, and for each wait for the answer.
            threads: How many notices are on their way at the same time, so that one slow receiver keeps
                nobody else waiting.
        """
        self._delays = tuple(delays)
        self._timeout = timeout
        self._condition = threading.Condition()
        self._due: list[tuple[float, int, int, Notice]] = []
        self._order = itertools.count()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._serve, name="cosanim-notify", daemon=True) for _ in range(threads)
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def send(self, notice: Notice) -> None:
        """Deliver a notice as soon as possible."""
        self._put(0, 0, notice)

    def clear(self) -> None:
        """Forget what waits for another attempt."""
        with self._condition:
            self._due.clear()

    def stop(self, timeout: float = 1) -> None:
        """Stop; what is not delivered by then is not delivered.

        Args:
            timeout: Seconds to wait for attempts that are on their way. They end by themselves soon after.
        """
        with self._condition:
            self._stopping = True
            self._due.clear()
            self._condition.notify_all()
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0, deadline - time.monotonic()))

    def _put(self, delay: float, attempt: int, notice: Notice) -> None:
        with self._condition:
            if not self._stopping:
                heapq.heappush(self._due, (time.monotonic() + delay, next(self._order), attempt, notice))
                self._condition.notify()

    def _next(self) -> tuple[int, Notice] | None:
        with self._condition:
            while not self._stopping:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    _, _, attempt, notice = heapq.heappop(self._due)
                    return attempt, notice
                self._condition.wait(wait)
        return None

    def _serve(self) -> None:
        with requests.Session() as session:
            # Receivers of a local service are local: no proxy, no credentials from a netrc file.
            session.trust_env = False
            while (taken := self._next()) is not None:
                attempt, notice = taken
                try:
                    problem = self._send(session, notice)
                except Exception as error:
                    logger.exception("a notice to %s failed", notice.url)
                    problem = str(error)
                if problem is None:
                    continue
                if attempt < len(self._delays):
                    self._put(self._delays[attempt], attempt + 1, notice)
                else:
                    logger.warning("the notice to %s is given up: %s", notice.url, problem)

    def _send(self, session: requests.Session, notice: Notice) -> str | None:
        """Return None when the receiver took the notice, else what was in the way."""
        try:
            answer = session.post(
                notice.url,
                data=notice.body,
                headers={"Content-Type": notice.content_type, "User-Agent": "tencent-ci"},
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,  # the answer's body is of no interest, however long it is
            )
        except requests.RequestException as error:
            return str(error)
        with answer:
            return None if answer.ok and not answer.is_redirect else f"status {answer.status_code}"

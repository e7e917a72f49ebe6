"""Delivery of callbacks to URLs, in background threads.

A callback is sent again, with a backoff, until the receiver responds with a 2xx status or the attempts are used up.
Then it is given up, logged, and listed at ``GET /local/callbacks``. Jobs do not wait for a delivery, and neither does
the stop of the service: what is pending is sent after the next start, again from the first attempt.

A slow receiver does not delay others, since callbacks to different receivers are sent at the same time. A receiver has
one attempt at a time until it has accepted a callback, and again after a failure; otherwise it has a few.
"""

from __future__ import annotations

import heapq
import logging
import sqlite3
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from cosanim.local.callbacks.attempt import send_once
from cosanim.masking import masked_url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cosanim.local.storage.url_callbacks import Callback, PendingCallback, UrlCallbackStore

logger = logging.getLogger(__name__)


class _Delivery(NamedTuple):
    """A callback that waits for an attempt, ordered by the time of the attempt.

    Attributes:
        due: Monotonic time of the attempt.
        number: Number of the stored callback.
        attempts: Number of failed attempts since the start of the service.
        receiver: Scheme, host and port of the URL.
    """

    due: float
    number: int
    attempts: int
    receiver: str


@dataclass(slots=True)
class _Receiver:
    """The callbacks of one receiver.

    Attributes:
        waiting: A heap of the callbacks that wait.
        active: Number of attempts in progress.
    """

    waiting: list[_Delivery] = field(default_factory=list)
    active: int = 0


class CallbackSender:
    """Delivers the stored callbacks in background threads."""

    def __init__(
        self,
        store: UrlCallbackStore,
        *,
        on_attempt: Callable[[Callback, str | None], None] = lambda _callback, _failure: None,
        delays: Sequence[float] = (1, 5, 25, 125),
        timeout: float = 5,
        max_active: int = 64,
        max_active_per_receiver: int = 4,
    ) -> None:
        """Create a sender without starting it.

        Args:
            store: The stored callbacks.
            on_attempt: Called after each attempt with the callback and the reason of the failure, None for success.
            delays: Seconds before the second and each further attempt.
            timeout: Seconds for each attempt as a whole.
            max_active: Number of callbacks that are sent at the same time.
            max_active_per_receiver: Number of callbacks that are sent at the same time to a receiver whose last attempt
                succeeded. Other receivers get one at a time.
        """
        self._store = store
        self._on_attempt = on_attempt
        self._delays = tuple(delays)
        self._timeout = timeout
        self._max_active = max_active
        self._max_active_per_receiver = max_active_per_receiver
        # Never held while the store is used: the store calls ``_add`` with its own lock held.
        self._condition = threading.Condition()
        # In the order in which the receivers get their turn.
        self._receivers: dict[str, _Receiver] = {}
        # The receivers whose last attempt succeeded.
        self._accepting: set[str] = set()
        self._active: set[threading.Thread] = set()
        self._stopping = False
        self._dispatcher = threading.Thread(target=self._dispatch, name="cosanim-callbacks", daemon=True)

    def start(self) -> None:
        """Start to deliver, first the callbacks that an earlier service left pending.

        Raises:
            sqlite3.Error: The database cannot be read.
        """
        for pending in self._store.pending():
            self._add(pending)
        self._dispatcher.start()

    def send(self, callback: Callback) -> None:
        """Store a callback in the current transaction, and deliver it as soon as possible after its commit."""
        self._store.add(callback, on_commit=self._add)

    def stop(self, timeout: float = 1) -> None:
        """Stop. Callbacks that are not delivered yet stay pending in the store.

        Args:
            timeout: Seconds to wait for attempts in progress. A longer attempt ends later, at its own time-out.
        """
        deadline = time.monotonic() + timeout
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
            threads = [self._dispatcher, *self._active]
        for thread in threads:
            if thread.ident is not None:
                thread.join(max(0, deadline - time.monotonic()))

    def _add(self, pending: PendingCallback) -> None:
        self._schedule(_Delivery(time.monotonic(), pending.number, 0, _receiver_of(pending.url)))

    def _schedule(self, delivery: _Delivery) -> None:
        with self._condition:
            heapq.heappush(self._receivers.setdefault(delivery.receiver, _Receiver()).waiting, delivery)
            self._condition.notify_all()

    def _dispatch(self) -> None:
        """Start a thread for each attempt when it is due."""
        with self._condition:
            while not self._stopping:
                delivery, wait = self._next()
                if delivery is None:
                    self._condition.wait(wait)
                    continue
                thread = threading.Thread(target=self._attempt, args=(delivery,), name="cosanim-callback", daemon=True)
                self._active.add(thread)
                try:
                    thread.start()
                except RuntimeError:
                    logger.warning("a callback is delayed, since no thread can be started")
                    self._end(thread, delivery)
                    self._schedule(delivery._replace(due=time.monotonic() + 1))

    def _next(self) -> tuple[_Delivery | None, float | None]:
        """Return the next delivery whose attempt may begin now; if there is none, the seconds until the next is due.

        The seconds are None if the next attempt may begin only after another one has ended, or nothing waits.
        """
        if len(self._active) >= self._max_active:
            return None, None
        now, next_due = time.monotonic(), None
        for name, receiver in self._receivers.items():
            limit = self._max_active_per_receiver if name in self._accepting else 1
            if not receiver.waiting or receiver.active >= limit:
                continue
            due = receiver.waiting[0].due
            if due <= now:
                receiver.active += 1
                # The other receivers get their turn first.
                self._receivers[name] = self._receivers.pop(name)
                return heapq.heappop(receiver.waiting), None
            next_due = due if next_due is None else min(due, next_due)
        return None, None if next_due is None else next_due - now

    def _attempt(self, delivery: _Delivery) -> None:
        retry = None
        try:
            retry = self._deliver(delivery)
        except sqlite3.Error:
            # The callback stays pending, and is sent after the next start.
            if not self._stopping:
                logger.exception("the delivery of a callback cannot be stored")
        except Exception:
            logger.exception("the delivery of a callback failed")
        finally:
            with self._condition:
                self._end(threading.current_thread(), delivery)
                if retry is not None:
                    self._schedule(retry)

    def _deliver(self, delivery: _Delivery) -> _Delivery | None:
        """Send a callback once, and store the outcome.

        Returns:
            The next attempt; None if there is none.
        """
        callback = self._store.find(delivery.number)
        if callback is None:
            return None
        failure = send_once(callback, timeout=self._timeout)
        self._on_attempt(callback, failure)
        with self._condition:
            (self._accepting.add if failure is None else self._accepting.discard)(delivery.receiver)
        if failure is None:
            self._store.delivered(delivery.number)
            return None
        if delivery.attempts < len(self._delays):
            self._store.failed(delivery.number, failure)
            due = time.monotonic() + self._delays[delivery.attempts]
            return delivery._replace(due=due, attempts=delivery.attempts + 1)
        self._store.give_up(delivery.number, failure)
        url = masked_url(callback.url)
        logger.warning("the callback of job %s to %s could not be delivered: %s", callback.job_id, url, failure)
        return None

    def _end(self, thread: threading.Thread, delivery: _Delivery) -> None:
        """Release the place of an attempt. The condition must be held."""
        self._active.discard(thread)
        receiver = self._receivers[delivery.receiver]
        receiver.active -= 1
        if not receiver.active and not receiver.waiting:
            del self._receivers[delivery.receiver]
        self._condition.notify_all()


def _receiver_of(url: str) -> str:
    """Return scheme, host and port of a URL; an invalid URL stands for itself."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()

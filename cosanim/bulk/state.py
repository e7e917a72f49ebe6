"""The state of a bulk run."""

from __future__ import annotations

import logging
from collections import Counter, deque
from dataclasses import replace
from typing import TYPE_CHECKING

from cosanim.bulk.parked import Parked
from cosanim.bulk.pauses import Pauses
from cosanim.bulk.rows import MAX_CLIENTS
from cosanim.bulk.targets import Targets
from cosanim.bulk.unfinished import Unfinished

if TYPE_CHECKING:
    from cosanim.bulk.journal import Journal
    from cosanim.bulk.options import BulkOptions
    from cosanim.bulk.rows import Row
    from cosanim.client import AnimationClient
    from cosanim.errors import CosanimError

_log = logging.getLogger("cosanim")


class RunState:
    """What a run knows of its rows.

    Attributes:
        options: The options.
        client: The client of the caller.
        policy: Its retry policy.
        timing: Clocks, sleep and random source.
        journal: The journal.
        pauses: The pause of the run.
        ready: Rows that can be sent.
        parked: Rows whose outcome is unknown until their signature has expired.
        targets: Keeps rows of the same input and output apart.
        unfinished: Submitted jobs that have not ended.
        lost: For each row, the number of requests of this run that were lost: they were sent, and nothing was accepted.
        needs_earlier_jobs: Whether jobs of an earlier run that have not ended count, since others may follow.
        failure: The error that ends the run as soon as no request is in flight; None if it goes on.
    """

    def __init__(self, client: AnimationClient, options: BulkOptions, journal: Journal) -> None:
        """Create the state before the first row."""
        self.options = options
        self.client = client
        self.timing = client._transport.timing  # noqa: SLF001 - of the same package
        self.policy = client._transport.retry  # noqa: SLF001 - of the same package
        self.journal = journal
        longest = max(self.policy.longest * 6, self.policy.first)
        pause_policy = replace(self.policy, longest=longest)
        self.pauses = Pauses(pause_policy, self.timing.rng, longest=options.pause_timeout)
        self.ready: deque[Row] = deque()
        self.parked = Parked()
        self.targets = Targets()
        backoff = options.backoff or client._backoff  # noqa: SLF001 - of the same package
        self.unfinished = Unfinished(backoff, self.timing.rng, visibility=self.policy.visibility)
        self.lost: Counter[int] = Counter()
        self.needs_earlier_jobs = True
        self.failure: BaseException | None = None
        self._clients: dict[tuple[str, str], AnimationClient] = {}

    def stop(self, failure: BaseException) -> None:
        """End the run as soon as no request is in flight. The first failure counts."""
        self.failure = self.failure or failure

    def pause(self, failure: CosanimError, started: float) -> None:
        """Pause the run, and end it if it was paused for too long.

        Args:
            failure: The cause.
            started: Monotonic time at which the failed request began.
        """
        now = self.timing.monotonic()
        if self.pauses.begin(failure, started=started, now=now):
            seconds = self.pauses.until - now
            if self.options.on_pause is None:
                _log.warning("nothing is sent for %.1f s: %s", seconds, failure)
            else:
                try:
                    self.options.on_pause(failure, seconds)
                except Exception as error:  # noqa: BLE001 - requests in flight come first
                    self.stop(error)
        if self.pauses.is_too_long(now):
            self.stop(failure)

    def client_of(self, client: AnimationClient) -> AnimationClient:
        """Return the client of the same bucket with the retry policy of the caller."""
        place = (client.bucket, client.region)
        if place == (self.client.bucket, self.client.region):
            return self.client
        if place not in self._clients:
            if len(self._clients) >= MAX_CLIENTS:
                self._clients.clear()
            self._clients[place] = self.client.at(bucket=client.bucket, region=client.region)
        return self._clients[place]

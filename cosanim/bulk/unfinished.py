"""The submitted jobs of a run that have not ended, and polls of some of them at a time."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.http.retries import RetryPolicy, jittered
from cosanim.waiting import Backoff, has_ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cosanim.client import AnimationClient
    from cosanim.errors import NotFoundError
    from cosanim.models import JobDetail

_BATCH_SIZE: Final = 50
"""Number of ids in a poll."""
_MAX_EXPONENT: Final = 64
_SINGLE: Final = RetryPolicy(attempts=1)
"""A failed poll is repeated with the next one."""


class Poll(NamedTuple):
    """A request that describes jobs of one bucket.

    Attributes:
        client: Client of the bucket.
        job_ids: Ids of the jobs.
    """

    client: AnimationClient
    job_ids: tuple[str, ...]

    def run(self) -> Mapping[str, JobDetail | NotFoundError]:
        """Return the jobs by their ids, or the error of those that do not exist.

        Raises:
            CosanimError: The jobs cannot be described.
        """
        return self.client._describe_each(self.job_ids, retry=_SINGLE)  # noqa: SLF001 - of the same package


class Ended(NamedTuple):
    """A job that has ended, or that does not exist any more.

    Attributes:
        number: Position of its row.
        client: Client of its bucket.
        job_id: Its id.
        job: The job, or the error.
    """

    number: int
    client: AnimationClient
    job_id: str
    job: JobDetail | NotFoundError


class Unfinished:
    """The submitted jobs that have not ended. They are polled in rounds, each with as many requests as needed.

    Attributes:
        next_poll: Monotonic time before which there is no poll.
    """

    def __init__(self, backoff: Backoff | None, rng: Callable[[], float], *, visibility: float) -> None:
        """Create an empty register.

        Args:
            backoff: Delays between rounds; they begin anew after a round in which a job has ended.
            rng: Returns a number in [0, 1).
            visibility: Seconds within which the service knows a job that it accepted.
        """
        self._backoff = backoff or Backoff()
        self._rng = rng
        self._visibility = visibility
        # Only what is needed, since there may be as many jobs as the queue takes.
        self._jobs: dict[str, tuple[int, AnimationClient, float]] = {}
        self._order: deque[str] = deque()
        self._not_mentioned: set[str] = set()
        self._left_in_round = 0
        self._rounds_without_end = 0
        self.next_poll = 0.0

    def __len__(self) -> int:
        """Return the number of jobs."""
        return len(self._jobs)

    def add(self, job_id: str, number: int, client: AnimationClient, now: float) -> None:
        """Add a submitted job.

        Args:
            job_id: Its id.
            number: Position of its row.
            client: Client of its bucket.
            now: Monotonic seconds.
        """
        if not self._jobs:
            self._rounds_without_end = 0
            self.next_poll = now + self._delay()
        self._jobs[job_id] = (number, client, now)
        self._order.append(job_id)

    def take(self, now: float) -> Poll | None:
        """Return the next poll; None if it is too early for one.

        Args:
            now: Monotonic seconds.
        """
        if not self._order or (self._left_in_round <= 0 and now < self.next_poll):
            return None
        if self._left_in_round <= 0:
            self._left_in_round = len(self._order)
            self._rounds_without_end += 1
        client = self._jobs[self._order[0]][1]
        # Only the reply to a request for one job shows that the service does not know it.
        size = 1 if self._order[0] in self._not_mentioned else min(_BATCH_SIZE, self._left_in_round)
        job_ids: list[str] = []
        others: list[str] = []
        while self._order and len(job_ids) + len(others) < size:
            job_id = self._order.popleft()
            (job_ids if self._jobs[job_id][1] is client else others).append(job_id)
        self._order.extendleft(reversed(others))  # jobs of other buckets come first in the next poll
        self._left_in_round -= len(job_ids)
        if self._left_in_round <= 0:
            self.next_poll = now + self._delay()
        return Poll(client, tuple(job_ids))

    def finish(self, poll: Poll, found: Mapping[str, JobDetail | NotFoundError], now: float) -> Iterator[Ended]:
        """Take what a poll has found, and yield the jobs that have ended.

        Args:
            poll: The poll.
            found: What it found; empty if it failed.
            now: Monotonic seconds.
        """
        for job_id in poll.job_ids:
            job = found.get(job_id)
            number, client, since = self._jobs[job_id]
            # A job that does not exist may just not be visible yet.
            is_over = now - since > self._visibility if isinstance(job, Exception) else job and has_ended(job)
            if job is None or not is_over:
                if found and job is None:
                    self._not_mentioned.add(job_id)
                self._order.append(job_id)
                continue
            self._rounds_without_end = 0
            self.next_poll = min(self.next_poll, now + self._delay())
            del self._jobs[job_id]
            self._not_mentioned.discard(job_id)
            yield Ended(number, client, job_id, job)

    def _delay(self) -> float:
        growth = self._backoff.growth ** min(self._rounds_without_end, _MAX_EXPONENT)
        return jittered(min(self._backoff.first * growth, self._backoff.longest), self._backoff.jitter, self._rng)

"""Polls jobs in rounds until they end: one request for many jobs, one delay after each round, one deadline for all."""

from __future__ import annotations

import logging
import math
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from cosanim.errors import CosanimError, NotFoundError, WaitStopped, WaitTimeout
from cosanim.http.retries import is_temporary, jittered
from cosanim.models import JobDetail, JobState
from cosanim.waiting import OUTCOMES, Backoff, check_timeout, has_ended, is_not_from_service, is_without_reply

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

_log = logging.getLogger("cosanim")

_MAX_POLLS_WITHOUT_REPLY: Final = 3
"""Number of polls in a row without any reply after which waiting fails, if no poll has succeeded yet."""


class Describe(Protocol):
    """Reads jobs by their ids."""

    def __call__(self, job_ids: Sequence[str], deadline: float | None, /) -> Mapping[str, JobDetail | NotFoundError]:
        """Return the jobs by their ids, or the error of those that do not exist.

        Ids that the reply does not mention can be left out if there are several; they are read again in smaller
        requests. ``deadline`` is that of the request, by the monotonic clock; None for no deadline.
        """


class Ended(NamedTuple):
    """A job that has ended.

    Attributes:
        group: The group that it belongs to.
        job: The job.
    """

    group: Group
    job: JobDetail


class GaveUp(NamedTuple):
    """Jobs that are not polled any more, although they have not ended.

    Attributes:
        group: The group that they belong to.
        job_ids: Their ids.
        error: The reason: a failed poll, an id that does not exist, the deadline, or that the wait was stopped.
    """

    group: Group
    job_ids: tuple[str, ...]
    error: CosanimError


@dataclass(eq=False, slots=True)
class Group:
    """Jobs that can be read with one request, such as those of one bucket.

    Attributes:
        describe: Reads some of them.
        pending: The jobs that have not ended, by id, as last described; None for those never described. The next poll
            begins with the first.
        batch_size: Largest number of ids in a request.
        is_described: Whether a poll has succeeded.
        failure: The error of the last poll, if it was temporary.
        last_failure: The last temporary error that the deadline did not cause.
        polls_without_reply: Number of polls in a row without any reply.
    """

    describe: Describe
    pending: dict[str, JobDetail | None]
    batch_size: int = 1
    is_described: bool = False
    failure: CosanimError | None = None
    last_failure: CosanimError | None = None
    polls_without_reply: int = 0

    def jobs(self) -> list[JobDetail]:
        """Return the jobs that have not ended, as last described."""
        return [job or JobDetail(job_id=job_id) for job_id, job in self.pending.items()]

    def give_up(self, error: CosanimError) -> GaveUp:
        """Forget all jobs that have not ended."""
        job_ids = tuple(self.pending)
        self.pending.clear()
        return GaveUp(self, job_ids, error)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRounds:
    """Polls groups of jobs until all have ended. Clock and random source are inputs, so that tests need not wait.

    Attributes:
        backoff: The delays between rounds.
        clock: Returns monotonic seconds.
        rng: Returns a number in [0, 1).
        is_stopped: Returns whether the caller has ended the wait; asked before each poll.
        on_progress: Called with a job after each poll in which its state or progress has changed.
    """

    backoff: Backoff = field(default_factory=Backoff)
    clock: Callable[[], float] = time.monotonic
    rng: Callable[[], float] = random.random
    is_stopped: Callable[[], bool] = lambda: False
    on_progress: Callable[[JobDetail], None] | None = None

    def steps(self, groups: Iterable[Group], *, timeout: float | None) -> Generator[float | Ended | GaveUp, None, None]:
        """Poll in rounds, and yield each job that has ended, jobs that are given up, and the delay before each round.

        The caller sleeps for these seconds. What it does after it got a job does not count towards the time-out.

        Args:
            groups: The groups.
            timeout: Seconds for requests and sleeps together; None for no limit. With 0 or less there is one round,
                whose requests have no deadline.
        """
        timeout = check_timeout(timeout)
        remaining = [group for group in groups if group.pending]
        watch = _Stopwatch(self.clock, timeout)
        delay = self.backoff.first
        while remaining:
            began, taken = self.clock(), 0.0
            if not self.is_stopped():
                for group in remaining:
                    for event in self._poll(group, watch):
                        paused = self.clock()
                        yield event
                        paused = self.clock() - paused
                        taken += paused
                        watch.skip(paused)
            remaining = [group for group in remaining if group.pending]
            now = self.clock()
            is_over = now >= watch.deadline
            if is_over or self.is_stopped():
                yield from _ends(remaining, watch.seconds(now), is_over=is_over)
                return
            if not remaining:
                return
            seconds = self._seconds(delay, remaining, watch.deadline - now, now - began - taken)
            for group in remaining:
                if group.failure is not None:
                    _log.warning(
                        "polling %s failed and is repeated in %.1f s: %s", _name(group), seconds, group.failure
                    )
            # The time that the caller took is part of the delay.
            if seconds > taken:
                yield seconds - taken
            delay = min(delay * self.backoff.growth, self.backoff.longest)

    def _seconds(self, delay: float, groups: Iterable[Group], remaining: float, cost: float) -> float:
        """Return the seconds until the next round.

        Args:
            delay: The delay by the backoff, without jitter.
            groups: The groups that are polled then.
            remaining: Seconds until the deadline.
            cost: Seconds that the last round took.
        """
        requested = [getattr(group.failure, "retry_after", None) or 0.0 for group in groups]
        seconds = max(jittered(delay, self.backoff.jitter, self.rng), *requested)
        # Shorten the last delay so that a round that takes as long as this one ends at the deadline.
        return min(seconds, max(remaining - 2 * cost, remaining / 2))

    def _poll(self, group: Group, watch: _Stopwatch) -> Iterator[Ended | GaveUp]:
        """Poll all jobs of a group once; stop after a failure, so that a service that is overloaded gets no more."""
        group.failure = None
        batches = _batches(list(group.pending), group.batch_size)
        number = 0
        # The first request is sent at the deadline too, where the last round begins.
        while batches and not self.is_stopped() and not (number and watch.is_over):
            number += 1
            job_ids = batches.pop(0)
            try:
                found = group.describe(job_ids, watch.request_deadline)
            except NotFoundError as error:
                if len(job_ids) > 1 or not is_final(error):
                    yield from self._fail(group, error, watch)
                    return
                found = {job_ids[0]: error}
            except CosanimError as error:
                yield from self._fail(group, error, watch)
                return
            group.is_described, group.polls_without_reply = True, 0
            missing = [job_id for job_id in job_ids if job_id not in found]
            if missing:
                batches[:0] = _batches(missing, max(len(job_ids) // 2, 1))
            for job_id, job in found.items():
                yield from self._take(group, job_id, job)

    def _fail(self, group: Group, error: CosanimError, watch: _Stopwatch) -> Iterator[GaveUp]:
        """Note a temporary failure, and give the jobs up after another one."""
        if is_final(error):
            yield group.give_up(error)
            return
        group.failure = error
        group.polls_without_reply = group.polls_without_reply + 1 if is_without_reply(error) else 0
        # A poll that the deadline cut off does not show why polling fails, so an earlier failure is reported.
        if watch.request_deadline is None or not watch.is_over:
            group.last_failure = error
        if not group.is_described and group.polls_without_reply >= _MAX_POLLS_WITHOUT_REPLY:
            yield group.give_up(error)

    def _take(self, group: Group, job_id: str, job: JobDetail | NotFoundError) -> Iterator[Ended | GaveUp]:
        """Take what a poll has found; a job that has not ended is polled again after the others."""
        previous = group.pending.pop(job_id)
        if isinstance(job, NotFoundError):
            yield GaveUp(group, (job_id,), job)
            return
        self._report(job, previous)
        if has_ended(job):
            yield Ended(group, job)
        else:
            group.pending[job_id] = job

    def _report(self, job: JobDetail, previous: JobDetail | None) -> None:
        """Call ``on_progress`` if state or progress changed, and log a warning for a paused or unknown state."""
        if previous is not None and (previous.state, previous.progress) == (job.state, job.progress):
            return
        if previous is None or previous.state != job.state:
            if job.state == JobState.PAUSE:
                _log.warning("job %s is paused with its queue; it continues when the queue is resumed", job.job_id)
            elif job.state and job.state not in OUTCOMES:
                _log.warning("job %s has the unknown state %r; waiting continues", job.job_id, job.state)
        if self.on_progress is not None:
            self.on_progress(job)


class _Stopwatch:
    """The time of a wait, without that which the caller takes."""

    def __init__(self, clock: Callable[[], float], timeout: float | None) -> None:
        self._clock = clock
        self._start = clock()
        self._is_limited = timeout is not None and timeout > 0
        self.deadline = math.inf if timeout is None else self._start + timeout

    def skip(self, seconds: float) -> None:
        """Move the deadline by the seconds that the caller took."""
        self._start += seconds
        self.deadline += seconds

    def seconds(self, now: float) -> float:
        """Return the seconds since the start."""
        return now - self._start

    @property
    def request_deadline(self) -> float | None:
        """The deadline of requests; None for no deadline."""
        return self.deadline if self._is_limited else None

    @property
    def is_over(self) -> bool:
        """Whether no further request can be sent."""
        return self._is_limited and self._clock() >= self.deadline


def is_final(error: CosanimError) -> bool:
    """Return whether a failed poll is not repeated."""
    return not (error.retryable or is_temporary(error) or is_not_from_service(error))


def _ends(groups: Iterable[Group], seconds: float, *, is_over: bool) -> Iterator[GaveUp]:
    """Yield the jobs that have not ended when the wait ends."""
    for group in groups:
        if is_over and not group.is_described and group.last_failure is not None:
            yield group.give_up(group.last_failure)
            continue
        jobs = group.jobs()
        kind = WaitTimeout if is_over else WaitStopped
        error = kind(jobs[0], seconds, request_id=jobs[0].request_id, jobs=jobs)
        error.__cause__ = group.failure
        yield group.give_up(error)


def _batches(job_ids: Sequence[str], size: int) -> list[Sequence[str]]:
    return [job_ids[start : start + size] for start in range(0, len(job_ids), size)]


def _name(group: Group) -> str:
    first = next(iter(group.pending))
    return f"job {first}" if len(group.pending) == 1 else f"{len(group.pending)} jobs"

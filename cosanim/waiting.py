"""Waiting for a job: which state means what, how long to sleep between two polls, and when to give up."""

from __future__ import annotations

import logging
import math
import random
import time
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from numbers import Real
from typing import TYPE_CHECKING, Final, cast

from cosanim.error_codes import find_error_code
from cosanim.errors import (
    ConfigurationError,
    CosanimError,
    DecodeError,
    JobCancelled,
    JobFailed,
    NotFoundError,
    ServiceError,
    TransportError,
    WaitTimeout,
)
from cosanim.http.retries import check_delays, jittered, may_pass
from cosanim.models import JobDetail, JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_log = logging.getLogger("cosanim")

_FIRST_POLLS: Final = 3
"""So many polls in a row without any reply are enough to give up, as long as none has succeeded."""


class Outcome(Enum):
    """What a job's state means for whoever waits."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OUTCOMES: Final[Mapping[JobState, Outcome]] = {
    JobState.SUBMITTED: Outcome.PENDING,
    JobState.RUNNING: Outcome.PENDING,
    # A paused queue may be resumed, so a paused job is not lost.
    JobState.PAUSE: Outcome.PENDING,
    JobState.SUCCESS: Outcome.DONE,
    JobState.FAILED: Outcome.FAILED,
    JobState.CANCEL: Outcome.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Backoff:
    """How the delay between two polls grows.

    Attributes:
        first: First delay in seconds, above 0.
        growth: Factor from one delay to the next, at least 1.
        longest: Longest delay in seconds, at least the first.
        jitter: Part of a delay, 0 to 1, by which it varies either way, so that many clients do not poll at once.
    """

    first: float = 0.5
    growth: float = 1.5
    longest: float = 10.0
    jitter: float = 0.2

    def __post_init__(self) -> None:
        """Refuse delays that do not grow, or that are none.

        Raises:
            ConfigurationError: A field is out of its range; the message names it.
        """
        check_delays(first=self.first, growth=self.growth, longest=self.longest, jitter=self.jitter)
        if self.longest < self.first:
            raise ConfigurationError(f"longest is at least first, {self.first!r} seconds, not {self.longest!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiter:
    """Polls a job until it ends. Clock, sleep and random source are inputs, so that tests need not wait.

    Attributes:
        describe: Returns the job of an id; its second argument is when the request must be over, by ``clock``, None
            for never.
        backoff: How the delay grows.
        clock: Monotonic seconds.
        sleep: Sleeps for seconds.
        rng: Returns a number in [0, 1).
    """

    describe: Callable[[str, float | None], JobDetail]
    backoff: Backoff = field(default_factory=Backoff)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    rng: Callable[[], float] = random.random

    def wait(
        self, job_id: str, *, timeout: float | None, on_progress: Callable[[JobDetail], None] | None = None
    ) -> JobDetail:
        """Wait until a job ends well.

        A poll that fails in a way that may pass is repeated until the deadline: a broken connection, status 408, 429
        or 5xx, and whatever is not the service's own answer (a page, or an error with neither a code of the service nor
        its request id, as proxies send them; XML that is empty or cut off). The service's own refusals are raised at
        once. So is the third poll in a row that gets no reply at all, before any has succeeded: then the address is
        wrong rather than the service busy. A paused job is waited for, and the log says so.

        Args:
            job_id: Id of the job.
            timeout: Seconds to wait at most, for requests, sleeps and repetitions together; None to wait for ever. With
                0 or less there is one poll, which only the time-outs of the client bound.
            on_progress: Called with the job after each poll at which state or progress differ from before.

        Returns:
            The job in state Success.

        Raises:
            JobFailed: The job ended in failure.
            JobCancelled: The job was cancelled.
            WaitTimeout: The deadline passed first; the job goes on.
            ServiceError: The service refused to tell, NotFoundError when it does not know the job; or no poll
                succeeded before the deadline.
            TransportError: No poll succeeded before the deadline, or three in a row at the start got no reply.
            DecodeError: Likewise, when what was answered could not be read.
            ConfigurationError: The timeout is not a number.
        """
        timeout = _checked(timeout)
        start = self.clock()
        deadline = math.inf if timeout is None else start + timeout
        bound = deadline if timeout is not None and timeout > 0 else None
        delay = self.backoff.first
        last: JobDetail | None = None
        earlier: CosanimError | None = None
        unreached = 0
        while True:
            begun = self.clock()
            job, failure = self._poll(job_id, bound)
            now = self.clock()
            if job is not None:
                self._report(job, last, on_progress)
                last = job
                if _is_done(job):
                    return job
            elif failure is not None:
                unreached = unreached + 1 if _is_unreached(failure) else 0
                # What the deadline cut off says nothing about the service.
                earlier = failure if bound is None or now < bound else earlier
                if last is None and unreached >= _FIRST_POLLS:
                    raise failure
            if now >= deadline:
                if last is None and earlier is not None:
                    raise earlier
                seen = last or JobDetail(job_id=job_id)
                raise WaitTimeout(seen, now - start, request_id=seen.request_id) from failure
            pause = max(jittered(delay, self.backoff.jitter, self.rng), getattr(failure, "retry_after", None) or 0.0)
            # The last poll ends at the deadline, not a delay before it; it will take about as long as this one.
            left = deadline - now
            pause = min(pause, max(left - 2 * (now - begun), left / 2))
            if failure is not None:
                _log.warning("polling job %s failed and is repeated in %.1f s: %s", job_id, pause, failure)
            self.sleep(pause)
            delay = min(delay * self.backoff.growth, self.backoff.longest)

    def _poll(self, job_id: str, bound: float | None) -> tuple[JobDetail | None, CosanimError | None]:
        """Return the job, or the failure that may pass; any other is raised."""
        try:
            return self.describe(job_id, bound), None
        except CosanimError as error:
            if not (error.retryable or may_pass(error) or _is_foreign(error)):
                raise
            return None, error

    def _report(self, job: JobDetail, last: JobDetail | None, on_progress: Callable[[JobDetail], None] | None) -> None:
        if last is not None and (last.state, last.progress) == (job.state, job.progress):
            return
        if last is None or last.state != job.state:
            if job.state == JobState.PAUSE:
                _log.warning("job %s is paused with its queue; it goes on when the queue is resumed", job.job_id)
            elif job.state and job.state not in OUTCOMES:
                _log.warning("job %s has the unknown state %r; it is waited for", job.job_id, job.state)
        if on_progress is not None:
            on_progress(job)


def _checked(timeout: object) -> float | None:
    if timeout is None or timeout == math.inf:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, Real) or math.isnan(timeout):
        raise ConfigurationError(f"the timeout is a number of seconds, or None to wait for ever, not {timeout!r}")
    return float(timeout)


def _is_foreign(error: CosanimError) -> bool:
    """Return whether an answer is not the service's own: a proxy's, or one that was cut off."""
    if isinstance(error, DecodeError):
        return True
    if not isinstance(error, ServiceError):
        return False
    if error.status == HTTPStatus.REQUEST_TIMEOUT:
        return True
    # Proxies have codes of their own, but neither the service's nor its request ids.
    return not error.code or (error.request_id is None and not _is_own_code(error))


def _is_own_code(error: ServiceError) -> bool:
    # A job that is not there is known from a reply that was read; no row of the table is about that.
    return isinstance(error, NotFoundError) or find_error_code(error.status, error.code) is not None


def _is_unreached(error: CosanimError) -> bool:
    """Return whether nobody replied, as at a wrong address or in a network that is down."""
    return isinstance(error, TransportError) and error.sent is not True


def _is_done(job: JobDetail) -> bool:
    """Return whether a job ended well.

    Raises:
        JobFailed: It ended in failure.
        JobCancelled: It was cancelled.
    """
    # A StrEnum member and its text are one key; a state that is missing or unknown to this version is waited for.
    match OUTCOMES.get(cast("JobState", job.state), Outcome.PENDING):
        case Outcome.FAILED:
            row = find_error_code(HTTPStatus.OK, job.code or "")
            raise JobFailed(job, request_id=job.request_id, hint="" if row is None else row.hint)
        case Outcome.CANCELLED:
            raise JobCancelled(job, request_id=job.request_id)
        case outcome:
            return outcome is Outcome.DONE

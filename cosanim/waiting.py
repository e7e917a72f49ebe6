"""Waiting for a job: which state means what, how long to sleep between two looks, and when to give up."""

from __future__ import annotations

import logging
import math
import random
import time
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

from cosanim.error_codes import find_error_code
from cosanim.errors import (
    ConfigurationError,
    CosanimError,
    JobCancelled,
    JobFailed,
    ServerError,
    TransportError,
    WaitTimeout,
)
from cosanim.models import JobDetail, JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_log = logging.getLogger("cosanim")


_FIRST_LOOKS: Final = 3
"""So many looks without any answer are enough to give up, as long as none has succeeded."""


class Verdict(Enum):
    """What a job's state means for whoever waits."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


VERDICTS: Final[Mapping[JobState, Verdict]] = {
    JobState.SUBMITTED: Verdict.PENDING,
    JobState.RUNNING: Verdict.PENDING,
    # A paused queue may be resumed, so a paused job is not lost.
    JobState.PAUSE: Verdict.PENDING,
    JobState.SUCCESS: Verdict.DONE,
    JobState.FAILED: Verdict.FAILED,
    JobState.CANCEL: Verdict.CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How the delay between two looks grows.

    Attributes:
        first: First delay in seconds.
        growth: Factor from one delay to the next.
        longest: Longest delay in seconds.
        jitter: Part of a delay by which it varies either way, so that many clients do not look at once.
    """

    first: float = 0.5
    growth: float = 1.5
    longest: float = 10.0
    jitter: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiter:
    """Looks at a job until it ends. Clock, sleep and chance are inputs, so that tests need not wait.

    Attributes:
        describe: Returns the job of an id.
        pace: How the delay grows.
        clock: Monotonic seconds.
        sleep: Sleeps for seconds.
        chance: Returns a number in [0, 1).
    """

    describe: Callable[[str], JobDetail]
    pace: Pace = field(default_factory=Pace)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def wait(self, job_id: str, *, timeout: float, on_progress: Callable[[JobDetail], None] | None = None) -> JobDetail:
        """Wait until a job ends well.

        A look that fails in a way that may pass (a broken connection, a busy service) is repeated until the
        deadline; other failures are raised at once, and so is the third in a row before any look has succeeded:
        then the address is wrong rather than the network down. A paused job is waited for, and the log says so.

        Args:
            job_id: Id of the job.
            timeout: Seconds to wait at most; at least one look is taken.
            on_progress: Called with the job after each look at which state or progress differ from before.

        Returns:
            The job in state Success.

        Raises:
            JobFailed: The job ended in failure.
            JobCancelled: The job was cancelled.
            WaitTimeout: The deadline passed first; the job goes on.
            ServiceError: The service refused to tell, NotFoundError when it does not know the job.
            TransportError: No look succeeded before the deadline, or three in a row at the start.
            ConfigurationError: The timeout is not a number.
        """
        if math.isnan(timeout):
            raise ConfigurationError("the timeout is a number of seconds, not nan, which never comes")
        start = self.clock()
        deadline = start + timeout
        delay = self.pace.first
        last: JobDetail | None = None
        failures = 0
        while True:
            failure: CosanimError | None = None
            try:
                job = self.describe(job_id)
            except CosanimError as error:
                # Looking does no harm, so a failing server is looked at again too.
                if not (error.retryable or isinstance(error, ServerError)):
                    raise
                failures += 1
                if last is None and failures >= _FIRST_LOOKS and isinstance(error, TransportError):
                    raise
                failure = error
                _log.warning("looking at job %s failed and is repeated: %s", job_id, error)
            else:
                self._report(job, last, on_progress)
                last = job
                match _verdict(job):
                    case Verdict.DONE:
                        return job
                    case Verdict.FAILED:
                        row = find_error_code(HTTPStatus.OK, job.code or "")
                        raise JobFailed(job, request_id=job.request_id, hint="" if row is None else row.hint)
                    case Verdict.CANCELLED:
                        raise JobCancelled(job, request_id=job.request_id)
            now = self.clock()
            if now >= deadline:
                if last is None and failure is not None:
                    raise failure
                seen = last or JobDetail(job_id=job_id)
                raise WaitTimeout(seen, now - start, request_id=seen.request_id)
            # The last look falls on the deadline, not one delay before it.
            self.sleep(min(self._jittered(delay), deadline - now))
            delay = min(delay * self.pace.growth, self.pace.longest)

    def _jittered(self, delay: float) -> float:
        return delay * (1 + self.pace.jitter * (2 * self.chance() - 1))

    def _report(self, job: JobDetail, last: JobDetail | None, on_progress: Callable[[JobDetail], None] | None) -> None:
        if last is not None and (last.state, last.progress) == (job.state, job.progress):
            return
        if last is None or last.state != job.state:
            if job.state == JobState.PAUSE:
                _log.warning("job %s is paused with its queue; it goes on when the queue is resumed", job.job_id)
            elif job.state and job.state not in VERDICTS:
                _log.warning("job %s has the unknown state %r; it is waited for", job.job_id, job.state)
        if on_progress is not None:
            on_progress(job)


def _verdict(job: JobDetail) -> Verdict:
    """Judge a job; one whose state is missing or unknown to this version is waited for."""
    # A StrEnum member and its text are one key.
    return VERDICTS.get(cast("JobState", job.state), Verdict.PENDING)

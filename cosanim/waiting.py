"""Polls a job until it ends: the outcome of each state, the delays between polls, and the deadline."""

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
    WaitStopped,
    WaitTimeout,
)
from cosanim.http.retries import check_delays, is_temporary, jittered
from cosanim.models import JobDetail, JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

_log = logging.getLogger("cosanim")

_MAX_POLLS_WITHOUT_REPLY: Final = 3
"""Number of polls in a row without any reply after which waiting fails, if no poll has succeeded yet."""


class Outcome(Enum):
    """The meaning of a job's state for waiting."""

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
    """Delays between polls: how they grow, and their limits.

    Attributes:
        first: First delay in seconds, above 0.
        growth: Factor from one delay to the next, at least 1.
        longest: Longest delay in seconds, at least the first.
        jitter: Fraction of a delay, 0 to 1, by which it varies randomly, so that many clients do not poll at once.
    """

    first: float = 0.5
    growth: float = 1.5
    longest: float = 10.0
    jitter: float = 0.2

    def __post_init__(self) -> None:
        """Check the fields.

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
        describe: Returns the job with an id. Its second argument is the deadline of the request, by ``clock``; None for
            no deadline.
        backoff: The delays between polls.
        clock: Returns monotonic seconds.
        sleep: Sleeps for seconds.
        rng: Returns a number in [0, 1).
        is_stopped: Returns whether the caller has ended the wait; asked before each poll.
    """

    describe: Callable[[str, float | None], JobDetail]
    backoff: Backoff = field(default_factory=Backoff)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    rng: Callable[[], float] = random.random
    is_stopped: Callable[[], bool] = lambda: False

    def wait(
        self, job_id: str, *, timeout: float | None, on_progress: Callable[[JobDetail], None] | None = None
    ) -> JobDetail:
        """Wait until a job ends successfully.

        Polls that fail temporarily are repeated until the deadline. Temporary failures are network failures, status
        408, 429 and 5xx except 501, replies that cannot be decoded, and errors that a proxy probably sent: errors
        without an error code, or with neither a request id nor a documented code. Other errors of the service are
        raised at once. If no poll has succeeded yet, the third in a row without any reply raises its error too: the
        address is probably wrong. A paused job counts as pending, and a warning is logged.

        Args:
            job_id: Id of the job.
            timeout: Seconds to wait at most, for requests, sleeps and retries together; None to wait for ever. With 0
                or less there is one poll, limited only by the time-outs of the client.
            on_progress: Called with the job after each poll in which its state or progress has changed.

        Returns:
            The job in state Success.

        Raises:
            JobFailed: The job ended in failure.
            JobCancelled: The job was cancelled.
            WaitTimeout: The deadline passed first; the job continues.
            WaitStopped: The caller ended the wait; the job continues.
            ServiceError: The service returned an error (NotFoundError when it has no such job), or no poll succeeded
                before the deadline.
            TransportError: No poll succeeded before the deadline, or three in a row at the start got no reply.
            DecodeError: No poll succeeded before the deadline, since the replies could not be decoded.
            ConfigurationError: The timeout is not a number.
        """
        steps = self.steps(job_id, timeout=timeout, on_progress=on_progress)
        while True:
            try:
                delay = next(steps)
            except StopIteration as end:
                return cast("JobDetail", end.value)
            self.sleep(delay)

    def steps(
        self, job_id: str, *, timeout: float | None, on_progress: Callable[[JobDetail], None] | None = None
    ) -> Generator[float, None, JobDetail]:
        """Poll a job as ``wait`` does, and yield the seconds until the next poll, so that jobs can be polled in turn.

        The arguments, the returned job and the errors are those of ``wait``.
        """
        timeout = check_timeout(timeout)
        start = self.clock()
        deadline = math.inf if timeout is None else start + timeout
        request_deadline = deadline if timeout is not None and timeout > 0 else None
        delay = self.backoff.first
        last_job: JobDetail | None = None
        last_failure: CosanimError | None = None
        polls_without_reply = 0
        while True:
            poll_start = self.clock()
            if self.is_stopped():
                described = last_job or JobDetail(job_id=job_id)
                raise WaitStopped(described, poll_start - start, request_id=described.request_id)
            job, failure = self._poll(job_id, request_deadline)
            now = self.clock()
            if job is not None:
                self._report(job, last_job, on_progress)
                last_job = job
                if is_done(job):
                    return job
            elif failure is not None:
                polls_without_reply = polls_without_reply + 1 if _is_without_reply(failure) else 0
                # A poll that the deadline cut off does not show why polling fails, so an earlier failure is reported.
                last_failure = failure if request_deadline is None or now < request_deadline else last_failure
                if last_job is None and polls_without_reply >= _MAX_POLLS_WITHOUT_REPLY:
                    raise failure
            if now >= deadline:
                if last_job is None and last_failure is not None:
                    raise last_failure
                described = last_job or JobDetail(job_id=job_id)
                raise WaitTimeout(described, now - start, request_id=described.request_id) from failure
            sleep_seconds = max(
                jittered(delay, self.backoff.jitter, self.rng), getattr(failure, "retry_after", None) or 0.0
            )
            # Shorten the last delay so that a poll that takes as long as this one ends at the deadline.
            remaining = deadline - now
            sleep_seconds = min(sleep_seconds, max(remaining - 2 * (now - poll_start), remaining / 2))
            if failure is not None:
                _log.warning("polling job %s failed and is repeated in %.1f s: %s", job_id, sleep_seconds, failure)
            yield sleep_seconds
            delay = min(delay * self.backoff.growth, self.backoff.longest)

    def _poll(self, job_id: str, request_deadline: float | None) -> tuple[JobDetail | None, CosanimError | None]:
        """Return the job, or a temporary failure; other failures are raised."""
        try:
            return self.describe(job_id, request_deadline), None
        except CosanimError as error:
            if not (error.retryable or is_temporary(error) or _is_not_from_service(error)):
                raise
            return None, error

    def _report(
        self, job: JobDetail, previous: JobDetail | None, on_progress: Callable[[JobDetail], None] | None
    ) -> None:
        """Call ``on_progress`` if state or progress changed, and log a warning for a paused or unknown state."""
        if previous is not None and (previous.state, previous.progress) == (job.state, job.progress):
            return
        if previous is None or previous.state != job.state:
            if job.state == JobState.PAUSE:
                _log.warning("job %s is paused with its queue; it continues when the queue is resumed", job.job_id)
            elif job.state and job.state not in OUTCOMES:
                _log.warning("job %s has the unknown state %r; waiting continues", job.job_id, job.state)
        if on_progress is not None:
            on_progress(job)


def check_timeout(timeout: object) -> float | None:
    """Return a time-out in seconds; None for none.

    Raises:
        ConfigurationError: It is not a number.
    """
    if timeout is None or timeout == math.inf:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, Real) or math.isnan(timeout):
        raise ConfigurationError(f"the timeout is a number of seconds, or None to wait for ever, not {timeout!r}")
    return float(timeout)


def _is_not_from_service(error: CosanimError) -> bool:
    """Return whether a reply came from a proxy instead of the service, or was cut off."""
    if isinstance(error, DecodeError):
        return True
    if not isinstance(error, ServiceError):
        return False
    if error.status == HTTPStatus.REQUEST_TIMEOUT:
        return True
    # Errors of proxies have neither the service's error codes nor its request ids.
    return not error.code or (error.request_id is None and not _is_service_code(error))


def _is_service_code(error: ServiceError) -> bool:
    # The client raises NotFoundError with a code outside the table when a valid reply does not contain the job.
    return isinstance(error, NotFoundError) or find_error_code(error.status, error.code) is not None


def _is_without_reply(error: CosanimError) -> bool:
    """Return whether there was no reply at all, as with a wrong address or a network that is down."""
    return isinstance(error, TransportError) and error.sent is not True


def is_done(job: JobDetail) -> bool:
    """Return whether a job ended successfully.

    Raises:
        JobFailed: It ended in failure.
        JobCancelled: It was cancelled.
    """
    # The text of a state finds its StrEnum key; a missing or unknown state counts as pending.
    match OUTCOMES.get(cast("JobState", job.state), Outcome.PENDING):
        case Outcome.FAILED:
            row = find_error_code(HTTPStatus.OK, job.code or "")
            raise JobFailed(job, request_id=job.request_id, hint="" if row is None else row.hint)
        case Outcome.CANCELLED:
            raise JobCancelled(job, request_id=job.request_id)
        case outcome:
            return outcome is Outcome.DONE

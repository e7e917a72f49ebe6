"""``Waiter``: polls one job until it ends."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from cosanim.poll_rounds import Ended, GaveUp, Group, PollRounds
from cosanim.waiting import Backoff, is_done

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from cosanim.models import JobDetail


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
        rounds = PollRounds(
            backoff=self.backoff, clock=self.clock, rng=self.rng, is_stopped=self.is_stopped, on_progress=on_progress
        )
        for step in rounds.steps([Group(self._describe, {job_id: None})], timeout=timeout):
            if isinstance(step, GaveUp):
                raise step.error
            if not isinstance(step, Ended):
                yield step
            elif is_done(step.job):
                return step.job
        raise AssertionError("the rounds ended without a result")

    def _describe(self, job_ids: Sequence[str], deadline: float | None) -> Mapping[str, JobDetail]:
        (job_id,) = job_ids
        return {job_id: self.describe(job_id, deadline)}

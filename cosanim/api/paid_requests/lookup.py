"""Looks up the outcome of a submission in the list of jobs.

What the list shows                                            result
one job of the same input, output, operation and user data     the job
no job, read after the signature and the visibility ended      None: nothing was accepted
another job of the same input and output, or several           raises Undecided
neither, until the time-out                                    raises Undecided
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.api.paid_requests.reply_matching import find_mismatch, has_same_operation
from cosanim.errors import CosanimError, DecodeError
from cosanim.http.retries import is_temporary
from cosanim.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from cosanim.http.retries import RetryPolicy
    from cosanim.http.timing import Timing
    from cosanim.models import JobDetail


_MAX_FAILED_READS: Final = 3
"""Number of times in a row that the list cannot be read, after which the lookup ends. Each is retried by the policy."""


class Undecided(Exception):
    """The list of jobs does not show whether the submission was accepted; the text is the reason."""


class JobList(NamedTuple):
    """Jobs as the service listed them.

    Attributes:
        jobs: The jobs.
        date: Earliest time at which the list can have been read, by the service's clock, in Unix time; None if it is
            not known.
    """

    jobs: Collection[JobDetail]
    date: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """Selects the job of a request from a list of jobs.

    Attributes:
        request: The request.
        bucket: Bucket of its input.
        region: Region of its input.
        since: Unix time; jobs that were created before are not considered.
        is_excluded: Returns whether a job of this id belongs to another submission.
        other_requests: Requests of the same input and output whose outcome is not known either.
    """

    request: Any
    bucket: str
    region: str
    since: int
    is_excluded: Callable[[str], bool] = lambda _: False
    other_requests: Collection[Any] = ()

    def find(self, jobs: Iterable[JobDetail]) -> JobDetail | None:
        """Return the job of the request; None if no job can be it.

        Args:
            jobs: The listed jobs.

        Raises:
            Undecided: Another job has the same input and output, or several jobs match the request.
        """
        candidates = {job.job_id: job for job in jobs if self._is_candidate(job)}.values()
        matches = [job for job in candidates if has_same_operation(job, self.request)]
        strangers = [job.job_id for job in candidates if not self._is_known(job)]
        if strangers:
            raise Undecided(f"{_named(strangers)} of the same input and output, but of other parameters or user data")
        # Jobs of equal requests are interchangeable, so any of them will do.
        equal_requests = 1 + sum(request.operation == self.request.operation for request in self.other_requests)
        if len(matches) > equal_requests:
            raise Undecided(f"{_named(job.job_id for job in matches)} that are all equal to the request")
        return matches[0] if matches else None

    def _is_candidate(self, job: JobDetail) -> bool:
        if not job.job_id or self.is_excluded(job.job_id):
            return False
        if find_mismatch(job, self.request, bucket=self.bucket, region=self.region) is not None:
            return False
        created = _unix_time(job.creation_time)
        # A job without a readable time may have been created since.
        return created is None or created >= self.since

    def _is_known(self, job: JobDetail) -> bool:
        return any(has_same_operation(job, request) for request in (self.request, *self.other_requests))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeLookup:
    """Reads the list of jobs repeatedly until it shows the outcome of a submission.

    Attributes:
        list_jobs: Returns the jobs that may be the one. Its argument is the deadline of the requests by the monotonic
            clock; None for no deadline.
        job_filter: Selects the job.
        not_after: Last second of the last signature with an unknown outcome, in Unix time.
        policy: The retry policy.
        timing: Clocks, sleep and random source.
        now: Returns the Unix time, as far as it is known corrected to that of the service.
    """

    list_jobs: Callable[[float | None], JobList]
    job_filter: JobFilter
    not_after: int
    policy: RetryPolicy
    timing: Timing
    now: Callable[[], float]

    def run(self, timeout: float) -> JobDetail | None:
        """Look up the outcome.

        Args:
            timeout: Seconds for requests and delays together; with 0 the list is read once.

        Returns:
            The job; None if it is certain that nothing was accepted.

        Raises:
            Undecided: The outcome is not known, also after the time-out.
        """
        deadline = self.timing.monotonic() + timeout
        settled = self.not_after + self.policy.visibility
        number = failed_reads = 0
        while True:
            number += 1
            date: float | None = None
            try:
                listed = self.list_jobs(deadline if timeout > 0 else None)
            except CosanimError as error:
                failed_reads += 1
                is_final = not (is_temporary(error) or isinstance(error, DecodeError))
                if is_final or failed_reads >= _MAX_FAILED_READS:
                    raise Undecided(f"the jobs cannot be listed: {error}") from error
                reason = f"the jobs cannot be listed: {error}"
            else:
                failed_reads = 0
                if (job := self.job_filter.find(listed.jobs)) is not None:
                    return job
                date = listed.date
                reason = "the jobs do not show it yet"
                if date is not None and date > settled:
                    if date - self.not_after > self.policy.retention:
                        raise Undecided("it is too long ago: the list of jobs may not contain it any more")
                    return None
                if date is None and self.now() > settled:
                    raise Undecided("the list of jobs has no Date header, so it does not prove that there is no job")
            remaining = deadline - self.timing.monotonic()
            if remaining <= 0:
                raise Undecided(reason)
            self.timing.sleep(min(self._delay(number, settled, date), remaining))

    def _delay(self, number: int, settled: float, date: float | None) -> float:
        """Return the seconds until the list is read again, which is no later than necessary when it is settled."""
        until_settled = settled - (self.now() if date is None else date)
        delay = self.policy.growing_delay(number, rng=self.timing.rng)
        return delay if until_settled < 0 else min(delay, max(until_settled, self.policy.first))


def _unix_time(text: str | None) -> float | None:
    try:
        moment = parse_time(text)
    except ValueError:
        return None
    return None if moment is None else moment.timestamp()


def _named(job_ids: Iterable[str | None]) -> str:
    ids = sorted(map(str, job_ids))
    return f"there {'is the job' if len(ids) == 1 else 'are the jobs'} {', '.join(ids)}"

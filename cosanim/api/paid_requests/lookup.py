"""Looks up the outcome of a submission in the list of jobs.

What the list shows                                            result
one job of the same input, output, operation and user data     the job
no job, read after the signature and the visibility ended      None: nothing was accepted
another job of the same input and output, or several           raises Undecided
neither, until the time-out                                    raises Undecided
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.api.paid_requests.reply_matching import find_mismatch, has_same_operation
from cosanim.errors import DecodeError, ServiceError, TransportError
from cosanim.http.retries import is_temporary
from cosanim.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from cosanim.http.retries import RetryPolicy
    from cosanim.http.timing import Timing
    from cosanim.models import JobDetail


_MAX_FAILED_READS: Final = 3
"""Number of times in a row that the list cannot be read, after which the lookup ends. Each is retried by the policy."""

_CLOCK_PRECISION: Final = 2
"""Seconds by which a Date header may differ from the moment at which the reply was sent."""


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


class JobFilter:
    """Selects the job of a request from a list of jobs."""

    def __init__(
        self,
        *,
        request: Any,
        bucket: str,
        region: str,
        is_excluded: Callable[[str], bool] = lambda _: False,
        other_requests: Collection[Any] = (),
    ) -> None:
        """Create a filter.

        Args:
            request: The request.
            bucket: Bucket of its input.
            region: Region of its input.
            is_excluded: Returns whether a job of this id belongs to another submission.
            other_requests: Requests of the same input and output whose outcome is not known either.
        """
        self._request = request
        self._bucket = bucket
        self._region = region
        self._is_excluded = is_excluded
        self._other_requests = other_requests

    def find(self, jobs: Iterable[JobDetail], *, since: float, until: float = math.inf) -> JobDetail | None:
        """Return the job of the request; None if no job can be it.

        Args:
            jobs: The listed jobs.
            since: Unix time; jobs that were created before are not considered.
            until: Unix time; jobs that were created after it are not considered.

        Raises:
            Undecided: Another job has the same input and output, or several jobs match the request.
        """
        candidates: list[JobDetail] = []
        incomplete: list[JobDetail] = []
        for job in {job.job_id: job for job in jobs if self._has_same_target(job)}.values():
            created = creation_time(job)
            if created is not None and not since <= created <= until:
                continue
            (candidates if created is not None and _has_keys(job) else incomplete).append(job)
        if incomplete:
            raise Undecided(f"{_named(incomplete)} without an input, an output or a time of creation")
        strangers = [job for job in candidates if not self._is_known(job)]
        if strangers:
            raise Undecided(f"{_named(strangers)} of the same input and output, but of other parameters or user data")
        matches = [job for job in candidates if has_same_operation(job, self._request)]
        # Jobs of equal requests are interchangeable, so any of them will do.
        equal_requests = 1 + sum(request.operation == self._request.operation for request in self._other_requests)
        if len(matches) > equal_requests:
            raise Undecided(f"{_named(matches)} that are all equal to the request")
        return matches[0] if matches else None

    def _has_same_target(self, job: JobDetail) -> bool:
        if not job.job_id or self._is_excluded(job.job_id):
            return False
        return find_mismatch(job, self._request, bucket=self._bucket, region=self._region) is None

    def _is_known(self, job: JobDetail) -> bool:
        return any(has_same_operation(job, request) for request in (self._request, *self._other_requests))


class OutcomeLookup:
    """Reads the list of jobs repeatedly until it shows the outcome of a submission.

    Attributes:
        since: Earliest time at which the job can have been created, by the service's clock, in Unix time.
    """

    def __init__(
        self,
        *,
        list_jobs: Callable[[float | None], JobList],
        job_filter: JobFilter,
        since: float,
        not_after: int,
        sent_at: float | None,
        policy: RetryPolicy,
        timing: Timing,
        now: Callable[[], float],
    ) -> None:
        """Store what is needed for the lookup.

        Args:
            list_jobs: Returns the jobs that may be the one. Its argument is the deadline of the requests by the
                monotonic clock; None for no deadline.
            job_filter: Selects the job.
            since: Beginning of the first signature with an unknown outcome, in Unix time.
            not_after: Last second of the last signature with an unknown outcome, in Unix time.
            sent_at: Monotonic time before the first attempt with an unknown outcome; None if the submission may be an
                old one.
            policy: The retry policy.
            timing: Clocks, sleep and random source.
            now: Returns the Unix time, as far as it is known corrected to that of the service.
        """
        self.since = self._signed_since = since
        self._list_jobs = list_jobs
        self._job_filter = job_filter
        self._not_after = not_after
        self._sent_at = sent_at
        self._policy = policy
        self._timing = timing
        self._now = now
        # The times of the service are in whole seconds.
        self._settled = not_after + math.ceil(policy.visibility)

    def run(self, timeout: float) -> JobDetail | None:
        """Look up the outcome.

        Args:
            timeout: Seconds for requests and delays together; with 0 the list is read once.

        Returns:
            The job; None if it is certain that nothing was accepted.

        Raises:
            Undecided: The outcome is not known, also after the time-out.
        """
        deadline = self._timing.monotonic() + timeout
        reason = "the jobs do not show it yet"
        number = failed_reads = 0
        while True:
            number += 1
            date: float | None = None
            failure: Exception | None = None
            try:
                listed = self._list_jobs(deadline if timeout > 0 else None)
            except (TransportError, ServiceError, DecodeError) as error:
                failure = error
                failed_reads += 1
                if number > 1 and timeout > 0 and self._timing.monotonic() >= deadline:
                    raise Undecided(reason) from error
                reason = f"the jobs cannot be listed: {error}"
                # A 4xx without a code comes from a proxy.
                is_final = isinstance(error, ServiceError) and bool(error.code) and not is_temporary(error)
                if is_final or failed_reads >= _MAX_FAILED_READS:
                    raise Undecided(reason) from error
            else:
                failed_reads, date, reason = 0, listed.date, "the jobs do not show it yet"
                if (job := self._find(listed)) is not None:
                    return job
                if self._proves_absence(date):
                    return None
            remaining = deadline - self._timing.monotonic()
            if remaining <= 0:
                raise Undecided(reason) from failure
            self._timing.sleep(min(self._delay(number, date), remaining))

    def _find(self, listed: JobList) -> JobDetail | None:
        """Return the job of the submission if it is in the list.

        Raises:
            Undecided: It cannot be told from other jobs.
        """
        until = math.inf
        if self._sent_at is None:
            # Much later, another program may have submitted an equal job.
            until = self._settled + 1
            if listed.date is not None:
                # By the service's clock the job is older than its signature, if this clock is ahead.
                ahead = self._now() - listed.date - _CLOCK_PRECISION
                self.since = min(self.since, self._signed_since - ahead)
        elif listed.date is not None:
            # The service may accept a signature before its beginning, if its clock is behind.
            elapsed = self._timing.monotonic() - self._sent_at
            self.since = min(self.since, listed.date - elapsed - _CLOCK_PRECISION)
        return self._job_filter.find(listed.jobs, since=self.since, until=until)

    def _proves_absence(self, date: float | None) -> bool:
        """Return whether it is certain that no job will appear, if none is in a list.

        Args:
            date: Earliest time at which the list can have been read, by the service's clock.

        Raises:
            Undecided: No list can prove it.
        """
        if date is None:
            if self._now() > self._settled:
                raise Undecided("the list of jobs has no Date header, so it does not prove that there is no job")
            return False
        if date - self._not_after > self._policy.retention:
            raise Undecided("it is too long ago: the list of jobs may not contain it any more")
        return date > self._settled

    def _delay(self, number: int, date: float | None) -> float:
        """Return the seconds until the list is read again, which is no later than necessary when it is settled."""
        until_settled = self._settled - (self._now() if date is None else date)
        delay = self._policy.growing_delay(number, rng=self._timing.rng)
        return delay if until_settled < 0 else min(delay, max(until_settled, self._policy.first))


def _has_keys(job: JobDetail) -> bool:
    """Return whether a job has the keys of its input and output."""
    output = None if job.operation is None else job.operation.output
    return bool(job.input and job.input.object_key and output and output.object_key)


def creation_time(job: JobDetail) -> float | None:
    """Return the Unix time at which a job was created; None if it has no readable time."""
    try:
        moment = parse_time(job.creation_time)
    except ValueError:
        return None
    return None if moment is None else moment.timestamp()


def _named(jobs: Collection[JobDetail]) -> str:
    ids = sorted(str(job.job_id) for job in jobs)
    return f"there {'is the job' if len(ids) == 1 else 'are the jobs'} {', '.join(ids)}"

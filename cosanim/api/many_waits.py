"""Waits for many jobs, which may be of several buckets and clients."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.errors import CosanimError, NotFoundError, WaitStopped, WaitTimeout
from cosanim.http.retries import RetryPolicy
from cosanim.job import Job, jobs_not_found
from cosanim.poll_rounds import Ended, GaveUp, Group, PollRounds
from cosanim.waiting import Backoff, has_ended

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

    from cosanim.api.jobs import JobCalls
    from cosanim.client import AnimationClient
    from cosanim.models import JobDetail

BATCH_SIZE: Final = 50
"""Number of ids in a request. The documentation names no limit; the address of 50 ids of 33 letters has 1.7 KB."""


class Unfinished(NamedTuple):
    """Jobs that are not polled any more, although they have not ended.

    Attributes:
        jobs: The jobs.
        error: The reason.
    """

    jobs: tuple[Job, ...]
    error: CosanimError

    def by_job(self) -> Iterator[tuple[Job, CosanimError]]:
        """Yield each job with its own error."""
        for number, job in enumerate(self.jobs):
            error = self.error
            if isinstance(error, WaitTimeout | WaitStopped):
                detail = error.jobs[number]
                error = type(error)(detail, error.waited, request_id=detail.request_id)
                error.__cause__ = self.error.__cause__
            yield job, error


class ManyWait:
    """Polls jobs until all have ended, and updates their handles."""

    def __init__(
        self,
        jobs: Iterable[Job],
        *,
        backoff: Backoff | None = None,
        stop: threading.Event | None = None,
        on_progress: Callable[[JobDetail], None] | None = None,
    ) -> None:
        """Store the arguments; nothing is sent.

        Args:
            jobs: The jobs, without duplicates.
            backoff: Delays between polls.
            stop: Ends the wait when it is set.
            on_progress: Called with a job whenever its state or progress has changed.
        """
        self._jobs = list(jobs)
        self._stop = stop or threading.Event()
        self._rounds = PollRounds(backoff=backoff or Backoff(), is_stopped=self._stop.is_set, on_progress=on_progress)

    def sleep(self, seconds: float) -> None:
        """Sleep until the next poll, or until the wait is stopped."""
        self._stop.wait(seconds)

    def steps(self, *, timeout: float | None) -> Generator[float | Job | Unfinished, None, None]:
        """Yield each job that has ended, jobs that are not polled any more, and the seconds until the next polls.

        Args:
            timeout: Seconds for requests and sleeps together; None for no limit.
        """
        groups: dict[tuple[object, ...], tuple[Group, dict[str, Job]]] = {}
        for job in self._jobs:
            if job._is_described and has_ended(job._detail):  # noqa: SLF001 - of the same package
                yield job
                continue
            client = job._client  # noqa: SLF001 - of the same package
            key = (client._transport, client._endpoint)  # noqa: SLF001 - of the same package
            if key not in groups:
                groups[key] = _group_of(client)
            group, handles = groups[key]
            group.pending[job.job_id] = None
            handles[job.job_id] = job
        handles_of = {id(group): handles for group, handles in groups.values()}
        for step in self._rounds.steps([group for group, _ in groups.values()], timeout=timeout):
            if isinstance(step, Ended):
                yield handles_of[id(step.group)][step.job.job_id or ""]
            elif isinstance(step, GaveUp):
                yield Unfinished(tuple(handles_of[id(step.group)][job_id] for job_id in step.job_ids), step.error)
            else:
                yield step


def many_wait_of(
    calls: JobCalls,
    jobs: Iterable[Job],
    *,
    backoff: Backoff | None = None,
    stop: threading.Event | None = None,
    on_progress: Callable[[JobDetail], None] | None = None,
) -> ManyWait:
    """Return the wait for jobs, with the delays of a client unless others are given.

    Args:
        calls: The client.
        jobs: As for ``ManyWait``.
        backoff: As for ``ManyWait``.
        stop: As for ``ManyWait``.
        on_progress: As for ``ManyWait``.
    """
    return ManyWait(jobs, backoff=backoff or calls._backoff, stop=stop, on_progress=on_progress)  # noqa: SLF001 - of the same package


def ended_jobs(wait: ManyWait, *, timeout: float | None) -> Iterator[Job]:
    """Yield jobs as they end.

    Args:
        wait: The jobs.
        timeout: Seconds for requests and sleeps together; None for no limit.

    Raises:
        CosanimError: Some jobs are not polled any more, although they have not ended; raised after the others.
    """
    unfinished: list[Unfinished] = []
    for step in wait.steps(timeout=timeout):
        if isinstance(step, Unfinished):
            unfinished.append(step)
        elif isinstance(step, Job):
            yield step
        else:
            wait.sleep(step)
    if unfinished:
        raise error_of(unfinished)


def error_of(unfinished: Sequence[Unfinished]) -> CosanimError:
    """Return one error for all jobs that have not ended; further ones are its notes.

    Those that go on come first, since they have to be waited for again.
    """
    errors = [
        *_merged_ends([one for one in unfinished if isinstance(one.error, WaitTimeout | WaitStopped)]),
        *(one.error for one in unfinished if not isinstance(one.error, WaitTimeout | WaitStopped | NotFoundError)),
        *_merged_not_found([one for one in unfinished if isinstance(one.error, NotFoundError)]),
    ]
    error, *others = errors
    for other in others:
        error.add_note(f"also: {other}")
    return error


def _merged_ends(unfinished: Sequence[Unfinished]) -> Iterator[CosanimError]:
    """Yield one error for all groups that the deadline or the stop has ended."""
    ends = [one.error for one in unfinished if isinstance(one.error, WaitTimeout | WaitStopped)]
    if len(ends) < 2:
        yield from ends
        return
    first = ends[0]
    jobs = [job for end in ends for job in end.jobs]
    merged = type(first)(first.job, max(end.waited for end in ends), request_id=first.request_id, jobs=jobs)
    merged.__cause__ = first.__cause__
    yield merged


def _merged_not_found(unfinished: Sequence[Unfinished]) -> Iterator[CosanimError]:
    """Yield one error for all ids of a bucket that do not exist."""
    of_bucket: dict[str, list[Unfinished]] = {}
    for one in unfinished:
        of_bucket.setdefault(one.jobs[0].bucket, []).append(one)
    for bucket, several in of_bucket.items():
        if len(several) == 1:
            yield several[0].error
        else:
            job_ids = [job.job_id for one in several for job in one.jobs]
            yield jobs_not_found(job_ids, bucket, several[0].error.request_id)


def _group_of(client: AnimationClient) -> tuple[Group, dict[str, Job]]:
    """Return an empty group of the jobs of a client, and their handles."""
    handles: dict[str, Job] = {}
    # The failed polls themselves are repeated, so each is a single request without retries.
    no_retries = RetryPolicy(attempts=1)

    def describe(job_ids: Sequence[str], deadline: float | None) -> Mapping[str, JobDetail | NotFoundError]:
        found = client._describe_each(job_ids, deadline=deadline, retry=no_retries)  # noqa: SLF001 - of the same package
        for job_id, detail in found.items():
            if not isinstance(detail, NotFoundError):
                handles[job_id]._set(detail)  # noqa: SLF001 - of the same package
        return found

    return Group(describe, {}, batch_size=BATCH_SIZE), handles

"""Runs the rows of a bulk submission: hands requests to workers, and decides what follows from each outcome.

One thread, that of the caller who iterates over the run, makes all decisions. Worker threads send requests and read
replies; with an executor they wait for its workers. The journal is written before each request and after each outcome.
"""

from __future__ import annotations

import contextlib
import logging
import math
import queue
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from cosanim.bulk.intake import Intake
from cosanim.bulk.journal import Journal, RowState
from cosanim.bulk.pacing import Pacer
from cosanim.bulk.parked import Parked, ParkedRow
from cosanim.bulk.pauses import Pauses, Scope, scope_of
from cosanim.bulk.results import BulkResult
from cosanim.bulk.rows import MAX_CLIENTS
from cosanim.bulk.targets import Targets
from cosanim.bulk.tasks import Attempt, Lookup, Task
from cosanim.bulk.unfinished import Poll, Unfinished
from cosanim.errors import CosanimError, SubmissionUnknown
from cosanim.errors.bulk import JournalError
from cosanim.http.retries import is_temporary
from cosanim.job import Job
from cosanim.models import JobDetail
from cosanim.xml.codec import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from cosanim.bulk.journal import Record
    from cosanim.bulk.options import BulkOptions
    from cosanim.bulk.rows import Row
    from cosanim.client import AnimationClient

_log = logging.getLogger("cosanim")

_MAX_WAITING: Final = 1000
"""Number of rows that wait for a lookup or for another row, from which on no further row is read."""
_QUEUE_SHARE: Final = 0.9
"""Share of a queue's places that a run takes."""
_USUAL_QUEUE: Final = 10_000
"""Size of a queue that cannot be read."""
_UNBOUNDED: Final = 1000
"""Number of unfinished jobs up to which the size of the queue is not read."""
_LONGEST_SLEEP: Final = 1.0
"""Longest time in seconds in which a worker's outcome may not be noticed on a platform whose waits cannot be
interrupted."""


class _Outcome(NamedTuple):
    """What a worker returns.

    Attributes:
        task: The task.
        started: Monotonic time at which it began.
        result: Its result; None after an error.
        error: The error; None if there was none.
    """

    task: Task
    started: float
    result: Any
    error: BaseException | None


class BulkRun:
    """A bulk submission, which yields the result of each row as it comes. Nothing is sent before the first ``next``.

    Rows are read as needed, so an input of any length takes the same memory. Use it as a context manager, or call
    ``close``, if you do not read all results.

    Attributes:
        counts: Number of results in each state.
    """

    def __init__(self, client: AnimationClient, requests: Iterable[object], options: BulkOptions) -> None:
        """Store the arguments; ``AnimationClient.submit_many`` describes them."""
        self._options = options
        self._timing = client._transport.timing  # noqa: SLF001 - of the same package
        self._client = client
        # What follows from a failure is decided here, so a worker sends each request once and looks for no job.
        policy = client._transport.retry  # noqa: SLF001 - of the same package
        self._policy = policy
        single = replace(policy, attempts=1, lookup_timeout=0.0)
        self._sending_client = client._with_policy(single, executor=options.executor)  # noqa: SLF001 - of the package
        self._requests = requests
        self._pauses = Pauses(replace(policy, longest=max(policy.longest * 6, policy.first)), self._timing.rng)
        self._pacer = Pacer(options.rate)
        self._parked = Parked()
        self._targets = Targets()
        self._unfinished = Unfinished(options.backoff or client._backoff, self._timing.rng)  # noqa: SLF001 - of the package
        self._ready: deque[Row] = deque()
        self._clients: dict[tuple[str, str], AnimationClient] = {}
        self._attempts: Counter[int] = Counter()
        self._outcomes: queue.SimpleQueue[_Outcome] = queue.SimpleQueue()
        self._in_flight = 0
        self._max_queued = options.max_queued
        self._failure: BaseException | None = None
        self.counts: Counter[RowState] = Counter()
        self._results = self._run()

    def __iter__(self) -> Self:
        """Return the run itself."""
        return self

    def __next__(self) -> BulkResult:
        """Return the next result.

        Raises:
            InvalidRows: Rows are invalid, and nothing was sent; only if ``requests`` can be iterated twice.
            JournalError: The journal cannot be used.
            CosanimError: A failure that concerns all rows; the rows that were not sent can be sent by another run.
        """
        result = next(self._results)
        self.counts[result.state] += 1
        return result

    def __enter__(self) -> Self:
        """Return the run."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the run."""
        self.close()

    @property
    def in_flight(self) -> int:
        """Number of requests that were handed to workers and have no outcome yet."""
        return self._in_flight

    @property
    def parked(self) -> int:
        """Number of rows whose outcome is unknown until their signature has expired."""
        return len(self._parked)

    @property
    def unfinished(self) -> int:
        """Number of submitted jobs that are known not to have ended; 0 unless the run waits or limits them."""
        return len(self._unfinished)

    @property
    def pause(self) -> CosanimError | None:
        """The failure because of which nothing is sent at present; None if the run is not paused."""
        return self._pauses.failure

    def close(self) -> None:
        """Stop: wait for the requests in flight, record their outcomes, and close the journal."""
        self._results.close()  # type: ignore[attr-defined]  # a generator

    def _run(self) -> Iterator[BulkResult]:
        options = self._options
        with contextlib.ExitStack() as stack:
            journal = Journal(options.journal, endpoint=self._client._endpoint.base_url)  # noqa: SLF001 - of the package
            stack.callback(journal.close)
            self._journal = journal
            intake = Intake(self._sending_client, self._requests, journal, strict=options.strict, allow=options.allow)
            intake.check()
            pool = ThreadPoolExecutor(options.max_in_flight, thread_name_prefix="cosanim-bulk")
            stack.callback(self._finish, pool)
            rows = intake.rows()
            while True:
                yield from self._start_tasks(pool, rows)
                if self._is_over(intake):
                    break
                results = self._take_outcomes()
                journal.sync()
                yield from results
        if self._failure is not None:
            raise self._failure

    def _is_over(self, intake: Intake) -> bool:
        if self._in_flight:
            return False
        if self._failure is not None:
            return True
        is_waiting = self._options.wait and len(self._unfinished) > 0
        return intake.is_exhausted and not (self._ready or len(self._parked) or is_waiting)

    # Tasks: what is sent next

    def _start_tasks(
        self, pool: ThreadPoolExecutor, rows: Iterator[tuple[Row, Record] | BulkResult]
    ) -> Iterator[BulkResult]:
        """Hand tasks to workers as long as there are some, and yield the results of rows that need none."""
        while self._failure is None and self._in_flight < self._options.max_in_flight:
            now = self._timing.monotonic()
            if now < self._pauses.until or (self._pauses.failure is not None and self._in_flight):
                return  # after a pause one task finds out whether it is over
            if self._pacer.delay(now) > 0:
                return
            task = self._next_task(now)
            if task is None:
                try:
                    entry = next(rows, None) if self._may_read() else None
                except BaseException as error:  # noqa: BLE001 - of the caller's iterator; in-flight rows come first
                    self._failure = error
                    return
                if entry is None:
                    return
                if isinstance(entry, BulkResult):
                    yield entry
                else:
                    yield from self._enter(*entry)
                continue
            self._pacer.take(now)
            self._in_flight += 1
            pool.submit(self._work, task)

    def _next_task(self, now: float) -> Task | None:
        if self._options.wait or self._is_full():
            poll = self._unfinished.take(now)
            if poll is not None:
                return poll
        parked = self._parked.take(now)
        if parked is not None:
            if parked.first_lookup is None:
                parked.first_lookup = now
            return Lookup(parked, self._journal)
        if self._ready and not self._is_full():
            return Attempt(self._ready.popleft(), self._journal)
        return None

    def _may_read(self) -> bool:
        """Return whether another row is read."""
        return not self._ready and not self._is_full() and len(self._parked) + self._targets.waiting < _MAX_WAITING

    def _is_full(self) -> bool:
        """Return whether as many jobs are unfinished as the queue takes."""
        count = len(self._unfinished)
        if self._max_queued is None and count >= _UNBOUNDED:
            self._max_queued = self._queue_places()
        return self._max_queued is not None and count + self._in_flight >= self._max_queued

    def _queue_places(self) -> int:
        try:
            sizes = [found.max_size for found in self._client.list_queues() if isinstance(found.max_size, int)]
        except CosanimError as error:
            _log.info("the size of the queue cannot be read, so it is taken for %d: %s", _USUAL_QUEUE, error)
            sizes = []
        return max(int(min(sizes, default=_USUAL_QUEUE) * _QUEUE_SHARE), 1)

    def _work(self, task: Task) -> None:
        """Run a task; called in a worker thread."""
        started = self._timing.monotonic()
        try:
            result = task.run()
        except BaseException as error:  # noqa: BLE001 - the thread that runs the loop decides
            self._outcomes.put(_Outcome(task, started, None, error))
        else:
            self._outcomes.put(_Outcome(task, started, result, None))

    # Rows: what the journal says of them

    def _enter(self, row: Row, record: Record) -> Iterator[BulkResult]:
        """Begin with a row, or go on where an earlier run was."""
        if record.state == RowState.SUBMITTED and record.job_id:
            yield from self._enter_submitted(row, record, record.job_id)
        elif record.state == RowState.FAILED and not self._options.retry_failed:
            yield self._result(row, RowState.FAILED, reason=record.reason or "", is_from_journal=True)
        elif self._targets.enter(row):
            self._attempts[row.number] = record.attempts
            if record.since is None or record.not_after is None:
                self._ready.append(row)
            else:
                self._park(ParkedRow(row, _unknown_of(row, record)))

    def _enter_submitted(self, row: Row, record: Record, job_id: str) -> Iterator[BulkResult]:
        detail = JobDetail(job_id=job_id) if record.job is None else decode(record.job, JobDetail)
        if self._options.wait and record.job is None:
            self._unfinished.add(job_id, row.number, row.client, self._timing.monotonic())
            return
        job = Job(self._original(row.client), detail, is_described=record.job is not None)
        yield self._result(row, RowState.SUBMITTED, job=job, is_from_journal=True)

    def _park(self, parked: ParkedRow) -> None:
        """Park a row until its outcome can be found out."""
        now = self._timing.monotonic()
        settled = (parked.unknown.not_after or 0) + math.ceil(self._policy.visibility) + 1
        ready_at = now + max(settled - parked.row.client._transport.now(), 0.0)  # noqa: SLF001 - of the same package
        if parked.lookups:
            ready_at = max(ready_at, now + self._policy.growing_delay(parked.lookups, rng=self._timing.rng))
        self._parked.add(parked, ready_at)

    # Outcomes: what follows from them

    def _take_outcomes(self) -> list[BulkResult]:
        """Wait for an outcome or for the time of the next task, and return the results of all outcomes so far."""
        results: list[BulkResult] = []
        timeout = self._seconds_to_next_task()
        with contextlib.suppress(queue.Empty):
            results += self._decide(self._outcomes.get(timeout=timeout))
            while True:
                results += self._decide(self._outcomes.get_nowait())
        longest = self._options.pause_timeout
        if self._pauses.failure is not None and longest is not None:
            is_over = self._timing.monotonic() - self._pauses.since > longest
            self._failure = self._failure or (self._pauses.failure if is_over else None)
        return results

    def _seconds_to_next_task(self) -> float:
        now = self._timing.monotonic()
        if self._failure is not None:
            return _LONGEST_SLEEP
        times = [self._pauses.until] if self._pauses.until > now else []
        if (delay := self._pacer.delay(now)) > 0:
            times.append(now + delay)
        if self._parked.next_ready is not None:
            times.append(self._parked.next_ready)
        if self._options.wait or self._is_full():
            times.append(self._unfinished.next_poll)
        # Times that have passed wait for a free worker, which an outcome announces.
        return min([each - now for each in times if each > now], default=_LONGEST_SLEEP)

    def _decide(self, outcome: _Outcome) -> Iterator[BulkResult]:
        """Decide what follows from the outcome of a task."""
        self._in_flight -= 1
        task, error = outcome.task, outcome.error
        if isinstance(task, Poll):
            yield from self._decide_poll(task, outcome)
        elif isinstance(task, Lookup):
            yield from self._decide_lookup(task.parked, outcome)
        elif error is None:
            yield from self._submitted(task.row, outcome.result)
        elif isinstance(error, SubmissionUnknown):
            self._park(ParkedRow(task.row, error))
        else:
            yield from self._decide_rejection(task.row, error, outcome.started)

    def _decide_rejection(self, row: Row, error: BaseException, started: float) -> Iterator[BulkResult]:
        """Decide what follows from an error after which nothing was accepted."""
        scope = scope_of(error) if isinstance(error, CosanimError) else Scope.STOP
        if scope is Scope.ROW:
            self._pauses.end()
            self._journal.failed(row, str(error))
            yield from self._end(row, RowState.FAILED, error=error)
            return
        if self._journal.failure is None:
            self._journal.absent(row)
        self._ready.appendleft(row)
        if scope is Scope.STOP:
            self._failure = self._failure or error
        elif isinstance(error, CosanimError):
            self._begin_pause(error, started)

    def _begin_pause(self, failure: CosanimError, started: float) -> None:
        now = self._timing.monotonic()
        if self._pauses.begin(failure, started=started, now=now):
            seconds = self._pauses.until - now
            _log.warning("nothing is sent for %.1f s: %s", seconds, failure)
            if self._options.on_pause is not None:
                self._options.on_pause(failure, seconds)

    def _decide_lookup(self, parked: ParkedRow, outcome: _Outcome) -> Iterator[BulkResult]:
        row, error = parked.row, outcome.error
        if error is None and outcome.result is not None:
            yield from self._submitted(row, outcome.result.detail)
        elif error is None:
            self._pauses.end()
            self._journal.absent(row)
            if self._attempts[row.number] >= self._policy.attempts:
                failure = parked.unknown.__cause__ or parked.unknown
                self._journal.failed(row, f"nothing was accepted: {failure}")
                yield from self._end(row, RowState.FAILED, error=failure)
            else:
                self._ready.append(row)
        elif isinstance(error, SubmissionUnknown):
            yield from self._undecided(parked, error, outcome.started)
        else:
            self._failure = self._failure or error

    def _undecided(self, parked: ParkedRow, error: SubmissionUnknown, started: float) -> Iterator[BulkResult]:
        """Look up a row again, or end it as unknown after the time-out of the policy."""
        cause = error.__cause__
        error.__cause__ = parked.unknown.__cause__
        parked.unknown = error
        scope = scope_of(cause) if isinstance(cause, CosanimError) else Scope.ROW
        if scope is not Scope.ROW and isinstance(cause, CosanimError):
            if scope is Scope.STOP:
                self._failure = self._failure or cause
            else:
                self._begin_pause(cause, started)
            parked.first_lookup = None  # the time of the pause does not count
            self._park(parked)
            return
        self._pauses.end()
        parked.lookups += 1
        looked_up = self._timing.monotonic() - (parked.first_lookup or 0.0)
        if looked_up < self._policy.lookup_timeout:
            self._park(parked)
            return
        self._journal.unknown(parked.row, error.reason)
        self._targets.set_unknown(parked.row)
        yield from self._end(parked.row, RowState.UNKNOWN, error=error)

    def _decide_poll(self, poll: Poll, outcome: _Outcome) -> Iterator[BulkResult]:
        error = outcome.error
        if error is None:
            self._pauses.end()
        elif isinstance(error, CosanimError) and (scope_of(error) is Scope.PAUSE or is_temporary(error)):
            self._begin_pause(error, outcome.started)
        else:
            self._failure = self._failure or error
        for ended in self._unfinished.finish(poll, outcome.result or {}, self._timing.monotonic()):
            if isinstance(ended.job, JobDetail):
                self._journal.ended(ended.number, encode(ended.job))
            if not self._options.wait:
                continue
            is_there = isinstance(ended.job, JobDetail)
            job = Job(self._original(ended.client), ended.job if is_there else JobDetail(job_id=ended.job_id))  # type: ignore[arg-type]
            yield BulkResult(
                number=ended.number,
                line=self._journal.line(ended.number),
                state=RowState.SUBMITTED,
                input_key=_key(job.detail.input),
                output_key=_key(getattr(job.detail.operation, "output", None)),
                job=job,
                error=None if is_there else ended.job,  # type: ignore[arg-type]
                reason="" if is_there else str(ended.job),
            )

    def _submitted(self, row: Row, detail: JobDetail) -> Iterator[BulkResult]:
        """Record the job of a row."""
        self._pauses.end()
        job_id = detail.job_id or ""
        self._journal.submitted(row, job_id)
        self._unfinished.add(job_id, row.number, row.client, self._timing.monotonic())
        job = Job(self._original(row.client), detail)
        yield from self._end(row, None if self._options.wait else RowState.SUBMITTED, job=job)

    def _end(
        self, row: Row, state: RowState | None, *, job: Job | None = None, error: BaseException | None = None
    ) -> Iterator[BulkResult]:
        """Yield the result of a row, unless ``state`` is None, and go on with the next one of its target."""
        del self._attempts[row.number]
        if state is not None:
            yield self._result(row, state, job=job, error=error)
        following = self._targets.leave(row)
        while following is not None:
            if not self._targets.is_unknown(following):
                self._ready.appendleft(following)
                return
            reason = f"not sent, since the outcome of {row.label}, of the same input and output, is unknown"
            yield self._result(following, RowState.PENDING, reason=reason)
            following = self._targets.leave(following)

    def _result(
        self,
        row: Row,
        state: RowState,
        *,
        job: Job | None = None,
        error: BaseException | None = None,
        reason: str = "",
        is_from_journal: bool = False,
    ) -> BulkResult:
        return BulkResult(
            number=row.number,
            line=row.line,
            state=state,
            input_key=row.input_key,
            output_key=row.output_key,
            job=job,
            error=error,
            reason=reason or ("" if error is None else str(error)),
            is_from_journal=is_from_journal,
        )

    def _original(self, client: AnimationClient) -> AnimationClient:
        """Return the client of the same bucket with the caller's retry policy."""
        place = (client.bucket, client.region)
        if place == (self._client.bucket, self._client.region):
            return self._client
        if place not in self._clients:
            if len(self._clients) >= MAX_CLIENTS:
                self._clients.clear()
            self._clients[place] = self._client.at(bucket=client.bucket, region=client.region)
        return self._clients[place]

    def _finish(self, pool: ThreadPoolExecutor) -> None:
        """Wait for the requests in flight, and record their outcomes."""
        pool.shutdown(wait=True)
        with contextlib.suppress(queue.Empty, JournalError):
            while True:
                list(self._decide(self._outcomes.get_nowait()))


def _unknown_of(row: Row, record: Record) -> SubmissionUnknown:
    """Return the error of a row whose outcome an earlier run did not find out."""
    client = row.client
    return SubmissionUnknown(
        record.reason or "the run ended before the outcome was known",
        bucket=client.bucket,
        region=client.region,
        endpoint=client._endpoint.base_url,  # noqa: SLF001 - of the same package
        input_key=row.input_key,
        output_key=row.output_key,
        since=record.since,
        not_after=record.not_after,
        api="submit_job",
        body=row.body,
    )


def _key(node: Any) -> str | None:
    key = getattr(node, "object_key", None)
    return key if isinstance(key, str) else None

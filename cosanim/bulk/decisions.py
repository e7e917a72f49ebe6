"""Decides what follows from what the journal says of a row, and from the outcomes of the tasks of workers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from cosanim.bulk.journal import RowState
from cosanim.bulk.parked import ParkedRow
from cosanim.bulk.pauses import Scope, scope_of, scope_of_read
from cosanim.bulk.results import BulkResult
from cosanim.bulk.tasks import Lookup, Task
from cosanim.bulk.unfinished import Poll
from cosanim.error_codes import service_error
from cosanim.errors import CosanimError, DecodeError, SubmissionUnknown
from cosanim.job import Job
from cosanim.models import JobDetail, JobState
from cosanim.signing import BACKDATED
from cosanim.xml.codec import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cosanim.bulk.journal import Journal, Record
    from cosanim.bulk.rows import Row
    from cosanim.bulk.state import RunState
    from cosanim.errors import NotFoundError


class Outcome(NamedTuple):
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


class Decisions:
    """Changes the state of a run, and yields the results of the rows that are done."""

    def __init__(self, state: RunState) -> None:
        """Store the state."""
        self._state = state

    def enter(self, row: Row, record: Record) -> Iterator[BulkResult[Job]]:
        """Begin with a row, or go on where an earlier run was."""
        if record.state == RowState.SUBMITTED and record.job_id:
            yield from self._enter_submitted(row, record, record.job_id)
        elif record.state == RowState.FAILED and not self._state.options.retry_failed:
            yield self._result(row, RowState.FAILED, reason=record.reason or "", is_from_journal=True)
        elif self._state.targets.is_unknown(row):
            yield self._held_back(row)
        elif self._state.targets.enter(row):
            if record.since is None or record.not_after is None:
                self._state.ready.append(row)
            else:
                self._park(ParkedRow(row, _unknown_of(row, record, self._state.journal)))

    def _enter_submitted(self, row: Row, record: Record, job_id: str) -> Iterator[BulkResult[Job]]:
        detail = JobDetail(job_id=job_id) if record.job is None else decode(record.job, JobDetail)
        if record.job is None and (self._state.options.wait or self._state.needs_earlier_jobs):
            self._state.unfinished.add(job_id, row.number, row.client, self._state.timing.monotonic())
        if record.job is None and self._state.options.wait:
            return
        job = Job(self._state.client_of(row.client), detail, is_described=record.job is not None)
        yield self._result(row, RowState.SUBMITTED, job=job, is_from_journal=True)

    def _park(self, parked: ParkedRow) -> None:
        """Park a row until its outcome can be found out."""
        now, unknown = self._state.timing.monotonic(), parked.unknown
        since, not_after = unknown.since or 0, unknown.not_after or 0
        visible_after = math.ceil(self._state.policy.visibility) + 1
        remaining = not_after + visible_after - parked.row.client._transport.now()  # noqa: SLF001 - of the same package
        # If this clock is behind, more time seems to remain than the signature was valid for.
        longest = not_after - since - BACKDATED + visible_after
        ready_at = now + min(max(remaining, 0.0), longest)
        if parked.lookups:
            ready_at = max(ready_at, now + self._state.policy.growing_delay(parked.lookups, rng=self._state.timing.rng))
        self._state.parked.add(parked, ready_at)

    def decide(self, outcome: Outcome) -> Iterator[BulkResult[Job]]:
        """Decide what follows from the outcome of a task."""
        task, error = outcome.task, outcome.error
        if isinstance(task, Poll):
            yield from self._decide_poll(task, outcome)
        elif isinstance(task, Lookup):
            yield from self._decide_lookup(task.parked, outcome)
        elif error is None:
            yield from self._submitted(task.row, outcome.result)
        elif isinstance(error, SubmissionUnknown):
            self._park(ParkedRow(task.row, error))
            if error.__cause__ is not None and not isinstance(error.__cause__, CosanimError):
                self._state.stop(error.__cause__)  # the caller's code failed, such as a hook
        elif task.may_be_sent and not isinstance(error, CosanimError):
            self._state.stop(error)  # the next run finds out whether the job was accepted
        else:
            yield from self._decide_rejection(task.row, error, outcome.started)

    def record(self, outcome: Outcome) -> None:
        """Record the outcome of a task when the run ends, also if ``decide`` was interrupted at it.

        What follows from it is decided by the next run.
        """
        task, error, journal = outcome.task, outcome.error, self._state.journal
        if isinstance(task, Poll) or isinstance(error, SubmissionUnknown):
            return
        if isinstance(task, Lookup):
            if error is None and outcome.result is None:
                journal.absent(task.parked.row)
            elif error is None:
                journal.submitted(task.parked.row, outcome.result.job_id)
        elif error is None:
            journal.submitted(task.row, outcome.result.job_id or "")
        elif isinstance(error, CosanimError) or not task.may_be_sent:
            if scope_of(error, key_worked=self._state.pauses.key_worked) is Scope.ROW:
                journal.failed(task.row, str(error))
            else:
                journal.absent(task.row)

    def _decide_rejection(self, row: Row, error: BaseException, started: float) -> Iterator[BulkResult[Job]]:
        """Decide what follows from an error after which nothing was accepted."""
        scope = scope_of(error, key_worked=self._state.pauses.key_worked)
        if scope is Scope.ROW:
            self._state.pauses.end()
            self._state.journal.failed(row, str(error))
            yield from self._end(row, RowState.FAILED, error=error)
            return
        if self._state.journal.failure is None:
            self._state.journal.absent(row)
        self._state.ready.appendleft(row)
        if scope is Scope.STOP:
            self._state.stop(error)
        elif isinstance(error, CosanimError):
            self._state.pause(error, started)

    def _decide_lookup(self, parked: ParkedRow, outcome: Outcome) -> Iterator[BulkResult[Job]]:
        row, error = parked.row, outcome.error
        if error is None and outcome.result is not None:
            yield from self._submitted(row, outcome.result.detail)
        elif error is None:
            self._state.pauses.end()
            self._state.journal.absent(row)
            self._state.lost[row.number] += 1
            if self._state.lost[row.number] >= self._state.policy.attempts:
                failure = parked.unknown.__cause__ or parked.unknown
                self._state.journal.failed(row, f"nothing was accepted: {failure}")
                yield from self._end(row, RowState.FAILED, error=failure)
            else:
                self._state.ready.append(row)
        elif isinstance(error, SubmissionUnknown):
            yield from self._undecided(parked, error, outcome.started)
        else:
            self._state.stop(error)

    def _undecided(self, parked: ParkedRow, error: SubmissionUnknown, started: float) -> Iterator[BulkResult[Job]]:
        """Look up a row again, or end it as unknown after the time-out of the policy."""
        cause = error.__cause__
        error.__cause__, error.since = parked.unknown.__cause__, parked.unknown.since
        parked.unknown = error
        scope = scope_of_read(cause, key_worked=self._state.pauses.key_worked)
        if scope is not Scope.ROW and isinstance(cause, CosanimError):
            if scope is Scope.STOP:
                self._state.stop(cause)
            else:
                self._state.pause(cause, started)
            parked.first_lookup = None  # the time of the pause does not count
            self._park(parked)
            return
        self._state.pauses.end()
        parked.lookups += 1
        looked_up = self._state.timing.monotonic() - (parked.first_lookup or 0.0)
        if looked_up < self._state.policy.lookup_timeout:
            self._park(parked)
            return
        self._state.journal.unknown(parked.row, error.reason)
        self._state.targets.set_unknown(parked.row)
        yield from self._end(parked.row, RowState.UNKNOWN, error=error)

    def _decide_poll(self, poll: Poll, outcome: Outcome) -> Iterator[BulkResult[Job]]:
        error = outcome.error
        if error is None:
            self._state.pauses.end()
        elif isinstance(error, CosanimError) and (
            isinstance(error, DecodeError)
            or scope_of_read(error, key_worked=self._state.pauses.key_worked) is Scope.PAUSE
        ):
            self._state.pause(error, outcome.started)
        else:
            self._state.stop(error)
        if self._state.options.wait:
            self._check_queue((outcome.result or {}).values())
        for ended in self._state.unfinished.finish(poll, outcome.result or {}, self._state.timing.monotonic()):
            if isinstance(ended.job, JobDetail):
                self._state.journal.ended(ended.number, encode(ended.job))
            if not self._state.options.wait:
                continue
            is_there = isinstance(ended.job, JobDetail)
            job = Job(self._state.client_of(ended.client), ended.job if is_there else JobDetail(job_id=ended.job_id))  # type: ignore[arg-type]
            yield BulkResult(
                number=ended.number,
                line=self._state.journal.line(ended.number),
                state=RowState.SUBMITTED,
                input_key=_key(job.detail.input),
                output_key=_key(getattr(job.detail.operation, "output", None)),
                job=job,
                error=None if is_there else ended.job,  # type: ignore[arg-type]
                reason="" if is_there else str(ended.job),
            )

    def _check_queue(self, found: Iterable[JobDetail | NotFoundError]) -> None:
        """Stop the run if its jobs are paused with their queue, since none of them would end."""
        paused = [job for job in found if isinstance(job, JobDetail) and job.state == JobState.PAUSE]
        if paused:
            message = f"job {paused[0].job_id} is paused with its queue"
            self._state.stop(service_error(status=403, code="QueuePaused", message=message))

    def _submitted(self, row: Row, detail: JobDetail) -> Iterator[BulkResult[Job]]:
        """Record the job of a row."""
        self._state.pauses.end()
        job_id = detail.job_id or ""
        self._state.journal.submitted(row, job_id)
        row.client._in_flight.forget(job_id)  # noqa: SLF001 - of the same package; the journal contains it
        self._state.unfinished.add(job_id, row.number, row.client, self._state.timing.monotonic())
        self._check_queue([detail])
        job = Job(self._state.client_of(row.client), detail)
        yield from self._end(row, None if self._state.options.wait else RowState.SUBMITTED, job=job)

    def _end(
        self, row: Row, state: RowState | None, *, job: Job | None = None, error: BaseException | None = None
    ) -> Iterator[BulkResult[Job]]:
        """Yield the result of a row, unless ``state`` is None, and go on with the next one of its target."""
        self._state.lost.pop(row.number, None)
        if state is not None:
            yield self._result(row, state, job=job, error=error)
        following = self._state.targets.leave(row)
        while following is not None:
            if not self._state.targets.is_unknown(following):
                self._state.ready.appendleft(following)
                return
            yield self._held_back(following)
            following = self._state.targets.leave(following)

    def _held_back(self, row: Row) -> BulkResult[Job]:
        """Return the result of a row that is not sent because of another one."""
        other = self._state.targets.unknown_row(row)
        reason = f"not sent, since the outcome of {other}, of the same input and output, is unknown"
        return self._result(row, RowState.PENDING, reason=reason)

    def _result(
        self,
        row: Row,
        state: RowState,
        *,
        job: Job | None = None,
        error: BaseException | None = None,
        reason: str = "",
        is_from_journal: bool = False,
    ) -> BulkResult[Job]:
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


def _unknown_of(row: Row, record: Record, journal: Journal) -> SubmissionUnknown:
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
        submission_id=journal.submission_id(row),
    )


def _key(node: Any) -> str | None:
    key = getattr(node, "object_key", None)
    return key if isinstance(key, str) else None

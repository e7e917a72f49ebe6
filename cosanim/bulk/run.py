"""Runs the rows of a bulk submission: hands requests to workers, and decides what follows from each outcome.

One thread, that of the caller who iterates over the run, makes all decisions. Worker threads send requests and read
replies; with an executor they wait for its workers. The journal is written before each request and after each outcome.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

from cosanim.bulk.decisions import Decisions, Outcome
from cosanim.bulk.intake import Intake
from cosanim.bulk.journal import Journal, RowState
from cosanim.bulk.pacing import Pacer
from cosanim.bulk.queue_limit import QueueLimit
from cosanim.bulk.results import BulkResult
from cosanim.bulk.rows import target_hash
from cosanim.bulk.state import RunState
from cosanim.bulk.tasks import Attempt, Lookup, Task
from cosanim.errors.bulk import JournalError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from types import TracebackType

    from cosanim.bulk.options import BulkOptions
    from cosanim.client import AnimationClient
    from cosanim.errors import CosanimError
    from cosanim.http.sessions.executor_session import Workers
    from cosanim.job import Job

_MAX_WAITING: Final = 1000
"""Number of rows that wait for a lookup or for another row, from which on no further row is read."""
_LONGEST_SLEEP: Final = 1.0
"""Longest wait in seconds for an outcome, since Ctrl-C does not interrupt such a wait on Windows."""


class BulkRun:
    """A bulk submission, which yields the result of each row as it comes. Nothing is sent before the first ``next``.

    Rows are read as needed, so an input of any length takes the same memory. Use it as a context manager, or call
    ``close``, if you do not read all results.

    Attributes:
        counts: Number of results in each state.
    """

    def __init__(self, client: AnimationClient, requests: Iterable[object], options: BulkOptions) -> None:
        """Store the arguments; ``AnimationClient.submit_many`` describes them."""
        self._client = client
        self._requests = requests
        self._options = options
        self._timing = client._transport.timing  # noqa: SLF001 - of the same package
        self._pacer = Pacer(options.rate)
        self._queue_limit = QueueLimit(client, options.max_queued)
        self._outcomes: deque[Outcome] = deque()
        self._arrived = threading.Event()
        self._state: RunState | None = None
        self._in_flight = 0
        self.counts: Counter[RowState] = Counter()
        self._steps = self._run()

    def __iter__(self) -> Self:
        """Return the run itself."""
        return self

    def __next__(self) -> BulkResult[Job]:
        """Return the next result.

        Raises:
            InvalidRows: Rows are invalid, and nothing was sent; only if ``requests`` can be iterated twice.
            JournalError: The journal cannot be used.
            CosanimError: A failure that concerns all rows; the rows that were not sent can be sent by another run.
        """
        result = next(self._steps)
        while result is None:
            result = next(self._steps)
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
    def is_started(self) -> bool:
        """Whether the requests were validated, so that some may have been sent."""
        return self._state is not None

    @property
    def in_flight(self) -> int:
        """Number of requests that were handed to workers and have no outcome yet."""
        return self._in_flight

    @property
    def parked(self) -> int:
        """Number of rows whose outcome is unknown until their signature has expired."""
        return 0 if self._state is None else len(self._state.parked)

    @property
    def unfinished(self) -> int:
        """Number of submitted jobs that are not known to have ended; they are polled only when that is needed."""
        return 0 if self._state is None else len(self._state.unfinished)

    @property
    def pause(self) -> CosanimError | None:
        """The failure because of which nothing is sent at present; None if the run is not paused."""
        return None if self._state is None else self._state.pauses.failure

    def close(self) -> None:
        """Stop: wait for the requests in flight, record their outcomes, and close the journal."""
        self._steps.close()

    def _run(self) -> Generator[BulkResult[Job] | None, None, None]:
        """Yield the results; None after each step without one, which takes about a second at most."""
        client, options = self._client, self._options
        # What follows from a failure is decided here, so a worker sends each request once and looks for no job.
        retry = client._transport.retry  # noqa: SLF001 - of the same package
        policy = replace(retry, attempts=1, lookup_timeout=0.0, interrupt_timeout=0.0)
        with contextlib.ExitStack() as stack:
            workers = self._workers(stack)
            sending_client = client._with_policy(policy, workers=workers)  # noqa: SLF001 - of the same package
            journal = Journal(options.journal, endpoint=client._endpoint.base_url)  # noqa: SLF001 - of the same package
            stack.callback(journal.close)
            # The jobs of the journal are those of other submissions to each lookup, also to those of the caller.
            stack.enter_context(client._in_flight.recorded(lambda target: journal.ids_of_target(target_hash(target))))  # noqa: SLF001
            intake = Intake(sending_client, self._requests, journal, strict=options.strict, allow=options.allow)
            yield from intake.check_steps()
            self._state = state = RunState(client, options, journal)
            state.needs_earlier_jobs = not intake.is_checked or journal.has_rows_to_send(
                retry_failed=options.retry_failed
            )
            decisions = Decisions(state)
            pool = ThreadPoolExecutor(options.max_in_flight, thread_name_prefix="cosanim-bulk")
            stack.callback(self._finish, pool, decisions)
            while True:
                yield from self._start_tasks(pool, state, decisions, intake)
                if self._is_over(state, intake):
                    break
                results = self._take_outcomes(state, decisions)
                journal.sync()
                yield from results or (None,)
        if state.failure is not None:
            raise state.failure

    def _workers(self, stack: contextlib.ExitStack) -> Workers | None:
        """Return the executor with the claims of its workers, which end with the stack; None without an executor."""
        executor = self._options.executor
        if executor is None:
            return None
        # Imported on demand: few programs use it.
        from cosanim.http.sessions.claims import ClaimServer
        from cosanim.http.sessions.executor_session import Workers

        return Workers(executor, stack.enter_context(ClaimServer(self._options.claim_address)))

    def _is_over(self, state: RunState, intake: Intake) -> bool:
        if self._in_flight:
            return False
        if state.failure is not None:
            return True
        is_waiting = self._options.wait and len(state.unfinished) > 0
        return intake.is_exhausted and not (state.ready or len(state.parked) or is_waiting)

    def _start_tasks(
        self, pool: ThreadPoolExecutor, state: RunState, decisions: Decisions, intake: Intake
    ) -> Iterator[BulkResult[Job] | None]:
        """Hand tasks to workers as long as there are some, and yield the results of rows that need none."""
        while state.failure is None and self._in_flight < self._options.max_in_flight:
            now = self._timing.monotonic()
            if now < state.pauses.until or (state.pauses.failure is not None and self._in_flight):
                return  # after a pause one task finds out whether it is over
            if self._pacer.delay(now) > 0:
                return
            task = self._next_task(state, now)
            if task is not None:
                self._pacer.take(now)
                self._in_flight += 1
                pool.submit(self._work, task)
                continue
            if not self._may_read(state):
                return
            try:
                entry = intake.next()
            except Exception as error:  # noqa: BLE001 - of the caller's iterator; requests in flight come first
                state.stop(error)
                return
            if entry is None:
                return
            if isinstance(entry, BulkResult):
                yield entry
            else:
                yield from list(decisions.enter(*entry)) or (None,)

    def _next_task(self, state: RunState, now: float) -> Task | None:
        is_full = self._is_full(state)
        if self._options.wait or is_full:
            poll = state.unfinished.take(now)
            if poll is not None:
                return poll
        parked = state.parked.take(now)
        if parked is not None:
            if parked.first_lookup is None:
                parked.first_lookup = now
            return Lookup(parked)
        return Attempt(state.ready.popleft(), state.journal) if state.ready and not is_full else None

    def _may_read(self, state: RunState) -> bool:
        """Return whether another row is read."""
        waiting = len(state.parked) + state.targets.waiting
        return not state.ready and not self._is_full(state) and waiting < _MAX_WAITING

    def _is_full(self, state: RunState) -> bool:
        # Parked rows may have been accepted.
        return self._queue_limit.is_reached(len(state.unfinished) + len(state.parked) + self._in_flight)

    def _work(self, task: Task) -> None:
        """Run a task; called in a worker thread."""
        started = self._timing.monotonic()
        try:
            result = task.run()
        except BaseException as error:  # noqa: BLE001 - the thread that runs the loop decides
            self._outcomes.append(Outcome(task, started, None, error))
        else:
            self._outcomes.append(Outcome(task, started, result, None))
        self._arrived.set()

    def _take_outcomes(self, state: RunState, decisions: Decisions) -> list[BulkResult[Job]]:
        """Wait for an outcome or for the time of the next task, and return the results of all outcomes so far."""
        results: list[BulkResult[Job]] = []
        if not self._in_flight:
            self._timing.sleep(self._seconds_to_next_task(state))
            return results
        self._arrived.wait(self._seconds_to_next_task(state))
        self._arrived.clear()
        while self._outcomes:
            # Removed when it is decided, so that Ctrl-C cannot lose it.
            results += decisions.decide(self._outcomes[0])
            self._outcomes.popleft()
            self._in_flight -= 1
        return results

    def _seconds_to_next_task(self, state: RunState) -> float:
        now = self._timing.monotonic()
        times = [state.pauses.until, now + self._pacer.delay(now)]
        if state.parked.next_ready is not None:
            times.append(state.parked.next_ready)
        if self._options.wait or self._is_full(state):
            times.append(state.unfinished.next_poll)
        # What could have begun by now waits for a free worker, which an outcome announces.
        return min([_LONGEST_SLEEP, *(each - now for each in times if each > now)])

    def _finish(self, pool: ThreadPoolExecutor, decisions: Decisions) -> None:
        """Wait for the requests in flight, and record their outcomes."""
        pool.shutdown(wait=True)
        self._in_flight = 0
        with contextlib.suppress(JournalError):
            for outcome in self._outcomes:
                decisions.record(outcome)

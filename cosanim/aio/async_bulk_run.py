"""``AsyncBulkRun``: a bulk submission for coroutines."""

from __future__ import annotations

import threading
from collections import Counter, deque
from typing import TYPE_CHECKING, Self

from cosanim.aio.async_job import AsyncJob
from cosanim.aio.waits import next_step
from cosanim.http.interruptions import interruptible

if TYPE_CHECKING:
    from types import TracebackType

    from cosanim.aio.calls import Calls
    from cosanim.bulk.journal import RowState
    from cosanim.bulk.results import BulkResult
    from cosanim.bulk.run import BulkRun
    from cosanim.errors import CosanimError
    from cosanim.job import Job


class AsyncBulkRun:
    """A bulk submission, as ``BulkRun``, for coroutines: iterate over it with ``async for``, and await ``close``.

    The run goes on while it is iterated over, in steps of about a second at most on a thread of the client. There the
    requests are read from your iterable and validated; threads of the run, or the executor, send them.

    When the task is cancelled, the cancellation is raised after the step that is under way, and no request is cut off.
    The run stays as it is, and no result is lost: go on iterating over it, or close it. Several tasks can share a run.

    Attributes:
        counts: Number of results in each state.
    """

    def __init__(self, run: BulkRun, calls: Calls) -> None:
        """Wrap a run; ``AsyncAnimationClient.submit_many`` does this.

        Args:
            run: The run.
            calls: Runs its steps.
        """
        self._run = run
        self._calls = calls
        self._lock = threading.Lock()
        self._results: deque[BulkResult[Job]] = deque()
        self._failure: BaseException | None = None
        self._is_over = False
        self.counts: Counter[RowState] = Counter()

    def __aiter__(self) -> Self:
        """Return the run itself."""
        return self

    async def __anext__(self) -> BulkResult[AsyncJob]:
        """Return the next result; errors as for ``BulkRun``."""
        while not self._results:
            if self._failure is not None:
                failure, self._failure = self._failure, None
                raise failure
            if self._is_over:
                raise StopAsyncIteration
            await self._calls.run(self._step, must_finish=True)
        result = self._results.popleft()
        self.counts[result.state] += 1
        return result.with_job(None if result.job is None else AsyncJob(result.job, self._calls))

    async def __aenter__(self) -> Self:
        """Return the run."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the run."""
        await self.close()

    @property
    def is_started(self) -> bool:
        """Whether the requests were validated, so that some may have been sent."""
        return self._run.is_started

    @property
    def in_flight(self) -> int:
        """Number of requests that were handed to workers and have no outcome yet."""
        return self._run.in_flight

    @property
    def parked(self) -> int:
        """Number of rows whose outcome is unknown until their signature has expired."""
        return self._run.parked

    @property
    def unfinished(self) -> int:
        """Number of submitted jobs that are not known to have ended; they are polled only when that is needed."""
        return self._run.unfinished

    @property
    def pause(self) -> CosanimError | None:
        """The failure because of which nothing is sent at present; None if the run is not paused."""
        return self._run.pause

    async def close(self) -> None:
        """Stop as ``BulkRun.close`` does, also when the task is cancelled meanwhile."""
        self._is_over = True  # a task that iterates takes no further step
        await self._calls.run(self._close, must_finish=True, must_start=True)

    def _step(self) -> None:
        """Run the next step, and store what comes of it, which a cancelled task does not get; called on a thread."""
        # Other tasks may iterate or close at the same time. An interruption would end the run with the step.
        with self._lock, interruptible(None):
            try:
                is_over, result = next_step(self._run._steps)  # noqa: SLF001 - of the same package
            except BaseException as error:  # noqa: BLE001 - raised by the task that asks for the next result
                self._failure = error
            else:
                if is_over:
                    self._is_over = True
                elif result is not None:
                    self._results.append(result)

    def _close(self) -> None:
        with self._lock, interruptible(None):
            self._run.close()

"""Methods of ``AsyncAnimationClient`` for jobs: describe, wait for, list and cancel them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cosanim.aio.async_caller import AsyncCaller
from cosanim.aio.async_job import AsyncJob
from cosanim.aio.calls import on_loop
from cosanim.aio.waits import check_stop, next_step, sleep
from cosanim.api.many_waits import Unfinished, error_of, many_wait_of
from cosanim.api.polling import check_wait_arguments
from cosanim.job import Job
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from cosanim.api.many_waits import ManyWait
    from cosanim.argument_types import StateName, TimeOrder
    from cosanim.explain.explanation import Explanation
    from cosanim.models import DescribeJobsResponse, JobDetail
    from cosanim.waiting import Backoff


@explain_wrong_calls
class AsyncJobCalls(AsyncCaller):
    """Describes, waits for, lists and cancels jobs."""

    def job(self, token_or_id: str) -> AsyncJob:
        """Return the handle of a job that was submitted elsewhere, as ``AnimationClient.job`` does. Nothing is sent."""
        return self._handle(self._client.job(token_or_id))

    async def describe_jobs(self, job_ids: Iterable[str]) -> DescribeJobsResponse:
        """Read jobs by their ids, as ``AnimationClient.describe_jobs`` does."""
        return await self._run(self._client.describe_jobs, job_ids)

    async def describe_job(self, job_id: str) -> JobDetail:
        """Read one job, as ``AnimationClient.describe_job`` does."""
        return await self._run(self._client.describe_job, job_id)

    async def explain(self, job: str | AsyncJob) -> Explanation:
        """Find out what happened to a job, and what to try, as ``AnimationClient.explain`` does."""
        return await self._run(self._client.explain, self._handle_of(job)._job)  # noqa: SLF001 - of the same package

    def list_jobs(
        self,
        *,
        tag: str | None = "Animation",
        queue_id: str | None = None,
        input_object: str | None = None,
        states: StateName | Iterable[StateName] | None = None,
        start_creation_time: datetime | str | None = None,
        end_creation_time: datetime | str | None = None,
        order_by_time: TimeOrder | None = None,
        size: int | None = None,
        workflow_id: str | None = None,
        inventory_trigger_job_id: str | None = None,
        queue_type: str | None = None,
    ) -> AsyncIterator[JobDetail]:
        """List jobs lazily, page by page, as ``AnimationClient.list_jobs`` does."""
        return self._list(
            self._client.list_jobs(
                tag=tag,
                queue_id=queue_id,
                input_object=input_object,
                states=states,
                start_creation_time=start_creation_time,
                end_creation_time=end_creation_time,
                order_by_time=order_by_time,
                size=size,
                workflow_id=workflow_id,
                inventory_trigger_job_id=inventory_trigger_job_id,
                queue_type=queue_type,
            )
        )

    async def cancel_job(self, job_id: str) -> None:
        """Cancel a job that has not started yet, as ``AnimationClient.cancel_job`` does."""
        await self._run(self._client.cancel_job, job_id)

    async def wait(
        self,
        job: str | AsyncJob,
        *,
        timeout: float | None = 600.0,
        on_progress: Callable[[JobDetail], None] | None = None,
        backoff: Backoff | None = None,
        stop: asyncio.Event | None = None,
    ) -> JobDetail:
        """Wait until a job ends successfully, as ``AnimationClient.wait`` and ``AsyncJob.wait`` do."""
        handle = self._handle_of(job)
        await handle.wait(timeout=timeout, on_progress=on_progress, backoff=backoff, stop=stop)
        return handle.detail

    def wait_many(
        self,
        jobs: Iterable[str | AsyncJob],
        *,
        timeout: float | None = 600.0,
        on_progress: Callable[[JobDetail], None] | None = None,
        backoff: Backoff | None = None,
        stop: asyncio.Event | None = None,
    ) -> AsyncIterator[AsyncJob]:
        """Wait for jobs, and yield each when it has ended, as ``AnimationClient.wait_many`` does.

        ``on_progress`` is called by the awaiting task, and ``stop`` is an ``asyncio.Event``. Between polls the wait is
        a sleep of asyncio, and ends at once when the task is cancelled.
        """
        check_stop(stop)
        check_wait_arguments(timeout=timeout, on_progress=on_progress, backoff=backoff, stop=stop)
        several = [jobs] if isinstance(jobs, str | AsyncJob) or not isinstance(jobs, Iterable) else jobs
        handles = {handle.token(): handle for handle in reversed([self._handle_of(job) for job in several])}
        wait = many_wait_of(
            self._client,
            [handle._job for handle in reversed(handles.values())],  # noqa: SLF001 - of the same package
            backoff=backoff,
            stop=stop,
            on_progress=on_loop(on_progress),
        )
        return self._ended_jobs(wait, handles, timeout, stop)

    def _handle_of(self, job: str | AsyncJob) -> AsyncJob:
        return job if isinstance(job, AsyncJob) else self.job(job)

    async def _ended_jobs(
        self, wait: ManyWait, handles: dict[str, AsyncJob], timeout: float | None, stop: asyncio.Event | None
    ) -> AsyncIterator[AsyncJob]:
        """Yield jobs as they end.

        Args:
            wait: The jobs.
            handles: Their handles, by token.
            timeout: Seconds for requests and sleeps together; None for no limit.
            stop: Ends the sleeps when it is set.
        """
        steps = wait.steps(timeout=timeout)
        unfinished: list[Unfinished] = []
        while True:
            is_over, step = await self._calls.run(next_step, steps)
            if is_over:
                break
            if isinstance(step, Job):
                yield handles[step.token()]
            elif isinstance(step, Unfinished):
                unfinished.append(step)
            else:
                await sleep(step, stop)
        if unfinished:
            raise error_of(unfinished)

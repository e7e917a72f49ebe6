"""``AsyncJob``: the handle of a job for coroutines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from cosanim.aio.calls import on_loop
from cosanim.aio.waits import check_stop, run_steps
from cosanim.errors import ResultUnavailable
from cosanim.job_facts import JobFacts
from cosanim.unpicklable import Unpicklable
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from cosanim.aio.calls import Calls
    from cosanim.job import Job
    from cosanim.models import JobDetail
    from cosanim.objects.downloads import Target
    from cosanim.objects.records import ObjectInfo
    from cosanim.waiting import Backoff


@explain_wrong_calls
class AsyncJob(JobFacts, Unpicklable):
    """A submitted job, as ``Job``, for coroutines: what sends a request is awaited.

    The attributes of the result (``output_key``, ``width``, ``frames``, …) send nothing and are not awaited. Two jobs
    are equal if bucket, region and id are equal.

    Attributes:
        job_id: Id of the job.
        bucket: Bucket of the video, with its appid.
        region: Region of that bucket.
    """

    _instead_of_pickling: ClassVar[str] = "pass token() to the other process, and call client.job(token) there"

    def __init__(self, job: Job, calls: Calls) -> None:
        """Wrap a job; nothing is sent.

        Args:
            job: The job.
            calls: Runs its methods.
        """
        self.job_id = job.job_id
        self.bucket = job.bucket
        self.region = job.region
        self._job = job
        self._calls = calls

    @property
    def detail(self) -> JobDetail:
        """The job as the service last described it; nothing is sent.

        Raises:
            ResultUnavailable: The handle is of ``client.job``, and was not read yet.
        """
        if not self._job._is_described:  # noqa: SLF001 - of the same package
            raise ResultUnavailable(self._job._detail, f"job {self.job_id} was not read yet: await job.refresh() first")  # noqa: SLF001 - of the same package
        return self._job.detail

    @property
    def request_id(self) -> str | None:
        """The service's id of the request that ``detail`` answers; nothing is sent."""
        return self._job.request_id

    async def refresh(self) -> Self:
        """Poll the job once, as ``Job.refresh`` does, and return it."""
        await self._calls.run(self._job.refresh)
        return self

    async def done(self) -> bool:
        """Return whether the job has ended, as ``Job.done`` does."""
        return await self._calls.run(self._job.done)

    async def wait(
        self,
        *,
        timeout: float | None = 600.0,
        on_progress: Callable[[JobDetail], None] | None = None,
        backoff: Backoff | None = None,
        stop: asyncio.Event | None = None,
    ) -> Self:
        """Wait until the job ends successfully, and return it; arguments and errors as for ``Job.wait``.

        ``on_progress`` is called by the awaiting task, and ``stop`` is an ``asyncio.Event``. The wait ends at once when
        the task is cancelled; the job goes on.
        """
        check_stop(stop)
        steps = self._job._wait_steps(  # noqa: SLF001 - of the same package
            timeout=timeout, on_progress=on_loop(on_progress), backoff=backoff, stop=stop
        )
        await run_steps(self._calls, steps, stop)
        return self

    async def cancel(self) -> None:
        """Cancel the job, as ``Job.cancel`` does."""
        await self._calls.run(self._job.cancel)

    def token(self) -> str:
        """Return a text with which ``client.job`` goes on in another process, as ``Job.token`` does."""
        return self._job.token()

    async def output_url(self, *, expires: int = 3600) -> str:
        """Return a presigned URL of the result, as ``Job.output_url`` does."""
        return await self._calls.run(self._job.output_url, expires=expires)

    async def download(self, target: Target) -> ObjectInfo:
        """Download the result, as ``Job.download`` does."""
        return await self._calls.run(self._job.download, target)

    async def read(self) -> bytes:
        """Download the result and return its content, as ``Job.read`` does."""
        return await self._calls.run(self._job.read)

    def __eq__(self, other: object) -> bool:
        """Return whether the other is the same job."""
        return isinstance(other, AsyncJob) and self.token() == other.token()

    def __hash__(self) -> int:
        """Return the hash of bucket, region and id."""
        return hash(self.token())

    def __repr__(self) -> str:
        """Show id and state and, of a finished job, its result; nothing is sent."""
        return repr(self._job).replace("<Job ", "<AsyncJob ", 1)

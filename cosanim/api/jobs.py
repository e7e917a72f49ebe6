"""Client methods for jobs: describe, wait for, list and cancel them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from cosanim import models
from cosanim.api.base import Caller, comma_separated, path_part
from cosanim.api.paging import all_tokens
from cosanim.argument_hints import text_argument, text_arguments
from cosanim.errors import ConfigurationError, NotFoundError
from cosanim.job import Job, is_token, jobs_not_found, parse_token
from cosanim.operations import CANCEL_JOB, DESCRIBE_JOBS, LIST_JOBS
from cosanim.times import time_text
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from cosanim.argument_types import (
        StateName,
        TimeOrder,
    )
    from cosanim.client import AnimationClient
    from cosanim.explain.explanation import Explanation
    from cosanim.http.retries import RetryPolicy
    from cosanim.models import (
        DescribeJobsResponse,
        JobDetail,
    )
    from cosanim.waiting import Backoff


@explain_wrong_calls
class JobCalls(Caller):
    """Describes, waits for, lists and cancels jobs."""

    _backoff: Backoff | None = None
    """Delays between the polls of a wait that is given no others; None for ``Backoff()``."""

    def job(self, token_or_id: str) -> Job:
        """Return the handle of a job that was submitted elsewhere, such as in another process. Nothing is sent.

        Args:
            token_or_id: What ``Job.token`` returned, or the id of a job of this client's bucket. With a token of
                another bucket or region the handle uses a client of that bucket and region, as ``at`` returns it.

        Raises:
            ConfigurationError: The token is damaged.
        """
        region, bucket, job_id = parse_token(text_argument("job_id", token_or_id))
        path_part("job_id", job_id)
        client = cast("AnimationClient", self)
        if (region or self.region, bucket or self.bucket) != (self.region, self.bucket):
            client = client.at(bucket=bucket, region=region)
        return Job(client, models.JobDetail(job_id=job_id), is_described=False)

    def describe_jobs(self, job_ids: Iterable[str]) -> DescribeJobsResponse:
        """Read jobs by their ids: GET /jobs/<ids>.

        Args:
            job_ids: One or more ids.

        Returns:
            The jobs that exist, and in ``non_exist_job_ids`` the other ids, separated by commas.

        Raises:
            ConfigurationError: There is no id, or one is invalid or a token.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        ids = text_arguments("job_id", job_ids)
        if any(map(is_token, ids)):
            raise ConfigurationError("describe_jobs takes ids: for the token of a job call client.job(token).detail")
        return self._call_api(DESCRIBE_JOBS, None, job_ids=ids)

    def describe_job(self, job_id: str) -> JobDetail:
        """Read one job.

        Args:
            job_id: Its id, or its token.

        Raises:
            NotFoundError: No job has this id, or its record is older than a month.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        return self.job(job_id).detail if is_token(job_id) else self._describe(job_id)

    def _describe(self, job_id: str, *, deadline: float | None = None, retry: RetryPolicy | None = None) -> JobDetail:
        found = self._describe_each([text_argument("job_id", job_id)], deadline=deadline, retry=retry)[job_id]
        if isinstance(found, NotFoundError):
            raise found
        return found

    def _describe_each(
        self, job_ids: Sequence[str], *, deadline: float | None = None, retry: RetryPolicy | None = None
    ) -> dict[str, JobDetail | NotFoundError]:
        """Return jobs by their ids, or the error of those that do not exist.

        An id is left out if the reply does not mention it, unless it is the only one.
        """
        response = self._call_api(DESCRIBE_JOBS, None, job_ids=job_ids, deadline=deadline, retry=retry)
        described = {job.job_id: job for job in response.jobs_detail}
        unknown = {part.strip() for part in (response.non_exist_job_ids or "").split(",")}
        found: dict[str, JobDetail | NotFoundError] = {}
        for job_id in job_ids:
            if job_id in described:
                found[job_id] = described[job_id]
            elif job_id in unknown or len(job_ids) == 1:
                found[job_id] = jobs_not_found([job_id], self.bucket, response.request_id)
        return found

    def explain(self, job: str | Job) -> Explanation:
        """Find out what happened to a job, and what to try: why it failed, waits, or has no result any more.

        The job, its input and outputs (HEAD), its template, its queue and the jobs of the queue are read; nothing is
        changed. What cannot be read, for example for want of a permission, is a finding with the status ``skipped``.

        Args:
            job: The job, its id or its token.

        Returns:
            The findings. The state is None if the service does not know the id, as that of a job older than a month.

        Raises:
            ServiceError: The service returned an error when the job itself was read.
            TransportError: There was no reply.
            ConfigurationError: The id is empty or invalid, or the token is damaged.
        """
        from cosanim.explain import explain_job  # on demand: few programs explain jobs

        handle = job if isinstance(job, Job) else self.job(job)
        return explain_job(handle._client, handle.job_id)  # noqa: SLF001 - of the same package

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
    ) -> Iterator[JobDetail]:
        """List jobs lazily, page by page: GET /jobs.

        Args:
            tag: Kind of the jobs. With None the parameter is left out, although the documentation of 2025 requires it.
            queue_id: Only jobs of this queue.
            input_object: Only jobs with this input key, matched exactly.
            states: Only jobs in this state, or in these, as ``["Submitted", "Running"]``; ``All`` is the default.
            start_creation_time: Only jobs submitted at this time or later.
            end_creation_time: Only jobs submitted at this time or earlier.
            order_by_time: Desc (newest first, the default) or Asc.
            size: Jobs on a page, 1 to 100; all pages are always read.
            workflow_id: Only jobs that this workflow started.
            inventory_trigger_job_id: Only jobs that this batch started.
            queue_type: Only jobs of queues of this kind, as Transcoding.

        Raises:
            SchemaError: An argument breaks the schema; raised at the first page.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
            ValueError: A datetime has no time zone.
        """
        query = models.ListJobsQuery(
            tag=tag,
            queue_id=queue_id,
            input_object=input_object,
            states=comma_separated("states", states),
            start_creation_time=time_text(start_creation_time),
            end_creation_time=time_text(end_creation_time),
            order_by_time=order_by_time,
            size=size,
            workflow_id=workflow_id,
            inventory_trigger_job_id=inventory_trigger_job_id,
            queue_type=queue_type,
        )

        return all_tokens(self._call_api, LIST_JOBS, query, lambda page: page.jobs_detail)

    def cancel_job(self, job_id: str) -> None:
        """Cancel a job that has not started yet: PUT /jobs/<id>?cancel.

        Args:
            job_id: Its id, or its token.

        Raises:
            ServiceError: The service returned an error, for example because the job already runs or has ended.
            TransportError: There was no reply.
        """
        if is_token(job_id):
            self.job(job_id).cancel()
        else:
            self._call_api(CANCEL_JOB, None, job_id=job_id)

    def wait(
        self,
        job: str | Job,
        *,
        timeout: float | None = 600.0,
        on_progress: Callable[[JobDetail], None] | None = None,
        backoff: Backoff | None = None,
        stop: threading.Event | None = None,
    ) -> JobDetail:
        """Wait until a job ends successfully.

        Args:
            job: The job, its id or its token.
            timeout: Seconds to wait at most, for requests and sleeps together; None to wait for ever. With 0 or less
                the job is polled once. With a ``session`` each read is limited, not their sum.
            on_progress: Called with the job whenever its state or progress has changed.
            backoff: Delays between polls; those of the client when left out. A longer delay that
                the service asks for (Retry-After) takes precedence.
            stop: Ends the wait when it is set; a poll in flight is finished first.

        Returns:
            The job in state Success; its result is in ``operation.media_result``.

        Raises:
            JobFailed: The job ended in failure.
            JobCancelled: The job was cancelled.
            WaitTimeout: The deadline passed; the job continues.
            WaitStopped: ``stop`` was set; the job continues.
            ServiceError: The service returned an error, NotFoundError when it has no such job.
            TransportError: The service was not reached before the deadline.
            DecodeError: No reply could be decoded before the deadline.
            ConfigurationError: The timeout is not a number.
        """
        handle = job if isinstance(job, Job) else self.job(job)
        return handle.wait(timeout=timeout, on_progress=on_progress, backoff=backoff, stop=stop).detail

    def wait_many(
        self,
        jobs: Iterable[str | Job],
        *,
        timeout: float | None = 600.0,
        on_progress: Callable[[JobDetail], None] | None = None,
        backoff: Backoff | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Job]:
        """Wait for jobs, and yield each when it has ended: in success, in failure or cancelled.

        Up to 50 jobs of a bucket are polled with one request, those that end first are yielded first, and a job that is
        known to have ended is not polled. The jobs may be of several buckets or clients; each is polled by its own.

        Args:
            jobs: The jobs, their ids or their tokens, all read by this call. A job that is given twice is yielded once.
            timeout: Seconds to wait at most for all of them, for requests and sleeps together, from the first ``next``;
                None to wait for ever. The time that the caller takes between two jobs does not count. With 0 or less
                each job is polled once.
            on_progress: Called with a job whenever its state or progress has changed.
            backoff: Delays between polls, as for ``wait``.
            stop: Ends the wait when it is set; a poll in flight is finished first.

        Returns:
            An iterator over the handles, those that were passed or, for ids and tokens, new ones; nothing is sent
            before its first ``next``. The ``detail`` of a handle is as last polled, also while the job goes on.

        Raises:
            WaitTimeout: The deadline passed; ``jobs`` of the error has the jobs that have not ended.
            WaitStopped: ``stop`` was set; ``jobs`` of the error has the jobs that have not ended.
            NotFoundError: The service does not know some ids, which the message names; raised when all others have
                ended.
            ServiceError: The service returned another error.
            TransportError: The service was not reached before the deadline.
            DecodeError: No reply could be decoded before the deadline.
            ConfigurationError: The timeout is not a number, or a token is damaged; raised by the call itself.
            TypeError: An argument is of a wrong type; raised by the call itself.
        """
        # On demand, as in ``wait``.
        from cosanim.api.many_waits import ended_jobs, many_wait_of
        from cosanim.api.polling import check_wait_arguments

        check_wait_arguments(timeout=timeout, on_progress=on_progress, backoff=backoff, stop=stop)
        wait = many_wait_of(self, self._handles(jobs), backoff=backoff, stop=stop, on_progress=on_progress)
        return ended_jobs(wait, timeout=timeout, stop=stop)

    def _handles(self, jobs: Iterable[str | Job]) -> list[Job]:
        """Return the handles of jobs, without duplicates."""
        several = [jobs] if isinstance(jobs, Job) or not isinstance(jobs, Iterable) else jobs
        words = [jobs] if isinstance(jobs, str) else several
        return list(dict.fromkeys(job if isinstance(job, Job) else self.job(job) for job in words))

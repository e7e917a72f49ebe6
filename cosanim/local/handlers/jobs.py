"""Jobs: submitting, reading, listing and cancelling them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.details import job_detail
from cosanim.local.handlers.list_queries import list_jobs, listed_ids
from cosanim.local.http.error_responses import Refused, xml_safe
from cosanim.local.http.schema_checks import checked_query
from cosanim.models import DescribeJobsResponse, ListJobsQuery, ListJobsResponse, SubmitJobResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cosanim.local.handlers.job_creation import Submission
    from cosanim.local.http.routing import Asked, Handler
    from cosanim.local.storage.database import Database
    from cosanim.local.storage.jobs import JobStore
    from cosanim.models import SubmitJobRequest


class JobRoutes:
    """Answers for jobs."""

    def __init__(
        self, database: Database, jobs: JobStore, submission: Submission, *, submitted: Callable[[], None]
    ) -> None:
        """Take the tables.

        Args:
            database: Holds the jobs.
            jobs: The jobs.
            submission: Takes new ones in.
            submitted: Called after each new job.
        """
        self._database = database
        self._jobs = jobs
        self._submission = submission
        self._submitted = submitted

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each API."""
        return {
            "submit_job": self._submit,
            "describe_jobs": self._describe,
            "list_jobs": self._list,
            "cancel_job": self._cancel,
        }

    def _submit(self, asked: Asked[SubmitJobRequest]) -> SubmitJobResponse:
        jobs = self._submission.submit(asked.bucket, asked.requests)
        # The reply tells the job as it was recorded, whatever becomes of it by the time it is sent.
        reply = SubmitJobResponse(jobs_detail=[job_detail(job) for job in jobs])
        self._submitted()
        return reply

    def _describe(self, asked: Asked[None]) -> DescribeJobsResponse:
        wanted = [job_id for job_id in listed_ids(asked.name) if job_id]
        found = self._jobs.find(asked.bucket, wanted)
        known = {job.job_id for job in found}
        missing = xml_safe(",".join(job_id for job_id in wanted if job_id not in known))
        return DescribeJobsResponse(jobs_detail=[job_detail(job) for job in found], non_exist_job_ids=missing or None)

    def _list(self, asked: Asked[None]) -> ListJobsResponse:
        query = checked_query(asked.call, ListJobsQuery)
        jobs, next_token = list_jobs(self._database, asked.bucket, query)
        return ListJobsResponse(jobs_detail=[job_detail(job) for job in jobs], next_token=next_token)

    def _cancel(self, asked: Asked[None]) -> None:
        if self._jobs.cancel(asked.bucket, asked.name):
            return
        found = self._jobs.find(asked.bucket, [asked.name])
        if not found:
            raise Refused(400, "ResourceNotFound", f"The job {asked.name} does not exist.")
        message = f"The job {asked.name} is {found[0].state}: only jobs that do not run yet can be cancelled."
        raise Refused(400, "InvalidArgument", message)

"""Handlers for jobs: submit, describe, list and cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.handlers.list_pages import job_filter, split_ids
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.schema_checks import checked_query
from cosanim.local.response_elements import job_detail
from cosanim.models import DescribeJobsResponse, ListJobsQuery, ListJobsResponse, SubmitJobResponse
from cosanim.xml.value_texts import xml_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cosanim.local.handlers.job_creation import JobCreator
    from cosanim.local.http.api_routing import ApiRequest, Handler
    from cosanim.local.storage.jobs import JobStore
    from cosanim.models import SubmitJobRequest


class JobHandlers:
    """Handles the API calls for jobs."""

    def __init__(self, jobs: JobStore, creator: JobCreator, *, on_submit: Callable[[], None]) -> None:
        """Store the components that the handlers use.

        Args:
            jobs: The jobs.
            creator: Creates jobs.
            on_submit: Called after each submission.
        """
        self._jobs = jobs
        self._creator = creator
        self._on_submit = on_submit

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each API."""
        return {
            "submit_job": self._submit,
            "describe_jobs": self._describe,
            "list_jobs": self._list,
            "cancel_job": self._cancel,
        }

    def _submit(self, request: ApiRequest[SubmitJobRequest]) -> SubmitJobResponse:
        jobs = self._creator.create(request.bucket, request.bodies, check_signature=request.check_signature)
        # The response shows the state at submission, so it is made before a worker can start the job.
        response = SubmitJobResponse(jobs_detail=[job_detail(job) for job in jobs])
        self._on_submit()
        return response

    def _describe(self, request: ApiRequest[None]) -> DescribeJobsResponse:
        job_ids = [job_id for job_id in split_ids(request.name) if job_id]
        jobs = self._jobs.find(request.bucket, job_ids)
        existing_ids = {job.job_id for job in jobs}
        missing = xml_safe(",".join(job_id for job_id in job_ids if job_id not in existing_ids))
        return DescribeJobsResponse(jobs_detail=[job_detail(job) for job in jobs], non_exist_job_ids=missing or None)

    def _list(self, request: ApiRequest[None]) -> ListJobsResponse:
        condition = job_filter(checked_query(request.http, ListJobsQuery))
        jobs, next_token = ([], "") if condition is None else self._jobs.page(request.bucket, condition)
        return ListJobsResponse(jobs_detail=[job_detail(job) for job in jobs], next_token=next_token)

    def _cancel(self, request: ApiRequest[None]) -> None:
        if self._jobs.cancel(request.bucket, request.name):
            return
        jobs = self._jobs.find(request.bucket, [request.name])
        if not jobs:
            raise HttpError(400, "ResourceNotFound", f"The job {request.name} does not exist.")
        message = f"The job {request.name} is {jobs[0].state}: only jobs that do not run yet can be cancelled."
        raise HttpError(400, "InvalidArgument", message)

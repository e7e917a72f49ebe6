"""The views of jobs: the list, one job, and its cancellation."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cosanim.job_facts import JobFacts
from cosanim.local.http.error_responses import HttpError
from cosanim.local.page.rendering import page_url, redirect
from cosanim.models import JobState
from cosanim.operations import CANCEL_JOB, DESCRIBE_JOBS, LIST_JOBS
from cosanim.xml.codec import encode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import Response

    from cosanim.local.callbacks.attempt_log import AttemptLog
    from cosanim.local.http.request import HttpRequest
    from cosanim.local.page.calls import ServiceCalls
    from cosanim.local.page.rendering import Renderer
    from cosanim.local.storage.job_records import Job
    from cosanim.local.storage.jobs import JobStore
    from cosanim.local.storage.objects import ObjectStore
    from cosanim.local.storage.queued_callbacks import QueuedCallbackStore
    from cosanim.local.storage.queues import QueueStore
    from cosanim.local.storage.url_callbacks import UrlCallbackStore
    from cosanim.models import JobDetail

STATES: Final = tuple(state.value for state in JobState)
_WAITING: Final = frozenset({JobState.SUBMITTED.value, JobState.PAUSE.value})


class _Facts(JobFacts):
    """The typed facts of a job of this service."""

    def __init__(self, detail: JobDetail, bucket: str, region: str) -> None:
        self.job_id, self.bucket, self.region = detail.job_id or "", bucket, region
        self._detail = detail

    @property
    def detail(self) -> JobDetail:
        return self._detail


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """What the page shows of a job.

    Attributes:
        job_id: Id of the job.
        bucket: Bucket of the input.
        state: The state.
        progress: Per cent; None unless the job runs.
        code: Error code of a failed job; empty for others.
        message: Error message, or what the output lacks; usually empty.
        created: Unix time of the submission.
        took: Seconds from the start of the job to its end; None before.
        input_key: Key of the video.
        has_input: Whether the video exists.
        requested_key: Key of the output as requested, with its wildcards.
        output_bucket: Bucket of the output.
        output_key: Key of the output; None before the job has succeeded.
        size: Bytes of the output; None if unknown, as for all the following.
        duration: Seconds that the output plays.
        width: Pixels.
        height: Pixels.
        frames: Number of frames.
    """

    job_id: str
    bucket: str
    state: str
    progress: int | None
    code: str
    message: str
    created: float
    took: float | None
    input_key: str
    has_input: bool
    requested_key: str
    output_bucket: str
    output_key: str | None
    size: int | None = None
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the job can be cancelled."""
        return self.state in _WAITING


class JobViews:
    """The pages of jobs."""

    def __init__(
        self,
        calls: ServiceCalls,
        renderer: Renderer,
        *,
        jobs: JobStore,
        objects: ObjectStore,
        queues: QueueStore,
        callbacks: UrlCallbackStore,
        messages: QueuedCallbackStore,
        attempts: AttemptLog,
        bucket: str,
        region: str,
        renders: bool,
    ) -> None:
        """Store the components that the views show.

        Args:
            calls: Calls the APIs of the service.
            renderer: Renders the templates.
            jobs: The jobs, for their requests and times.
            objects: The objects, for whether an input exists.
            queues: The queues, for the buckets that have jobs.
            callbacks: The pending and given-up callbacks.
            messages: The callbacks to message queues.
            attempts: The attempts to deliver callbacks.
            bucket: The service's own bucket.
            region: The region of all buckets.
            renders: Whether first frames can be rendered.
        """
        self._calls = calls
        self._renderer = renderer
        self._jobs = jobs
        self._objects = objects
        self._queues = queues
        self._callbacks = callbacks
        self._messages = messages
        self._attempts = attempts
        self._bucket = bucket
        self._region = region
        self._renders = renders

    async def list(self, request: HttpRequest) -> Response:
        """Return the page with the jobs of a bucket, the newest first."""
        values = await self._list_values(request)
        fingerprint = self._renderer.fingerprint("job_list.html", **values)
        return self._renderer.page("jobs.html", fingerprint=fingerprint, announces=False, states=STATES, **values)

    async def list_part(self, request: HttpRequest) -> Response:
        """Return the list of jobs without the rest of the page, if it has changed."""
        values = await self._list_values(request)
        # Not for each change of a progress, which a screen reader would read out every second.
        announces = request.param("summary") != values["summary"]
        return self._renderer.refreshed("job_list.html", request.param("seen") or "", announces=announces, **values)

    async def one(self, request: HttpRequest, job_id: str) -> Response:
        """Return the page of a job."""
        values = await self._job_values(request, job_id)
        fingerprint = self._renderer.fingerprint("job_details.html", **values)
        return self._renderer.page("job.html", fingerprint=fingerprint, announces=False, **values)

    async def one_part(self, request: HttpRequest, job_id: str) -> Response:
        """Return the details of a job without the rest of the page, if they have changed."""
        values = await self._job_values(request, job_id)
        announces = request.param("state") != values["job"].state
        return self._renderer.refreshed("job_details.html", request.param("seen") or "", announces=announces, **values)

    async def cancel(self, fields: Mapping[str, str], job_id: str) -> Response:
        """Cancel a waiting job, and return to its page."""
        bucket = fields.get("bucket") or self._bucket
        await self._calls.send(CANCEL_JOB, bucket, name=job_id)
        return redirect(page_url(f"/jobs/{job_id}", bucket=bucket))

    async def _list_values(self, request: HttpRequest) -> dict[str, Any]:
        bucket, state = request.param("bucket") or self._bucket, request.param("state") or ""
        params = {"states": state, "nextToken": request.param("next") or "", "orderByTime": "Desc"}
        listed = await self._calls.ask(LIST_JOBS, bucket, params=params)
        jobs = await asyncio.to_thread(self._views, listed.jobs_detail, bucket)
        counts = await asyncio.to_thread(self._jobs.count_by_state, bucket)
        return {
            "bucket": bucket,
            "buckets": [queue.bucket for queue in await asyncio.to_thread(self._queues.all)],
            "state": state,
            "jobs": jobs,
            "token_here": params["nextToken"],
            "next_token": listed.next_token or "",
            "renders": self._renders,
            "summary": ", ".join(f"{counts[name]} {name}" for name in STATES if name in counts) or "No jobs",
        }

    async def _job_values(self, request: HttpRequest, job_id: str) -> dict[str, Any]:
        bucket = request.param("bucket") or self._bucket
        answer = await self._calls.ask(DESCRIBE_JOBS, bucket, name=job_id)
        if not answer.jobs_detail:
            raise HttpError(404, "NotFound", f"The bucket {bucket} has no job {job_id}.")

        def values() -> dict[str, Any]:
            (stored,) = self._jobs.find(bucket, [job_id])
            return {
                "bucket": bucket,
                "job": self._view(answer.jobs_detail[0], stored),
                "request_xml": encode(stored.request),
                "answer_xml": encode(answer),
                "attempts": self._attempts.of_job(job_id),
                "callbacks": self._callbacks.newest_first(job_id),
                "messages": [each for each in self._messages.newest_first() if each["JobId"] == job_id],
                "renders": self._renders,
            }

        return await asyncio.to_thread(values)

    def _views(self, details: Sequence[JobDetail], bucket: str) -> Sequence[JobView]:
        stored = {job.job_id: job for job in self._jobs.find(bucket, [detail.job_id or "" for detail in details])}
        return [self._view(detail, stored[detail.job_id or ""]) for detail in details]

    def _view(self, detail: JobDetail, stored: Job) -> JobView:
        """Return what the page shows of a job: the answer of the API, with the times to the fraction of a second."""
        facts = _Facts(detail, stored.bucket, self._region)
        state = facts.state
        input_key = (detail.input and detail.input.object_key) or ""
        output = detail.operation and detail.operation.output
        is_done = state == JobState.SUCCESS
        return JobView(
            job_id=facts.job_id,
            bucket=stored.bucket,
            state=state,
            progress=int(detail.progress or 0) if state == JobState.RUNNING else None,
            code="" if detail.code in {None, "Success"} else str(detail.code),
            message=detail.message or "",
            created=stored.created,
            took=None if stored.started is None or stored.ended is None else stored.ended - stored.started,
            input_key=input_key,
            has_input=self._objects.head(stored.bucket, input_key) is not None,
            requested_key=(output and output.object_key) or "",
            output_bucket=facts.output_bucket if is_done else "",
            output_key=facts.output_key if is_done else None,
            **(_media(facts) if is_done else {}),
        )


def _media(facts: _Facts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in ("size", "duration", "width", "height", "frames")}

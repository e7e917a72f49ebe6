"""Takes jobs in: what the schema cannot check is checked here, for jobs by themselves and of batches alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.details import output_key, with_animation
from cosanim.local.http.error_responses import Refused
from cosanim.local.http.hosts import is_api_path
from cosanim.local.storage.job_records import NewJob, new_job_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.job_records import Job
    from cosanim.local.storage.jobs import JobStore
    from cosanim.local.storage.queues import QueueStore
    from cosanim.local.storage.templates import TemplateStore
    from cosanim.models import SubmitJobRequest


class Submission:
    """Checks and records new jobs."""

    def __init__(
        self, database: Database, jobs: JobStore, templates: TemplateStore, queues: QueueStore, *, region: str
    ) -> None:
        """Take the tables.

        Args:
            database: Holds them.
            jobs: The jobs.
            templates: The templates that jobs can name.
            queues: The queues that they wait in.
            region: The region of the service's buckets.
        """
        self._database = database
        self._jobs = jobs
        self._templates = templates
        self._queues = queues
        self._region = region

    def submit(self, bucket: str, requests: Iterable[SubmitJobRequest], *, batch_id: str | None = None) -> list[Job]:
        """Record jobs, all or none.

        Args:
            bucket: The bucket they were sent to, which is bound.
            requests: What they ask for, checked against the schema.
            batch_id: The batch that submits them.

        Returns:
            The jobs, Submitted, or Pause where the queue is paused.

        Raises:
            Refused: The queue is full, a template does not exist, or an output would lie where the API is.
        """
        with self._database.transaction():
            queue = self._queues.of(bucket)
            new = [self._new_job(bucket, request, queue.queue_id, batch_id) for request in requests]
            if self._jobs.waiting(bucket) + len(new) > queue.max_size:
                message = f"The queue holds at most {queue.max_size} waiting jobs: submit again when some have ended."
                raise Refused(403, "QueueSaturated", message)
            return [self._jobs.submit(job, paused=queue.is_paused) for job in new]

    def _new_job(self, bucket: str, request: SubmitJobRequest, queue_id: str, batch_id: str | None) -> NewJob:
        operation = request.operation
        # What a template says now is what the job will do, whatever becomes of the template meanwhile.
        template = self._templates.get(bucket, operation.template_id) if operation.template_id else None
        animation = None if template is None else template.animation
        job_id = new_job_id()
        if is_api_path(output_key(with_animation(request, animation), job_id)):
            raise Refused(
                400,
                "InvalidArgument",
                "Request.Operation.Output.Object: no object can have a key whose first part is a path of the API.",
            )
        return NewJob(
            job_id=job_id,
            bucket=bucket,
            region=self._region,
            queue_id=request.queue_id or queue_id,
            level=int(operation.job_level or 0),
            input_key=request.input.object_key,
            request=request,
            template_name=None if template is None else template.name,
            animation=animation,
            batch_id=batch_id,
        )

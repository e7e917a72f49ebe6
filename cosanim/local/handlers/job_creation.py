"""Creates jobs, for single submissions and for batches, after the checks that the schema cannot express."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.handlers.object_requests import MAX_KEY_BYTES
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.hosts import is_api_path
from cosanim.local.rendering.job_request import output_key, with_animation
from cosanim.local.storage.job_records import NewJob, new_job_id
from cosanim.local.storage.storage_errors import QueueFullError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.job_records import Job
    from cosanim.local.storage.jobs import JobStore
    from cosanim.local.storage.queues import QueueStore
    from cosanim.local.storage.templates import TemplateStore
    from cosanim.models import SubmitJobRequest


class JobCreator:
    """Checks and stores new jobs."""

    def __init__(
        self, database: Database, jobs: JobStore, templates: TemplateStore, queues: QueueStore, *, region: str
    ) -> None:
        """Store the components that the creation of jobs needs.

        Args:
            database: The database that holds the records.
            jobs: The jobs.
            templates: The templates that requests refer to.
            queues: The queues in which jobs wait.
            region: The region of the service's buckets.
        """
        self._database = database
        self._jobs = jobs
        self._templates = templates
        self._queues = queues
        self._region = region

    def create(
        self,
        bucket: str,
        requests: Iterable[SubmitJobRequest],
        *,
        check_signature: Callable[[], None],
        batch_id: str | None = None,
    ) -> list[Job]:
        """Create a job for each request. If one job cannot be created, none is.

        Args:
            bucket: The bucket of the requests, which is bound to the media service.
            requests: The requests, checked against the schema.
            check_signature: Called in the transaction; raises if the signature of the request has ended.
            batch_id: The batch that the jobs belong to; None without a batch.

        Returns:
            The jobs, in the state Submitted; in the state Pause if the queue is paused.

        Raises:
            StorageError: The queue is full, or a template does not exist.
            HttpError: The key of an output is too long, or a path of the API, such as ``jobs/a.gif``.
        """
        with self._database.transaction():
            check_signature()
            queue = self._queues.of(bucket)
            new = [self._new_job(bucket, request, queue.queue_id, batch_id) for request in requests]
            if self._jobs.count_waiting(bucket) + len(new) > queue.limits.max_size:
                raise QueueFullError(queue.limits.max_size)
            return [self._jobs.add(job, paused=queue.is_paused) for job in new]

    def _new_job(self, bucket: str, request: SubmitJobRequest, queue_id: str, batch_id: str | None) -> NewJob:
        operation = request.operation
        # The job keeps these parameters even if the template is changed or deleted before the job runs.
        template = self._templates.get(bucket, operation.template_id) if operation.template_id else None
        animation = None if template is None else template.animation
        job_id = new_job_id()
        _check_output_key(output_key(with_animation(request, animation), job_id))
        return NewJob(
            job_id=job_id,
            bucket=bucket,
            region=self._region,
            queue_id=request.queue_id or queue_id,
            request=request,
            template_name=None if template is None else template.name,
            animation=animation,
            batch_id=batch_id,
        )


def _check_output_key(key: str) -> None:
    """Refuse an output that could not be stored, or not be read.

    Raises:
        HttpError: The key is too long, or a path of the API.
    """
    if len(key.encode()) > MAX_KEY_BYTES:
        problem = f"the key is too long: at most {MAX_KEY_BYTES} bytes in UTF-8."
    elif is_api_path(key):
        problem = "the first part of an object's key cannot be a path of the API."
    else:
        return
    raise HttpError(400, "InvalidArgument", f"Request.Operation.Output.Object: {problem}")

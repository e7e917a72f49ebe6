"""Takes jobs in their turn, renders them in workers, and makes each outcome known."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from cosanim.local.details import effective, file_format, output_key, render_parameters
from cosanim.local.rendering.placeholder import placeholder
from cosanim.local.rendering.worker import RenderFailed, Worker
from cosanim.local.storage.exceptions import storage_message
from cosanim.local.storage.objects import Content
from cosanim.output_keys import extension_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.job_records import Job
    from cosanim.local.storage.jobs import JobStore
    from cosanim.local.storage.objects import ObjectStore
    from cosanim.models import SubmitJobRequest

logger = logging.getLogger(__name__)
_PROGRESS_INTERVAL: Final = 0.2
_RETRY_INTERVAL: Final = 1.0


class Dispatcher:
    """A thread for each worker, which takes one job after the other."""

    def __init__(
        self,
        *,
        database: Database,
        store: ObjectStore,
        jobs: JobStore,
        ended: Callable[[Job], None],
        region: str,
        workers: int,
        time_limit: float,
        render: bool,
        verbose: bool = False,
    ) -> None:
        """Prepare the threads.

        Args:
            database: Holds both tables.
            store: The objects.
            jobs: The jobs.
            ended: Told each job that ended; must not block.
            region: The region of the service's buckets.
            workers: How many jobs run at the same time.
            time_limit: Seconds that one render may take.
            render: Render; otherwise every output is a placeholder.
            verbose: Let render processes write to standard error.
        """
        self._database = database
        self._store = store
        self._jobs = jobs
        self._ended = ended
        self._region = region
        self._time_limit = time_limit
        self._condition = threading.Condition()
        self._stopping = False
        self.workers = [Worker(verbose=verbose) for _ in range(workers)] if render else []
        self._threads = [
            threading.Thread(target=self._serve, args=(worker,), name="cosanim-dispatch", daemon=True)
            for worker in (self.workers or (None,))
        ]

    def start(self) -> None:
        """Start the threads and, ahead of the first job, the processes."""
        for worker in self.workers:
            # What cannot start now fails the job that needs it, if it still cannot then.
            with contextlib.suppress(RenderFailed):
                worker.start()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there is a new job."""
        with self._condition:
            self._condition.notify_all()

    def abort(self, job_ids: Collection[str]) -> None:
        """Stop rendering these jobs, and no other that was taken meanwhile."""
        # Whoever has taken one of them has also said so to its worker once the condition is free.
        with self._condition:
            for worker in self.workers:
                for job_id in job_ids:
                    worker.abort(job_id)

    def stop(self) -> None:
        """Stop at once. A job that is running stays Running in the table, and is taken up at the next start."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
        for worker in self.workers:
            worker.close()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        for worker in self.workers:
            worker.reap()

    def _serve(self, worker: Worker | None) -> None:
        while True:
            job = self._next(worker)
            if job is None:
                return
            try:
                ended = self._run(job, worker)
            except RenderFailed as error:
                ended = None if self._stopping else self._fail(job, error)
            except (OSError, sqlite3.Error) as error:
                logger.exception("job %s failed", job.job_id)
                ended = self._fail(job, RenderFailed("InternalError", storage_message(error)))
            except Exception:
                logger.exception("job %s failed", job.job_id)
                ended = self._fail(job, RenderFailed("InternalError", "The service failed; its log says why."))
            if ended is not None:
                logger.info("job %s: %s %s", ended.job_id, ended.state, ended.message)
                self._ended(ended)

    def _next(self, worker: Worker | None) -> Job | None:
        with self._condition:
            while not self._stopping:
                try:
                    job = self._jobs.claim()
                except sqlite3.Error:
                    logger.exception("no job can be taken")
                    self._condition.wait(_RETRY_INTERVAL)
                    continue
                if job is not None:
                    if worker is not None:
                        worker.assign(job.job_id)
                    return job
                self._condition.wait()
        return None

    def _run(self, job: Job, worker: Worker | None) -> Job | None:
        request = effective(job)
        animation = request.operation.animation
        if animation is None:
            raise RenderFailed("TemplateNotFound", "The job names no parameters.")
        self._check_output(request)
        extension = extension_of(file_format(animation))
        source = self._store.snapshot(job.bucket, request.input.object_key)
        if source is None:
            raise RenderFailed(
                "ResourceNotFound", f"The input {request.input.object_key} does not exist in {job.bucket}."
            )
        target = self._store.temporary(f".{extension}")
        try:
            if worker is None:
                data, info = placeholder(extension)
                target.write_bytes(data)
            else:
                info = worker.run(
                    source,
                    target,
                    render_parameters(animation),
                    time_limit=self._time_limit,
                    progress=self._reporter(job),
                )
            return self._keep(job, request, target, extension, info)
        finally:
            source.unlink(missing_ok=True)
            target.unlink(missing_ok=True)

    def _check_output(self, request: SubmitJobRequest) -> None:
        output = request.operation.output
        if output.region != self._region or not self._store.has_bucket(output.bucket):
            raise RenderFailed(
                "WriteTargetBucketDenied",
                f"The output bucket {output.bucket} does not exist in the region {output.region} of this service.",
            )

    def _keep(
        self, job: Job, request: SubmitJobRequest, target: Path, extension: str, info: dict[str, Any]
    ) -> Job | None:
        output, key = request.operation.output, output_key(request, job.job_id)
        content = Content.of(target)
        result = {"key": key, "md5": content.md5, "media_info": info}
        with self._database.transaction():
            # The job is gone when the service was reset meanwhile; then nothing may appear.
            ended = self._jobs.succeed(job.job_id, result)
            if ended is not None:
                self._store.put(output.bucket, key, content, {"content-type": f"image/{extension}"})
        return ended

    def _fail(self, job: Job, error: RenderFailed) -> Job | None:
        while not self._stopping:
            try:
                return self._jobs.fail(job.job_id, error.code, error.message)
            except sqlite3.Error:
                # The disk may be full: removing what the job had written made room, but perhaps not yet enough.
                logger.exception("the failure of job %s cannot be recorded", job.job_id)
                time.sleep(_RETRY_INTERVAL)
        return None

    def _reporter(self, job: Job) -> Callable[[int], None]:
        due = 0.0

        def report(percent: int) -> None:
            nonlocal due
            if time.monotonic() < due:
                return
            due = time.monotonic() + _PROGRESS_INTERVAL
            try:
                self._jobs.advance(job.job_id, percent)
            except sqlite3.Error:
                # How far a job is matters less than that it goes on.
                logger.warning("the progress of job %s cannot be recorded", job.job_id, exc_info=True)

        return report

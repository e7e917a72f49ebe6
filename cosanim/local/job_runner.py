"""Runs the jobs that the scheduler chooses: passes each to a worker for rendering, and stores the result."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from cosanim.local.rendering.cores import CoreShares, available_cores
from cosanim.local.rendering.job_request import effective_request, file_format, output_key, settings_fields
from cosanim.local.rendering.placeholder import placeholder
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.workers.worker import Worker
from cosanim.local.scheduler import Scheduler
from cosanim.local.storage.storage_errors import describe_failure
from cosanim.local.transitions import TransitionKind
from cosanim.models import JobState
from cosanim.output_keys import extension_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.job_records import Job
    from cosanim.local.storage.jobs import JobStore
    from cosanim.local.storage.objects import ObjectStore
    from cosanim.local.transitions import Transitions
    from cosanim.models import Animation, SubmitJobRequest

logger = logging.getLogger(__name__)
_PROGRESS_INTERVAL: Final = 0.2
_RETRY_INTERVAL: Final = 1.0


class JobRunner:
    """Runs jobs, with one thread for each worker process."""

    def __init__(
        self,
        *,
        database: Database,
        objects: ObjectStore,
        jobs: JobStore,
        max_concurrent: int,
        on_end: Callable[[Job], None],
        region: str,
        workers: int,
        time_limit: float,
        memory_limit: int | None,
        render: bool,
        transitions: Transitions,
        verbose: bool = False,
    ) -> None:
        """Create workers and threads without starting them.

        Args:
            database: The database of jobs and objects.
            objects: The objects.
            jobs: The jobs.
            max_concurrent: Largest number of jobs of a queue that run at the same time.
            on_end: Called with each ended job, in the transaction that ends it. It must not block.
            region: The region of the service's buckets.
            workers: Number of jobs that run at the same time.
            time_limit: Seconds after which a render is killed.
            memory_limit: MiB of memory above which a render is killed; None for no limit.
            render: Whether to render. If false, every output is a placeholder.
            transitions: When jobs change their states. Those other than QUEUED need a runner that does not render.
            verbose: Whether worker processes write to standard error.
        """
        self._database = database
        self._objects = objects
        self._jobs = jobs
        self._on_end = on_end
        self._region = region
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._core_shares = CoreShares(available_cores())
        self._scheduler = Scheduler(jobs, transitions, max_concurrent=max_concurrent)
        self.workers = [Worker(verbose=verbose) for _ in range(workers)] if render else []
        # Without a worker, one thread writes the placeholders.
        runners: Sequence[Worker | None] = self.workers or [None]
        self._threads = [
            threading.Thread(target=self._run_jobs, args=(worker,), name="cosanim-job_runner", daemon=True)
            for worker in runners
        ]

    def start(self) -> None:
        """Start the worker processes and the threads."""
        for worker in self.workers:
            # If a worker does not start, the start is repeated for its first job, which fails if the start fails again.
            with contextlib.suppress(RenderError):
                worker.start()
        for thread in self._threads:
            thread.start()

    @property
    def transitions(self) -> Transitions:
        """When jobs change their states. Those that are Running end at once, unless a test or the clock ends them."""
        return self._scheduler.transitions

    @transitions.setter
    def transitions(self, transitions: Transitions) -> None:
        self._scheduler.transitions = transitions
        # Their end was left to a test or to the clock.
        if transitions.kind in {TransitionKind.IMMEDIATE, TransitionKind.QUEUED} and not self.workers:
            for job_id in self._jobs.running_ids():
                if (job := self._jobs.find_any(job_id)) is not None:
                    self._run_to_end(job, None)
        self.wake()

    def wake(self) -> None:
        """Wake the threads, since a job may be ready to run. With immediate transitions, end the waiting jobs first."""
        while (job := self._scheduler.claim_immediate()) is not None:
            self._run_to_end(job, None)
        self._scheduler.wake()

    def advance(self, job_id: str, state: JobState, *, error: RenderError, progress: int | None) -> None:
        """Change the state of a job, for ``LocalService.advance``.

        Args:
            job_id: The job.
            state: Running, Success, Failed or Cancel.
            error: The error of a failed job.
            progress: The progress of a running job in per cent; None to leave it.

        Raises:
            ValueError: There is no such job, or its state cannot change so.
        """
        job = self._jobs.find_any(job_id)
        if job is None:
            raise ValueError(f"job_id is {job_id!r}, which is no job of this service")
        if state is JobState.CANCEL:
            is_possible = self._jobs.cancel(job.bucket, job_id)
        else:
            self._jobs.start(job_id)
            running = self._jobs.find_any(job_id)
            is_possible = running is not None and running.state is JobState.RUNNING
        if not is_possible:
            raise ValueError(f"the job {job_id} is {job.state}, and cannot become {state}")
        if state is JobState.SUCCESS:
            self._run_to_end(job, None)
        elif state is JobState.FAILED:
            self._report_end(self._fail(job, error))
        elif state is JobState.RUNNING and progress is not None:
            self._jobs.set_progress(job_id, progress)
        # If the job has ended, another job of its queue may be ready to run.
        self._scheduler.wake()

    def abort(self, job_ids: Collection[str]) -> None:
        """Abort the renders of these jobs. Renders of other jobs continue."""
        # The lock is held until a job is assigned to its worker, so that no running job is missed.
        with self._scheduler.lock:
            for worker in self.workers:
                for job_id in job_ids:
                    worker.abort(job_id)

    def stop(self) -> None:
        """Stop at once. Running jobs stay Running in the storage, and are rendered again after the next start."""
        self._scheduler.stop()
        for worker in self.workers:
            worker.close()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        for worker in self.workers:
            worker.reap()

    def _run_jobs(self, worker: Worker | None) -> None:
        def assign(job: Job) -> None:
            if worker is not None:
                worker.assign(job.job_id)

        while (job := self._scheduler.wait_for_job(assign)) is not None:
            self._run_to_end(job, worker)

    def _run_to_end(self, job: Job, worker: Worker | None) -> None:
        try:
            ended_job = self._run(job, worker)
        except RenderError as error:
            ended_job = None if self._scheduler.is_stopped else self._fail(job, error)
        except (OSError, sqlite3.Error) as error:
            logger.exception("job %s failed", job.job_id)
            ended_job = self._fail(job, RenderError("InternalError", describe_failure(error)))
        except Exception:
            logger.exception("job %s failed", job.job_id)
            ended_job = self._fail(job, RenderError("InternalError", "The service failed; see its log."))
        self._report_end(ended_job)

    def _report_end(self, ended_job: Job | None) -> None:
        if ended_job is not None:
            logger.info("job %s: %s %s", ended_job.job_id, ended_job.state, ended_job.message)

    def _run(self, job: Job, worker: Worker | None) -> Job | None:
        request = effective_request(job)
        animation = request.operation.animation
        if animation is None:
            raise RenderError("TemplateNotFound", "The job has neither a template nor parameters of its own.")
        self._check_output_bucket(request)
        extension = extension_of(file_format(animation))
        source = self._objects.snapshot(job.bucket, request.input.object_key)
        if source is None:
            raise RenderError(
                "ResourceNotFound", f"The input {request.input.object_key} does not exist in {job.bucket}."
            )
        target = self._objects.temporary_path(f".{extension}")
        try:
            try:
                rendered = self._render(job, worker, source, target, animation)
            finally:
                # Before the job ends, so that nothing is left of it then.
                source.unlink(missing_ok=True)
            return self._succeed(job, request, target, extension, rendered)
        finally:
            target.unlink(missing_ok=True)

    def _render(
        self, job: Job, worker: Worker | None, source: Path, target: Path, animation: Animation
    ) -> dict[str, Any]:
        """Write the output of a job, and return what the worker says about it."""
        if worker is None:
            data, info = placeholder(extension_of(file_format(animation)))
            target.write_bytes(data)
            return {"media_info": info, "note": ""}
        with self._core_shares.share() as cores:
            return worker.run(
                source,
                target,
                settings_fields(animation),
                time_limit=self._time_limit,
                memory_limit=self._memory_limit,
                threads=cores,
                progress=self._progress_reporter(job),
            )

    def _check_output_bucket(self, request: SubmitJobRequest) -> None:
        output = request.operation.output
        if output.region != self._region or not self._objects.has_bucket(output.bucket):
            raise RenderError(
                "WriteTargetBucketDenied",
                f"The output bucket {output.bucket} does not exist in the region {output.region} of this service.",
            )

    def _succeed(
        self, job: Job, request: SubmitJobRequest, target: Path, extension: str, rendered: dict[str, Any]
    ) -> Job | None:
        output, key = request.operation.output, output_key(request, job.job_id)
        content = self._objects.complete(target)
        result = {"key": key, "md5": content.md5, "media_info": rendered["media_info"]}
        with self._database.transaction():
            ended_job = self._jobs.succeed(job.job_id, result, message=rendered["note"])
            # After a reset the job no longer exists, and its output must not be stored.
            if ended_job is not None:
                self._objects.put(output.bucket, key, content, {"content-type": f"image/{extension}"})
                self._on_end(ended_job)
        return ended_job

    def _fail(self, job: Job, error: RenderError) -> Job | None:
        while not self._scheduler.is_stopped:
            try:
                with self._database.transaction():
                    ended_job = self._jobs.fail(job.job_id, error.code, error.message)
                    if ended_job is not None:
                        self._on_end(ended_job)
            except sqlite3.Error:
                # The disk may still be full, although the temporary files of the job are removed.
                logger.exception("the failure of job %s cannot be stored", job.job_id)
                time.sleep(_RETRY_INTERVAL)
            else:
                return ended_job
        return None

    def _progress_reporter(self, job: Job) -> Callable[[int], None]:
        next_update = 0.0

        def report(percent: int) -> None:
            nonlocal next_update
            if time.monotonic() < next_update:
                return
            next_update = time.monotonic() + _PROGRESS_INTERVAL
            try:
                self._jobs.set_progress(job.job_id, percent)
            except sqlite3.Error:
                # The render continues, since its outcome does not depend on the progress.
                logger.warning("the progress of job %s cannot be stored", job.job_id, exc_info=True)

        return report

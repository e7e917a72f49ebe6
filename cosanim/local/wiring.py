"""Creates the components of a service and connects them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cosanim.local.http.server import HttpServer
from cosanim.local.storage.stores import Storage

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from cosanim.credentials import Credentials
    from cosanim.local.callbacks.attempt_log import AttemptLog
    from cosanim.local.callbacks.delivery import CallbackSender
    from cosanim.local.http.api_routing import Handler
    from cosanim.local.http.delayed_requests import DelayedRequests
    from cosanim.local.http.fault_injection import FaultChooser
    from cosanim.local.http.faults import Faults
    from cosanim.local.http.hosts import ExpectedHosts
    from cosanim.local.http.recorded_requests import RecordedRequest, RequestLog
    from cosanim.local.job_runner import JobRunner
    from cosanim.local.page.first_frames import FirstFrames
    from cosanim.local.storage.database import Database
    from cosanim.local.storage.queues import QueueLimits
    from cosanim.local.tls import Tls
    from cosanim.local.transitions import Transitions


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """The settings of a service, as described at ``LocalService``."""

    hosts: ExpectedHosts
    tls: bool
    bucket: str
    region: str
    credentials: Credentials
    render: bool
    workers: int
    queue_limits: QueueLimits
    time_limit: float
    memory_limit: int | None
    request_timeout: float
    max_clock_skew: float
    clock: Callable[[], float]
    verbose: bool
    strict: bool
    faults: Faults
    fault_seed: int
    transitions: Transitions
    bound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Resetter:
    """Puts a service back into the state after its first start.

    Attributes:
        storage: The stores.
        job_runner: Runs the jobs.
        faults: Chooses the faults of requests.
        delayed: The requests on which the service acts later.
        requests: The recorded requests.
        attempts: The attempts to deliver callbacks.
        bucket: The service's own bucket.
        bound: Whether it is bound to the media service at the start.
    """

    storage: Storage
    job_runner: JobRunner
    faults: FaultChooser
    delayed: DelayedRequests
    requests: RequestLog
    attempts: AttemptLog
    bucket: str
    bound: bool

    async def reset(self) -> None:
        """Drop faults, delayed and recorded requests, delete all data, abort renders, and create the bucket again.

        Must run in the event loop of the HTTP server.
        """
        self.faults.reset()
        # Before the deletion, since a request that is acted on later would store its job after it.
        await self.delayed.cancel()
        await asyncio.to_thread(self._clear)

    def _clear(self) -> None:
        with self.storage.database.transaction():
            running = self.storage.jobs.running_ids()
            self.storage.clear()
            self.storage.create_own_bucket(self.bucket, bound=self.bound)
        self.requests.clear()
        self.attempts.clear()
        # Only these jobs are aborted: a worker may already run a job that was submitted after the transaction.
        self.job_runner.abort(running)


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """The components of a running service.

    Attributes:
        resetter: Deletes all data.
        job_runner: Runs the jobs.
        callback_sender: Delivers callbacks.
        faults: Chooses the faults of requests.
        delayed: The requests on which the service acts later.
        server: The HTTP server.
        requests: Returns the recorded requests.
        tls: Its certificates; None for plain HTTP.
        frames: Renders what the page shows of videos; None without rendering.
    """

    resetter: Resetter
    job_runner: JobRunner
    callback_sender: CallbackSender
    faults: FaultChooser
    delayed: DelayedRequests
    server: HttpServer
    requests: Callable[[], tuple[RecordedRequest, ...]]
    tls: Tls | None
    frames: FirstFrames | None


def build_components(
    settings: ServiceSettings, listener: socket.socket, folder: Path, database: Database, tls: Tls | None
) -> Components:
    """Create the components of a service without starting them.

    Args:
        settings: The settings.
        listener: The listening socket.
        folder: The data folder.
        database: The database of the folder.
        tls: Certificates of the server; None for plain HTTP.
    """
    # Imported here, since they need the extra ``local`` or are slow to import.
    from cosanim.local.callbacks.attempt_log import AttemptLog
    from cosanim.local.callbacks.delivery import CallbackSender
    from cosanim.local.callbacks.job_callbacks import JobCallbacks
    from cosanim.local.handlers.object_routing import ObjectRouter
    from cosanim.local.http.api_routing import ApiRouter
    from cosanim.local.http.app import Application
    from cosanim.local.http.authentication import Verifier
    from cosanim.local.http.delayed_requests import DelayedRequests
    from cosanim.local.http.dispatch import Dispatcher
    from cosanim.local.http.fault_injection import FaultChooser, FaultInjector
    from cosanim.local.http.hosts import resolve_target
    from cosanim.local.http.recorded_requests import RequestLog, RequestRecorder
    from cosanim.local.job_runner import JobRunner
    from cosanim.local.page.optional import make_first_frames, make_page

    storage = Storage(folder, database, clock=settings.clock, queue_limits=settings.queue_limits)
    storage.create_own_bucket(settings.bucket, bound=settings.bound)
    attempts = AttemptLog(clock=settings.clock)
    callback_sender = CallbackSender(storage.callbacks, on_attempt=attempts.add)
    job_runner = JobRunner(
        database=database,
        objects=storage.objects,
        jobs=storage.jobs,
        max_concurrent=settings.queue_limits.max_concurrent,
        on_end=JobCallbacks(storage.queues, storage.messages, callback_sender).job_ended,
        region=settings.region,
        workers=settings.workers,
        time_limit=settings.time_limit,
        memory_limit=settings.memory_limit,
        render=settings.render,
        transitions=settings.transitions,
        verbose=settings.verbose,
    )
    router = ApiRouter(
        api_handlers(storage, region=settings.region, wake=job_runner.wake),
        region=settings.region,
        has_bucket=storage.objects.has_bucket,
        is_bound=lambda bucket: storage.queues.find(bucket) is not None,
        strict=settings.strict,
    )
    faults, delayed, log = FaultChooser(settings.faults, settings.fault_seed), DelayedRequests(), RequestLog()
    resetter = Resetter(
        storage=storage,
        job_runner=job_runner,
        faults=faults,
        delayed=delayed,
        requests=log,
        attempts=attempts,
        bucket=settings.bucket,
        bound=settings.bound,
    )
    objects = ObjectRouter(storage.objects, storage.uploads, region=settings.region)
    dispatcher = Dispatcher(router, objects, region=settings.region)
    frames = make_first_frames(settings, storage)
    application = Application(
        verifier=Verifier(settings.credentials, clock=settings.clock, max_clock_skew=settings.max_clock_skew),
        dispatcher=dispatcher,
        apis=router,
        page=make_page(settings, storage, dispatcher=dispatcher, attempts=attempts, frames=frames),
        messages=storage.messages,
        callbacks=storage.callbacks,
        hosts=settings.hosts,
        bucket=settings.bucket,
        has_bucket=storage.objects.has_bucket,
        reset=resetter.reset,
        clock=settings.clock,
    )
    injector = FaultInjector(application, faults, delayed, clock=settings.clock)
    return Components(
        resetter=resetter,
        job_runner=job_runner,
        callback_sender=callback_sender,
        faults=faults,
        delayed=delayed,
        server=HttpServer(
            RequestRecorder(injector, log),
            listener,
            request_timeout=settings.request_timeout,
            clock=settings.clock,
            tls=None if tls is None else tls.server_context,
        ),
        tls=tls,
        frames=frames,
        requests=lambda: log.requests(
            target_of=lambda host, path: resolve_target(
                host, path, own_bucket=settings.bucket, has_bucket=storage.objects.has_bucket
            ),
            api_of=router.api_name,
        ),
    )


def api_handlers(storage: Storage, *, region: str, wake: Callable[[], None]) -> dict[str, Handler]:
    """Return the handler of each API by the API's name.

    Args:
        storage: The stores.
        region: The region of the service's buckets.
        wake: Called when a job may be ready to run.
    """
    from cosanim.local.handlers.batch_inputs import BatchInputs
    from cosanim.local.handlers.batches import BatchHandlers
    from cosanim.local.handlers.buckets import BucketHandlers
    from cosanim.local.handlers.job_creation import JobCreator
    from cosanim.local.handlers.jobs import JobHandlers
    from cosanim.local.handlers.queues import QueueHandlers
    from cosanim.local.handlers.templates import TemplateHandlers

    database = storage.database
    creator = JobCreator(database, storage.jobs, storage.templates, storage.queues, region=region)
    families = (
        JobHandlers(storage.jobs, creator, on_submit=wake),
        TemplateHandlers(storage.templates),
        QueueHandlers(database, storage.queues, storage.jobs, on_update=wake),
        BucketHandlers(storage.queues, region=region),
        BatchHandlers(
            database,
            storage.batches,
            storage.jobs,
            inputs=BatchInputs(storage.objects),
            creator=creator,
            on_submit=wake,
        ),
    )
    return {name: handler for family in families for name, handler in family.handlers().items()}

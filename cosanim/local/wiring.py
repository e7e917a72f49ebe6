"""The moving parts of a service, and how they are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cosanim.local.handlers.job_creation import Submission
from cosanim.local.http.server import HttpServer
from cosanim.local.storage.batches import BatchStore
from cosanim.local.storage.jobs import JobStore
from cosanim.local.storage.messages import MessageStore
from cosanim.local.storage.objects import ObjectStore
from cosanim.local.storage.queues import QueueStore
from cosanim.local.storage.templates import TemplateStore

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from cosanim.credentials import Credentials
    from cosanim.local.callbacks.delivery import Notifier
    from cosanim.local.dispatcher import Dispatcher
    from cosanim.local.http.routing import ApiRoutes
    from cosanim.local.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a service is told; see ``LocalService``."""

    bucket: str
    region: str
    credentials: Credentials
    render: bool
    workers: int
    time_limit: float
    max_clock_skew: float
    clock: Callable[[], float]
    verbose: bool
    strict: bool


class Tables:
    """Everything that a service remembers, in one data folder."""

    def __init__(self, folder: Path, database: Database, *, clock: Callable[[], float]) -> None:
        """Open the tables.

        Args:
            folder: The data folder.
            database: Its database.
            clock: Returns the current Unix time.
        """
        self.database = database
        self.store = ObjectStore(folder, database, clock=clock)
        self.queues = QueueStore(database, clock=clock)
        self.templates = TemplateStore(database, clock=clock)
        self.jobs = JobStore(database, clock=clock)
        self.batches = BatchStore(database, clock=clock)
        self.messages = MessageStore(database, clock=clock)

    def make_own(self, bucket: str) -> None:
        """Make sure that the service's own bucket exists and is bound."""
        with self.database.transaction():
            self.store.create_bucket(bucket)
            self.queues.bind(bucket)

    def clear(self) -> None:
        """Forget everything."""
        with self.database.transaction():
            for table in (self.jobs, self.batches, self.templates, self.queues, self.messages, self.store):
                table.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The moving parts of a service between its start and its stop."""

    tables: Tables
    dispatcher: Dispatcher
    notifier: Notifier
    server: HttpServer

    @property
    def store(self) -> ObjectStore:
        """The objects."""
        return self.tables.store

    def reset(self, bucket: str) -> None:
        """Forget everything and stop what is being rendered; the service's own bucket stays."""
        with self.tables.database.transaction():
            forgotten = self.tables.jobs.running()
            self.tables.clear()
            self.tables.make_own(bucket)
        self.notifier.clear()
        # By their ids, since a job submitted since then may be running already.
        self.dispatcher.abort(forgotten)


def assemble(
    settings: Settings, listener: socket.socket, folder: Path, database: Database, *, reset: Callable[[], None]
) -> Parts:
    """Put a service together; nothing is started yet.

    Args:
        settings: What it is told.
        listener: The socket it answers at.
        folder: The data folder.
        database: Its database.
        reset: Empties the service.
    """
    # Late: these need the extra, or take a while to load.
    from cosanim.local.callbacks.delivery import Notifier
    from cosanim.local.callbacks.job_callbacks import Notices
    from cosanim.local.dispatcher import Dispatcher
    from cosanim.local.handlers.objects import ObjectRoutes
    from cosanim.local.http.app import Application
    from cosanim.local.http.authentication import Verifier

    tables = Tables(folder, database, clock=settings.clock)
    tables.make_own(settings.bucket)
    notifier = Notifier()
    dispatcher = Dispatcher(
        database=database,
        store=tables.store,
        jobs=tables.jobs,
        ended=Notices(tables.queues, tables.messages, notifier).job_ended,
        region=settings.region,
        workers=settings.workers,
        time_limit=settings.time_limit,
        render=settings.render,
        verbose=settings.verbose,
    )
    application = Application(
        verifier=Verifier(settings.credentials, clock=settings.clock, max_clock_skew=settings.max_clock_skew),
        objects=ObjectRoutes(tables.store),
        apis=make_routes(tables, region=settings.region, wake=dispatcher.wake, strict=settings.strict),
        messages=tables.messages,
        bucket=settings.bucket,
        region=settings.region,
        has_bucket=tables.store.has_bucket,
        reset=reset,
        clock=settings.clock,
    )
    return Parts(tables=tables, dispatcher=dispatcher, notifier=notifier, server=HttpServer(application, listener))


def make_routes(tables: Tables, *, region: str, wake: Callable[[], None], strict: bool) -> ApiRoutes:
    """Return the routes of every API.

    Args:
        tables: What the handlers read and change.
        region: The region of the service's buckets.
        wake: Called when there may be a job to run.
        strict: Refuse nodes of bodies that the schema does not know.
    """
    from cosanim.local.handlers.batch_inputs import BatchInputs
    from cosanim.local.handlers.batches import BatchRoutes
    from cosanim.local.handlers.jobs import JobRoutes
    from cosanim.local.handlers.queues import QueueRoutes
    from cosanim.local.handlers.templates import TemplateRoutes
    from cosanim.local.http.routing import ApiRoutes

    database = tables.database
    submission = Submission(database, tables.jobs, tables.templates, tables.queues, region=region)
    groups = (
        JobRoutes(database, tables.jobs, submission, submitted=wake),
        TemplateRoutes(tables.templates),
        QueueRoutes(database, tables.queues, tables.jobs, region=region, resumed=wake),
        BatchRoutes(
            database,
            tables.batches,
            tables.jobs,
            inputs=BatchInputs(tables.store),
            submission=submission,
            submitted=wake,
        ),
    )
    return ApiRoutes(
        {name: handler for group in groups for name, handler in group.handlers().items()},
        region=region,
        has_bucket=tables.store.has_bucket,
        is_bound=lambda bucket: tables.queues.find(bucket) is not None,
        strict=strict,
    )

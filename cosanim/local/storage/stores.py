"""The stores of a data folder, which share its database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.storage.batches import BatchStore
from cosanim.local.storage.jobs import JobStore
from cosanim.local.storage.multipart_uploads import MultipartStore
from cosanim.local.storage.objects import ObjectStore
from cosanim.local.storage.queued_callbacks import QueuedCallbackStore
from cosanim.local.storage.queues import CLOUD_LIMITS, QueueStore
from cosanim.local.storage.templates import TemplateStore
from cosanim.local.storage.url_callbacks import UrlCallbackStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.queues import QueueLimits


class Storage:
    """The stores of one data folder.

    Attributes:
        database: The database that the stores share.
        objects: Objects and buckets.
        uploads: Multipart uploads in progress.
        queues: Bound buckets and their queues.
        templates: Templates.
        jobs: Jobs.
        batches: Batches.
        messages: The callbacks that were sent to message queues.
        callbacks: The callbacks to URLs that are pending or given up.
    """

    def __init__(
        self, folder: Path, database: Database, *, clock: Callable[[], float], queue_limits: QueueLimits = CLOUD_LIMITS
    ) -> None:
        """Open the stores.

        Args:
            folder: The data folder.
            database: The database of the folder.
            clock: Returns the current Unix time.
            queue_limits: The limits of each queue.
        """
        self.database = database
        self.objects = ObjectStore(folder, database, clock=clock)
        self.uploads = MultipartStore(self.objects, database, clock=clock)
        self.queues = QueueStore(database, queue_limits, clock=clock)
        self.templates = TemplateStore(database, clock=clock)
        self.jobs = JobStore(database, clock=clock)
        self.batches = BatchStore(database, clock=clock)
        self.messages = QueuedCallbackStore(database, clock=clock)
        self.callbacks = UrlCallbackStore(database, clock=clock)

    def create_own_bucket(self, bucket: str) -> None:
        """Create the service's own bucket and bind it to the media service, unless this has already been done."""
        with self.database.transaction():
            self.objects.create_bucket(bucket)
            self.queues.bind(bucket)

    def clear(self) -> None:
        """Delete all records and objects."""
        with self.database.transaction():
            for store in (
                self.jobs,
                self.batches,
                self.templates,
                self.queues,
                self.messages,
                self.callbacks,
                self.uploads,
            ):
                store.clear()
            self.objects.clear()

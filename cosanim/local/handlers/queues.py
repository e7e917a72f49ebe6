"""Queues and bound buckets: listing and changing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.details import time_text
from cosanim.local.echo import echo
from cosanim.local.handlers.list_queries import ALL, listed_ids, numbered_page
from cosanim.local.http.error_responses import Refused
from cosanim.local.http.schema_checks import checked_query
from cosanim.local.storage.queues import MAX_CONCURRENT
from cosanim.models import (
    CreateMediaBucketResponse,
    DescribeMediaBucketsQuery,
    DescribeMediaBucketsResponse,
    ListQueuesQuery,
    ListQueuesResponse,
    MediaBucket,
    NotifyConfig,
    NotifyConfigDetail,
    QueueCategory,
    QueueDetail,
    Switch,
    UpdateQueueResponse,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cosanim.local.http.routing import Asked, Handler
    from cosanim.local.storage.database import Database
    from cosanim.local.storage.jobs import JobStore
    from cosanim.local.storage.queues import Queue, QueueStore
    from cosanim.models import UpdateQueueRequest


class QueueRoutes:
    """Answers for queues and bound buckets."""

    def __init__(
        self, database: Database, queues: QueueStore, jobs: JobStore, *, region: str, resumed: Callable[[], None]
    ) -> None:
        """Take the tables.

        Args:
            database: Holds them.
            queues: The queues.
            jobs: The jobs that wait in them.
            region: The region of the service's buckets.
            resumed: Called when jobs may run again.
        """
        self._database = database
        self._queues = queues
        self._jobs = jobs
        self._region = region
        self._resumed = resumed

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each API."""
        return {
            "list_queues": self._list,
            "update_queue": self._update,
            "create_media_bucket": self._bind,
            "describe_media_buckets": self._buckets,
        }

    def _list(self, asked: Asked[None]) -> ListQueuesResponse:
        query = checked_query(asked.call, ListQueuesQuery)
        queue, wanted = self._queues.of(asked.bucket), listed_ids(query.queue_ids)
        is_meant = (
            (not wanted or queue.queue_id in wanted)
            and query.state in {None, ALL, queue.state}
            and query.category != QueueCategory.SPEED_TRANSCODING
        )
        found = [queue] if is_meant else []
        page, number, size = numbered_page(found, query.page_number, query.page_size)
        return ListQueuesResponse(
            request_id=asked.request_id,
            total_count=len(found),
            page_number=number,
            page_size=size,
            queue_list=[queue_detail(queue) for queue in page],
            non_exist_pids=[queue_id for queue_id in wanted if queue_id != queue.queue_id],
        )

    def _update(self, asked: Asked[UpdateQueueRequest]) -> UpdateQueueResponse:
        with self._database.transaction():
            queue = self._queues.update(asked.bucket, asked.name, asked.request)
            self._jobs.hold(asked.bucket, paused=queue.is_paused)
        self._resumed()
        return UpdateQueueResponse(request_id=asked.request_id, queue=queue_detail(queue))

    def _bind(self, asked: Asked[None]) -> CreateMediaBucketResponse:
        bound = self._queues.bind(asked.bucket)
        if bound is None:
            raise Refused(403, "MediaBucketAlreadyBinded", f"The bucket {asked.bucket} is bound already.")
        return CreateMediaBucketResponse(request_id=asked.request_id, media_bucket=self._detail(bound))

    def _buckets(self, asked: Asked[None]) -> DescribeMediaBucketsResponse:
        query = checked_query(asked.call, DescribeMediaBucketsQuery)
        names = listed_ids(query.bucket_names)
        is_here = not query.regions or self._region in query.regions.split(",")
        found = [
            queue
            for queue in self._queues.all()
            if is_here and (not names or queue.bucket in names) and queue.bucket.startswith(query.bucket_name or "")
        ]
        page, number, size = numbered_page(found, query.page_number, query.page_size)
        return DescribeMediaBucketsResponse(
            request_id=asked.request_id,
            total_count=len(found),
            page_number=number,
            page_size=size,
            media_bucket_list=[self._detail(queue) for queue in page],
        )

    def _detail(self, bound: Queue) -> MediaBucket:
        return MediaBucket(
            bucket_id=bound.bucket, name=bound.bucket, region=self._region, create_time=time_text(bound.created)
        )


def queue_detail(queue: Queue) -> QueueDetail:
    """Return a queue as the service tells it."""
    notify = queue.notify or NotifyConfig(state=Switch.OFF)
    return QueueDetail(
        queue_id=queue.queue_id,
        name=queue.name,
        state=queue.state,
        notify_config=echo(notify, NotifyConfigDetail, state=notify.state or Switch.OFF),
        max_size=queue.max_size,
        max_concurrent=MAX_CONCURRENT,
        category=QueueCategory.TRANSCODING,
        create_time=time_text(queue.created),
        update_time=time_text(queue.updated),
    )

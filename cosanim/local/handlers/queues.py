"""Handlers for queues: list and update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.handlers.list_pages import ALL, numbered_page, split_ids
from cosanim.local.http.schema_checks import checked_query
from cosanim.local.response_elements import queue_detail
from cosanim.models import ListQueuesQuery, ListQueuesResponse, QueueCategory, UpdateQueueResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cosanim.local.http.api_routing import ApiRequest, Handler
    from cosanim.local.storage.database import Database
    from cosanim.local.storage.jobs import JobStore
    from cosanim.local.storage.queues import QueueStore
    from cosanim.models import UpdateQueueRequest


class QueueHandlers:
    """Handles the API calls for queues."""

    def __init__(
        self, database: Database, queues: QueueStore, jobs: JobStore, *, on_update: Callable[[], None]
    ) -> None:
        """Store the components that the handlers use.

        Args:
            database: The database that holds the records.
            queues: The queues.
            jobs: The jobs.
            on_update: Called after each update, since the jobs of a resumed queue can run.
        """
        self._database = database
        self._queues = queues
        self._jobs = jobs
        self._on_update = on_update

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each API."""
        return {"list_queues": self._list, "update_queue": self._update}

    def _list(self, request: ApiRequest[None]) -> ListQueuesResponse:
        query = checked_query(request.http, ListQueuesQuery)
        queue, queue_ids = self._queues.of(request.bucket), split_ids(query.queue_ids)
        matches = (
            (not queue_ids or queue.queue_id in queue_ids)
            and query.state in {None, ALL, queue.state}
            and query.category != QueueCategory.SPEED_TRANSCODING
        )
        queues = [queue] if matches else []
        page, number, size = numbered_page(queues, query.page_number, query.page_size)
        return ListQueuesResponse(
            request_id=request.request_id,
            total_count=len(queues),
            page_number=number,
            page_size=size,
            queue_list=[queue_detail(queue) for queue in page],
            non_exist_pids=[queue_id for queue_id in queue_ids if queue_id != queue.queue_id],
        )

    def _update(self, request: ApiRequest[UpdateQueueRequest]) -> UpdateQueueResponse:
        with self._database.transaction():
            queue = self._queues.update(request.bucket, request.name, request.body)
            self._jobs.set_paused(request.bucket, paused=queue.is_paused)
        self._on_update()
        return UpdateQueueResponse(request_id=request.request_id, queue=queue_detail(queue))

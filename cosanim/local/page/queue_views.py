"""The views of queues: the list, and pausing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cosanim.local.http.error_responses import HttpError
from cosanim.local.page.rendering import page_url, redirect
from cosanim.models import NotifyConfig, QueueState, Switch, UpdateQueueRequest
from cosanim.operations import LIST_QUEUES, UPDATE_QUEUE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.page.calls import ServiceCalls
    from cosanim.local.page.rendering import Renderer
    from cosanim.local.storage.jobs import JobStore
    from cosanim.local.storage.queues import QueueStore


class QueueViews:
    """The pages of queues."""

    def __init__(self, calls: ServiceCalls, renderer: Renderer, *, queues: QueueStore, jobs: JobStore) -> None:
        """Store the components that the views show.

        Args:
            calls: Calls the APIs of the service.
            renderer: Renders the templates.
            queues: The queues.
            jobs: The jobs, for the number that waits.
        """
        self._calls = calls
        self._renderer = renderer
        self._queues = queues
        self._jobs = jobs

    async def list(self, request: HttpRequest) -> Response:  # noqa: ARG002 - the signature of views
        """Return the page with the queue of each bucket."""
        rows = []
        for bound in await asyncio.to_thread(self._queues.all):
            listed = await self._calls.ask(LIST_QUEUES, bound.bucket)
            waiting = await asyncio.to_thread(self._jobs.count_waiting, bound.bucket)
            rows += [(bound.bucket, queue, waiting) for queue in listed.queue_list]
        return self._renderer.page("queues.html", rows=rows)

    async def update(self, fields: Mapping[str, str], queue_id: str) -> Response:
        """Pause or resume a queue, leave its other settings, and return to the list."""
        queue = await asyncio.to_thread(self._queues.of, fields.get("bucket", ""))
        if fields.get("state") not in set(QueueState):
            raise HttpError(400, "InvalidArgument", "A queue can be Active or Paused.")
        update = UpdateQueueRequest(
            name=queue.name,
            state=fields["state"],
            notify_config=queue.notify or NotifyConfig(state=Switch.OFF),
        )
        await self._calls.send(UPDATE_QUEUE, queue.bucket, name=queue_id, request=update)
        return redirect(page_url("/queues"))

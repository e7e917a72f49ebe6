"""Client methods for queues, in which the jobs of a bucket wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cosanim import models
from cosanim.api.base import Caller, comma_separated
from cosanim.api.paging import all_pages
from cosanim.argument_hints import text_argument
from cosanim.errors import NotFoundError
from cosanim.operations import LIST_QUEUES, UPDATE_QUEUE
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cosanim.argument_types import QueueCategoryName, QueueStateName
    from cosanim.models import QueueDetail, UpdateQueueRequest, UpdateQueueResponse


@explain_wrong_calls
class QueueCalls(Caller):
    """Reads queues and changes their settings."""

    def list_queues(
        self,
        *,
        queue_ids: Iterable[str] | None = None,
        state: QueueStateName | None = None,
        category: QueueCategoryName | None = None,
        size: int | None = None,
    ) -> Iterator[QueueDetail]:
        """List queues lazily, page by page.

        Args:
            queue_ids: Only queues with these ids.
            state: Active, Paused or All; all when left out.
            category: Transcoding (default), SpeedTranscoding or CateAll.
            size: Queues on a page, 1 to 100.

        Raises:
            SchemaError: An argument breaks the schema.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        query = models.ListQueuesQuery(
            queue_ids=comma_separated("queue_id", queue_ids), state=state, category=category, page_size=size
        )

        return all_pages(self._call_api, LIST_QUEUES, query, lambda page: page.queue_list)

    def describe_queue(self, queue_id: str) -> QueueDetail:
        """Read one queue.

        Args:
            queue_id: Its id.

        Raises:
            NotFoundError: No queue has this id.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        response = self._call_api(LIST_QUEUES, models.ListQueuesQuery(queue_ids=text_argument("queue_id", queue_id)))
        for queue in response.queue_list:
            if queue.queue_id == queue_id:
                return queue
        raise NotFoundError(
            404, "QueueNotFound", f"{self.bucket} has no queue {queue_id}", response.request_id, hint="list the queues"
        )

    def update_queue(
        self, queue_id: str, request: UpdateQueueRequest | Mapping[str, Any], *, strict: bool | None = None
    ) -> UpdateQueueResponse:
        """Replace the settings of a queue: PUT /queue/<id>.

        Args:
            queue_id: Its id.
            request: All of its settings, or a mapping of them as ``from_dict`` reads it; settings that are left out
                are removed.
            strict: Raise SchemaError for violations of severity warning, instead of an ``AdviceWarning``; the
                client's setting when left out.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        return self._call_api(UPDATE_QUEUE, request, strict=strict, queue_id=queue_id)

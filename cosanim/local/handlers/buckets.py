"""Handlers for the buckets of the media service: bind and list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.handlers.list_pages import numbered_page, split_ids
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.schema_checks import checked_query
from cosanim.local.response_elements import bucket_detail
from cosanim.models import CreateMediaBucketResponse, DescribeMediaBucketsQuery, DescribeMediaBucketsResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.local.http.api_routing import ApiRequest, Handler
    from cosanim.local.storage.queues import QueueStore


class BucketHandlers:
    """Handles the API calls for bound buckets."""

    def __init__(self, queues: QueueStore, *, region: str) -> None:
        """Store the components that the handlers use.

        Args:
            queues: The bound buckets and their queues.
            region: The region of the service's buckets.
        """
        self._queues = queues
        self._region = region

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each API."""
        return {"create_media_bucket": self._bind, "describe_media_buckets": self._list}

    def _bind(self, request: ApiRequest[None]) -> CreateMediaBucketResponse:
        queue = self._queues.bind(request.bucket)
        if queue is None:
            raise HttpError(403, "MediaBucketAlreadyBinded", f"The bucket {request.bucket} is bound already.")
        return CreateMediaBucketResponse(request_id=request.request_id, media_bucket=bucket_detail(queue, self._region))

    def _list(self, request: ApiRequest[None]) -> DescribeMediaBucketsResponse:
        query = checked_query(request.http, DescribeMediaBucketsQuery)
        names = split_ids(query.bucket_names)
        is_region_listed = not query.regions or self._region in query.regions.split(",")
        queues = [
            queue
            for queue in self._queues.all()
            if is_region_listed
            and (not names or queue.bucket in names)
            and queue.bucket.startswith(query.bucket_name or "")
        ]
        page, number, size = numbered_page(queues, query.page_number, query.page_size)
        return DescribeMediaBucketsResponse(
            request_id=request.request_id,
            total_count=len(queues),
            page_number=number,
            page_size=size,
            media_bucket_list=[bucket_detail(queue, self._region) for queue in page],
        )

"""Client methods for the buckets that the media service is bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim import models
from cosanim.api.base import Caller, comma_separated
from cosanim.api.paging import all_pages
from cosanim.operations import CREATE_MEDIA_BUCKET, DESCRIBE_MEDIA_BUCKETS
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cosanim.models import CreateMediaBucketResponse, MediaBucket


@explain_wrong_calls
class BucketCalls(Caller):
    """Binds the media service to buckets, and lists those it is bound to."""

    def describe_media_buckets(
        self,
        *,
        regions: Iterable[str] | None = None,
        bucket_names: Iterable[str] | None = None,
        prefix: str | None = None,
        size: int | None = None,
    ) -> Iterator[MediaBucket]:
        """List the buckets that the media service is bound to, lazily, page by page.

        Args:
            regions: Only buckets of these regions; all regions when left out.
            bucket_names: Only buckets of these full names.
            prefix: Only buckets whose names begin like this.
            size: Buckets on a page, 1 to 100.

        Raises:
            SchemaError: An argument breaks the schema.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        query = models.DescribeMediaBucketsQuery(
            regions=comma_separated("region", regions),
            bucket_names=comma_separated("bucket", bucket_names),
            bucket_name=prefix,
            page_size=size,
        )

        return all_pages(self._call_api, DESCRIBE_MEDIA_BUCKETS, query, lambda page: page.media_bucket_list)

    def create_media_bucket(self) -> CreateMediaBucketResponse:
        """Bind the media service to the client's bucket: POST /mediabucket.

        Raises:
            InvalidRequestError: The bucket is bound already (MediaBucketAlreadyBinded).
            PermissionDeniedError: The credentials do not have this permission.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        return self._call_api(CREATE_MEDIA_BUCKET, None)

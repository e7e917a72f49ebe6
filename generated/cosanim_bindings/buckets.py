# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field

from .unknown import UnknownNode


@dataclass(slots=True, kw_only=True)
class DescribeMediaBucketsQuery:
    """
    Which bound buckets to list.

    Attributes:
        regions: Regions with commas.
        bucket_names: Full names with commas, matched exactly.
        bucket_name: Beginning of the name.
        page_number: Page to read, from 1, the default.
        page_size: Entries on a page, 1 to 100; 10 when left out.
    """

    regions: str | None = field(default=None, metadata={"name": "regions", "type": "Element"})
    bucket_names: str | None = field(default=None, metadata={"name": "bucketNames", "type": "Element"})
    bucket_name: str | None = field(default=None, metadata={"name": "bucketName", "type": "Element"})
    page_number: int | None = field(default=None, metadata={"name": "pageNumber", "type": "Element"})
    page_size: int | None = field(default=None, metadata={"name": "pageSize", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class MediaBucket:
    """
    A bucket that the media service is bound to.

    Attributes:
        bucket_id: Name of the bucket, with its appid.
        name: The same name again.
        region: Region of the bucket.
        create_time: When it was bound, ISO 8601 with offset.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request that was answered with this; not on the wire.
    """

    bucket_id: str | None = field(default=None, metadata={"name": "BucketId", "type": "Element"})
    name: str | None = field(default=None, metadata={"name": "Name", "type": "Element"})
    region: str | None = field(default=None, metadata={"name": "Region", "type": "Element"})
    create_time: str | None = field(default=None, metadata={"name": "CreateTime", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})
    request_id: str | None = field(default=None, compare=False, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class CreateMediaBucketResponse:
    """
    The bucket that was bound.

    Attributes:
        request_id: The service's identifier of the request.
        media_bucket: The bucket.
        unknown: Nodes that the schema does not know, in their own order.
    """

    class Meta:
        name = "Response"

    request_id: str | None = field(default=None, metadata={"name": "RequestId", "type": "Element"})
    media_bucket: MediaBucket | None = field(default=None, metadata={"name": "MediaBucket", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class DescribeMediaBucketsResponse:
    """
    A page of bound buckets.

    Attributes:
        request_id: The service's identifier of the request.
        total_count: Number of entries over all pages.
        page_number: Number of this page, from 1.
        page_size: Number of entries on a page.
        media_bucket_list: The buckets.
        unknown: Nodes that the schema does not know, in their own order.
    """

    class Meta:
        name = "Response"

    request_id: str | None = field(default=None, metadata={"name": "RequestId", "type": "Element"})
    total_count: int | str | None = field(default=None, metadata={"name": "TotalCount", "type": "Element"})
    page_number: int | str | None = field(default=None, metadata={"name": "PageNumber", "type": "Element"})
    page_size: int | str | None = field(default=None, metadata={"name": "PageSize", "type": "Element"})
    media_bucket_list: list[MediaBucket] = field(
        default_factory=list, metadata={"name": "MediaBucketList", "type": "Element"}
    )
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})

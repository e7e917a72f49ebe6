# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field

from cosanim.schema import UnknownNode, equal_fields, short_repr


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class DescribeMediaBucketsQuery:
    """
    The query of a list of bound buckets.

    Attributes:
        regions: Regions, separated by commas.
        bucket_names: Full names of buckets, separated by commas, matched exactly.
        bucket_name: Beginning of the name.
        page_number: Number of the page; 1 when left out. Allowed: at least 1.
        page_size: Number of entries on a page; 10 when left out. Allowed: 1 to 100.
    """

    regions: str | None = None
    bucket_names: str | None = None
    bucket_name: str | None = None
    page_number: int | None = None
    page_size: int | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class MediaBucket:
    """
    A bucket that the media service is bound to.

    Attributes:
        bucket_id: Name of the bucket, with its appid.
        name: Name of the bucket, as in BucketId.
        region: Region of the bucket.
        create_time: When the bucket was bound, ISO 8601 with offset.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request to which this is the reply; not part of the XML.
    """

    bucket_id: str | None = None
    name: str | None = None
    region: str | None = None
    create_time: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)
    request_id: str | None = field(default=None, compare=False)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class CreateMediaBucketResponse:
    """
    The bucket that was bound.

    Attributes:
        request_id: The service's identifier of the request.
        media_bucket: The bucket.
        unknown: Nodes that the schema does not know, in their own order.
    """

    request_id: str | None = None
    media_bucket: MediaBucket | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
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

    request_id: str | None = None
    total_count: int | str | None = None
    page_number: int | str | None = None
    page_size: int | str | None = None
    media_bucket_list: list[MediaBucket] = field(default_factory=list)
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields

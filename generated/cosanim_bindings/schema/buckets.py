# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the types in buckets.xsd."""

from __future__ import annotations

from typing import Final

from cosanim.schema import ComplexType, Element, SimpleType

from .common import PAGE_NUMBER, PAGE_SIZE, REPLY_INTEGER, XS_STRING

BUCKET_NAMES: Final = SimpleType(
    name="BucketNames",
    kinds=("str",),
    patterns=("[\\-0-9a-z]+(?:,[\\-0-9a-z]+)*",),
    form="names of buckets with commas between them",
)

REGION_NAMES: Final = SimpleType(
    name="RegionNames",
    kinds=("str",),
    patterns=("[a-z][\\-0-9a-z]*(?:,[a-z][\\-0-9a-z]*)*",),
    form="regions with commas between them",
)

COMPLEX_TYPES: Final[dict[str, ComplexType]] = {
    "DescribeMediaBucketsQuery": ComplexType(
        name="DescribeMediaBucketsQuery",
        elements=(
            Element("regions", "regions", REGION_NAMES),
            Element("bucketNames", "bucket_names", BUCKET_NAMES),
            Element("bucketName", "bucket_name", BUCKET_NAMES),
            Element("pageNumber", "page_number", PAGE_NUMBER),
            Element("pageSize", "page_size", PAGE_SIZE),
        ),
        root="DescribeMediaBucketsQuery",
    ),
    "MediaBucket": ComplexType(
        name="MediaBucket",
        elements=(
            Element("BucketId", "bucket_id", XS_STRING),
            Element("Name", "name", XS_STRING),
            Element("Region", "region", XS_STRING),
            Element("CreateTime", "create_time", XS_STRING),
        ),
        root="MediaBucket",
        open=True,
    ),
    "DescribeMediaBucketsResponse": ComplexType(
        name="DescribeMediaBucketsResponse",
        elements=(
            Element("RequestId", "request_id", XS_STRING),
            Element("TotalCount", "total_count", REPLY_INTEGER),
            Element("PageNumber", "page_number", REPLY_INTEGER),
            Element("PageSize", "page_size", REPLY_INTEGER),
            Element("MediaBucketList", "media_bucket_list", "buckets.MediaBucket", array=True),
        ),
        root="Response",
        open=True,
    ),
    "CreateMediaBucketResponse": ComplexType(
        name="CreateMediaBucketResponse",
        elements=(
            Element("RequestId", "request_id", XS_STRING),
            Element("MediaBucket", "media_bucket", "buckets.MediaBucket"),
        ),
        root="Response",
        open=True,
    ),
}

"""The source of a copy: PUT Object - Copy (436/10881) and Upload Part - Copy (436/8287)."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from cosanim.local.handlers.object_conditions import check_source
from cosanim.local.handlers.object_requests import check_readable
from cosanim.local.http.error_responses import HttpError
from cosanim.local.storage.storage_errors import NoSuchBucketError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.storage.objects import Content, ObjectStore, StoredObject

COPY_SOURCE: Final = "x-cos-copy-source"
_SOURCE: Final = re.compile(
    r"(?:https?://)?/?(?P<bucket>[a-z0-9][a-z0-9-]*)(?:\.cos(?:-internal)?\.(?P<region>[a-z0-9-]+)\.[a-z.]+)?"
    r"/(?P<key>[^?]+)(?:\?versionId=(?P<version>.*))?"
)
_RANGE: Final = re.compile(r"bytes=([0-9]{1,18})-([0-9]{1,18})")
_CHUNK_BYTES: Final = 1 << 20


class Copied(NamedTuple):
    """A copied source.

    Attributes:
        source: The record of the source.
        content: The copied content, a temporary file.
    """

    source: StoredObject
    content: Content


@contextmanager
def copied_content(request: HttpRequest, objects: ObjectStore, *, region: str) -> Iterator[Copied]:
    """Copy the source that a request names to a temporary file, which is removed at the end unless it was moved.

    Args:
        request: The request, with x-cos-copy-source.
        objects: The objects.
        region: The region of the service's buckets.

    Yields:
        The copy.

    Raises:
        HttpError: The source does not exist, is archived or does not meet the conditions, or the header is wrong.
        NoSuchBucketError: The bucket of the source does not exist in its region.
    """
    bucket, key, named_region = _source(request.header(COPY_SOURCE) or "")
    if named_region not in {None, region} or not objects.has_bucket(bucket):
        raise NoSuchBucketError
    opened = objects.open(bucket, key)
    if opened is None:
        raise HttpError(404, "NoSuchKey", "The source of the copy does not exist.")
    source, file = opened
    with file, objects.upload() as upload:
        check_readable(source)
        check_source(request, source)
        start, remaining = _range(request, source.size)
        file.seek(start)
        while chunk := file.read(min(_CHUNK_BYTES, remaining)):
            remaining -= len(chunk)
            upload.write(chunk)
        yield Copied(source, upload.finish())


def _source(text: str) -> tuple[str, str, str | None]:
    match = _SOURCE.fullmatch(text)
    if match is None:
        form = "<bucket>.cos.<region>.myqcloud.com/<percent-encoded key>"
        raise HttpError(400, "InvalidArgument", f"{COPY_SOURCE} must have the form {form}.")
    if match["version"]:
        raise HttpError(501, "NotImplemented", "The local service does not offer copies of a versionId.")
    return match["bucket"], unquote(match["key"]), match["region"]


def _range(request: HttpRequest, size: int) -> tuple[int, int]:
    """Return offset and length of the part of the source that is copied."""
    text = request.header(f"{COPY_SOURCE}-range")
    if not text:
        return 0, size
    match = _RANGE.fullmatch(text)
    if match is None or not int(match[1]) <= int(match[2]) < size:
        message = f"{COPY_SOURCE}-range must be bytes=<first>-<last>, within the {size} bytes of the source."
        raise HttpError(416, "InvalidRange", message)
    return int(match[1]), int(match[2]) - int(match[1]) + 1

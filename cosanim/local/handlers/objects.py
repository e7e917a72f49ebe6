"""Handlers of the object store: create, check and list a bucket; put, get, check and delete an object."""

from __future__ import annotations

import asyncio
import hmac
import re
from email.utils import formatdate
from typing import TYPE_CHECKING, BinaryIO, Final

from cosanim.local.handlers.object_conditions import (
    is_unchanged,
    may_overwrite,
    overridden_headers,
    range_header,
    refuse_conditions,
)
from cosanim.local.handlers.object_lists import ListQuery, list_document
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.responses import XML_TYPE, FileResponse, ServiceResponse
from cosanim.local.storage.storage_errors import NoSuchBucketError

if TYPE_CHECKING:
    from starlette.responses import Response

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.http.responses import ResponseContext
    from cosanim.local.storage.objects import ObjectStore, StoredObject

_STORED_HEADERS: Final = frozenset(
    {
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-type",
        "expires",
    }
)
_NOT_MODIFIED_HEADERS: Final = frozenset({"Cache-Control", "ETag", "Expires", "Last-Modified"})
_META_PREFIX: Final = "x-cos-meta-"
_BUCKET_REGION: Final = "x-cos-bucket-region"
_CHUNK_BYTES: Final = 1 << 20
_DEFAULT_TYPE: Final = "application/octet-stream"
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")

# Query parameters that select another API. The body of such a request is not the content of an object.
_OTHER_APIS: Final = frozenset(
    {
        "accelerate", "acl", "append", "cors", "ci-process", "delete", "domain", "encryption", "intelligenttiering",
        "inventory", "lifecycle", "list-type", "location", "logging", "object-lock", "origin", "partNumber", "policy",
        "referer", "replication", "restore", "select", "tagging", "uploadId", "uploads", "versionId", "versioning",
        "versions", "website",
    }
)  # fmt: skip


class ObjectHandlers:
    """Handles requests for objects and buckets."""

    def __init__(self, objects: ObjectStore, *, region: str) -> None:
        """Store the components that the handlers use.

        Args:
            objects: The objects and buckets.
            region: The region of the service's buckets.
        """
        self._objects = objects
        self._region = region

    async def respond(self, request: HttpRequest, bucket: str | None, key: str, context: ResponseContext) -> Response:
        """Respond to a request whose signature is valid.

        Args:
            request: The request.
            bucket: The bucket; None if the host does not name one.
            key: The key; empty for the bucket itself.
            context: The request id and the headers of the response.

        Returns:
            The response.

        Raises:
            HttpError: The request cannot be fulfilled; the code is one of the object store.
            StorageError: The bucket does not exist, or the object exists and the request forbids to replace it.
        """
        other_api = next((name for name, _ in request.params if name in _OTHER_APIS), None)
        if bucket is None or other_api is not None or request.header("x-cos-copy-source") is not None:
            raise HttpError(501, "NotImplemented", "The local service only stores and lists whole objects.")
        if not key:
            return await self._respond_for_bucket(request, bucket, context)
        if not await asyncio.to_thread(self._objects.has_bucket, bucket):
            raise NoSuchBucketError
        if request.method == "PUT":
            return await self._put(request, bucket, key, context)
        if request.method in {"GET", "HEAD"}:
            return await self._get(request, bucket, key, context)
        if request.method == "DELETE":
            refuse_conditions(request)
            await asyncio.to_thread(self._objects.delete, bucket, key)
            return ServiceResponse(status_code=204, headers=context.headers())
        raise HttpError(405, "MethodNotAllowed", f"Objects do not support {request.method}.")

    async def _respond_for_bucket(self, request: HttpRequest, bucket: str, context: ResponseContext) -> Response:
        if request.method == "GET":
            return await self._list(request, bucket, context)
        if request.method == "PUT":
            await asyncio.to_thread(self._objects.create_bucket, bucket)
        elif request.method == "HEAD":
            if not await asyncio.to_thread(self._objects.has_bucket, bucket):
                raise NoSuchBucketError
            return ServiceResponse(headers=context.headers({_BUCKET_REGION: self._region}))
        else:
            raise HttpError(501, "NotImplemented", f"The local service does not support {request.method} of a bucket.")
        return ServiceResponse(headers=context.headers())

    async def _list(self, request: HttpRequest, bucket: str, context: ResponseContext) -> Response:
        query = ListQuery.of(request)
        page = await asyncio.to_thread(
            self._objects.page,
            bucket,
            prefix=query.prefix,
            marker=query.marker,
            delimiter=query.delimiter,
            limit=query.max_keys,
        )
        document = await asyncio.to_thread(list_document, bucket, query, page)
        headers = {"Content-Type": XML_TYPE, _BUCKET_REGION: self._region}
        return ServiceResponse(document, headers=context.headers(headers))

    async def _put(self, request: HttpRequest, bucket: str, key: str, context: ResponseContext) -> Response:
        request.require_length()
        refuse_conditions(request)
        expected, overwrite = request.content_md5(), may_overwrite(request)
        with await asyncio.to_thread(self._objects.upload) as upload:
            async for chunk in request.chunks(_CHUNK_BYTES):
                await asyncio.to_thread(upload.write, chunk)
            content = await asyncio.to_thread(upload.finish)
            if expected is not None and not hmac.compare_digest(expected.hex(), content.md5):
                raise HttpError(400, "BadDigest", "The Content-MD5 does not match the body.")
            stored = await asyncio.to_thread(
                self._objects.put, bucket, key, content, _headers_to_store(request), overwrite=overwrite
            )
        return ServiceResponse(headers=context.headers({"ETag": _etag(stored)}))

    async def _get(self, request: HttpRequest, bucket: str, key: str, context: ResponseContext) -> Response:
        opened = await asyncio.to_thread(self._objects.open, bucket, key)
        if opened is None:
            raise HttpError(404, "NoSuchKey", "The specified key does not exist.")
        stored, file = opened
        try:
            return _content_response(request, stored, file, context)
        except BaseException:
            file.close()
            raise


def _content_response(request: HttpRequest, stored: StoredObject, file: BinaryIO, context: ResponseContext) -> Response:
    """Return the response with the requested range, which closes the file; or close it and return 304."""
    headers = {
        "Content-Type": _DEFAULT_TYPE,
        **{_original_case(name): value for name, value in stored.headers.items()},
        **overridden_headers(request),
        "ETag": _etag(stored),
        "Last-Modified": formatdate(stored.modified, usegmt=True),
        "Accept-Ranges": "bytes",
    }
    if is_unchanged(request, stored):
        file.close()
        not_modified = {name: value for name, value in headers.items() if name in _NOT_MODIFIED_HEADERS}
        # The length of the object (RFC 9110, section 8.6), although 304 has no body: the official Python SDK needs it.
        not_modified["Content-Length"] = str(stored.size)
        return ServiceResponse(status_code=304, headers=context.headers(not_modified))
    status, start, length = _requested_range(range_header(request, stored), stored.size)
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{stored.size}"
    return FileResponse(file, start, length, status, context.headers(headers))


def _headers_to_store(request: HttpRequest) -> dict[str, str]:
    return {name: value for name, value in request.headers if name in _STORED_HEADERS or name.startswith(_META_PREFIX)}


def _original_case(name: str) -> str:
    """Return the name of a header in the case that the object store uses."""
    return name if name.startswith(_META_PREFIX) else name.title()


def _etag(stored: StoredObject) -> str:
    return f'"{stored.md5}"'


def _requested_range(header: str | None, size: int) -> tuple[int, int, int]:
    """Return status, offset and length of the response. A malformed range is ignored, as RFC 9110 requires.

    Raises:
        HttpError: The range begins after the end of the object.
    """
    match = _RANGE.fullmatch((header or "").replace(" ", ""))
    if match is None or match[0] == "bytes=-":
        return 200, 0, size
    first, last = match.groups()
    if first:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
        if last and int(last) < int(first):
            return 200, 0, size
    else:
        start, end = max(0, size - int(last)), size - 1
    if start > end:
        raise HttpError(416, "InvalidRange", "The range lies outside the object.", {"Content-Range": f"bytes */{size}"})
    return 206, start, end - start + 1

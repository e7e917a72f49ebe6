"""Handlers of whole objects: put, copy, get, check and delete."""

from __future__ import annotations

import asyncio
import re
from email.utils import formatdate
from typing import TYPE_CHECKING, BinaryIO, Final

from lxml import etree

from cosanim.local.handlers.object_conditions import (
    is_unchanged,
    overridden_headers,
    range_header,
    target_precondition,
)
from cosanim.local.handlers.object_copies import COPY_SOURCE, copied_content
from cosanim.local.handlers.object_documents import add, document_response, time_text
from cosanim.local.handlers.object_requests import (
    CRC64,
    META_PREFIX,
    ObjectStoreHandlers,
    check_readable,
    headers_to_store,
    received_content,
    storage_class_header,
)
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.responses import FileResponse, ServiceResponse
from cosanim.local.storage.storage_classes import STORAGE_CLASS

if TYPE_CHECKING:
    from starlette.responses import Response

    from cosanim.local.handlers.object_requests import ObjectRequest
    from cosanim.local.http.request import HttpRequest
    from cosanim.local.http.responses import ResponseContext
    from cosanim.local.storage.objects import StoredObject

_NOT_MODIFIED_HEADERS: Final = frozenset({"Cache-Control", "ETag", "Expires", "Last-Modified"})
_DEFAULT_TYPE: Final = "application/octet-stream"
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_DIRECTIVE: Final = "x-cos-metadata-directive"


class ObjectHandlers(ObjectStoreHandlers):
    """Handles requests for whole objects."""

    async def put(self, request: ObjectRequest) -> Response:
        """Store the body, or the source of a copy, as an object."""
        http = request.http
        if http.header(COPY_SOURCE) is not None:
            return await asyncio.to_thread(self._copy, request)
        precondition = target_precondition(http)
        async with received_content(http, self._objects) as content:
            stored = await asyncio.to_thread(
                self._objects.put,
                request.bucket,
                request.key,
                content,
                headers_to_store(http),
                precondition=precondition,
            )
        return ServiceResponse(headers=request.context.headers({"ETag": etag_of(stored), CRC64: stored.crc64}))

    def _copy(self, request: ObjectRequest) -> Response:
        http, precondition = request.http, target_precondition(request.http)
        directive = (http.header(_DIRECTIVE) or "copy").lower()
        if directive not in {"copy", "replaced"}:
            raise HttpError(400, "InvalidArgument", f"{_DIRECTIVE} must be Copy or Replaced.")
        with copied_content(http, self._objects, region=self._region) as (source, content):
            # The copy has the storage class of this request, also if it takes the other headers of its source.
            kept = {name: value for name, value in source.headers.items() if name != STORAGE_CLASS}
            headers = kept | storage_class_header(http) if directive == "copy" else headers_to_store(http)
            stored = self._objects.put(request.bucket, request.key, content, headers, precondition=precondition)
        root = etree.Element("CopyObjectResult")
        add(root, "ETag", etag_of(stored))
        add(root, "CRC64", stored.crc64)
        add(root, "LastModified", time_text(stored.modified))
        return document_response(root, request.context, {CRC64: stored.crc64})

    async def get(self, request: ObjectRequest) -> Response:
        """Return an object, or a range of it."""
        opened = await asyncio.to_thread(self._objects.open, request.bucket, request.key)
        if opened is None:
            raise HttpError(404, "NoSuchKey", "The specified key does not exist.")
        stored, file = opened
        try:
            if request.http.method != "HEAD":
                check_readable(stored)
            return _content_response(request.http, stored, file, request.context)
        except BaseException:
            file.close()
            raise

    async def delete(self, request: ObjectRequest) -> Response:
        """Delete an object if it exists."""
        precondition = target_precondition(request.http)
        await asyncio.to_thread(self._objects.delete, request.bucket, [request.key], precondition=precondition)
        return ServiceResponse(status_code=204, headers=request.context.headers())


def etag_of(stored: StoredObject) -> str:
    """Return the value of the header ETag of an object."""
    return f'"{stored.etag}"'


def _content_response(request: HttpRequest, stored: StoredObject, file: BinaryIO, context: ResponseContext) -> Response:
    """Return the response with the requested range, which closes the file; or close it and return 304."""
    headers = {
        "Content-Type": _DEFAULT_TYPE,
        **{_original_case(name): value for name, value in stored.headers.items()},
        **overridden_headers(request),
        "ETag": etag_of(stored),
        CRC64: stored.crc64,
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


def _original_case(name: str) -> str:
    """Return the name of a header in the case that the object store uses."""
    return name if name.startswith((META_PREFIX, STORAGE_CLASS)) else name.title()


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

"""Handlers of multipart uploads: initiate, upload and copy parts, list parts, complete, abort (436/14112)."""

from __future__ import annotations

import asyncio
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from lxml import etree

from cosanim.local.handlers.object_conditions import target_precondition
from cosanim.local.handlers.object_copies import COPY_SOURCE, copied_content
from cosanim.local.handlers.object_documents import (
    KeyText,
    add,
    document_response,
    number_param,
    read_document,
    text_of,
    time_text,
)
from cosanim.local.handlers.object_lists import add_owner
from cosanim.local.handlers.object_requests import (
    CRC64,
    ObjectStoreHandlers,
    headers_to_store,
    received_content,
    storage_class_header,
)
from cosanim.local.handlers.objects import etag_of
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.responses import ServiceResponse
from cosanim.local.storage.multipart_uploads import UploadName
from cosanim.local.storage.storage_classes import STORAGE_CLASS
from cosanim.xml.value_texts import xml_safe

if TYPE_CHECKING:
    from starlette.responses import Response

    from cosanim.local.handlers.object_requests import ObjectRequest

_MAX_PARTS: Final = 10_000
_MAX_LISTED_PARTS: Final = 1000
_NUMBER: Final = re.compile("[0-9]{1,5}")


class MultipartHandlers(ObjectStoreHandlers):
    """Handles requests for multipart uploads."""

    async def initiate(self, request: ObjectRequest) -> Response:
        """Start an upload, and return its id.

        Raises:
            HttpError: The request sets a storage class, which only PUT Object offers here.
        """
        if storage_class_header(request.http):
            raise HttpError(501, "NotImplemented", f"The local service offers {STORAGE_CLASS} for PUT Object only.")
        upload_id = await asyncio.to_thread(
            self._uploads.initiate,
            request.bucket,
            request.key,
            headers_to_store(request.http),
            precondition=target_precondition(request.http),
        )
        root = etree.Element("InitiateMultipartUploadResult")
        _add_object(root, request)
        add(root, "UploadId", upload_id)
        return document_response(root, request.context)

    async def put_part(self, request: ObjectRequest) -> Response:
        """Store the body, or the source of a copy, as a part."""
        http, name = request.http, _name(request)
        number = _part_number(http.param("partNumber") or "", "InvalidArgument")
        await asyncio.to_thread(self._uploads.check, name)
        if http.header(COPY_SOURCE) is not None:
            return await asyncio.to_thread(self._copy_part, request, number)
        async with received_content(http, self._objects) as content:
            await asyncio.to_thread(self._uploads.put_part, name, number, content)
        return ServiceResponse(headers=request.context.headers({"ETag": f'"{content.md5}"', CRC64: content.crc64}))

    def _copy_part(self, request: ObjectRequest, number: int) -> Response:
        with copied_content(request.http, self._objects, region=self._region) as (source, content):
            self._uploads.put_part(_name(request), number, content)
        root = etree.Element("CopyPartResult")
        add(root, "ETag", f'"{content.md5}"')
        add(root, "LastModified", time_text(source.modified))
        return document_response(root, request.context, {CRC64: content.crc64})

    async def list_parts(self, request: ObjectRequest) -> Response:
        """Return a page of the parts of an upload: List Parts (436/7747)."""
        http, name, text = request.http, _name(request), KeyText(request.http)
        limit = number_param(http, "max-parts", most=_MAX_LISTED_PARTS, default=_MAX_LISTED_PARTS)
        marker = number_param(http, "part-number-marker", most=_MAX_PARTS, default=0)
        found = await asyncio.to_thread(self._uploads.parts, name, after=marker, limit=limit + 1)
        parts = found[:limit]
        root = etree.Element("ListPartsResult")
        add(root, "Bucket", request.bucket)
        if text.is_encoded:
            add(root, "EncodingType", "url")
        add(root, "Key", text(request.key))
        add(root, "UploadId", name.upload_id)
        add_owner(root, "Initiator", request.bucket)
        add_owner(root, "Owner", request.bucket)
        add(root, "StorageClass", "STANDARD")
        add(root, "PartNumberMarker", str(marker))
        add(root, "MaxParts", str(limit))
        add(root, "IsTruncated", "true" if len(found) > limit > 0 else "false")
        if len(found) > limit > 0:
            add(root, "NextPartNumberMarker", str(parts[-1].number))
        for part in parts:
            element = etree.SubElement(root, "Part")
            add(element, "PartNumber", str(part.number))
            add(element, "LastModified", time_text(part.modified))
            add(element, "ETag", f'"{part.md5}"')
            add(element, "Size", str(part.size))
        return document_response(root, request.context)

    async def complete(self, request: ObjectRequest) -> Response:
        """Make an object of the parts: Complete Multipart Upload (436/7742)."""
        document = await read_document(request.http, "CompleteMultipartUpload")
        wanted = [
            (_part_number(text_of(part, "PartNumber").strip(), "InvalidPart"), text_of(part, "ETag").strip().strip('"'))
            for part in document.findall("Part")
        ]
        if not 1 <= len(wanted) <= _MAX_PARTS:
            raise HttpError(400, "MalformedXML", f"CompleteMultipartUpload must have 1 to {_MAX_PARTS} Parts.")
        numbers = [number for number, _ in wanted]
        if any(second <= first for first, second in pairwise(numbers)):
            raise HttpError(400, "InvalidPartOrder", "The Parts must be in the ascending order of their PartNumbers.")
        stored = await asyncio.to_thread(
            self._uploads.complete, _name(request), wanted, precondition=target_precondition(request.http)
        )
        root = etree.Element("CompleteMultipartUploadResult")
        host = f"{request.bucket}.cos.{self._region}.myqcloud.com"
        add(root, "Location", f"http://{host}/{quote(request.key, safe='-_.~/')}")
        _add_object(root, request)
        add(root, "ETag", etag_of(stored))
        return document_response(root, request.context, {CRC64: stored.crc64})

    async def abort(self, request: ObjectRequest) -> Response:
        """Delete an upload and its parts."""
        await asyncio.to_thread(self._uploads.abort, _name(request))
        return ServiceResponse(status_code=204, headers=request.context.headers())


def _name(request: ObjectRequest) -> UploadName:
    return UploadName(request.bucket, request.key, request.http.param("uploadId") or "")


def _part_number(text: str, code: str) -> int:
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= _MAX_PARTS:
        raise HttpError(400, code, f"A part number must be from 1 to {_MAX_PARTS}.")
    return int(text)


def _add_object(root: etree._Element, request: ObjectRequest) -> None:
    add(root, "Bucket", request.bucket)
    text = KeyText(request.http)
    # The client knows the key: one that XML cannot represent does not fail the request.
    add(root, "Key", text(request.key) if text.is_encoded else xml_safe(request.key))

"""Handlers of buckets of the object store: list, create and check buckets; list objects and uploads, delete objects."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from cosanim.local.handlers.object_documents import (
    KeyText,
    add,
    document_response,
    number_param,
    read_document,
    text_of,
    time_text,
)
from cosanim.local.handlers.object_lists import MAX_KEYS, ListQuery, add_owner, list_document
from cosanim.local.handlers.object_requests import ObjectStoreHandlers
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.responses import ServiceResponse
from cosanim.local.storage.storage_errors import NoSuchBucketError

if TYPE_CHECKING:
    from starlette.responses import Response

    from cosanim.local.handlers.object_requests import ObjectRequest
    from cosanim.local.http.request import HttpRequest
    from cosanim.local.http.responses import ResponseContext
    from cosanim.local.storage.multipart_uploads import ListedUpload

_BUCKET_REGION: Final = "x-cos-bucket-region"
_MAX_BUCKETS: Final = 2000


class CosBucketHandlers(ObjectStoreHandlers):
    """Handles requests for buckets."""

    async def list_buckets(self, http: HttpRequest, context: ResponseContext) -> Response:
        """Return the list of all buckets: GET Service (436/8291)."""
        limit = number_param(http, "max-keys", most=_MAX_BUCKETS, default=_MAX_BUCKETS)
        prefix, marker = http.param("prefix") or "", http.param("marker") or ""
        is_region_listed = (http.param("region") or self._region) == self._region
        buckets = [
            (name, created)
            for name, created in await asyncio.to_thread(self._objects.buckets)
            if is_region_listed and name.startswith(prefix) and name > marker
        ]
        root = etree.Element("ListAllMyBucketsResult")
        add_owner(root, "Owner", "local")
        add(root, "IsTruncated", "true" if len(buckets) > limit else "false")
        if len(buckets) > limit > 0:
            add(root, "NextMarker", buckets[limit - 1][0])
        listed = etree.SubElement(root, "Buckets")
        for name, created in buckets[:limit]:
            bucket = etree.SubElement(listed, "Bucket")
            add(bucket, "Name", name)
            add(bucket, "Location", self._region)
            add(bucket, "CreationDate", time_text(created))
            add(bucket, "BucketType", "cos")
        return document_response(root, context)

    async def create(self, request: ObjectRequest) -> Response:
        """Create a bucket unless it exists."""
        await asyncio.to_thread(self._objects.create_bucket, request.bucket)
        return ServiceResponse(headers=request.context.headers())

    async def head(self, request: ObjectRequest) -> Response:
        """Return whether a bucket exists, and its region."""
        await asyncio.to_thread(self._require, request.bucket)
        return ServiceResponse(headers=request.context.headers({_BUCKET_REGION: self._region}))

    async def location(self, request: ObjectRequest) -> Response:
        """Return the region of a bucket: GET Bucket location (436/8275)."""
        await asyncio.to_thread(self._require, request.bucket)
        root = etree.Element("LocationConstraint")
        root.text = self._region
        return document_response(root, request.context)

    async def list_objects(self, request: ObjectRequest) -> Response:
        """Return a page of the list of objects."""
        query = ListQuery.of(request.http)

        def read() -> etree._Element:
            page = self._objects.page(
                request.bucket,
                prefix=query.prefix,
                marker=query.marker,
                delimiter=query.delimiter,
                limit=query.max_keys,
            )
            return list_document(request.bucket, query, page)

        root = await asyncio.to_thread(read)
        return document_response(root, request.context, {_BUCKET_REGION: self._region})

    async def list_uploads(self, request: ObjectRequest) -> Response:
        """Return a page of the multipart uploads in progress: List Multipart Uploads (436/7736)."""
        return await asyncio.to_thread(self._upload_page, request)

    def _upload_page(self, request: ObjectRequest) -> Response:
        http, text = request.http, KeyText(request.http)
        prefix, delimiter = http.param("prefix") or "", http.param("delimiter") or ""
        key_marker, id_marker = http.param("key-marker") or "", http.param("upload-id-marker") or ""
        limit = number_param(http, "max-uploads", most=MAX_KEYS, default=MAX_KEYS)
        uploads = self._uploads.uploads(request.bucket, prefix, key_marker=key_marker, upload_id_marker=id_marker)
        # Keyed by what is listed: each upload, and each common prefix once.
        entries: dict[str, ListedUpload | str] = {}
        for upload in uploads:
            common = _common_prefix(upload.key, prefix, delimiter)
            if common is None:
                entries[f"{upload.key}\0{upload.upload_id}"] = upload
            elif common != key_marker:
                entries[common] = common
        page = list(islice(entries.values(), limit))
        root = etree.Element("ListMultipartUploadsResult")
        add(root, "Bucket", request.bucket)
        if text.is_encoded:
            add(root, "EncodingType", "url")
        for name, value in (("KeyMarker", text(key_marker)), ("UploadIdMarker", id_marker), ("Prefix", text(prefix))):
            add(root, name, value)
        add(root, "MaxUploads", str(limit))
        if delimiter:
            add(root, "Delimiter", text(delimiter))
        is_truncated = len(entries) > len(page) > 0
        add(root, "IsTruncated", "true" if is_truncated else "false")
        if is_truncated:
            last = page[-1]
            add(root, "NextKeyMarker", text(last if isinstance(last, str) else last.key))
            add(root, "NextUploadIdMarker", "" if isinstance(last, str) else last.upload_id)
        for entry in page:
            if isinstance(entry, str):
                add(etree.SubElement(root, "CommonPrefixes"), "Prefix", text(entry))
            else:
                _add_upload(root, request.bucket, entry, text)
        return document_response(root, request.context)

    async def delete_objects(self, request: ObjectRequest) -> Response:
        """Delete many objects: DELETE Multiple Objects (436/8289)."""
        document = await read_document(request.http, "Delete")
        is_quiet = (document.findtext("Quiet") or "").strip().lower() == "true"
        objects = document.findall("Object")
        if not 1 <= len(objects) <= MAX_KEYS:
            raise HttpError(400, "MalformedXML", f"Delete must have 1 to {MAX_KEYS} Objects.")
        if any(element.findtext("VersionId") for element in objects):
            raise HttpError(501, "NotImplemented", "The local service does not offer deletions of a VersionId.")
        keys = [text_of(element, "Key") for element in objects]

        def delete() -> None:
            self._require(request.bucket)
            self._objects.delete(request.bucket, keys)

        await asyncio.to_thread(delete)
        root = etree.Element("DeleteResult")
        for key in keys if not is_quiet else ():
            add(etree.SubElement(root, "Deleted"), "Key", key)
        return document_response(root, request.context)

    def _require(self, bucket: str) -> None:
        if not self._objects.has_bucket(bucket):
            raise NoSuchBucketError


def _common_prefix(key: str, prefix: str, delimiter: str) -> str | None:
    head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else ("", "", "")
    return f"{prefix}{head}{found}" if found else None


def _add_upload(root: etree._Element, bucket: str, upload: ListedUpload, text: KeyText) -> None:
    element = etree.SubElement(root, "Upload")
    add(element, "Key", text(upload.key))
    add(element, "UploadId", upload.upload_id)
    add(element, "StorageClass", "STANDARD")
    add_owner(element, "Initiator", bucket)
    add_owner(element, "Owner", bucket)
    add(element, "Initiated", time_text(upload.initiated))

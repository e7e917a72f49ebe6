"""The base class and the argument of the handlers of the object store, and what several of them do with a request."""

from __future__ import annotations

import asyncio
import hmac
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.local.http.error_responses import HttpError
from cosanim.local.storage.storage_classes import STANDARD, STORAGE_CLASS, storage_class_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.http.responses import ResponseContext
    from cosanim.local.storage.multipart_uploads import MultipartStore
    from cosanim.local.storage.objects import Content, ObjectStore, StoredObject

MAX_KEY_BYTES: Final = 850
META_PREFIX: Final = "x-cos-meta-"
CRC64: Final = "x-cos-hash-crc64ecma"
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
_CHUNK_BYTES: Final = 1 << 20


class ObjectRequest(NamedTuple):
    """The argument of handlers.

    Attributes:
        http: The HTTP request.
        bucket: The bucket, which exists if there is a key.
        key: The key; empty for the bucket itself.
        context: The request id and the headers of the response.
    """

    http: HttpRequest
    bucket: str
    key: str
    context: ResponseContext


class ObjectStoreHandlers:
    """Base class of the handlers of the object store."""

    def __init__(self, objects: ObjectStore, uploads: MultipartStore, *, region: str) -> None:
        """Store the components that the handlers use.

        Args:
            objects: The objects and buckets.
            uploads: The multipart uploads.
            region: The region of the service's buckets.
        """
        self._objects = objects
        self._uploads = uploads
        self._region = region


def headers_to_store(request: HttpRequest) -> dict[str, str]:
    """Return the headers of a request that are stored with its object, with names in lower case."""
    headers = {
        name: value for name, value in request.headers if name in _STORED_HEADERS or name.startswith(META_PREFIX)
    }
    return headers | storage_class_header(request)


def storage_class_header(request: HttpRequest) -> dict[str, str]:
    """Return the header with the storage class that a request sets; nothing for the default class."""
    storage_class = storage_class_of({STORAGE_CLASS: request.header(STORAGE_CLASS) or ""})
    return {} if storage_class == STANDARD else {STORAGE_CLASS: storage_class}


def check_readable(stored: StoredObject) -> None:
    """Refuse to read an archived object, as the object store does until the object is restored (436/7753).

    Args:
        stored: The object.

    Raises:
        HttpError: The object is archived.
    """
    if stored.is_archived:
        raise HttpError(403, "InvalidObjectState", "The object is archived, and has to be restored before it is read.")


@asynccontextmanager
async def received_content(request: HttpRequest, objects: ObjectStore) -> AsyncIterator[Content]:
    """Receive the body of a request as a temporary file, which is removed at the end unless it was moved.

    Args:
        request: The request.
        objects: The store of the file.

    Yields:
        The content, checked against the Content-MD5.

    Raises:
        HttpError: The length of the body is unknown, or the digest does not match.
    """
    request.require_length()
    expected = request.content_md5()
    with await asyncio.to_thread(objects.upload) as upload:
        async for chunk in request.chunks(_CHUNK_BYTES):
            await asyncio.to_thread(upload.write, chunk)
        content = await asyncio.to_thread(upload.finish)
        if expected is not None and not hmac.compare_digest(expected.hex(), content.md5):
            raise HttpError(400, "BadDigest", "The Content-MD5 does not match the body.")
        yield content

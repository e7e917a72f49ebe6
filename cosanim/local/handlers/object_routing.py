"""Routes requests of the object store to their handlers. Whatever is not offered is refused by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from cosanim.local.handlers.cos_buckets import CosBucketHandlers
from cosanim.local.handlers.multipart_uploads import MultipartHandlers
from cosanim.local.handlers.object_requests import MAX_KEY_BYTES, ObjectRequest
from cosanim.local.handlers.objects import ObjectHandlers
from cosanim.local.http.error_responses import HttpError
from cosanim.local.storage.storage_classes import STORAGE_CLASS, STORAGE_CLASSES
from cosanim.local.storage.storage_errors import NoSuchBucketError

if TYPE_CHECKING:
    from starlette.responses import Response

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.http.responses import ResponseContext
    from cosanim.local.storage.multipart_uploads import MultipartStore
    from cosanim.local.storage.objects import ObjectStore

Handler: TypeAlias = Callable[[ObjectRequest], Awaitable["Response"]]
"""Function that responds to a request."""

_NONE: Final[frozenset[str]] = frozenset()

# Query parameters that select an API or change what it does, also when they have a value.
_SELECTORS: Final = frozenset(
    {
        "accelerate", "acl", "append", "cors", "ci-process", "delete", "domain", "domaincertificate", "encryption",
        "exif", "imageAve", "imageInfo", "imageInspect", "imageMogr2", "imageView2", "image_process",
        "intelligenttiering", "inventory", "lifecycle", "list-type", "live", "location", "logging", "object-lock",
        "origin", "partNumber", "policy", "referer", "rename", "replication", "response-control", "restore",
        "retention", "select", "style", "symlink", "tagging", "uploadId", "uploads", "versionId", "versioning",
        "versions", "vod", "watermark", "website",
    }
)  # fmt: skip

# Query parameters that are options of an API, and mean nothing when they are blank. Any other blank parameter selects
# an API, as those above do, but one that this release does not know.
_OPTIONS: Final = frozenset(
    {
        "", "continuation-token", "create-time", "delimiter", "encoding-type", "fetch-owner", "key-marker", "marker",
        "max-keys", "max-parts", "max-uploads", "part-number-marker", "prefix", "range", "region", "sign",
        "start-after", "tagkey", "tagvalue", "upload-id-marker", "version-id-marker", "versionId",
    }
)  # fmt: skip
_OPTION_PREFIXES: Final = ("q-", "response-", "x-ci-", "x-cos-")

# Headers that change what a request does, with the values that change nothing here.
_UNOFFERED_HEADERS: Final[Mapping[str, frozenset[str]]] = {
    "pic-operations": _NONE,
    "x-cos-acl": frozenset({"default", "private"}),
    "x-cos-callback": _NONE,
    "x-cos-grant-full-control": _NONE,
    "x-cos-grant-read": _NONE,
    "x-cos-grant-read-acp": _NONE,
    "x-cos-grant-write": _NONE,
    "x-cos-grant-write-acp": _NONE,
    "x-cos-object-lock-mode": _NONE,
    "x-cos-object-lock-retain-until-date": _NONE,
    "x-cos-return-body": _NONE,
    "x-cos-server-side-encryption": _NONE,
    "x-cos-server-side-encryption-customer-algorithm": _NONE,
    STORAGE_CLASS: frozenset(name.lower() for name in STORAGE_CLASSES),
    "x-cos-tagging": _NONE,
}


class ObjectRouter:
    """Routes requests for objects and buckets."""

    def __init__(self, objects: ObjectStore, uploads: MultipartStore, *, region: str) -> None:
        """Make the routes.

        Args:
            objects: The objects and buckets.
            uploads: The multipart uploads.
            region: The region of the service's buckets.
        """
        self._objects = objects
        self._buckets = CosBucketHandlers(objects, uploads, region=region)
        whole = ObjectHandlers(objects, uploads, region=region)
        multipart = MultipartHandlers(objects, uploads, region=region)
        self._bucket_routes: Mapping[tuple[str, frozenset[str]], Handler] = {
            ("PUT", _NONE): self._buckets.create,
            ("HEAD", _NONE): self._buckets.head,
            ("GET", _NONE): self._buckets.list_objects,
            ("GET", frozenset({"list-type"})): self._buckets.list_objects,
            ("GET", frozenset({"location"})): self._buckets.location,
            ("GET", frozenset({"uploads"})): self._buckets.list_uploads,
            ("POST", frozenset({"delete"})): self._buckets.delete_objects,
        }
        self._object_routes: Mapping[tuple[str, frozenset[str]], Handler] = {
            ("PUT", _NONE): whole.put,
            ("GET", _NONE): whole.get,
            ("HEAD", _NONE): whole.get,
            ("DELETE", _NONE): whole.delete,
            ("POST", frozenset({"uploads"})): multipart.initiate,
            ("PUT", frozenset({"partNumber", "uploadId"})): multipart.put_part,
            ("GET", frozenset({"uploadId"})): multipart.list_parts,
            ("POST", frozenset({"uploadId"})): multipart.complete,
            ("DELETE", frozenset({"uploadId"})): multipart.abort,
        }

    async def respond(self, http: HttpRequest, bucket: str | None, key: str, context: ResponseContext) -> Response:
        """Respond to a request whose signature is valid.

        Args:
            http: The request.
            bucket: The bucket; None if the host does not name one.
            key: The key; empty for the bucket itself.
            context: The request id and the headers of the response.

        Returns:
            The response.

        Raises:
            HttpError: The request cannot be fulfilled; the code is one of the object store.
            StorageError: The stored records do not allow the request.
        """
        selectors = _selectors(http)
        if bucket is None:
            if (http.method, key, selectors) != ("GET", "", _NONE):
                raise _not_offered(f"{http.method} Service", selectors)
            return await self._buckets.list_buckets(http, context)
        routes, kind = (self._object_routes, "Object") if key else (self._bucket_routes, "Bucket")
        handler = routes.get((http.method, selectors))
        if handler is None:
            raise _not_offered(f"{http.method} {kind}", selectors)
        for name, accepted in _UNOFFERED_HEADERS.items():
            value = http.header(name)
            if value and value.lower() not in accepted:
                raise _not_offered(f"{http.method} {kind} with the header {name}", _NONE)
        if len(key.encode()) > MAX_KEY_BYTES:
            raise HttpError(400, "KeyTooLong", f"The key is too long: at most {MAX_KEY_BYTES} bytes in UTF-8.")
        if key and not await asyncio.to_thread(self._objects.has_bucket, bucket):
            raise NoSuchBucketError
        return await handler(ObjectRequest(http, bucket, key, context))


def _selectors(http: HttpRequest) -> frozenset[str]:
    # The parameters of image processing continue with a slash.
    names = {(name.partition("/")[0], value) for name, value in http.params}
    return frozenset(name for name, value in names if (name in _SELECTORS if value else not _is_option(name)))


def _is_option(name: str) -> bool:
    return name in _OPTIONS or (name.lower().startswith(_OPTION_PREFIXES) and name not in _SELECTORS)


def _not_offered(name: str, selectors: frozenset[str]) -> HttpError:
    api = " ".join([name, *sorted(selectors)])
    return HttpError(501, "NotImplemented", f"The local service does not offer {api}.")

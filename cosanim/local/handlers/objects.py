"""The object store's part of the service: buckets, and PUT, GET, HEAD and DELETE of objects."""

from __future__ import annotations

import asyncio
import hmac
import re
from email.utils import formatdate
from typing import TYPE_CHECKING, BinaryIO, Final

from cosanim.local.handlers.object_conditions import (
    is_unchanged,
    may_overwrite,
    overrides,
    refuse_conditions,
    wanted_range,
)
from cosanim.local.http.error_responses import Refused
from cosanim.local.http.request import content_md5
from cosanim.local.http.responses import FileResponse, ServiceResponse
from cosanim.local.storage.objects import ObjectExistsError

if TYPE_CHECKING:
    from starlette.responses import Response

    from cosanim.local.http.error_responses import Answer
    from cosanim.local.http.request import Call
    from cosanim.local.storage.objects import ObjectStore, StoredObject

_KEPT_HEADERS: Final = frozenset(
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
_CHUNK: Final = 1 << 20
_DEFAULT_TYPE: Final = "application/octet-stream"
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")

# Parameters that turn a request into another one; storing its body as an object would be wrong.
_OTHER_APIS: Final = frozenset(
    {
        "acl", "append", "cors", "ci-process", "delete", "lifecycle", "partNumber", "policy", "restore", "select",
        "tagging", "uploadId", "uploads", "versionId", "versioning", "versions",
    }
)  # fmt: skip


class ObjectRoutes:
    """Answers requests for objects and for the bucket itself."""

    def __init__(self, store: ObjectStore) -> None:
        """Serve a store.

        Args:
            store: The objects.
        """
        self._store = store

    async def answer(self, call: Call, bucket: str | None, key: str, answer: Answer) -> Response:
        """Answer a request that passed the signature check.

        Args:
            call: The request.
            bucket: The bucket, None when the host names none.
            key: The key; empty for the bucket itself.
            answer: Where the headers come from.

        Returns:
            The response.

        Raises:
            Refused: With a code of the object store.
        """
        other = next((name for name, _ in call.params if name in _OTHER_APIS), None)
        if bucket is None or other is not None or call.header("x-cos-copy-source") is not None:
            raise Refused(501, "NotImplemented", "The local service stores whole objects and knows nothing else.")
        if not key:
            return await self._bucket(call, bucket, answer)
        if not await asyncio.to_thread(self._store.has_bucket, bucket):
            raise _no_such_bucket()
        if call.method == "PUT":
            return await self._put(call, bucket, key, answer)
        if call.method in {"GET", "HEAD"}:
            return await self._get(call, bucket, key, answer)
        if call.method == "DELETE":
            refuse_conditions(call)
            await asyncio.to_thread(self._store.delete, bucket, key)
            return ServiceResponse(status_code=204, headers=answer.headers())
        raise Refused(405, "MethodNotAllowed", f"Objects know no {call.method}.")

    async def _bucket(self, call: Call, bucket: str, answer: Answer) -> Response:
        if call.method == "PUT":
            await asyncio.to_thread(self._store.create_bucket, bucket)
        elif call.method == "HEAD":
            if not await asyncio.to_thread(self._store.has_bucket, bucket):
                raise _no_such_bucket()
        else:
            raise Refused(501, "NotImplemented", "The local service does not list or delete buckets.")
        return ServiceResponse(headers=answer.headers())

    async def _put(self, call: Call, bucket: str, key: str, answer: Answer) -> Response:
        call.check_length()
        refuse_conditions(call)
        expected, overwrite = content_md5(call), may_overwrite(call)
        with await asyncio.to_thread(self._store.upload) as upload:
            async for chunk in call.chunks(_CHUNK):
                await asyncio.to_thread(upload.write, chunk)
            content = await asyncio.to_thread(upload.finish)
            if expected is not None and not hmac.compare_digest(expected.hex(), content.md5):
                raise Refused(400, "BadDigest", "The Content-MD5 is not that of the body that arrived.")
            try:
                stored = await asyncio.to_thread(
                    self._store.put, bucket, key, content, _kept_headers(call), overwrite=overwrite
                )
            except ObjectExistsError:
                message = "The object exists, and x-cos-forbid-overwrite keeps it."
                raise Refused(409, "FileAlreadyExists", message) from None
        return ServiceResponse(headers=answer.headers({"ETag": _etag(stored)}))

    async def _get(self, call: Call, bucket: str, key: str, answer: Answer) -> Response:
        opened = await asyncio.to_thread(self._store.open, bucket, key)
        if opened is None:
            raise Refused(404, "NoSuchKey", "The specified key does not exist.")
        stored, file = opened
        try:
            return _sent(call, stored, file, answer)
        except BaseException:
            file.close()
            raise


def _sent(call: Call, stored: StoredObject, file: BinaryIO, answer: Answer) -> Response:
    """Return the response with what of an object is asked for, which closes the file; or 304, with the file closed."""
    headers = {
        "Content-Type": _DEFAULT_TYPE,
        **{_written(name): value for name, value in stored.headers.items()},
        **overrides(call),
        "ETag": _etag(stored),
        "Last-Modified": formatdate(stored.modified, usegmt=True),
        "Accept-Ranges": "bytes",
    }
    if is_unchanged(call, stored):
        file.close()
        kept = {name: value for name, value in headers.items() if name in _NOT_MODIFIED_HEADERS}
        # That of the object, not of the answer (RFC 9110, section 8.6); the official Python SDK fails without it.
        kept["Content-Length"] = str(stored.size)
        return ServiceResponse(status_code=304, headers=answer.headers(kept))
    status, start, length = _part(wanted_range(call, stored), stored.size)
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{stored.size}"
    return FileResponse(file, start, length, status, answer.headers(headers))


def _kept_headers(call: Call) -> dict[str, str]:
    return {name: value for name, value in call.headers if name in _KEPT_HEADERS or name.startswith(_META_PREFIX)}


def _written(name: str) -> str:
    """Return a header's name in the case in which the object store writes it."""
    return name if name.startswith(_META_PREFIX) else name.title()


def _etag(stored: StoredObject) -> str:
    return f'"{stored.md5}"'


def _part(header: str | None, size: int) -> tuple[int, int, int]:
    """Return status, start and length of what is asked for. A range that is not understood is ignored."""
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
        raise Refused(416, "InvalidRange", "The range lies outside the object.", {"Content-Range": f"bytes */{size}"})
    return 206, start, end - start + 1


def _no_such_bucket() -> Refused:
    return Refused(404, "NoSuchBucket", "The specified bucket does not exist.")

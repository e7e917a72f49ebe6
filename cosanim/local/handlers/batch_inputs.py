"""Finds the input videos of a batch: by a prefix, by a list of URLs, or by a single key."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.hosts import is_api_path, resolve_target
from cosanim.local.http.schema_checks import unix_time
from cosanim.video_suffixes import is_video

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cosanim.local.storage.objects import ObjectStore
    from cosanim.models import SubmitBatchRequest

_MAX_LIST_BYTES: Final = 16 << 20


class BatchInputs:
    """Finds the input videos of batches."""

    def __init__(self, objects: ObjectStore) -> None:
        """Store the object store.

        Args:
            objects: The objects and buckets.
        """
        self._objects = objects

    def keys(self, bucket: str, request: SubmitBatchRequest) -> list[str]:
        """Return the keys of the videos of a batch.

        Args:
            bucket: The bucket of the request.
            request: The request, checked against the schema.

        Returns:
            The keys without duplicates. A key of a list and a single key need not exist; if not, its job fails later.

        Raises:
            HttpError: The list of URLs does not exist or cannot be read, or the input is an inventory.
        """
        batch_input = request.input
        if batch_input.manifest:
            message = "The local service does not support inventories: use Input.Prefix or Input.UrlFile."
            raise HttpError(501, "NotImplemented", message)
        if batch_input.url_file:
            keys = self._keys_of_list(bucket, batch_input.url_file)
        elif batch_input.prefix:
            stored_keys = self._objects.keys(bucket, batch_input.prefix)
            keys = [key for key, _ in stored_keys if is_video(key)]
        else:
            keys = [batch_input.object_key or ""]
        return self._in_interval(bucket, dict.fromkeys(keys), request)

    def _in_interval(self, bucket: str, keys: Iterable[str], request: SubmitBatchRequest) -> list[str]:
        interval = request.operation.time_interval
        if interval is None:
            return list(keys)
        where = "Request.Operation.TimeInterval"
        since = unix_time(interval.start, f"{where}.Start") or 0
        # End is in whole seconds, and the interval includes its second.
        end = unix_time(interval.end, f"{where}.End")
        until = math.inf if end is None else end + 1
        records = ((key, self._objects.head(bucket, key)) for key in keys)
        return [key for key, stored in records if stored is None or since <= stored.modified < until]

    def _keys_of_list(self, bucket: str, key: str) -> list[str]:
        lines = self._read_list(bucket, key).splitlines()
        keys = []
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            url_key = self._key_of(bucket, line.strip())
            if url_key is None:
                message = f"Request.Input.UrlFile: line {number} is not the URL of an object in {bucket}"
                raise HttpError(400, "InvalidArgument", message)
            keys.append(url_key)
        return keys

    def _read_list(self, bucket: str, key: str) -> str:
        opened = self._objects.open(bucket, key)
        if opened is None:
            raise HttpError(400, "ResourceNotFound", f"Request.Input.UrlFile: {key} does not exist in {bucket}.")
        stored, file = opened
        with file:
            if stored.size > _MAX_LIST_BYTES:
                message = f"Request.Input.UrlFile: {key} has more than {_MAX_LIST_BYTES} bytes."
                raise HttpError(400, "InvalidArgument", message)
            try:
                return file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise HttpError(400, "InvalidArgument", f"Request.Input.UrlFile: {key} is not UTF-8.") from None

    def _key_of(self, bucket: str, url: str) -> str | None:
        """Return the key of the object with a URL; None if the URL does not belong to the bucket."""
        try:
            parts = urlsplit(url)
            path = unquote(parts.path, errors="strict")
        except ValueError:
            return None
        if parts.scheme not in {"http", "https"}:
            return None
        target = resolve_target(parts.netloc, path, own_bucket=bucket, has_bucket=self._objects.has_bucket)
        if target.bucket != bucket or not target.path or is_api_path(target.path):
            return None
        return target.path

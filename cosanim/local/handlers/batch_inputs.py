"""The videos that a batch means: by the beginning of their keys, by a list of addresses, or one by its key."""

from __future__ import annotations

import math
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from cosanim.local.http.error_responses import Refused
from cosanim.local.http.hosts import find_target, is_api_path
from cosanim.local.http.schema_checks import time_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cosanim.local.storage.objects import ObjectStore
    from cosanim.models import SubmitBatchRequest

EXTENSIONS: Final = frozenset(
    {
        ".3gp", ".asf", ".avi", ".dv", ".flv", ".f4v", ".m3u8", ".m4v", ".mkv", ".mov", ".mp4", ".mpg", ".mpeg",
        ".mts", ".ogg", ".rm", ".rmvb", ".swf", ".vob", ".wmv", ".webm",
    }
)  # fmt: skip
"""Extensions of videos that jobs can process (pages/console-jobs.md)."""

_MOST_LIST_BYTES: Final = 16 << 20


class BatchInputs:
    """Finds the videos of batches among the objects."""

    def __init__(self, store: ObjectStore) -> None:
        """Take the objects.

        Args:
            store: The objects.
        """
        self._store = store

    def keys(self, bucket: str, request: SubmitBatchRequest) -> list[str]:
        """Return the keys of the videos of a batch.

        Args:
            bucket: The bucket it was sent to.
            request: The batch, checked.

        Returns:
            The keys, each once. Those that are named one by one need not exist: their jobs will fail.

        Raises:
            Refused: The list of addresses does not exist or cannot be read, or an inventory is meant.
        """
        given = request.input
        if given.manifest:
            message = "The local service reads no inventories: use Input.Prefix or Input.UrlFile."
            raise Refused(501, "NotImplemented", message)
        if given.url_file:
            named = self._listed(bucket, given.url_file)
        elif given.prefix:
            found = self._store.keys(bucket, given.prefix)
            named = [key for key, _ in found if PurePosixPath(key).suffix.lower() in EXTENSIONS]
        else:
            named = [given.object_key or ""]
        return self._in_time(bucket, dict.fromkeys(named), request)

    def _in_time(self, bucket: str, keys: Iterable[str], request: SubmitBatchRequest) -> list[str]:
        interval = request.operation.time_interval
        if interval is None:
            return list(keys)
        where = "Request.Operation.TimeInterval"
        since = time_of(interval.start, f"{where}.Start") or 0
        # The end is told in whole seconds, all of which belong to the interval; without one it is now.
        end = time_of(interval.end, f"{where}.End")
        until = math.inf if end is None else end + 1
        found = ((key, self._store.head(bucket, key)) for key in keys)
        return [key for key, stored in found if stored is None or since <= stored.modified < until]

    def _listed(self, bucket: str, key: str) -> list[str]:
        lines = self._text(bucket, key).splitlines()
        keys = []
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            listed = self._key_of(bucket, line.strip())
            if listed is None:
                message = f"Request.Input.UrlFile: line {number} is no address of an object of {bucket}"
                raise Refused(400, "InvalidArgument", message)
            keys.append(listed)
        return keys

    def _text(self, bucket: str, key: str) -> str:
        opened = self._store.open(bucket, key)
        if opened is None:
            raise Refused(400, "ResourceNotFound", f"Request.Input.UrlFile: {key} does not exist in {bucket}.")
        stored, file = opened
        with file:
            if stored.size > _MOST_LIST_BYTES:
                message = f"Request.Input.UrlFile: {key} has more than {_MOST_LIST_BYTES} bytes."
                raise Refused(400, "InvalidArgument", message)
            try:
                return file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise Refused(400, "InvalidArgument", f"Request.Input.UrlFile: {key} is not UTF-8.") from None

    def _key_of(self, bucket: str, address: str) -> str | None:
        """Return the key of an object by its address; None when it is none of this bucket."""
        try:
            parts = urlsplit(address)
            path = unquote(parts.path, errors="strict")
        except ValueError:
            return None
        if parts.scheme not in {"http", "https"}:
            return None
        target = find_target(parts.netloc, path, own_bucket=bucket, has_bucket=self._store.has_bucket)
        if target.bucket != bucket or not target.path or is_api_path(target.path):
            return None
        return target.path

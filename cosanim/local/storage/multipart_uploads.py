"""Stores multipart uploads and their parts until they are completed or aborted.

The content of each part is a file beside the contents of objects. Completing an upload copies the parts into one file.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.local.storage.storage_errors import (
    InvalidPartError,
    NoSuchBucketError,
    NoSuchUploadError,
    PartTooSmallError,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.objects import Content, ObjectStore, Precondition, StoredObject

LEAST_PART_BYTES: Final = 1 << 20
"""Least size of all parts but the last (436/14112)."""
_CHUNK_BYTES: Final = 1 << 20


class UploadName(NamedTuple):
    """What identifies a multipart upload. An upload is found only by the object that it was initiated for.

    Attributes:
        bucket: The bucket.
        key: The key of the object.
        upload_id: Id of the upload.
    """

    bucket: str
    key: str
    upload_id: str


class ListedUpload(NamedTuple):
    """A multipart upload in a list.

    Attributes:
        key: The key of the object.
        upload_id: Id of the upload.
        initiated: Unix time of its start.
    """

    key: str
    upload_id: str
    initiated: float


class Part(NamedTuple):
    """A part of a multipart upload.

    Attributes:
        number: Number of the part, from 1.
        file: Name of its file.
        size: Length in bytes.
        md5: MD5 of the content, 32 hexadecimal digits: its entity tag.
        modified: Unix time of its upload.
    """

    number: int
    file: str
    size: int
    md5: str
    modified: float


class MultipartStore:
    """The multipart uploads in progress."""

    def __init__(self, objects: ObjectStore, database: Database, *, clock: Callable[[], float]) -> None:
        """Store the components.

        Args:
            objects: The store of the objects, which also keeps the files of the parts.
            database: The database of the data folder.
            clock: Returns the current Unix time.
        """
        self._objects = objects
        self._database = database
        self._clock = clock

    def initiate(
        self, bucket: str, key: str, headers: Mapping[str, str], *, precondition: Precondition | None = None
    ) -> str:
        """Start an upload.

        Args:
            bucket: The bucket.
            key: The key.
            headers: Headers to store with the object, with names in lower case.
            precondition: Called with the existing object, or None; raises to refuse the request.

        Returns:
            The id of the upload.

        Raises:
            NoSuchBucketError: The bucket does not exist.
        """
        upload_id = secrets.token_hex(32)
        with self._database.transaction() as connection:
            if not self._objects.has_bucket(bucket):
                raise NoSuchBucketError
            if precondition is not None:
                precondition(self._objects.head(bucket, key))
            connection.execute(
                "INSERT INTO uploads (upload_id, bucket, key, initiated, headers) VALUES (?, ?, ?, ?, ?)",
                (upload_id, bucket, key, self._clock(), json.dumps(dict(headers))),
            )
        return upload_id

    def check(self, name: UploadName) -> None:
        """Check that an upload is in progress.

        Raises:
            NoSuchUploadError: There is no such upload.
        """
        with self._database.transaction() as connection:
            _upload(connection, name)

    def put_part(self, name: UploadName, number: int, content: Content) -> None:
        """Store a part, which replaces an earlier one with the same number.

        Args:
            name: The upload.
            number: Number of the part.
            content: A temporary file of the object store, which is moved.

        Raises:
            NoSuchUploadError: There is no such upload.
        """
        with self._database.transaction() as connection:
            _upload(connection, name)
            for part in _parts(connection, name, after=number - 1, limit=1):
                if part.number == number:
                    self._objects.discard(part.file)
            connection.execute(
                "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)",
                (name.upload_id, number, self._objects.keep(content), content.size, content.md5, self._clock()),
            )

    def parts(self, name: UploadName, *, after: int, limit: int) -> list[Part]:
        """Return the parts with greater numbers than ``after``, in their order, at most ``limit``.

        Raises:
            NoSuchUploadError: There is no such upload.
        """
        with self._database.transaction() as connection:
            _upload(connection, name)
            return _parts(connection, name, after=after, limit=limit)

    def complete(
        self, name: UploadName, wanted: Sequence[tuple[int, str]], *, precondition: Precondition | None = None
    ) -> StoredObject:
        """Make an object of parts, and end the upload.

        Args:
            name: The upload.
            wanted: Number and MD5 of each part, in the order of the numbers. Other parts are deleted.
            precondition: Called with the existing object, or None; raises to refuse the request.

        Returns:
            The object.

        Raises:
            NoSuchUploadError: There is no such upload, or it ended in the meantime.
            InvalidPartError: A part is missing or has another MD5.
            PartTooSmallError: A part other than the last is too small.
        """
        with self._database.transaction() as connection:
            headers = json.loads(_upload(connection, name)["headers"])
            known = {part.number: part for part in _parts(connection, name)}
        parts = [_checked_part(known, number, md5) for number, md5 in wanted]
        for part in parts[:-1]:
            if part.size < LEAST_PART_BYTES:
                raise PartTooSmallError(part.number, LEAST_PART_BYTES)
        digest = hashlib.md5(b"".join(bytes.fromhex(part.md5) for part in parts), usedforsecurity=False).hexdigest()
        with self._objects.upload() as upload:
            for part in parts:
                try:
                    file = self._objects.open_content(part.file)
                except FileNotFoundError:
                    # The upload was aborted, or the part replaced, since the transaction.
                    self.check(name)
                    raise InvalidPartError(part.number) from None
                with closing(file):
                    while chunk := file.read(_CHUNK_BYTES):
                        upload.write(chunk)
            content = upload.finish()
            with self._database.transaction():
                self.abort(name)
                return self._objects.put(
                    name.bucket, name.key, content, headers, etag=f"{digest}-{len(parts)}", precondition=precondition
                )

    def abort(self, name: UploadName) -> None:
        """Delete an upload and its parts.

        Raises:
            NoSuchUploadError: There is no such upload.
        """
        with self._database.transaction() as connection:
            _upload(connection, name)
            for part in _parts(connection, name):
                self._objects.discard(part.file)
            connection.execute("DELETE FROM parts WHERE upload_id = ?", (name.upload_id,))
            connection.execute("DELETE FROM uploads WHERE upload_id = ?", (name.upload_id,))

    def uploads(self, bucket: str, prefix: str, *, key_marker: str, upload_id_marker: str) -> list[ListedUpload]:
        """Return the uploads of a bucket in the order of their keys, and of the same key in that of their start.

        Args:
            bucket: The bucket.
            prefix: Only keys that begin with it; "" for all.
            key_marker: Only uploads after this key; "" for all.
            upload_id_marker: Also uploads of the key of the marker that started after this one; "" for none.

        Raises:
            NoSuchBucketError: The bucket does not exist.
        """
        with self._database.transaction() as connection:
            if not self._objects.has_bucket(bucket):
                raise NoSuchBucketError
            marker = connection.execute(
                "SELECT number FROM uploads WHERE upload_id = ?", (upload_id_marker,)
            ).fetchone()
            rows = connection.execute(
                "SELECT key, upload_id, initiated FROM uploads WHERE bucket = ? AND (key > ? OR key = ? AND number > ?)"
                " ORDER BY key, number",
                # Without a second marker, no upload of the key of the marker is listed: no number is larger than this.
                (bucket, key_marker, key_marker, 1 << 62 if marker is None else marker["number"]),
            )
            return [ListedUpload(*row) for row in rows if row["key"].startswith(prefix)]

    def clear(self) -> None:
        """Delete every upload."""
        with self._database.transaction() as connection:
            for row in connection.execute("SELECT file FROM parts").fetchall():
                self._objects.discard(row["file"])
            connection.execute("DELETE FROM parts")
            connection.execute("DELETE FROM uploads")


def _upload(connection: sqlite3.Connection, name: UploadName) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM uploads WHERE bucket = ? AND key = ? AND upload_id = ?", name
    ).fetchone()
    if row is None:
        raise NoSuchUploadError
    return row


def _parts(connection: sqlite3.Connection, name: UploadName, *, after: int = 0, limit: int | None = None) -> list[Part]:
    rows = connection.execute(
        "SELECT number, file, size, md5, modified FROM parts WHERE upload_id = ? AND number > ? ORDER BY number",
        (name.upload_id, after),
    )
    return [Part(*row) for row in islice(rows, limit)]


def _checked_part(known: Mapping[int, Part], number: int, md5: str) -> Part:
    part = known.get(number)
    if part is None or part.md5 != md5:
        raise InvalidPartError(number)
    return part

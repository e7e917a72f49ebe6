"""Stores objects and buckets.

The content of each object is a file with a random name, so that keys are not used as file names. A row of the database
maps each key to its file. An upload becomes visible when its row is committed. Before that, the file is synced to the
disk, moved from the folder of temporary files, and the folder of contents is synced.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, Self, TypeAlias

from cosanim.local.storage.checksums import Checksums
from cosanim.local.storage.data_folder import CONTENT_NAME, OBJECTS, TEMPORARY, TEMPORARY_NAME, remove_leftovers
from cosanim.local.storage.object_pages import ListedObject, read_entries, read_page
from cosanim.local.storage.storage_classes import ARCHIVED, storage_class_of
from cosanim.local.storage.storage_errors import NoSuchBucketError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.disk import Disk
    from cosanim.local.storage.object_pages import ObjectPage

_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredObject:
    """The record of an object.

    Attributes:
        bucket: The bucket.
        key: The key.
        size: Length of the content in bytes.
        etag: The entity tag, without quotes: the MD5 of the content, or of the MD5s of the parts of a multipart upload.
        crc64: CRC-64 of the content, in decimal digits.
        modified: Time of the last PUT, in Unix time.
        headers: The stored headers, such as content-type and x-cos-meta-*, with names in lower case.
    """

    bucket: str
    key: str
    size: int
    etag: str
    crc64: str
    modified: float
    headers: Mapping[str, str]

    @property
    def is_archived(self) -> bool:
        """Whether the content cannot be read before the object is restored."""
        return storage_class_of(self.headers) in ARCHIVED


Precondition: TypeAlias = Callable[[StoredObject | None], None]
"""Function that raises an exception if the current state of an object, None if there is none, forbids a request."""


@dataclass(frozen=True, slots=True)
class Content:
    """A complete temporary file that can become an object. It is on the disk: ``put`` syncs only the folder.

    Attributes:
        path: The file.
        size: Length in bytes.
        md5: MD5 of the content, 32 hexadecimal digits.
        crc64: CRC-64 of the content, in decimal digits.
    """

    path: Path
    size: int
    md5: str
    crc64: str


class Upload:
    """An upload in progress: a temporary file. The context manager removes the file at its end, unless it was moved."""

    def __init__(self, path: Path, disk: Disk) -> None:
        """Create the file.

        Args:
            path: Path of the file, which must not exist yet.
            disk: Syncs the file.
        """
        self.path = path
        self._disk = disk
        self._checksums = Checksums()
        self._file = path.open("xb")

    def __enter__(self) -> Self:
        """Return the upload."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close the file, and remove it unless it was moved."""
        try:
            self._file.close()
        finally:
            self.path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Append bytes."""
        self._file.write(chunk)
        self._checksums.update(chunk)

    def finish(self) -> Content:
        """Sync and close the file, and return it as content.

        Raises:
            OSError: The disk is full or broken.
        """
        self._disk.sync_file(self._file)
        self._file.close()
        return Content(self.path, self._checksums.size, self._checksums.md5, self._checksums.crc64)


class ObjectStore:
    """The buckets and objects of a data folder."""

    def __init__(self, folder: Path, database: Database, *, clock: Callable[[], float]) -> None:
        """Open the store, and remove the files that a crash left behind: temporary files, and contents without a row.

        Args:
            folder: The data folder, locked by ``open_data_folder``.
            database: The database of the folder.
            clock: Returns the current Unix time.
        """
        self._content = folder / OBJECTS
        self._temporary = folder / TEMPORARY
        self._database = database
        self._disk = database.disk
        self._clock = clock
        for path in (self._content, self._temporary):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._disk.sync_folder(folder)
        with database.transaction() as connection:
            known = {
                row["file"] for row in connection.execute("SELECT file FROM objects UNION ALL SELECT file FROM parts")
            }
        remove_leftovers(self._content, CONTENT_NAME, known)
        remove_leftovers(self._temporary, TEMPORARY_NAME, set())

    def create_bucket(self, bucket: str) -> None:
        """Create a bucket unless it exists."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO buckets VALUES (?, ?)", (bucket, self._clock()))

    def has_bucket(self, bucket: str) -> bool:
        """Return whether a bucket exists."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT 1 FROM buckets WHERE name = ?", (bucket,)).fetchone()
        return row is not None

    def buckets(self) -> list[tuple[str, float]]:
        """Return the names of all buckets, sorted, each with the Unix time of its creation."""
        with self._database.transaction() as connection:
            return [tuple(row) for row in connection.execute("SELECT name, created FROM buckets ORDER BY name")]

    def upload(self) -> Upload:
        """Return a new upload, to be used as a context manager."""
        return Upload(self.temporary_path(), self._disk)

    def complete(self, path: Path) -> Content:
        """Sync a file at a temporary path, and return it as content, with its size and checksums.

        Raises:
            OSError: The disk is full or broken.
        """
        checksums = Checksums()
        with path.open("r+b") as file:
            self._disk.sync_file(file)
            while chunk := file.read(_CHUNK_BYTES):
                checksums.update(chunk)
        return Content(path, checksums.size, checksums.md5, checksums.crc64)

    def temporary_path(self, suffix: str = "") -> Path:
        """Return a path for a new temporary file. The caller creates and removes the file."""
        return self._temporary / f"{secrets.token_hex(16)}{suffix}"

    def put(
        self,
        bucket: str,
        key: str,
        content: Content,
        headers: Mapping[str, str],
        *,
        etag: str | None = None,
        precondition: Precondition | None = None,
    ) -> StoredObject:
        """Create or replace an object.

        Args:
            bucket: An existing bucket.
            key: The key.
            content: A temporary file of this store, from ``Upload.finish`` or ``complete``, which is moved.
            headers: Headers to store with the object, with names in lower case.
            etag: The entity tag, without quotes; None for the MD5 of the content.
            precondition: Called with the existing object, or None, in the transaction; raises to refuse the request.

        Returns:
            The object.

        Raises:
            NoSuchBucketError: The bucket does not exist.
            OSError: The disk is full or broken. An existing object is unchanged.
            sqlite3.Error: The database cannot be written. An existing object is unchanged.
        """
        etag = etag or content.md5
        new = StoredObject(bucket, key, content.size, etag, content.crc64, self._clock(), dict(headers))
        with self._database.transaction() as connection:
            if not self.has_bucket(bucket):
                raise NoSuchBucketError
            old = self._row(bucket, key)
            if precondition is not None:
                precondition(None if old is None else _object(old))
            name = self.keep(content)
            connection.execute(
                "INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (bucket, key, name, new.size, new.etag, new.crc64, new.modified, json.dumps(new.headers)),
            )
            if old is not None:
                self.discard(old["file"])
        return new

    def keep(self, content: Content) -> str:
        """Move a temporary file to the contents, unless the current transaction is rolled back.

        Args:
            content: The temporary file.

        Returns:
            The new name of the file, to be stored in a row.
        """
        name = secrets.token_hex(16)
        path = self._content / name
        self._database.on_rollback(lambda: path.unlink(missing_ok=True))
        content.path.replace(path)
        self._disk.sync_folder(self._content)
        return name

    def discard(self, name: str) -> None:
        """Delete a file of the contents when the current transaction is committed."""
        path = self._content / name
        self._database.on_commit(lambda: path.unlink(missing_ok=True))

    def open_content(self, name: str) -> BinaryIO:
        """Open a file of the contents for reading.

        Raises:
            FileNotFoundError: The file was deleted.
        """
        return (self._content / name).open("rb")

    def head(self, bucket: str, key: str) -> StoredObject | None:
        """Return the record of an object; None if the object does not exist."""
        row = self._row(bucket, key)
        return None if row is None else _object(row)

    def open(self, bucket: str, key: str) -> tuple[StoredObject, BinaryIO] | None:
        """Open an object for reading.

        Returns:
            The record and the open file, which the caller closes; None if the object does not exist. The content of the
            file stays the same even if the object is replaced or deleted.
        """
        with self._database.transaction():
            row = self._row(bucket, key)
            if row is None:
                return None
            return _object(row), self.open_content(row["file"])

    def snapshot(self, bucket: str, key: str) -> Path | None:
        """Make a temporary file with the content of an object, which stays the same if the object is replaced.

        Returns:
            The path of the file, which the caller removes; None if the object does not exist.
        """
        target = self.temporary_path()
        with self._database.transaction():
            row = self._row(bucket, key)
            if row is None:
                return None
            content = self._content / row["file"]
            try:
                target.hardlink_to(content)
            except OSError:
                shutil.copyfile(content, target)
        return target

    def keys(self, bucket: str, prefix: str) -> list[tuple[str, float]]:
        """Return the keys with a prefix, sorted, each with the Unix time of its last PUT."""
        with self._database.transaction() as connection:
            entries = read_entries(connection, bucket, prefix)
            return [(entry.key, entry.modified) for entry in entries if isinstance(entry, ListedObject)]

    def page(self, bucket: str, *, prefix: str, marker: str, delimiter: str, limit: int) -> ObjectPage:
        """Return a page of the list of objects; the arguments are those of ``read_page``.

        Raises:
            NoSuchBucketError: The bucket does not exist.
        """
        with self._database.transaction() as connection:
            if not self.has_bucket(bucket):
                raise NoSuchBucketError
            return read_page(connection, bucket, prefix=prefix, marker=marker, delimiter=delimiter, limit=limit)

    def delete(self, bucket: str, keys: Iterable[str], *, precondition: Precondition | None = None) -> None:
        """Delete the objects that exist.

        Args:
            bucket: The bucket.
            keys: The keys.
            precondition: Called with each object, or None, in the transaction; raises to refuse the request.
        """
        with self._database.transaction() as connection:
            for key in keys:
                row = self._row(bucket, key)
                if precondition is not None:
                    precondition(None if row is None else _object(row))
                if row is not None:
                    connection.execute("DELETE FROM objects WHERE bucket = ? AND key = ?", (bucket, key))
                    self.discard(row["file"])

    def clear(self) -> None:
        """Delete every object and every bucket."""
        with self._database.transaction() as connection:
            for row in connection.execute("SELECT file FROM objects").fetchall():
                self.discard(row["file"])
            connection.execute("DELETE FROM objects")
            connection.execute("DELETE FROM buckets")

    def _row(self, bucket: str, key: str) -> sqlite3.Row | None:
        with self._database.transaction() as connection:
            row: sqlite3.Row | None = connection.execute(
                "SELECT * FROM objects WHERE bucket = ? AND key = ?", (bucket, key)
            ).fetchone()
        return row


def _object(row: sqlite3.Row) -> StoredObject:
    headers = json.loads(row["headers"])
    return StoredObject(row["bucket"], row["key"], row["size"], row["etag"], row["crc64"], row["modified"], headers)

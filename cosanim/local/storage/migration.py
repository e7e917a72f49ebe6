"""Converts the database of a data folder of format 2 to the present format, whose objects have a CRC-64."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cosanim.local.storage.checksums import Checksums

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

OLD_FORMATS: Final = frozenset({2})
"""Formats that can be converted."""
CONTENTS: Final = "objects"
"""Name of the folder with the contents of objects, beside the database."""
_CHUNK_BYTES: Final = 1 << 20


def convert(connection: sqlite3.Connection, contents: Path, *, make_tables: Callable[[], None]) -> None:
    """Convert a database of format 2, inside the transaction of the caller.

    Args:
        connection: The connection.
        contents: The folder with the contents of objects.
        make_tables: Makes the tables that are missing.
    """
    for table in ("buckets", "objects"):
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    make_tables()
    connection.execute("INSERT INTO buckets SELECT name, 0 FROM old_buckets")
    rows = connection.execute("SELECT bucket, key, file, size, md5, modified, headers FROM old_objects").fetchall()
    for bucket, key, file, size, md5, modified, headers in rows:
        connection.execute(
            "INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (bucket, key, file, size, md5, _crc64(contents / file), modified, headers),
        )
    for table in ("buckets", "objects"):
        connection.execute(f"DROP TABLE old_{table}")


def _crc64(path: Path) -> str:
    checksums = Checksums()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            checksums.update(chunk)
    return checksums.crc64

"""Reads lists of objects in the order of their keys, with prefix and delimiter. Each entry costs one step in the index.

Keys are ordered by their UTF-8 bytes, as the object store does. That is the order of SQLite's text index and, since
UTF-8 keeps the order of code points, also that of Python's strings.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_LARGEST: Final = "\U0010ffff"
_FIRST_SURROGATE: Final = 0xD800
_AFTER_SURROGATES: Final = 0xE000


class ListedObject(NamedTuple):
    """An object in a list.

    Attributes:
        key: The key.
        size: Length of the content in bytes.
        etag: The entity tag, without quotes.
        modified: Time of the last PUT, in Unix time.
        stored_headers: The stored headers in encoded form.
    """

    key: str
    size: int
    etag: str
    modified: float
    stored_headers: str

    @property
    def headers(self) -> dict[str, str]:
        """The stored headers, with names in lower case."""
        headers: dict[str, str] = json.loads(self.stored_headers)
        return headers


Entry: TypeAlias = ListedObject | str
"""An object, or a common prefix: the start, up to the delimiter, of the keys that it stands for."""


class ObjectPage(NamedTuple):
    """A part of a list.

    Attributes:
        entries: The entries in the order of their keys.
        next_marker: The marker of the next page; None on the last page.
    """

    entries: list[Entry]
    next_marker: str | None


def read_page(
    connection: sqlite3.Connection, bucket: str, *, prefix: str, marker: str, delimiter: str, limit: int
) -> ObjectPage:
    """Read a page of the list of a bucket.

    Args:
        connection: The connection of the database.
        bucket: The bucket.
        prefix: Only keys that begin with it; "" for all.
        marker: Only entries after it; "" for the first page.
        delimiter: Keys that contain it after the prefix are represented by their common prefix; "" for none.
        limit: Largest number of entries, 0 or more.
    """
    entries = list(islice(read_entries(connection, bucket, prefix, marker=marker, delimiter=delimiter), limit + 1))
    if limit == 0 or len(entries) <= limit:
        return ObjectPage(entries[:limit], None)
    last = entries[limit - 1]
    return ObjectPage(entries[:limit], last if isinstance(last, str) else last.key)


def read_entries(
    connection: sqlite3.Connection, bucket: str, prefix: str, *, marker: str = "", delimiter: str = ""
) -> Iterator[Entry]:
    """Yield all entries after a marker; the arguments are those of ``read_page``."""
    start: str | None = prefix
    if marker:
        is_common_prefix = _common_prefix(marker, prefix, delimiter) == marker
        # The least text that is greater than the marker is the marker with a NUL.
        start = _after_all(marker) if is_common_prefix else max(prefix, f"{marker}\0")
    while start is not None:
        rows = connection.execute(
            "SELECT key, size, etag, modified, headers FROM objects WHERE bucket = ? AND key >= ? ORDER BY key",
            (bucket, start),
        )
        start = None
        for row in rows:
            entry = ListedObject(*row)
            if not entry.key.startswith(prefix):
                return
            common_prefix = _common_prefix(entry.key, prefix, delimiter)
            if common_prefix is None:
                yield entry
                continue
            yield common_prefix
            # The other keys of the common prefix are skipped, not read.
            start = _after_all(common_prefix)
            break


def _common_prefix(key: str, prefix: str, delimiter: str) -> str | None:
    """Return the start of a key up to the first delimiter after the prefix; None without one."""
    if not delimiter or not key.startswith(prefix):
        return None
    end = key.find(delimiter, len(prefix))
    return None if end < 0 else key[: end + len(delimiter)]


def _after_all(prefix: str) -> str | None:
    """Return the least text that is greater than every text with a prefix; None if there is none."""
    kept = prefix.rstrip(_LARGEST)
    if not kept:
        return None
    code = ord(kept[-1]) + 1
    return kept[:-1] + chr(_AFTER_SURROGATES if code == _FIRST_SURROGATE else code)

"""A manifest as something that can be iterated any number of times: each time the file is read anew, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from cosanim.bulk.manifest.csv_rows import csv_requests
from cosanim.bulk.manifest.json_rows import json_requests
from cosanim.bulk.manifest.text_lines import text_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cosanim.bulk.rows import BulkRequest, UnreadableRow

_SUFFIXES: Final[dict[str, Literal["csv", "jsonl"]]] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_BEGINNING: Final = 4096
"""Number of bytes that decide on the format."""


class Manifest:
    """A file with one job in each row, as ``AnimationClient.submit_many`` takes it.

    Attributes:
        path: The file.
        kind: csv or jsonl: by the suffix .csv, .jsonl or .ndjson; of another file jsonl if it begins with a brace or
            a bracket, else csv.
    """

    def __init__(self, path: Path, *, bucket: str, region: str) -> None:
        """Find out the format.

        Args:
            path: The file, a regular one.
            bucket: Bucket of the videos, and of the outputs, of CSV rows without one.
            region: Region of that bucket.

        Raises:
            OSError: The file cannot be read.
        """
        self.path = path
        self.kind = _SUFFIXES.get(path.suffix.lower()) or _kind_of_content(path)
        self._bucket = bucket
        self._region = region

    def __iter__(self) -> Iterator[BulkRequest | UnreadableRow]:
        """Yield the rows.

        Raises:
            OSError: The file cannot be read.
        """
        with self.path.open("rb") as file:
            lines = text_lines(file)
            if self.kind == "jsonl":
                yield from json_requests(lines)
            else:
                yield from csv_requests(lines, bucket=self._bucket, region=self._region)


def _kind_of_content(path: Path) -> Literal["csv", "jsonl"]:
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip()
    return "jsonl" if beginning.startswith((b"{", b"[")) else "csv"

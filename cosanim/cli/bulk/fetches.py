"""Downloads of the results of a bulk run: several at a time, in the background."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

from cosanim.cli.folders import FolderNames
from cosanim.errors import CosanimError
from cosanim.objects.integrity import expected_md5

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from cosanim.cli.bulk.records import RowRecord
    from cosanim.client import AnimationClient
    from cosanim.job import Job

_WORKERS: Final = 4
_MAX_WAITING: Final = 1000
"""Number of results that wait for their download, from which on the run waits for them."""


class _StoppedError(Exception):
    """The command ends, so a download is broken off."""


class Fetches:
    """Downloads results into a folder. A file that is there already is kept: it is the result, or it is not replaced.

    Use it as a context manager: at the end of the block, downloads that have not ended are broken off.
    """

    def __init__(self, client: AnimationClient, folder: Path) -> None:
        """Store the folder, which is created for the first result.

        Args:
            client: The client.
            folder: The folder.
        """
        self._client = client
        self._names = FolderNames(folder)
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="cosanim-download")
        self._futures: set[Future[RowRecord]] = set()
        self._is_over = threading.Event()

    def __enter__(self) -> Self:
        """Return the downloads."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Break off what has not ended."""
        self._is_over.set()
        self._pool.shutdown(cancel_futures=True)

    def start(self, record: RowRecord, job: Job) -> None:
        """Begin with the download of the result of a row.

        Args:
            record: The row.
            job: Its job, which has ended in success.
        """
        try:
            key = job.output_key
            path = self._names.path_of(key, key)
        except (CosanimError, OSError, UnicodeError) as failure:
            future: Future[RowRecord] = Future()
            future.set_result(replace(record, failure=failure))
        else:
            future = self._pool.submit(self._fetch, record, job, key, path)
        self._futures.add(future)

    def ended(self, *, all_of_them: bool = False) -> Iterator[RowRecord]:
        """Yield the rows whose downloads have ended, with file or failure.

        Args:
            all_of_them: Wait for all downloads; otherwise only if too many of them wait.
        """
        while self._futures:
            is_waiting = all_of_them or len(self._futures) >= _MAX_WAITING
            done, self._futures = wait(self._futures, timeout=None if is_waiting else 0, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
            if not is_waiting:
                return

    def _fetch(self, record: RowRecord, job: Job, key: str, path: Path) -> RowRecord:
        """Download a result; called in a worker thread."""
        try:
            client = self._client.at(bucket=job.output_bucket, region=job.output_region)
            if path.exists():
                _check_same(client, key, path)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                client.objects.get(key, path, on_progress=self._check_stopped, allow={"scheme-in-key"})
        except (CosanimError, OSError, UnicodeError, _StoppedError) as failure:
            return replace(record, failure=failure)
        return replace(record, file=path)

    def _check_stopped(self, *_: object) -> None:
        if self._is_over.is_set():
            raise _StoppedError


def _check_same(client: AnimationClient, key: str, path: Path) -> None:
    """Check that an existing file has the content of an object, as far as its metadata tell.

    Raises:
        FileExistsError: It has not.
        CosanimError: The metadata cannot be read.
        OSError: The file cannot be read.
    """
    info = client.objects.head(key, allow={"scheme-in-key"})
    md5 = expected_md5(info.headers)
    with path.open("rb") as file:
        is_same = info.size == path.stat().st_size and (
            md5 is None or md5 == hashlib.file_digest(file, _plain_md5).hexdigest()
        )
    if not is_same:
        raise FileExistsError(
            f"{str(path)!r} exists and is not the result, so it was left as it is: remove it, or name another folder"
        )


def _plain_md5() -> hashlib._Hash:
    return hashlib.md5(usedforsecurity=False)

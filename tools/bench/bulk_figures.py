"""Measures bulk submissions, relative to the official SDK in a thread pool of the same size, and their memory."""

from __future__ import annotations

import json
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from qcloud_cos import CosConfig, CosS3Client

from cosanim import AnimationClient, Credentials
from tools.bench.measure import alternate, compare, cpu, wall
from tools.bench.payloads import BUCKET, REGION
from tools.bench.processes import PROGRAMS, peak_memory
from tools.bench.programs import with_cosanim, with_official_sdk
from tools.bench.stub_server import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tools.bench.measure import Effort, Figure, Sample

_WORKERS: Final = (1, 8, 32)
_LIMITED: Final = 32
_LIMIT: Final = 0.714
"""Highest ratio of the times with ``_LIMITED`` workers: 1.4 times as many submissions per second."""
_MEMORY_LIMIT: Final = 1.2
_ID, _KEY = "AKIDEXAMPLE", "an example"


def figures(effort: Effort) -> list[Figure]:
    """Measure elapsed and CPU time of a submission, and the peak memory of new interpreters."""
    rows, rounds = effort.bulk
    with ExitStack() as stack:
        port = stack.enter_context(serving())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cosanim-bench-")))
        client = stack.enter_context(
            AnimationClient(
                bucket=BUCKET,
                region=REGION,
                credentials=Credentials(_ID, _KEY),
                endpoint=f"http://127.0.0.1:{port}",
            )
        )
        found: list[Figure] = []
        for workers in _WORKERS:
            samples = alternate(
                {
                    "ours": _with_submit_many(client, rows, workers, None),
                    "journal": _with_submit_many(client, rows, workers, folder / "journal"),
                    "sdk": stack.enter_context(_OfficialSdk(port, rows, workers)).submit,
                },
                rounds,
            )
            found += _lines(workers, samples)
        return [*found, _memory(effort.manifests, port, folder)]


def _with_submit_many(client: AnimationClient, rows: int, workers: int, journal: Path | None) -> Callable[[], int]:
    documents = [with_cosanim.document(index) for index in range(rows)]

    def submit() -> int:
        if journal is not None:
            journal.unlink(missing_ok=True)
        run = client.submit_many(documents, journal=journal, max_in_flight=workers)
        for _ in run:
            pass
        if run.counts.keys() != {"submitted"}:
            raise RuntimeError(f"not all rows were submitted: {run.counts}")
        return rows

    return submit


class _OfficialSdk:
    """The official SDK in a thread pool."""

    def __init__(self, port: int, rows: int, workers: int) -> None:
        self._client = CosS3Client(
            CosConfig(
                Region=REGION,
                SecretId=_ID,
                SecretKey=_KEY,
                Scheme="http",
                IP="127.0.0.1",
                Port=port,
                PoolConnections=workers,
                PoolMaxSize=workers,
            )
        )
        self._documents = [with_official_sdk.document(index) for index in range(rows)]
        self._pool = ThreadPoolExecutor(workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._pool.shutdown()

    def submit(self) -> int:
        # Reading the results raises the exceptions of the threads.
        return len(list(self._pool.map(self._submit_one, self._documents)))

    def _submit_one(self, document: dict[str, object]) -> None:
        self._client.ci_create_media_jobs(Bucket=BUCKET, Jobs=document, Lst={}, ContentType="application/xml")


def _lines(workers: int, samples: dict[str, list[Sample]]) -> Sequence[Figure]:
    who = f"{workers} worker{'s' if workers > 1 else ''}"
    ours, journal, sdk = samples["ours"], samples["journal"], samples["sdk"]

    def per_second(timed: list[Sample]) -> str:
        return f"{1 / sorted(wall(timed))[len(timed) // 2]:,.0f}/s"

    return [
        compare(
            f"time of a row of submit_many, {who} ÷ official SDK's",
            wall(ours),
            wall(sdk),
            limit=_LIMIT if workers == _LIMITED else None,
            note=f"{per_second(ours)}, {per_second(sdk)}",
        ),
        compare(f"CPU of a row of submit_many, {who} ÷ official SDK's", cpu(ours), cpu(sdk)),
        compare(
            f"time of a row of submit_many with a journal, {who} ÷ official SDK's",
            wall(journal),
            wall(sdk),
            note=f"{per_second(journal)}, {per_second(sdk)}",
        ),
    ]


def _memory(counts: tuple[int, int], port: int, folder: Path) -> Figure:
    """Return the peak memory of two processes that submit the rows of a short and a long manifest."""
    kib = []
    for count in counts:
        manifest = folder / f"{count}.jsonl"
        with manifest.open("w", encoding="utf-8") as lines:
            for index in range(count):
                lines.write(json.dumps(with_official_sdk.document(index)) + "\n")
        kib.append(peak_memory([str(PROGRAMS / "with_submit_many.py"), str(port), str(manifest)], os.environ))
    few, many = counts
    return compare(
        f"peak memory of submit_many, {many:,} rows ÷ {few:,} rows",
        kib[1:],
        kib[:1],
        unit="MiB",
        scale=1 / 1024,
        limit=_MEMORY_LIMIT,
    )

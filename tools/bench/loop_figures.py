"""Measures how long submissions of the asynchronous client hold the event loop, relative to the synchronous one."""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from cosanim import AnimationClient, AsyncAnimationClient, Credentials
from tools.bench.measure import compare
from tools.bench.payloads import BUCKET, REGION, submissions
from tools.bench.stub_server import serving

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tools.bench.measure import Effort, Figure

CONCURRENT: Final = 32
LIMIT: Final = 0.4
"""Highest CPU time of the loop's thread for a submission, relative to one of the synchronous client in the loop. It is
what it takes to hand a call to a thread and to take its result."""


def figures(effort: Effort) -> list[Figure]:
    """Measure the CPU time of the loop's thread, and how long callbacks take."""
    with serving() as port:
        options: dict[str, Any] = {
            "bucket": BUCKET,
            "region": REGION,
            "credentials": Credentials("AKIDEXAMPLE", "an example"),
            "endpoint": f"http://127.0.0.1:{port}",
        }
        rounds = [asyncio.run(_round(options, effort.requests)) for _ in range(effort.rounds + 1)]
    ours, theirs = zip(*rounds[1:], strict=True)  # the first round loads modules
    return [
        compare(
            f"loop held by {CONCURRENT} concurrent submissions ÷ sync client's in the loop",
            [each.total for each in ours],
            [each.total for each in theirs],
            limit=LIMIT,
        ),
        compare(
            f"one hold of the loop in 100 by {CONCURRENT} concurrent submissions ÷ sync client's",
            [each.long() for each in ours],
            [each.long() for each in theirs],
        ),
    ]


class _Held:
    """The time for which callbacks hold the loop, for one submission.

    Attributes:
        total: CPU seconds of the loop's thread.
        elapsed: Elapsed seconds of each callback, in which other threads may run.
    """

    def __init__(self) -> None:
        self.total = 0.0
        self.elapsed: list[float] = []

    def long(self) -> float:
        """Return the seconds that one callback in 100 exceeds; the longest depends on what else the machine does."""
        return statistics.quantiles(self.elapsed, n=100)[-1]


async def _round(options: dict[str, Any], passes: int) -> tuple[_Held, _Held]:
    """Return the time for the asynchronous client and for the synchronous one."""
    documents = submissions() * passes
    async with AsyncAnimationClient(**options, max_workers=CONCURRENT) as client:
        ours = await _held(documents, client.submit_job)
    with AnimationClient(**options) as sync_client:

        async def submit(document: Any) -> None:
            await asyncio.sleep(0)  # each submission is a callback of its own
            sync_client.submit_job(document)

        theirs = await _held(documents, submit)
    return ours, theirs


async def _held(documents: list[Any], submit: Callable[[Any], Awaitable[object]]) -> _Held:
    """Submit documents, as many at once as there are threads, and measure each callback of the loop."""
    held = _Held()
    run = asyncio.Handle._run  # noqa: SLF001 - the only place that runs all callbacks

    def measured(handle: asyncio.Handle) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        run(handle)
        held.total += time.thread_time() - cpu
        held.elapsed.append(time.perf_counter() - wall)

    async def worker(part: list[Any]) -> None:
        for document in part:
            await submit(document)

    with mock.patch.object(asyncio.Handle, "_run", measured):
        await asyncio.gather(*(worker(documents[start::CONCURRENT]) for start in range(CONCURRENT)))
    held.total /= len(documents)
    return held

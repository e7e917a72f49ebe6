"""Waits of coroutines: polls run on threads, and the sleeps between them belong to the event loop."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Generator

    from cosanim.aio.calls import Calls

Result = TypeVar("Result")


async def run_steps(calls: Calls, steps: Generator[float, None, Result], stop: asyncio.Event | None) -> Result:
    """Run a wait: poll on a thread, and sleep as it says.

    Args:
        calls: Runs the polls.
        steps: Yields the seconds to sleep before each poll, and returns the result.
        stop: Ends the sleeps when it is set.
    """
    while True:
        is_over, value = await calls.run(next_step, steps)
        if is_over:
            return cast("Result", value)
        await sleep(value, stop)


def next_step(steps: Generator[Any, None, Any]) -> tuple[bool, Any]:
    """Return False and what a wait yields, or True and its result: no future can hold a StopIteration."""
    try:
        return False, next(steps)
    except StopIteration as end:
        return True, end.value


async def sleep(seconds: float, stop: asyncio.Event | None) -> None:
    """Sleep, or until an event is set."""
    if stop is None:
        await asyncio.sleep(seconds)
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


def check_stop(stop: object) -> None:
    """Check the argument ``stop`` of a wait.

    Raises:
        TypeError: It is neither None nor an ``asyncio.Event``; any other event would hold the event loop.
    """
    if stop is not None and not isinstance(stop, asyncio.Event):
        raise TypeError(f"stop is an asyncio.Event, not {type(stop).__name__}")

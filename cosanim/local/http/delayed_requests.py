"""The requests on which the service acts later, because of a fault."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class DelayedRequests:
    """Tasks that wait before they act. Used in the event loop of the HTTP server only."""

    def __init__(self) -> None:
        """Start without tasks."""
        self._tasks: set[asyncio.Task[bool]] = set()
        self._cancelled = asyncio.Event()
        self._is_closed = False

    def start(self, seconds: float, act: Callable[[], Awaitable[None]]) -> asyncio.Task[bool]:
        """Start a task that acts after some time.

        Args:
            seconds: The delay.
            act: Acts on the request. It must not raise.

        Returns:
            The task; its result is whether it acted.
        """
        task = asyncio.create_task(self._act_later(seconds, act, self._cancelled))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def cancel(self) -> None:
        """End all tasks: those that wait do not act, and those that act finish first."""
        self._cancelled.set()
        if not self._is_closed:
            self._cancelled = asyncio.Event()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """End all tasks as ``cancel`` does, and let later ones end at once without acting."""
        self._is_closed = True
        await self.cancel()

    @staticmethod
    async def _act_later(seconds: float, act: Callable[[], Awaitable[None]], cancelled: asyncio.Event) -> bool:
        try:
            await asyncio.wait_for(cancelled.wait(), seconds)
        except TimeoutError:
            await act()
            return True
        return False

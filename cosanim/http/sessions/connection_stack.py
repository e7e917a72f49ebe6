"""The connections of a pool that are not in use."""

from __future__ import annotations

import queue
from typing import Any


class ConnectionStack(queue.LifoQueue[Any]):
    """The connections of a pool that are not in use.

    An exception such as that of Ctrl-C can leave the lock of a ``LifoQueue`` locked for ever. The methods that urllib3
    calls use no lock here, since those of a list are atomic, and a pool that does not block never waits.
    """

    def __init__(self, maxsize: int) -> None:
        """Create an empty stack.

        Args:
            maxsize: Largest number of connections that it holds.
        """
        super().__init__(maxsize)
        self._connections: list[Any] = []

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Add a connection.

        Raises:
            queue.Full: There are too many.
        """
        del block, timeout
        if len(self._connections) >= self.maxsize:
            raise queue.Full
        self._connections.append(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Remove and return the connection that was added last.

        Raises:
            queue.Empty: There is none.
        """
        del block, timeout
        try:
            return self._connections.pop()
        except IndexError:
            raise queue.Empty from None

    def qsize(self) -> int:
        """Return the number of connections."""
        return len(self._connections)

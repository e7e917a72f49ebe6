"""Accepts connections, at most as many as there are file descriptors for.

asyncio's own servers accept without a limit. When the descriptors are used up, they log one error for each attempt on
standard error, and multiply their attempts.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

import uvicorn

from cosanim.local.http.guarded_protocol import GuardedProtocol, TimeLimits

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable

logger = logging.getLogger(__name__)
_MOST_CONNECTIONS: Final = 1000
_MOST_CONNECTIONS_OF_SELECT: Final = 400
"""Without ``resource``, that is on Windows, where 512 sockets can be waited for."""
_FEWEST_CONNECTIONS: Final = 4
_RESERVED_DESCRIPTORS: Final = 64
"""For the database, the worker processes and callbacks."""
_DESCRIPTORS_PER_CONNECTION: Final = 2
"""The socket, and the content of an object."""
_WAITING_SECONDS: Final = 1.0
"""Connections that have sent no complete head for this time are closed when others wait for a place."""
_RETRY_SECONDS: Final = 0.5
_HANDSHAKE_SECONDS: Final = 5.0
_CHECKS_PER_LIMIT: Final = 4


def max_connections() -> int:
    """Return the number of connections for which the process has descriptors now."""
    try:
        import resource
    except ImportError:
        return _MOST_CONNECTIONS_OF_SELECT
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return _MOST_CONNECTIONS
    available = limit - len(list(Path("/dev/fd").iterdir())) - _RESERVED_DESCRIPTORS
    return max(_FEWEST_CONNECTIONS, min(_MOST_CONNECTIONS, available // _DESCRIPTORS_PER_CONNECTION))


class GuardedServer(uvicorn.Server):
    """uvicorn, with a limited number of connections and with time-outs for them."""

    def __init__(
        self,
        config: uvicorn.Config,
        listener: socket.socket,
        *,
        limits: TimeLimits,
        clock: Callable[[], float],
        tls: ssl.SSLContext | None,
    ) -> None:
        """Store the settings.

        Args:
            config: The settings of uvicorn.
            listener: The listening socket, which the server closes when it stops.
            limits: The time-outs of connections.
            clock: Returns the current Unix time.
            tls: Certificate and key; None for plain HTTP.
        """
        super().__init__(config)
        self._listener = listener
        self._limits = limits
        self._clock = clock
        self._tls = tls
        self._max_connections = max_connections()
        self._is_stopping = False
        self._served: set[asyncio.Task[None]] = set()
        self._handshakes: set[asyncio.Task[object]] = set()
        self._background: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - uvicorn's signature
        """Start to accept connections."""
        await super().startup(sockets=[])
        self._ended = asyncio.Event()
        self._listener.setblocking(False)
        loop = asyncio.get_running_loop()
        self._background = [loop.create_task(self._accept_all()), loop.create_task(self._check_all())]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - uvicorn's signature
        """Stop listening, and wait for running requests."""
        await self._stop_accepting()
        await asyncio.gather(*self._background, return_exceptions=True)
        self._listener.close()
        await super().shutdown(sockets=[])
        # Clients may not have answered the end of their connection, or not have sent their TLS handshake.
        for connection in self._connections():
            connection.transport.abort()
        for handshake in self._handshakes:
            handshake.cancel()
        await asyncio.gather(*self._served, return_exceptions=True)

    async def _stop_accepting(self) -> None:
        self._is_stopping = True
        # Otherwise asyncio accepts a connection that has just arrived for a cancelled task, and logs that as an error.
        # The event loop of Windows has no readers.
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().remove_reader(self._listener)
        # A task that has just got its connection takes it. Cancelled, it would lose the open socket.
        await asyncio.sleep(0)
        for task in self._background:
            task.cancel()

    async def _accept_all(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._wait_for_place()
            if self._is_stopping:
                return
            try:
                connection, _ = await loop.sock_accept(self._listener)
            except OSError as error:
                logger.warning("a connection cannot be accepted: %s", error.strerror)
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            task = loop.create_task(self._serve_connection(connection))
            self._served.add(task)
            task.add_done_callback(self._end)
            # Accepting does not suspend while connections wait.
            await asyncio.sleep(0)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._served.discard(task)
        self._ended.set()

    async def _wait_for_place(self) -> None:
        while len(self._served) >= self._max_connections:
            self._ended.clear()
            self._close_longest_waiting()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), _RETRY_SECONDS)

    def _close_longest_waiting(self) -> None:
        limit = asyncio.get_running_loop().time() - _WAITING_SECONDS
        waiting = [(since, connection) for connection in self._connections() if (since := connection.waiting_since)]
        since, connection = min(waiting, key=lambda item: item[0], default=(limit, None))
        if connection is not None and since < limit:
            connection.close_waiting()

    async def _serve_connection(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        protocol = GuardedProtocol(
            config=self.config,
            server_state=self.server_state,
            app_state={},
            _loop=loop,
            limits=self._limits,
            clock=self._clock,
        )
        handshake = loop.create_task(
            loop.connect_accepted_socket(
                lambda: protocol,
                connection,
                ssl=self._tls,
                ssl_shutdown_timeout=None if self._tls is None else self._limits.linger,
                ssl_handshake_timeout=None if self._tls is None else min(_HANDSHAKE_SECONDS, self._limits.request),
            )
        )
        self._handshakes.add(handshake)
        try:
            await handshake
        except OSError as error:
            # Also failed TLS handshakes and their time-out.
            logger.info("a connection failed: %s", error)
            connection.close()
            return
        finally:
            self._handshakes.discard(handshake)
        await protocol.lost.wait()

    async def _check_all(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(1.0, self._limits.request / _CHECKS_PER_LIMIT))
            for connection in self._connections():
                connection.check(loop.time())

    def _connections(self) -> list[GuardedProtocol]:
        return [each for each in self.server_state.connections if isinstance(each, GuardedProtocol)]

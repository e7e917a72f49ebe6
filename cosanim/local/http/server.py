"""The HTTP server: a listening socket, and uvicorn, which runs in a thread."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from cosanim.errors import CosanimError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Coroutine

    from starlette.types import ASGIApp

_GRACE: Final = 1
"""Seconds that the server waits for running requests when it stops."""
_BACKLOG: Final = 2048
"""Number of connections that wait to be accepted."""


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Args:
        host: Address to listen on.
        port: Port; 0 for a free port.

    Returns:
        The socket. Connections to it wait until the server starts.

    Raises:
        CosanimError: The machine does not have the address, or the port is taken or not allowed.
    """
    # asyncio sets TCP_NODELAY only if the socket has an explicit protocol. Without TCP_NODELAY every response with a
    # body waits 40 ms for the acknowledgement of its headers.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            # Allows a port with connections that are still closing. On Windows the option would share the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = error.strerror if isinstance(error, OSError) else error
        raise CosanimError(f"cannot listen on {host} port {port}: {reason}") from error
    return listener


class HttpServer:
    """Serves an application in a thread."""

    def __init__(
        self,
        application: ASGIApp,
        listener: socket.socket,
        *,
        request_timeout: float,
        clock: Callable[[], float],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Create the server without starting it.

        Args:
            application: The ASGI application.
            listener: From ``bind``. The server closes it when it stops.
            request_timeout: Seconds for the head of a request, and for its body.
            clock: Returns the current Unix time.
            tls: Certificate and key of the server; None for plain HTTP.
        """
        # Imported here, since uvicorn is part of the extra ``local``.
        import uvicorn

        from cosanim.local.http.connections import GuardedServer
        from cosanim.local.http.guarded_protocol import GuardedProtocol, TimeLimits
        from cosanim.local.http.request import HEAD_MAX_BYTES

        host, port = listener.getsockname()[:2]
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
        self._server = GuardedServer(
            uvicorn.Config(
                application,
                http=GuardedProtocol,
                h11_max_incomplete_event_size=HEAD_MAX_BYTES,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_GRACE,
            ),
            listener,
            limits=TimeLimits(request_timeout),
            clock=clock,
            tls=tls,
        )
        self._thread = threading.Thread(target=self._serve, name="cosanim-http", daemon=True)

    def start(self) -> None:
        """Start the server, and wait until it accepts requests.

        Raises:
            CosanimError: The server does not start.
        """
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise CosanimError("the HTTP server did not start; see its log")
            time.sleep(0.002)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine in the event loop of the started server, and wait for it. Must be called in another thread.

        Args:
            work: The coroutine.
        """
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def stop(self) -> None:
        """Stop listening, wait up to one second for running requests, and join the thread."""
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join()

    def _serve(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve()

        asyncio.run(serve())

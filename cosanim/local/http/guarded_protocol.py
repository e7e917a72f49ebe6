"""A protocol of the HTTP server with time-outs, and with error documents for requests that are not valid HTTP."""

from __future__ import annotations

import asyncio
import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import h11

from cosanim.local.http.abortable_protocol import AbortableProtocol
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.hosts import ServiceKind
from cosanim.local.http.request import HEAD_TOO_LARGE
from cosanim.local.http.responses import ResponseContext

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)
_BYTES_PER_SECOND: Final = 500
"""Every 500 bytes of a head or a body extend its time-out by a second, so that only stalled requests are refused."""
_TOO_LARGE_STATUS: Final = 431


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """The time-outs of a connection.

    Attributes:
        request: Seconds for the head of a request, for its body, and for the client to read more of the response. Heads
            and bodies get another second for each 500 bytes.
        linger: Seconds for which the rest of a refused request is read and dropped. If the connection were closed at
            once, the client could lose the response.
    """

    request: float = 20
    linger: float = 2


class GuardedProtocol(AbortableProtocol):
    """HTTP/1.1 with time-outs, which ``check`` applies. uvicorn has only one between two requests."""

    def __init__(self, *, limits: TimeLimits, clock: Callable[[], float], **options: Any) -> None:
        """Create the protocol of one connection.

        Args:
            limits: The time-outs.
            clock: Returns the current Unix time.
            options: The arguments of uvicorn's protocol.
        """
        super().__init__(**options)
        self.lost = asyncio.Event()
        self._limits = limits
        self._clock = clock
        # The head or body that is being received: when it began, and how many bytes of it have arrived.
        self._phase: tuple[object, object] = (None, h11.IDLE)
        self._since = self.loop.time()
        self._received = 0
        self._blocked_since: float | None = None
        self._closing_since: float | None = None
        self._drain_until: float | None = None

    @property
    def waiting_since(self) -> float | None:
        """Time of the event loop since which the server waits for a request or the rest of its head; None otherwise."""
        is_waiting = self.conn.their_state is h11.IDLE and self._drain_until is None
        return self._since if is_waiting and not self.transport.is_closing() else None

    def close_waiting(self) -> None:
        """Close the connection, which must wait, in favour of another one."""
        self._time_out()
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the application and the acceptor that the connection ended."""
        super().connection_lost(exc)
        self.lost.set()

    def data_received(self, data: bytes) -> None:
        """Parse received bytes, unless the request was refused."""
        if self._drain_until is not None:
            return
        self._received += len(data)
        super().data_received(data)
        self._observe()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._observe()

    def pause_writing(self) -> None:
        """Note that the client does not read the response."""
        super().pause_writing()
        self._blocked_since = self.loop.time()

    def resume_writing(self) -> None:
        """Note that the client reads the response again."""
        super().resume_writing()
        self._blocked_since = None

    def shutdown(self) -> None:
        """End the connection when its response is complete."""
        if self._drain_until is not None:
            self.transport.close()
        else:
            super().shutdown()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the signature of uvicorn
        """Refuse a request that is not valid HTTP. Called while the error of the parser is handled."""
        error = sys.exception()
        if isinstance(error, h11.RemoteProtocolError) and error.error_status_hint == _TOO_LARGE_STATUS:
            message = HEAD_TOO_LARGE
        else:
            message = (
                "The request is not valid HTTP/1.1: check its first line, its headers, and the framing of its body."
            )
        self._refuse(HttpError(400, "InvalidRequest", message))

    def check(self, now: float) -> None:
        """Apply the time-outs. Must be called from time to time.

        Args:
            now: Time of the event loop.
        """
        if self.transport.is_closing():
            self._closing_since = self._closing_since or now
            if now > self._closing_since + self._limits.linger:
                self.transport.abort()
        elif self._drain_until is not None:
            if now > self._drain_until:
                self.transport.close()
        elif self._blocked_since is not None:
            if now > self._blocked_since + self._limits.request:
                self.transport.abort()
        elif self.flow.read_paused or self.conn.their_state not in {h11.IDLE, h11.SEND_BODY}:
            # The client waits for the server.
            self._since, self._received = now, 0
        elif now > self._since + self._limits.request + self._received / _BYTES_PER_SECOND:
            self._time_out()

    def _observe(self) -> None:
        phase = (self.cycle, self.conn.their_state)
        if phase != self._phase:
            self._phase = phase
            self._since, self._received = self.loop.time(), 0

    def _time_out(self) -> None:
        is_head = self.conn.their_state is h11.IDLE
        if is_head and not self.conn.trailing_data[0]:
            self.timeout_keep_alive_handler()
            return
        part = "head" if is_head else "body"
        message = f"The {part} of the request did not arrive in time: it may take {self._limits.request:g} seconds."
        self._refuse(HttpError(400, "RequestTimeout", message))

    def _refuse(self, error: HttpError) -> None:
        """Respond with an error unless a response has begun, and end the connection."""
        logger.info("a request was refused: %d %s", error.status, error.code)
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            response = ResponseContext(ServiceKind.COS, clock=self._clock).error(error, None)
            headers = [*response.raw_headers, (b"Connection", b"close")]
            is_head = self.conn.our_state is h11.SEND_RESPONSE and self.scope["method"] == "HEAD"
            body = b"" if is_head else bytes(response.body)
            head = h11.Response(status_code=error.status, headers=headers, reason=b"Bad Request")
            for event in (head, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        if self.cycle is not None and not self.cycle.response_complete:
            # The application learns that the request has ended, and what it still sends is dropped.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._unset_keepalive_if_required()
        self.flow.resume_reading()
        self._drain_until = self.loop.time() + self._limits.linger
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()

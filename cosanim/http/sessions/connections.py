"""Connections that record how far a request got, limit their idle time, and obey a deadline.

They are urllib3's connections and pools with six differences:

- A connection that was idle for longer than the request allows is closed and opened again.
- A connection records whether the first byte of a request was passed to a socket.
- The head of a request is written together with the beginning of its body, in one packet if both are short.
- All interim replies (1xx) except 101 are skipped, not only 100. 101 is an error.
- A connection is not reused if unexpected bytes arrived after a reply, or could follow a status without a body.
- A deadline limits each read and write, so that a slow reply cannot exceed it.

urllib3 has no parameter for the current attempt, so each thread stores it in a thread-local variable.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, cast

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from cosanim.http.interruptions import current_interruption
from cosanim.http.sessions.connection_stack import ConnectionStack

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.http.interruptions import Interruption

_MAX_INTERIM_REPLIES: Final = 16
"""Largest number of interim replies that are skipped before the final one."""
EMPTY_STATUSES: Final = frozenset({204, 205, 304})
"""Statuses without a body. The service sends only one of them: 204, in reply to DELETE."""
_WRITE_SIZE: Final = 64 * 1024


class Attempt:
    """One attempt to send a request, and how far it got.

    Inside its ``with`` block, the connections that this thread uses record their progress here.

    Attributes:
        longest_idle: Seconds that a reused connection may have been idle; None for no limit. With a negative number no
            connection is reused.
        deadline: Deadline of the attempt, by ``clock``; None for no deadline.
        clock: Returns monotonic seconds.
        interruption: Lets another thread end the attempt; None if none can.
        is_tracked: Whether the connection records the next three fields; connections through SOCKS proxies do not.
        is_reused: Whether the connection had served an earlier request.
        is_begun: Whether the first byte of the request was passed to a socket.
        is_answered: Whether the head of a reply arrived.
        is_stale: Whether the attempt probably failed because the server had already closed the reused connection. The
            sender sets this field.
    """

    __slots__ = (
        "clock",
        "deadline",
        "interruption",
        "is_answered",
        "is_begun",
        "is_reused",
        "is_stale",
        "is_tracked",
        "longest_idle",
    )

    def __init__(
        self,
        *,
        longest_idle: float | None = None,
        deadline: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Create an attempt that has not been sent yet.

        Args:
            longest_idle: Seconds that a reused connection may have been idle; None for no limit. With a negative number
                no connection is reused.
            deadline: Deadline of the attempt, by ``clock``; None for no deadline.
            clock: Returns monotonic seconds.
        """
        self.longest_idle = longest_idle
        self.deadline = deadline
        self.clock = clock
        self.interruption = current_interruption()
        self.is_tracked = self.is_reused = self.is_begun = self.is_answered = self.is_stale = False

    def __enter__(self) -> None:
        """Make this the current attempt of the thread.

        Raises:
            Interrupted: The thread was asked to end.
        """
        if self.interruption is not None:
            self.interruption.check()
        _current.attempt = self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Stop recording.

        Raises:
            Interrupted: The thread was asked to end, which is why the attempt has failed.
        """
        _current.attempt = None
        if self.interruption is not None and kind is not None:
            self.interruption.check()

    def use(self, connection: _TrackedConnection) -> None:
        """Record the connection of the attempt; close it if it was idle for too long, so that it is opened again."""
        self.is_tracked = True
        connection.clock = self.clock
        if connection.sock is None:
            return
        if self.longest_idle is not None and self.clock() - connection.idle_since > self.longest_idle:
            connection.close()
        else:
            self.is_reused = True

    @property
    def is_past_deadline(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and self.clock() >= self.deadline

    def limit_time(self, sock: socket.socket, timeout: float | None) -> None:
        """Limit the next operation of a socket to ``timeout`` seconds and to the deadline.

        Raises:
            TimeoutError: The deadline has passed.
        """
        if self.deadline is None:
            return
        remaining = self.deadline - self.clock()
        if remaining <= 0:
            raise TimeoutError("the deadline passed")
        sock.settimeout(remaining if timeout is None else min(remaining, timeout))


class _Current(threading.local):
    attempt: Attempt | None = None


_current = _Current()


class _RawStream(io.RawIOBase):
    """Raw stream of a reply: reads obey the attempt's deadline, and return no data once ``is_stopped`` is set."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, attempt: Attempt | None) -> None:
        self._raw = raw
        self._sock = sock
        self._attempt = attempt if attempt is not None and attempt.deadline is not None else None
        self._timeout = None if self._attempt is None else sock.gettimeout()
        self.is_stopped = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        if self.is_stopped:
            return None
        if self._attempt is not None:
            self._attempt.limit_time(self._sock, self._timeout)
        return cast("int | None", self._raw.readinto(buffer))

    def close(self) -> None:
        try:
            self._raw.close()
        finally:
            super().close()


class _ReplyStream(io.BufferedReader):
    """Buffered stream of a reply; closing it checks for unexpected bytes after the reply."""

    def __init__(self, raw: _RawStream, sock: socket.socket) -> None:
        super().__init__(raw)
        self._raw_stream = raw
        self._sock = sock

    def close(self) -> None:
        """Close the stream, and shut the connection down if bytes after the reply have arrived.

        These bytes would be read as the reply to the next request. Bytes that are still in the socket are detected by
        urllib3 before it reuses a connection.
        """
        if not self.closed:
            self._raw_stream.is_stopped = True  # peek() then returns only bytes that are already buffered
            pending = getattr(self._sock, "pending", None)  # number of bytes that TLS has decrypted
            if self.peek(1) or (pending is not None and pending()):
                with suppress(OSError):
                    # TLS through a TLS proxy has no shutdown method.
                    getattr(self._sock, "socket", self._sock).shutdown(socket.SHUT_RDWR)
        super().close()


class Response(http.client.HTTPResponse):
    """A reply. It skips the interim replies before it, and closes the connection after a status without a body."""

    def __init__(
        self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        """Store the arguments that a connection passes to its response class."""
        super().__init__(sock, debuglevel, method, url)
        self._attempt = _current.attempt
        self.fp = _ReplyStream(_RawStream(self.fp.detach(), sock, self._attempt), sock)

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(_MAX_INTERIM_REPLIES):
            version, status, reason = super()._read_status()  # type: ignore[misc]  # not in the stub
            if not 100 <= status < 200:
                return version, status, reason
            if status == http.client.SWITCHING_PROTOCOLS:
                raise http.client.UnknownProtocol("the server switched to a protocol that was not requested")
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException("too many interim replies")

    def begin(self) -> None:
        """Read the head of the reply."""
        super().begin()
        # urllib3 would log what it could not parse of the head, which may repeat secrets of the request.
        self.msg.set_payload("")
        if self._attempt is not None:
            self._attempt.is_answered = True
        # Further bytes may still arrive, and would be read as the next reply.
        if self.status in EMPTY_STATUSES:
            self.length = 0
            self.will_close = True


class _TrackedConnection(HTTPConnection):
    """A connection that records the progress of a request in the current attempt."""

    response_class = Response
    clock: Callable[[], float] = time.monotonic
    idle_since: float = 0.0
    interruption: Interruption | None = None
    _is_connecting = False
    _head: bytes | None = None
    """The head of the request, until it is written; "" until it is known, and None once it was written."""

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        # The handshakes of proxies and TLS get the remaining time, not the full time-out again.
        if _current.attempt is not None:
            try:
                _current.attempt.limit_time(sock, self.timeout)
            except TimeoutError:
                sock.close()
                raise
        return sock

    def connect(self) -> None:
        """Connect; bytes sent to proxies and for TLS do not count as part of the request."""
        self._is_connecting = True
        try:
            super().connect()
        finally:
            self._is_connecting = False

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send a request."""
        self._head = b""
        try:
            super().request(*args, **kwargs)
            if self._head:  # the request has no body
                self.send(b"")
        finally:
            self._head = None

    def send(self, data: Any) -> None:
        """Send bytes, connecting first if necessary. The head of a request is kept until its body begins."""
        attempt = _current.attempt
        if attempt is None:
            super().send(data)
            return
        if self.sock is None and self.auto_open:
            self.connect()
        head = b""
        if not self._is_connecting:
            if self._head == b"":
                self._head = data
                return
            head, self._head = self._head or b"", None
            if attempt.interruption is not None:
                self._let_interrupt(attempt.interruption)
            attempt.is_begun = True
        # In pieces, since the time-out applies to a single write, and the deadline is checked between them.
        for start in range(0, len(data) or 1, _WRITE_SIZE):
            if self.sock is not None:
                attempt.limit_time(self.sock, self.timeout)
            super().send(head + data[start : start + _WRITE_SIZE])
            head = b""

    def _let_interrupt(self, interruption: Interruption) -> None:
        """Let another thread end the request until the connection is returned to its pool.

        Raises:
            Interrupted: It was asked to end while it connected; nothing was sent.
        """
        self.interruption = interruption
        interruption.use(self.sock)
        interruption.check()


class _PlainConnection(_TrackedConnection):
    pass


class _SecureConnection(_TrackedConnection, HTTPSConnection):
    pass


class _TrackedPool(HTTPConnectionPool):
    """A pool whose connections are checked by the current attempt before they are used."""

    QueueCls = ConnectionStack  # type: ignore[assignment]  # urllib3 declares the class, not its base

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection = super()._get_conn(timeout)
        if _current.attempt is not None:
            _current.attempt.use(cast("_TrackedConnection", connection))
        return connection

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.idle_since = conn.clock()
            if conn.interruption is not None:
                conn.interruption.use(None)
                conn.interruption = None
        super()._put_conn(conn)


class _PlainPool(_TrackedPool):
    ConnectionCls = _PlainConnection


class _SecurePool(_TrackedPool, HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


POOL_CLASSES: Final[dict[str, type[HTTPConnectionPool]]] = {"http": _PlainPool, "https": _SecurePool}
"""Value of a pool manager's ``pool_classes_by_scheme``."""

"""Connections of a client's own session, which know how far a request came, how long they were idle, and a deadline.

urllib3's connections and pools, with four differences. A connection that was idle for longer than a request allows is
made anew instead of used again. Whether the first byte of a request was handed to a socket is noted. Interim replies
(1xx) are skipped, all of them and not only 100, and a connection on which anything odd arrived is not used again. And a
deadline bounds each read and each write, so that a reply that drips does not outlast it.

Which attempt a thread is making is kept beside it: urllib3 has no way to pass it down.
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

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_INTERIM: Final = 16
"""Interim replies before the real one that are skipped; a server that sends more is broken."""
EMPTY_STATUSES: Final = frozenset({204, 205, 304})
"""These have no body. The service sends none of them to what this library asks, except 204 to DELETE."""
_PIECE: Final = 64 * 1024


class Attempt:
    """One sending of a request, and what is known about how far it came.

    As a context manager it has the connections that this thread uses inside the block note what they do.

    Attributes:
        longest_idle: Seconds that a connection may have been idle to be used, None for any time.
        deadline: When the attempt must be over, by ``clock``; None for never.
        clock: Monotonic seconds.
        is_tracked: Whether a connection that notes the rest was used; not so with SOCKS proxies.
        is_reused: Whether the connection had served an earlier request.
        is_begun: Whether the first byte of the request was handed to a socket.
        is_answered: Whether the head of a reply arrived.
        is_stale: Whether it failed because the server had closed the connection before, as far as one can tell.
    """

    __slots__ = ("clock", "deadline", "is_answered", "is_begun", "is_reused", "is_stale", "is_tracked", "longest_idle")

    def __init__(
        self,
        *,
        longest_idle: float | None = None,
        deadline: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start without anything having happened.

        Args:
            longest_idle: Seconds that a connection may have been idle to be used, None for any time.
            deadline: When the attempt must be over, by ``clock``; None for never.
            clock: Monotonic seconds.
        """
        self.longest_idle = longest_idle
        self.deadline = deadline
        self.clock = clock
        self.is_tracked = self.is_reused = self.is_begun = self.is_answered = self.is_stale = False

    def __enter__(self) -> None:
        """Begin to note."""
        _current.attempt = self

    def __exit__(self, *exc: object) -> None:
        """Note nothing more."""
        _current.attempt = None

    def take(self, connection: _Tracked) -> None:
        """Note the connection that a pool gives out; close one that was idle for too long, which opens it anew."""
        self.is_tracked = True
        connection.clock = self.clock
        if connection.sock is None:
            return
        if self.longest_idle is not None and self.clock() - connection.returned > self.longest_idle:
            connection.close()
        else:
            self.is_reused = True

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and self.clock() >= self.deadline

    def bound(self, sock: socket.socket, timeout: float | None) -> None:
        """Let the next operation of a socket take no longer than ``timeout`` seconds, nor beyond the deadline.

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


class _Raw(io.RawIOBase):
    """The raw side of a reply: bounded by the attempt's deadline, and silent once nothing more is to be read."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, attempt: Attempt | None) -> None:
        self._raw = raw
        self._sock = sock
        self._attempt = attempt if attempt is not None and attempt.deadline is not None else None
        self._timeout = None if self._attempt is None else sock.gettimeout()
        self.is_silent = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        if self.is_silent:
            return None
        if self._attempt is not None:
            self._attempt.bound(self._sock, self._timeout)
        return cast("int | None", self._raw.readinto(buffer))

    def close(self) -> None:
        try:
            self._raw.close()
        finally:
            super().close()


class _ReplyFile(io.BufferedReader):
    """What a reply is read from; closing it looks for bytes that nobody asked for."""

    def __init__(self, raw: _Raw, sock: socket.socket) -> None:
        super().__init__(raw)
        self._silenced = raw
        self._sock = sock

    def close(self) -> None:
        """Close, and make the connection unusable when more than the reply has arrived.

        The rest would be taken for the reply to the next request. What is still in the socket is found by urllib3,
        before it uses the connection again.
        """
        if not self.closed:
            self._silenced.is_silent = True  # only what was read already counts
            pending = getattr(self._sock, "pending", None)  # bytes that TLS has decrypted
            if self.peek(1) or (pending is not None and pending()):
                with suppress(OSError):
                    # TLS inside of the TLS of a proxy has no shutdown of its own.
                    getattr(self._sock, "socket", self._sock).shutdown(socket.SHUT_RDWR)
        super().close()


class Response(http.client.HTTPResponse):
    """A reply: interim ones are skipped, and after an odd one the connection is closed."""

    def __init__(
        self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        """Take over what a connection gives to its response class."""
        super().__init__(sock, debuglevel, method, url)
        self._attempt = _current.attempt
        self.fp = _ReplyFile(_Raw(self.fp.detach(), sock, self._attempt), sock)

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(_MOST_INTERIM):
            version, status, reason = super()._read_status()  # type: ignore[misc]  # not in the stub
            if not 100 <= status < 200:
                return version, status, reason
            if status == http.client.SWITCHING_PROTOCOLS:
                raise http.client.UnknownProtocol("the server switches to a protocol that nobody asked for")
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException("too many interim replies")

    def begin(self) -> None:
        """Read the head of the reply."""
        super().begin()
        if self._attempt is not None:
            self._attempt.is_answered = True
        # What the server has to say may still come, and would be taken for the next reply.
        if self.status in EMPTY_STATUSES:
            self.length = 0
            self.will_close = True


class _Tracked(HTTPConnection):
    """A connection that notes what becomes of a request."""

    response_class = Response
    clock: Callable[[], float] = time.monotonic
    returned: float = 0.0
    _is_connecting = False

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        # The handshakes of proxies and TLS have what is left of the time, not as much again.
        if _current.attempt is not None:
            try:
                _current.attempt.bound(sock, self.timeout)
            except TimeoutError:
                sock.close()
                raise
        return sock

    def connect(self) -> None:
        """Connect; what is sent meanwhile, to proxies and for TLS, is no part of the request."""
        self._is_connecting = True
        try:
            super().connect()
        finally:
            self._is_connecting = False

    def send(self, data: Any) -> None:
        """Send bytes, connecting first if need be."""
        attempt = _current.attempt
        if attempt is None:
            super().send(data)
            return
        if self.sock is None and self.auto_open:
            self.connect()
        if not self._is_connecting:
            attempt.is_begun = True
        # In pieces: the time-out is that of a step, not of a large body, and the deadline may pass meanwhile.
        for start in range(0, len(data), _PIECE):
            if self.sock is not None:
                attempt.bound(self.sock, self.timeout)
            super().send(data[start : start + _PIECE])


class _PlainConnection(_Tracked):
    pass


class _SecureConnection(_Tracked, HTTPSConnection):
    pass


class _TrackedPool(HTTPConnectionPool):
    """A pool that asks the current attempt which connections will do."""

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection = super()._get_conn(timeout)
        if _current.attempt is not None:
            _current.attempt.take(cast("_Tracked", connection))
        return connection

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.returned = conn.clock()
        super()._put_conn(conn)


class _PlainPool(_TrackedPool):
    ConnectionCls = _PlainConnection


class _SecurePool(_TrackedPool, HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


POOL_CLASSES: Final[dict[str, type[HTTPConnectionPool]]] = {"http": _PlainPool, "https": _SecurePool}
"""For the ``pool_classes_by_scheme`` of a pool manager."""

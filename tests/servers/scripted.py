"""A server whose replies are written by a function of the test, and a relay that adds latency."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable


class Request(NamedTuple):
    connection: int
    number: int
    method: str
    target: str
    head: str
    body: bytes

    @property
    def authorization(self) -> str:
        return self.head.partition("Authorization: ")[2].partition("\r\n")[0]

    @property
    def input_key(self) -> str:
        return self.body.partition(b"<Input><Object>")[2].partition(b"</Object>")[0].decode()


class _Listening:
    """Accepts connections on a port of this machine within its ``with`` block."""

    def __init__(self) -> None:
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._threads = [threading.Thread(target=self._accept)]
        self.port = self._listener.getsockname()[1]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.append(connection)
            self._take(connection)

    def _take(self, connection: socket.socket) -> None:
        raise NotImplementedError

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments)
        self._threads.append(thread)
        thread.start()

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *exc: object) -> None:
        # close() alone does not wake up threads that wait in accept() and recv().
        for one in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join()
        for one in (self._listener, *self._open):
            one.close()


class Scripted(_Listening):
    """Accepts connections and passes each request to ``answer``, which writes the reply to the socket.

    When ``answer`` returns False, or raises, the connection is closed. ``idle`` is the number of seconds after which an
    idle connection is closed. ``connections`` counts the accepted connections; ``ended`` lists those that have ended.
    """

    def __init__(
        self,
        answer: Callable[[socket.socket, Request], bool | None],
        *,
        idle: float = 10.0,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self.ended: list[int] = []
        self._answer = answer
        self._idle = idle
        self._context = context
        super().__init__()
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"

    def _take(self, connection: socket.socket) -> None:
        self.connections += 1  # before the reply, which lets the test continue
        self._start(self._talk, connection, self.connections - 1)

    def _talk(self, connection: socket.socket, index: int) -> None:
        connection.settimeout(self._idle)
        number = 0
        try:
            with contextlib.suppress(OSError), self._secured(connection) as talking:
                self._open.append(talking)
                while (request := self._received(talking, index, number)) is not None:
                    self.requests.append(request)
                    number += 1
                    if self._answer(talking, request) is False:
                        return
        finally:
            self.ended.append(index)

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self._context.wrap_socket(connection, server_side=True) if self._context else connection

    def _received(self, connection: socket.socket, index: int, number: int) -> Request | None:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        length = int(found[1]) if found else 0
        while len(body) < length:
            piece = connection.recv(65536)
            if not piece:
                return None
            body += piece
        method, target = head.split(b" ")[:2]
        return Request(index, number, method.decode(), target.decode(), head.decode("latin-1"), body)


class Relay(_Listening):
    """Forwards bytes and closed connections to a server, with a delay of ``delay`` seconds in each direction."""

    def __init__(self, port: int, delay: float) -> None:
        super().__init__()
        self._target = port
        self._delay = delay
        self.url = f"http://127.0.0.1:{self.port}"

    def _take(self, connection: socket.socket) -> None:
        far = socket.create_connection(("127.0.0.1", self._target))
        far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.append(far)
        self._start(self._pass_on, connection, far)
        self._start(self._pass_on, far, connection)

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        # A connection has one request or reply in transit at a time, so that sleeping here delays nothing else.
        with contextlib.suppress(OSError):
            while True:
                data = source.recv(65536)
                time.sleep(self._delay)
                if not data:
                    break
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


def reply(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nx-ci-request-id: r1\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def job_for(request: Request, number: int) -> bytes:
    """Return the reply to a submission, with the input of the request."""
    return (
        f"<Response><JobsDetail><JobId>j{number}</JobId><State>Submitted</State><Input><BucketId>test-1250000000"
        f"</BucketId><Object>{request.input_key}</Object></Input></JobsDetail></Response>"
    ).encode()

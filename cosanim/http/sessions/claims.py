"""Claims, with which a request that was handed to an executor is sent once, even if the executor runs its task again.

Some executors run a task again whose worker died, or whose result was lost. A paid request must not be sent twice, so
a worker asks before it sends one: the process that handed it out grants each claim to one run of the task only. It can
also withdraw a claim, and then knows whether the request may have been sent.

Workers ask over TCP, since all kinds of executors have workers that can open a connection, and nothing else in common.
A question is the token of the claim and a random name of the run, of 16 bytes each; the reply is one byte.
"""

from __future__ import annotations

import os
import secrets
import selectors
import socket
import threading
import time
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self
from urllib.parse import urlsplit

from cosanim.errors import ConfigurationError

if TYPE_CHECKING:
    from types import TracebackType

_SIZE: Final = 16
"""Size in bytes of a token, and of the name of a run."""
_GRANTED: Final = b"\x01"
_REFUSED: Final = b"\x00"
_TIMEOUT: Final = 10.0
"""Seconds that a worker waits for the connection, and for the reply."""
_BACKLOG: Final = 512
_PAUSE: Final = 0.01
"""Seconds after a connection that could not be accepted, since the next attempt may fail too."""


class Claim(NamedTuple):
    """The claim of one request.

    Attributes:
        host: Host at which it is granted.
        port: The port.
        token: Random name of the claim.
    """

    host: str
    port: int
    token: bytes

    def __repr__(self) -> str:
        """Show no token: whoever knows it can take the claim."""
        return f"<Claim at {self.host}:{self.port}>"

    def take(self, run: bytes) -> bool:
        """Return whether this run of the task may send the request; workers call it.

        Args:
            run: Random name of the run, from ``name_of_run``.

        Raises:
            OSError: The process that handed out the request cannot be reached.
        """
        connection = _kept.connection_of_process()
        if connection.peer == self[:2]:
            with suppress(OSError):  # it was closed meanwhile; the same run may ask again
                return connection.ask(self.token + run)
        connection.open(self.host, self.port)
        return connection.ask(self.token + run)


def name_of_run() -> bytes:
    """Return a random name of one run of a task."""
    return secrets.token_bytes(_SIZE)


class ClaimServer:
    """Grants each claim once. Its thread runs until ``close``, and after that no claim is granted.

    Attributes:
        host: Host at which workers reach it.
        port: The port.
    """

    def __init__(self, address: str | None = None) -> None:
        """Listen for workers.

        Args:
            address: Address of this machine at which workers reach it, ``HOST`` or ``HOST:PORT``; a free port of
                127.0.0.1, which only workers on this machine reach, when left out.

        Raises:
            ConfigurationError: It is no address of this machine, or the port is in use.
        """
        self.host, port = _host_and_port("127.0.0.1" if address is None else address)
        self._lock = threading.Lock()
        self._claims: dict[bytes, bytes | None] = {}
        try:
            family = socket.getaddrinfo(self.host, port, type=socket.SOCK_STREAM)[0][0]
            self._listener = socket.create_server((self.host, port), family=family, backlog=_BACKLOG)
        except OSError as error:
            reason = error.strerror or error
            raise ConfigurationError(f"claim_address {address!r} cannot be used on this machine: {reason}") from error
        self.port: int = self._listener.getsockname()[1]
        self._listener.setblocking(False)
        self._waker, self._woken = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._received: dict[socket.socket, bytes] = {}
        _servers.add(self)
        self._thread = threading.Thread(target=self._serve, name="cosanim-claims", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Return the server."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the server."""
        self.close()

    def issue(self) -> Claim:
        """Return a new claim."""
        token = secrets.token_bytes(_SIZE)
        with self._lock:
            self._claims[token] = None
        return Claim(self.host, self.port, token)

    def is_taken(self, claim: Claim) -> bool:
        """Return whether a run has taken a claim that was not withdrawn."""
        with self._lock:
            return self._claims[claim.token] is not None

    def withdraw(self, claim: Claim) -> bytes | None:
        """Withdraw a claim, so that no run can take it any more.

        Returns:
            The name of the run that had taken it; None if there is none, so that the request was not sent.
        """
        with self._lock:
            return self._claims.pop(claim.token)

    def close(self) -> None:
        """Stop granting claims."""
        self._waker.send(b"end")
        self._thread.join()
        self.close_sockets()

    def close_sockets(self) -> None:
        """Close the sockets of this process; a forked process does so with its copies."""
        for each in (self._listener, self._waker, self._woken, *list(self._received)):
            each.close()
        self._selector.close()

    def _serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._woken:
                    return
                if key.fileobj is self._listener:
                    self._accept()
                else:
                    self._read(key.fileobj)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:  # the worker has gone, or there are too many open files
            time.sleep(_PAUSE)
            return
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received[connection] = b""
        self._selector.register(connection, selectors.EVENT_READ)

    def _read(self, connection: Any) -> None:
        try:
            received = connection.recv(4096)
            question = self._received[connection] + received
            while received and len(question) >= 2 * _SIZE:
                is_granted = self._grant(question[:_SIZE], question[_SIZE : 2 * _SIZE])
                question = question[2 * _SIZE :]
                connection.send(_GRANTED if is_granted else _REFUSED)
        except OSError:
            received = question = b""
        self._received[connection] = question
        if not received:
            self._selector.unregister(connection)
            del self._received[connection]
            connection.close()

    def _grant(self, token: bytes, run: bytes) -> bool:
        with self._lock:
            if token not in self._claims:
                return False
            if self._claims[token] is None:
                self._claims[token] = run
            return self._claims[token] == run


class _Connection:
    """A connection of a worker to the process that grants its claims."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.peer: tuple[str, int] | None = None
        self._socket: socket.socket | None = None

    def open(self, host: str, port: int) -> None:
        self.close()
        self._socket = socket.create_connection((host, port), timeout=_TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.peer = (host, port)

    def ask(self, question: bytes) -> bool:
        """Return whether the claim is granted.

        Raises:
            OSError: There is no reply.
        """
        reply = b""
        try:
            if self._socket is not None:
                self._socket.sendall(question)
                reply = self._socket.recv(1)
        finally:
            if not reply:
                self.close()
        if not reply:
            raise ConnectionError("the connection was closed")
        return reply == _GRANTED

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = self.peer = None

    def __del__(self) -> None:
        """Close the connection at the end of its thread."""
        self.close()


class _Kept(threading.local):
    """The connection of a thread, kept between requests."""

    def __init__(self) -> None:
        self._connection = _Connection()

    def connection_of_process(self) -> _Connection:
        """Return the connection; a new one after a fork, since two processes would read each other's replies."""
        if self._connection.process != os.getpid():
            self._connection = _Connection()
        return self._connection


def _host_and_port(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.path:
        raise ConfigurationError(f"claim_address is HOST or HOST:PORT of this machine, not {address!r}")
    return host, port or 0


_kept = _Kept()
_servers: weakref.WeakSet[ClaimServer] = weakref.WeakSet()


def _close_all_servers() -> None:
    # Otherwise workers could still connect after the end of the process that grants their claims.
    for server in list(_servers):
        server.close_sockets()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_close_all_servers)

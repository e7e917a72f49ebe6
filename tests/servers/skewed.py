"""A server with its own time, which refuses signatures that are not valid at that time."""

from __future__ import annotations

from email.utils import formatdate
from typing import TYPE_CHECKING

from cosanim.signing import parse_authorization
from tests.servers.scripted import Scripted, reply

if TYPE_CHECKING:
    import socket

    from tests.servers.scripted import Request

EXPIRED = ("401 Unauthorized", b"<Error><Code>SignatureExpired</Code></Error>")
"""The refusal of Cloud Infinite: status line and body."""


class SkewedServer(Scripted):
    """Answers as a service whose time is ``now``.

    Attributes:
        now: The time of the service, in Unix time.
        refusal: Status line and body for a signature that is not valid at ``now``.
        accepted: Status lines and bodies for requests with a valid signature, in order, the last one repeated.
        has_date: Whether replies have a Date header.
        always_refuses: Whether valid signatures are refused too.
    """

    def __init__(self, now: int, refusal: tuple[str, bytes] = EXPIRED) -> None:
        self.now = now
        self.refusal = refusal
        self.accepted = [("200 OK", b"<Response/>")]
        self.has_date = True
        self.always_refuses = False
        super().__init__(self._reply)

    @property
    def windows(self) -> list[tuple[int, int]]:
        """First and last second of the signature of each request."""
        return [parse_authorization(request.authorization).key_time for request in self.requests]

    def _reply(self, connection: socket.socket, request: Request) -> bool:
        first, last = parse_authorization(request.authorization).key_time
        if first <= self.now <= last and not self.always_refuses:
            status, body = self.accepted.pop(0) if len(self.accepted) > 1 else self.accepted[0]
        else:
            status, body = self.refusal
        date = f"Date: {formatdate(self.now, usegmt=True)}\r\n" if self.has_date else ""
        data = reply(body, status=status, headers=date)
        connection.sendall(data.removesuffix(body) if request.method == "HEAD" else data)
        # A body without Content-Length is not read, so that no other request can follow on this connection.
        return "chunked" not in request.head

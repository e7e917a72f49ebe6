"""A server in front of a local service that alters some of its replies, for states that the service does not have."""

from __future__ import annotations

import http.client
import socket
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from tests.servers.scripted import Request, Scripted

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.local import LocalService

Alter: TypeAlias = "Callable[[Request, dict[str, str]], int | None]"
"""Changes the headers of the reply to a request, and returns another status without a body, or None."""


class Altering(Scripted):
    """Passes requests on to a local service, and alters the replies to those for objects."""

    def __init__(self, service: LocalService, alter: Alter) -> None:
        self._service = service
        self._alter = alter
        super().__init__(self._pass_on)

    def _pass_on(self, connection: socket.socket, request: Request) -> None:
        place = urlsplit(self._service.url)
        with socket.create_connection((place.hostname or "", place.port or 0)) as far:
            far.sendall(request.head.encode("latin-1") + b"\r\n\r\n" + request.body)
            reply = http.client.HTTPResponse(far, method=request.method)
            reply.begin()
            body = reply.read()
        headers = {name.lower(): value for name, value in reply.getheaders()}
        changed = self._alter(request, headers)
        if changed is not None:
            body = b""
            headers["content-length"] = "0"
        lines = [f"HTTP/1.1 {changed or reply.status} x", *(f"{name}: {value}" for name, value in headers.items())]
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


def of_object(request: Request) -> bool:
    """Return whether a request is for an object."""
    return ".cos." in request.head and request.target != "/"

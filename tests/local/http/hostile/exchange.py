"""A hostile request, the answers that are right for it, and the exchange with a service."""

from __future__ import annotations

import re
import select
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import h11

from cosanim.models import ErrorResponse
from cosanim.xml.codec import decode
from tests.local.support import COS_HOST, authorization

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OK = ""
"""The code of an answer that is no refusal."""
NOT_HTTP = (400, "InvalidRequest")
MALFORMED = (400, "InvalidArgument")
NOT_OFFERED = (501, "NotImplemented")
TOO_SLOW = (400, "RequestTimeout")
_TIMEOUT = 60
"""Seconds, above the service's own time-outs."""


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """A hostile request.

    Attributes:
        name: What is hostile about it.
        sent: The bytes, in pieces.
        answer: Status and code of the right answer; the code is ``OK`` if the request is legitimate.
        pause: Seconds between two pieces. The service may answer before all of them were sent.
        key: The object that exists after the request, and only if the answer is ``OK``.
        body: What the body of the right answer contains.
    """

    name: str
    sent: Sequence[bytes]
    answer: tuple[int, str]
    pause: float = 0
    key: str | None = None
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a service answered: status, code (``OK`` without one), headers in lower case and body."""

    status: int
    code: str
    headers: dict[str, str]
    body: bytes


def head(
    method: str,
    target: str | bytes,
    *,
    path: str | None = None,
    params: dict[str, str] | None = None,
    host: str | bytes = COS_HOST,
    headers: Sequence[str | bytes] = (),
    signature: str | None = None,
) -> bytes:
    """Return a signed head. The path that is signed is that of the target unless it is given."""
    if path is None:
        assert isinstance(target, str)
        path = unquote(target.partition("?")[0])
    text = authorization(method, path, params=params) if signature is None else signature
    lines = [
        b"%s %s HTTP/1.1" % (method.encode(), _bytes(target)),
        b"Host: " + _bytes(host),
        *([b"Authorization: " + text.encode()] if text else ()),
        *map(_bytes, headers),
        b"Connection: close",
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def whole(
    method: str, target: str | bytes, *, body: bytes = b"", headers: Sequence[str | bytes] = (), **options: Any
) -> list[bytes]:
    """Return a signed request with a body of the right length; the options are those of ``head``."""
    return [head(method, target, headers=[f"Content-Length: {len(body)}", *headers], **options) + body]


def exchange(url: str, request: Hostile) -> Answer:
    """Send a hostile request, and return the only answer to it, which must be complete and well-formed."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=_TIMEOUT) as connection:
        try:
            for piece in _paced(connection, request):
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the service refused the request before its end
        received = b"".join(_received(connection))
    return _parsed(received, request)


def _paced(connection: socket.socket, request: Hostile) -> Iterator[bytes]:
    yield request.sent[0]
    for piece in request.sent[1:]:
        if request.pause and select.select([connection], [], [], request.pause)[0]:
            return
        yield piece


def _received(connection: socket.socket) -> Iterator[bytes]:
    while True:
        try:
            chunk = connection.recv(1 << 16)
        except ConnectionResetError:
            return
        if not chunk:
            return
        yield chunk


def _parsed(received: bytes, request: Hostile) -> Answer:
    """Parse what was received with an HTTP client: one response, and nothing after it."""
    client = h11.Connection(h11.CLIENT)
    method = b"HEAD" if request.sent[0].startswith(b"HEAD ") else b"GET"
    client.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
    client.send(h11.EndOfMessage())
    client.receive_data(received)
    event, body = client.next_event(), b""
    while isinstance(event, h11.InformationalResponse):
        event = client.next_event()
    assert isinstance(event, h11.Response), f"{request.name}: no response in {received[:200]!r}"
    status, headers = event.status_code, {name.decode(): value.decode() for name, value in event.headers}
    client.receive_data(b"")
    while isinstance(event := client.next_event(), h11.Data):
        body += event.data
    assert isinstance(event, h11.EndOfMessage), f"{request.name}: {event!r}"
    assert client.trailing_data[0] == b"", f"{request.name}: more than one response"
    ids = [value for name, value in headers.items() if re.fullmatch("x-(cos|ci)-request-id", name)]
    assert len(ids) == 1, f"{request.name}: {status} without a request id"
    code = OK
    if status >= 400 and method != b"HEAD":
        error = decode(body, ErrorResponse)
        assert (error.request_id, bool(error.message)) == (ids[0], True), request.name
        code = error.code or OK
    return Answer(status=status, code=code, headers=headers, body=body)


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text

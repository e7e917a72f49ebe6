"""Records the requests that arrive at a service, without their headers, which hold signatures and tokens."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote

from cosanim.operations import APIS
from cosanim.xml.codec import decode_leniently
from cosanim.xml.parsing import REQUEST_MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from cosanim.local.http.hosts import Target

MAX_REQUESTS: Final = 10_000
"""Largest number of requests that are kept."""
_MAX_BYTES: Final = 4 * 2**20
"""Largest size of the contents that are kept."""
_SECRET_PARAMETERS: Final = frozenset({"sign", "x-cos-security-token", "x-ci-security-token"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRequest:
    """A request that arrived at a service, also one that was refused or had a fault.

    Attributes:
        method: The HTTP method.
        path: The decoded path in the bucket, such as ``/jobs``, or ``/`` and the key of an object.
        api: Name of the API, such as ``submit_job``: a name of ``cosanim.operations.APIS``; None for objects, buckets
            and unknown paths.
        bucket: The bucket; None for a request to a whole region.
        params: The decoded query parameters in order, without those of a signature.
        status: HTTP status of the response; None if none was sent, or not yet.
        content: The body as far as the service read it; None if it is longer than 64 KiB. It may be empty for a request
            that was refused because of its headers.
    """

    method: str
    path: str
    api: str | None
    bucket: str | None
    params: tuple[tuple[str, str], ...]
    status: int | None
    content: bytes | None = field(repr=False)

    @property
    def body(self) -> Any:
        """The body as an object of ``cosanim.models``, such as SubmitJobRequest; None if the API has none.

        Raises:
            DecodeError: The body is not well-formed or has another root.
        """
        request_class = None if self.api is None else APIS[self.api].request_class
        return decode_leniently(self.content, request_class, odd=[]) if request_class and self.content else None


@dataclass(slots=True)
class _Entry:
    method: str
    host: str
    path: bytes
    query: bytes
    content: bytearray | None = field(default_factory=bytearray)
    status: int | None = None


class RequestLog:
    """The last requests of a service. Threads may share it."""

    def __init__(self) -> None:
        """Start without requests."""
        self._lock = threading.Lock()
        self._entries: deque[_Entry] = deque()
        self._bytes = 0

    def add(self, scope: Scope) -> _Entry:
        """Add a request, and return its entry, to which content and status are added later."""
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        entry = _Entry(scope["method"], host.decode("latin-1"), scope["raw_path"], scope["query_string"])
        with self._lock:
            self._entries.append(entry)
            if len(self._entries) > MAX_REQUESTS:
                self._drop_content(self._entries.popleft())
        return entry

    def add_content(self, entry: _Entry, chunk: bytes) -> None:
        """Add a part of the body to an entry. The contents of the oldest requests are dropped when they are many."""
        with self._lock:
            if entry.content is None:
                return
            self._bytes += len(chunk)
            entry.content += chunk
            if len(entry.content) > REQUEST_MAX_BYTES:
                self._drop_content(entry)
            if self._bytes > _MAX_BYTES:
                for old in self._entries:
                    if self._bytes <= _MAX_BYTES // 2:
                        break
                    self._drop_content(old)

    def clear(self) -> None:
        """Forget all requests."""
        with self._lock:
            while self._entries:
                self._drop_content(self._entries.pop())

    def requests(
        self, *, target_of: Callable[[str, str], Target], api_of: Callable[[str, Target, Collection[str]], str | None]
    ) -> tuple[RecordedRequest, ...]:
        """Return the requests in the order of their arrival, except those of ``/local/``.

        Args:
            target_of: Returns the target of a Host header and a decoded path.
            api_of: Returns the name of the API of a method, a target and the names of query parameters.
        """
        with self._lock:
            copies = [(each, None if each.content is None else bytes(each.content)) for each in self._entries]
        recorded = []
        for entry, content in copies:
            path = unquote(entry.path.decode("latin-1"))
            target = target_of(entry.host, path)
            if target.path.startswith("local/"):
                continue
            params = parse_qsl(entry.query.decode("latin-1"), keep_blank_values=True)
            recorded.append(
                RecordedRequest(
                    method=entry.method,
                    path=f"/{target.path}",
                    api=api_of(entry.method, target, {name for name, _ in params}),
                    bucket=target.bucket,
                    params=tuple((name, value) for name, value in params if not _is_secret(name)),
                    status=entry.status,
                    content=content,
                )
            )
        return tuple(recorded)

    def _drop_content(self, entry: _Entry) -> None:
        if entry.content is not None:
            self._bytes -= len(entry.content)
            entry.content = None


class RequestRecorder:
    """An ASGI application that records the requests of another one."""

    def __init__(self, application: ASGIApp, log: RequestLog) -> None:
        """Wrap an application.

        Args:
            application: The application.
            log: Keeps the requests.
        """
        self._application = application
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Record a request, and pass it on."""
        if scope["type"] != "http":
            return
        entry = self._log.add(scope)

        async def recorded_receive() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                self._log.add_content(entry, message.get("body", b""))
            return message

        async def recorded_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            await send(message)

        await self._application(scope, recorded_receive, recorded_send)


def _is_secret(name: str) -> bool:
    return name.lower().startswith("q-") or name.lower() in _SECRET_PARAMETERS

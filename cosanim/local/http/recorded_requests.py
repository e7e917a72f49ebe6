"""Records the requests that arrive at a service, without their headers, which hold signatures and tokens."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote

from cosanim.errors import DecodeError
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.schema_checks import checked_bodies
from cosanim.operations import APIS
from cosanim.xml.parsing import REQUEST_MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from cosanim.local.http.hosts import Target

MAX_REQUESTS: Final = 10_000
"""Largest number of requests that are kept."""
_MAX_BYTES: Final = 4 * 2**20
"""Largest size of the requests that are kept."""
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
    def bodies(self) -> tuple[Any, ...]:
        """The body as the service reads it: an object of ``cosanim.models`` for each Operation; empty without a body.

        Raises:
            DecodeError: The service refuses the body; the message says why.
        """
        if self.api is None or APIS[self.api].request is None or not self.content:
            return ()
        try:
            return tuple(checked_bodies(self.content, self.api, strict=False))
        except HttpError as error:
            raise DecodeError(error.message) from None

    @property
    def body(self) -> Any:
        """The first of ``bodies``, such as a SubmitJobRequest; None if there is none.

        Raises:
            DecodeError: As for ``bodies``.
        """
        return next(iter(self.bodies), None)


@dataclass(slots=True)
class _Entry:
    method: str
    host: str
    path: bytes
    query: bytes
    content: bytearray | None = field(default_factory=bytearray)
    status: int | None = None

    @property
    def head_size(self) -> int:
        """Number of bytes of host, path and query."""
        return len(self.host) + len(self.path) + len(self.query)


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
            self._bytes += entry.head_size
            self._limit()
        return entry

    def add_content(self, entry: _Entry, chunk: bytes) -> None:
        """Add a part of the body to an entry."""
        with self._lock:
            if entry.content is None:
                return
            self._bytes += len(chunk)
            entry.content += chunk
            if len(entry.content) > REQUEST_MAX_BYTES:
                self._drop_content(entry)
            self._limit()

    def clear(self) -> None:
        """Forget all requests."""
        with self._lock:
            while self._entries:
                self._drop_oldest()

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

    def _limit(self) -> None:
        """Drop the contents of the oldest requests, and then the oldest requests, if there are too many."""
        if self._bytes > _MAX_BYTES:
            for old in self._entries:
                if self._bytes <= _MAX_BYTES // 2:
                    break
                self._drop_content(old)
        while self._bytes > _MAX_BYTES or len(self._entries) > MAX_REQUESTS:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        oldest = self._entries.popleft()
        self._drop_content(oldest)
        self._bytes -= oldest.head_size

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

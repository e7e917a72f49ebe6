"""Sends POST requests by an executor, whose workers may be threads, processes or other machines.

The unit of work is one signed request. A worker sends it once and returns the reply as bytes, or the failure. A worker
needs neither the credentials nor the client.
"""

from __future__ import annotations

from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cosanim.errors import TransportError
from cosanim.http.delivery import LONGEST_IDLE, deliver
from cosanim.http.sessions.connections import Attempt
from cosanim.http.sessions.headers import Headers
from cosanim.http.sessions.own_session import OwnRequest, OwnSession
from cosanim.http.transport_errors import HTTP_FAILURES, transport_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from concurrent.futures import Executor

    from cosanim.http.endpoints import Endpoint
    from cosanim.http.request_bodies import SourceBody
    from cosanim.http.sessions.protocols import Request, Response, Session

_MAX_REPLY: Final = 64 * 1024 * 1024
"""Largest reply in bytes that a worker reads."""


@dataclass(frozen=True, slots=True, repr=False)
class ReadyRequest:
    """A signed request that any process can send; it can be pickled.

    Attributes:
        method: The HTTP method.
        url: The address.
        endpoint: The endpoint; the address starts with its base URL.
        headers: All headers.
        body: The body.
        timeout: Seconds to connect, and for each read or write after that.
    """

    method: str
    url: str
    endpoint: Endpoint
    headers: tuple[tuple[str, str], ...]
    body: bytes
    timeout: tuple[float, float]

    def __repr__(self) -> str:
        """Show no headers: they contain the signature."""
        return f"<ReadyRequest {self.method} {self.url.partition('?')[0]}, {len(self.body)} bytes>"


@dataclass(frozen=True, slots=True, repr=False)
class ReadyReply:
    """A reply that was read completely; it can be pickled.

    Attributes:
        status: The HTTP status.
        headers: The headers.
        body: The undecoded body.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __repr__(self) -> str:
        """Show neither headers nor body: they may be long or private."""
        return f"<ReadyReply {self.status}, {len(self.body)} bytes>"


def send_ready(ready: ReadyRequest) -> ReadyReply | TransportError:
    """Send a signed request once, and return its reply or the failure; workers call it.

    Proxies and certificates are those of the environment of the worker.
    """
    session, endpoint = _session(), ready.endpoint
    session.check(ready.method, endpoint, ready.url)
    request = OwnRequest(ready.method, ready.url, dict(ready.headers), ready.body)
    response = deliver(session, request, endpoint, Attempt(longest_idle=LONGEST_IDLE), ready.timeout)
    if isinstance(response, TransportError):
        return response
    try:
        body = bytearray()
        for piece in response.pieces():
            body += piece
            if len(body) > _MAX_REPLY:
                message = f"the reply from {endpoint.authority} is larger than {_MAX_REPLY} bytes"
                return TransportError(message, host=endpoint.authority, sent=True)
    except HTTP_FAILURES as error:
        return transport_error(error, host=endpoint.authority, method=ready.method, sent=True)
    finally:
        response.close()
    return ReadyReply(response.status, tuple(response.headers.items()), bytes(body))


@lru_cache(maxsize=1)
def _session() -> OwnSession:
    """Return the session of the process, which keeps its connections between requests."""
    return OwnSession()


class _WorkersResponse:
    """A reply that a worker has read, as a ``Response``."""

    __slots__ = ("_body", "headers", "status")
    is_cut_off = False

    def __init__(self, reply: ReadyReply) -> None:
        self.status = reply.status
        self.headers: Mapping[str, str] = Headers(dict(reply.headers))
        self._body = reply.body

    def pieces(self, *, in_one: bool = False) -> Iterator[bytes]:  # noqa: ARG002 - the body is there in one piece
        yield self._body

    def close(self) -> None:
        """Do nothing: the worker has closed the connection."""


class ExecutorSession:
    """Sends POST requests by an executor, and all others by another session."""

    def __init__(self, executor: Executor, session: Session) -> None:
        """Store the executor, and the session for other methods."""
        self._executor = executor
        self._session = session

    def read_environment(self, endpoint: Endpoint) -> None:
        """Read the settings for an endpoint from the environment of this process."""
        self._session.read_environment(endpoint)

    def check(self, method: str, endpoint: Endpoint, url: str) -> None:
        """Raise an error if the settings do not allow sending the request."""
        if method != "POST":
            self._session.check(method, endpoint, url)

    def prepare(
        self, method: str, endpoint: Endpoint, url: str, headers: Mapping[str, str], body: bytes | SourceBody | None
    ) -> Request:
        """Return an unsigned request."""
        if method == "POST":
            return OwnRequest(method, url, headers, body)
        prepared: Request = self._session.prepare(method, endpoint, url, headers, body)
        return prepared

    def send(self, request: Request, endpoint: Endpoint, attempt: Attempt, timeout: tuple[float, float]) -> Response:
        """Send a request once, and wait for its reply.

        Raises:
            TransportError: The worker got no reply.
            ConnectionError: The executor failed, so that it is unknown whether the worker sent the request.
            RuntimeError: The executor accepts no more work; nothing was sent.
        """
        if request.method != "POST":
            return self._session.send(request, endpoint, attempt, timeout)
        attempt.is_tracked = True
        ready = ReadyRequest(
            "POST",
            request.url or "",
            endpoint,
            tuple((name, str(value)) for name, value in request.headers.items()),
            request.body or b"",
            timeout,
        )
        future = self._executor.submit(send_ready, ready)
        attempt.is_begun = True
        try:
            reply = future.result()
        except CancelledError as error:
            attempt.is_begun = False
            raise ConnectionError("the executor cancelled the request") from error
        except Exception as error:
            raise ConnectionError("the executor failed") from error
        if isinstance(reply, TransportError):
            raise reply
        attempt.is_answered = True
        return _WorkersResponse(reply)

    def close(self) -> None:
        """Do nothing: executor and session belong to others."""

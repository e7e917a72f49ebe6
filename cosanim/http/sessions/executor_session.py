"""Sends POST requests by an executor, whose workers may be threads, processes or other machines."""

from __future__ import annotations

from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.errors import TransportError
from cosanim.http.repeated_secrets import secret_values
from cosanim.http.sessions.headers import Headers
from cosanim.http.sessions.own_session import OwnRequest
from cosanim.http.sessions.ready_requests import Answer, ReadyRequest, send_ready
from cosanim.http.transport_errors import SENT_TEXT
from cosanim.masking import mask_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from concurrent.futures import Executor, Future

    from cosanim.http.endpoints import Endpoint
    from cosanim.http.request_bodies import SourceBody
    from cosanim.http.sessions.claims import ClaimServer
    from cosanim.http.sessions.connections import Attempt
    from cosanim.http.sessions.protocols import Request, Response, Session
    from cosanim.http.sessions.ready_requests import ReadyReply

_GRACE: Final = 30.0
"""Seconds beyond the time-outs of a request after which the answer of a worker is no longer waited for."""
_LONGEST_REASON: Final = 300
"""Number of characters of the message of an executor's exception that are kept."""


class Workers(NamedTuple):
    """What is needed to send requests by an executor.

    Attributes:
        executor: The executor.
        claims: Grants each request to one run of its task.
    """

    executor: Executor
    claims: ClaimServer


class _Lost(NamedTuple):
    """Why there is no answer, and whether another attempt can succeed."""

    reason: str
    is_temporary: bool = False


class _WorkersResponse:
    """A reply that a worker has read, as a ``Response``."""

    __slots__ = ("_body", "headers", "status")
    is_cut_off = False

    def __init__(self, reply: ReadyReply) -> None:
        self.status = reply.status
        self.headers: Mapping[str, str] = Headers(dict(reply.headers))
        self._body = reply.body

    def read(self, most: int) -> bytes:  # noqa: ARG002 - the body is there
        return self._body

    def pieces(self) -> Iterator[bytes]:
        yield self._body

    def close(self) -> None:
        """Do nothing: the worker has closed the connection."""


class ExecutorSession:
    """Sends POST requests by an executor, and all others by another session.

    A request waits in the executor until a worker takes its claim. So whatever happens to the task, it is certain
    whether the request may have been sent, and a task that runs again does not send it again.
    """

    def __init__(self, workers: Workers, session: Session, *, patience: float) -> None:
        """Store the arguments.

        Args:
            workers: Executor and claims.
            session: The session for other methods.
            patience: Seconds within which a worker must take a request.
        """
        self._executor, self._claims = workers
        self._session = session
        self._patience = patience
        self._has_worked = False

    def read_environment(self, endpoint: Endpoint) -> None:
        """Read the settings for an endpoint from the environment of this process."""
        self._session.read_environment(endpoint)

    def check(self, method: str, endpoint: Endpoint, url: str) -> None:
        """Raise an error if the settings do not allow sending the request; workers check those of a POST."""
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
            TransportError: There is no reply; ``sent`` is False if no worker began to send the request, and then none
                will.
        """
        if request.method != "POST":
            return self._session.send(request, endpoint, attempt, timeout)
        attempt.is_tracked = attempt.is_begun = True  # until the contrary is certain
        claim = self._claims.issue()
        ready = ReadyRequest(
            method="POST",
            url=request.url or "",
            endpoint=endpoint,
            headers=tuple((name, str(value)) for name, value in request.headers.items()),
            body=request.body or b"",
            timeout=timeout,
            longest_idle=attempt.longest_idle,
            claim=claim,
        )
        answer = self._run(ready)
        claimant = self._claims.withdraw(claim)
        attempt.is_begun = claimant is not None
        if isinstance(answer, Answer) and answer.run == claimant:
            self._has_worked = True
            if not isinstance(answer.result, TransportError):
                attempt.is_answered = True
                return _WorkersResponse(answer.result)
        raise self._failure(answer, claimant, request, endpoint.authority)

    def close(self) -> None:
        """Do nothing: executor and session belong to others."""

    def _run(self, ready: ReadyRequest) -> Answer | _Lost:
        """Hand a request to the executor, and wait for the answer of a worker."""
        try:
            future = self._executor.submit(send_ready, ready)
        except Exception as error:  # noqa: BLE001 - of an executor that is shut down or broken
            return _Lost(f"the executor accepts no request, {_named(error)}; start again with another executor")
        try:
            return self._wait(future, ready)
        finally:
            future.cancel()  # of no effect unless it still waits for a worker

    def _wait(self, future: Future[Answer], ready: ReadyRequest) -> Answer | _Lost:
        try:
            try:
                error = future.exception(self._patience)
            except TimeoutError:
                if not self._claims.is_taken(ready.claim):
                    return _Lost(f"no worker of the executor was free within {self._patience:g} s", is_temporary=True)
                error = future.exception(sum(ready.timeout) + _GRACE)
        except TimeoutError:
            return _Lost("the worker of the executor that took the request gave no answer")
        except CancelledError:
            return _Lost("the executor cancelled the request", is_temporary=True)
        if error is not None:
            # Of an executor that has worked, another task can succeed; otherwise its workers probably lack something.
            return _Lost(f"the executor failed, {_named(error)}", is_temporary=self._has_worked)
        answer = future.result()
        return answer if isinstance(answer, Answer) else _Lost(f"the executor returned a {type(answer).__name__}")

    def _failure(self, answer: Answer | _Lost, claimant: bytes | None, request: Request, host: str) -> TransportError:
        """Return the error of a request without a reply."""
        if isinstance(answer, Answer):
            # A run without the claim does not show whether another one has sent the request.
            if isinstance(answer.result, TransportError) and claimant in {None, answer.run}:
                if claimant is None:
                    answer.result.retryable = self._has_worked
                return answer.result
            answer = _Lost("the executor ran the task again, and the answer of its first run is lost")
        sent = False if claimant is None else None
        reason = mask_secrets(answer.reason, secret_values(request))
        return TransportError(
            f"no usable reply from {host}: {reason} ({SENT_TEXT[sent]})",
            host=host,
            sent=sent,
            retryable=sent is False and answer.is_temporary,
        )


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:_LONGEST_REASON]

"""Prepares, signs and sends one request; ``Transport`` calls it for each attempt."""

from __future__ import annotations

import copy
import logging
import time
from typing import TYPE_CHECKING, Self

import urllib3.exceptions

from cosanim.errors import TransportError
from cosanim.http.delivery import LONGEST_IDLE, deliver
from cosanim.http.endpoints import query_string
from cosanim.http.heads import Head
from cosanim.http.repeated_secrets import masked_headers, secret_values
from cosanim.http.request_bodies import SourceBody, _SourceError, check_headers
from cosanim.http.retries import IDEMPOTENT_METHODS
from cosanim.http.sessions.connections import Attempt
from cosanim.http.sessions.own_session import OwnSession
from cosanim.http.transport_errors import deadline_error, record_signature, transport_error
from cosanim.signing.parsed_authorization import signed_until

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

    from cosanim.credentials import Credentials
    from cosanim.http.endpoints import Endpoint
    from cosanim.http.exchange import Exchange
    from cosanim.http.sessions.executor_session import Workers
    from cosanim.http.sessions.protocols import Request, Response, Session
    from cosanim.signing import CosAuth

_log = logging.getLogger("cosanim")


class RequestSpec:
    """The parameters of a request before it is prepared and signed.

    Attributes:
        method: The HTTP method.
        endpoint: The endpoint.
        path: The encoded path.
        params: Query parameters in order.
        headers: Additional headers.
        body: The body.
        auth: The signer.
        deadline: Deadline, by the monotonic clock; None for no deadline.
        attempts: Each attempt is appended to this list before it begins; None for no list.
        before_send: Called with the last second of the signature, in Unix time, before the first byte is sent; its
            exceptions are raised, and then nothing is sent. None for no call.
    """

    __slots__ = (
        "attempts",
        "auth",
        "before_send",
        "body",
        "deadline",
        "endpoint",
        "headers",
        "method",
        "params",
        "path",
    )

    def __init__(
        self,
        *,
        method: str,
        endpoint: Endpoint,
        path: str,
        params: tuple[tuple[str, str | None], ...],
        headers: Mapping[str, str],
        body: bytes | SourceBody | None,
        auth: CosAuth,
        deadline: float | None,
        attempts: list[Attempt] | None = None,
        before_send: Callable[[int], None] | None = None,
    ) -> None:
        """Store the parameters."""
        self.method = method
        self.endpoint = endpoint
        self.path = path
        self.params = params
        self.headers = headers
        self.body = body
        self.auth = auth
        self.deadline = deadline
        self.attempts = attempts
        self.before_send = before_send

    @property
    def can_rewind(self) -> bool:
        """Whether the body can be sent again."""
        return not isinstance(self.body, SourceBody) or self.body.can_rewind

    @property
    def can_repeat(self) -> bool:
        """Whether the request is idempotent and its body can be sent again."""
        return self.method in IDEMPOTENT_METHODS and self.can_rewind

    def rewind(self) -> None:
        """Make the body ready to be sent again."""
        if isinstance(self.body, SourceBody):
            self.body.rewind()


class Sender:
    """Sends requests with an ``OwnSession``, or with a requests session passed by the caller."""

    def __init__(
        self,
        *,
        session: requests.Session | None,
        timeout: tuple[float, float],
        on_exchange: Callable[[Exchange], None] | None,
        monotonic: Callable[[], float],
    ) -> None:
        """Create a sender; the arguments are those of ``Transport``."""
        self._session = _session_of(session)
        self._timeout = timeout
        self._on_exchange = on_exchange
        self._monotonic = monotonic

    def with_workers(self, workers: Workers, *, patience: float) -> Self:
        """Return a sender with the same settings that sends POST requests by an executor.

        Args:
            workers: The executor.
            patience: Seconds within which a worker must take a request.
        """
        from cosanim.http.sessions.executor_session import ExecutorSession  # imported on demand: few programs use it

        other = copy.copy(self)
        other._session = ExecutorSession(workers, self._session, patience=patience)  # noqa: SLF001 - of the same class
        return other

    def read_environment(self, endpoint: Endpoint) -> None:
        """Read the settings for an endpoint from the environment."""
        self._session.read_environment(endpoint)

    def close(self) -> None:
        """Close the connections that this sender opened, but not a session passed by the caller."""
        self._session.close()

    def open(self, spec: RequestSpec, credentials: Credentials, *, new_connection: bool = False) -> Head:
        """Send a request and return the head of its reply; the caller must close the response.

        An idempotent request is sent once more when the server had already closed the reused connection.

        Args:
            spec: The request.
            credentials: The credentials to sign with.
            new_connection: Whether to open a new connection instead of reusing one.

        Raises:
            TransportError: There was no reply.
            CredentialsError: The credentials contain characters that a header cannot have.
            ConfigurationError: The session would retry a POST by itself.
            OSError: The body cannot be read.
        """
        url = spec.endpoint.url(spec.path, query_string(spec.params))
        self._session.check(spec.method, spec.endpoint, url)
        longest_idle = -1.0 if new_connection else None if spec.can_repeat else LONGEST_IDLE
        attempt = Attempt(longest_idle=longest_idle, deadline=spec.deadline, clock=self._monotonic)
        if spec.attempts is not None:
            spec.attempts.append(attempt)
        result = self._send_once(spec, credentials, url, attempt)
        if attempt.is_stale and spec.can_repeat:
            spec.rewind()
            attempt = Attempt(longest_idle=-1.0, deadline=spec.deadline, clock=self._monotonic)
            result = self._send_once(spec, credentials, url, attempt)
        if isinstance(result, TransportError):
            raise result
        return result

    def _send_once(
        self, spec: RequestSpec, credentials: Credentials, url: str, attempt: Attempt
    ) -> Head | TransportError:
        """Sign and send a request and report the exchange; return a failure instead of raising it.

        An error raised inside the ``except`` block would refer to the original exception, which holds the signature.
        """
        host = spec.endpoint.authority
        prepared = self._prepare_and_sign(spec, credentials, url)
        timeout = self._bounded_timeout(attempt, host)
        valid_until = signed_until(str(prepared.headers["Authorization"]))
        if spec.before_send is not None:
            spec.before_send(valid_until)
        try:
            result = self._send_prepared(spec, prepared, attempt, timeout, valid_until)
        except BaseException as error:
            if attempt.is_begun or not attempt.is_tracked:
                record_signature(error, valid_until)
            raise
        if isinstance(result, TransportError):
            result.signed_until = valid_until
        return result

    def _send_prepared(
        self, spec: RequestSpec, prepared: Request, attempt: Attempt, timeout: tuple[float, float], valid_until: int
    ) -> Head | TransportError:
        """Send a signed request and report the exchange; return a failure instead of raising it."""
        host = spec.endpoint.authority
        secrets = secret_values(prepared)
        result: Response | TransportError | None = None
        source_failure: Exception | None = None
        started = time.monotonic()
        try:
            result = deliver(self._session, prepared, spec.endpoint, attempt, timeout)
        except _SourceError as error:
            source_failure = error.failure
        head = None
        if result is not None and not isinstance(result, TransportError):
            response = result
            headers = masked_headers(response.headers, secrets)
            head = Head(
                response=response,
                headers=headers,
                secrets=secrets,
                request=prepared,
                host=host,
                attempt=attempt,
                signed_until=valid_until,
            )
        if self._on_exchange is not None or _log.isEnabledFor(logging.DEBUG):
            from cosanim.http.exchange import report  # imported on demand: most programs have no observer

            try:
                report(prepared, head, time.monotonic() - started, self._on_exchange, secrets=secrets)
            except BaseException:  # Ctrl-C, for example
                if head is not None:
                    head.response.close()
                raise
        if source_failure is not None:
            raise source_failure
        if isinstance(result, TransportError):
            return result
        if head is None:
            raise AssertionError("no response and no failure")
        return head

    def _prepare_and_sign(self, spec: RequestSpec, credentials: Credentials, url: str) -> Request:
        """Prepare and sign a request without sending anything."""
        headers = {
            "Host": spec.endpoint.host,
            "User-Agent": "cosanim",
            # The service then sends each object as it is stored, and no reply is decompressed in memory.
            "Accept-Encoding": "identity",
            **spec.headers,
        }
        prepared: Request = self._session.prepare(spec.method, spec.endpoint, url, headers, spec.body)
        spec.auth.sign(prepared, credentials)
        failure: TransportError | None = None
        try:
            check_headers(prepared.headers)
        except (urllib3.exceptions.InvalidHeader, UnicodeError) as error:
            failure = transport_error(error, host=spec.endpoint.authority, method=spec.method, sent=False)
        if failure is not None:
            raise failure
        return prepared

    def _bounded_timeout(self, attempt: Attempt, host: str) -> tuple[float, float]:
        if attempt.deadline is None:
            return self._timeout
        remaining = attempt.deadline - self._monotonic()
        if remaining <= 0:
            raise deadline_error(host)
        return min(self._timeout[0], remaining), min(self._timeout[1], remaining)


def _session_of(session: requests.Session | None) -> Session:
    if session is None:
        return OwnSession()
    from cosanim.http.sessions.callers_session import CallersSession  # imported on demand, since it loads requests

    return CallersSession(session)

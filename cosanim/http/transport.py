"""Sends signed requests and retries the idempotent ones.

This is a thin layer on urllib3. It sends the URL unchanged, signs each attempt separately with ``CosAuth``, and does
not follow redirects. The result is a ``Reply``, a ``ServiceError`` or a ``TransportError``.

If a request is refused because of the time of its signature or because of its credentials, it may be signed and sent
again at once; see ``cosanim.http.resigning``.
"""

from __future__ import annotations

import copy
import numbers
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Self, TypeAlias, TypeVar

from cosanim.credentials import CredentialsChain, find_credentials
from cosanim.errors import ConfigurationError, ServiceError, TransportError
from cosanim.http.replies import StreamedReply, chunks, read_reply, request_ids
from cosanim.http.request_bodies import sendable
from cosanim.http.resigning import Resigning
from cosanim.http.retries import RetryPolicy
from cosanim.http.sender import RequestSpec, Sender
from cosanim.http.service_clock import ServiceClock
from cosanim.http.timing import Timing
from cosanim.http.transport_errors import record_signature
from cosanim.signing import CI_TOKEN_HEADER, CosAuth, header_names
from cosanim.xml.parsing import REPLY_MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import requests

    from cosanim.credentials import CredentialsSource
    from cosanim.http.endpoints import Endpoint
    from cosanim.http.exchange import Exchange
    from cosanim.http.heads import Head
    from cosanim.http.replies import Reply
    from cosanim.http.request_bodies import Body
    from cosanim.http.sessions.connections import Attempt
    from cosanim.http.sessions.executor_session import Workers

Result = TypeVar("Result")
Timeout: TypeAlias = float | tuple[float, float]
"""Seconds to wait for the connection, and for each piece of the reply: one number for both, or a pair."""

DEFAULT_TIMEOUT: Final = (5.0, 30.0)
_PAIR: Final = 2
# Much longer time-outs overflow in the operating system, but only after the request was sent.
_LONGEST_TIMEOUT: Final = 24 * 3600


class Transport:
    """Sends signed requests. It is thread-safe, provided that a session passed by the caller is thread-safe.

    Attributes:
        retry: The retry policy.
        timing: Clocks, sleep and random source.
    """

    def __init__(
        self,
        *,
        credentials: CredentialsSource,
        session: requests.Session | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        on_exchange: Callable[[Exchange], None] | None = None,
        retry: RetryPolicy | None = None,
        signed_headers: Iterable[str] | None = None,
        timing: Timing | None = None,
        max_reply: int = REPLY_MAX_BYTES,
    ) -> None:
        """Create a transport.

        Args:
            credentials: Credentials, or a callable that returns them for each attempt; its exceptions are not caught.
            session: A ``requests.Session`` to use, with its proxies and adapters; it is neither changed nor closed.
                When left out, requests is imported only if the environment defines a proxy.
            timeout: Seconds to wait for the connection, and for each piece of the reply, as one number for both or
                as a pair; above 0, at most a day.
            on_exchange: Called after each attempt, including failed ones. Its exceptions are only logged.
            retry: The retry policy; ``RetryPolicy()`` when left out.
            signed_headers: Headers to sign instead of the usual ones; see ``CosAuth``.
            timing: Clocks, sleep and random source. Signatures use the clock, corrected once the service's time was
                learnt.
            max_reply: Largest reply in bytes; objects are streamed and have no limit.

        Raises:
            ConfigurationError: The timeout is invalid, or ``signed_headers`` is not a list of names.
        """
        self.timing = timing or Timing()
        self._sender = Sender(
            session=session, timeout=checked_timeout(timeout), on_exchange=on_exchange, monotonic=self.timing.monotonic
        )
        self._credentials = credentials
        self.retry = RetryPolicy() if retry is None else retry
        self._signed_headers = None if signed_headers is None else header_names(signed_headers)
        self._service_clock = ServiceClock(self.timing.clock)
        self._max_reply = max_reply
        self._signers: dict[tuple[int, str], CosAuth] = {}

    @property
    def profile(self) -> str | None:
        """The profile of tccli that was named for the credentials; None if none was."""
        return self._credentials.profile if isinstance(self._credentials, CredentialsChain) else None

    def with_policy(self, retry: RetryPolicy, *, workers: Workers | None = None) -> Self:
        """Return a transport with another retry policy that shares everything else with this one.

        Args:
            retry: The other retry policy.
            workers: The executor that sends the POST requests of the new transport; this process when left out.
        """
        other = copy.copy(self)
        other.retry = retry
        if workers is not None:
            # A request that a worker takes later could arrive after its signature has ended.
            patience = retry.signature_seconds / 2
            other._sender = self._sender.with_workers(workers, patience=patience)  # noqa: SLF001 - of the same class
        return other

    def now(self) -> float:
        """Return the Unix time in seconds by which requests are signed: the clock plus the learnt offset."""
        return self._service_clock.now()

    def read_environment(self, endpoint: Endpoint) -> None:
        """Read an endpoint's proxies and certificates from the environment now, not at the first request.

        Args:
            endpoint: The endpoint of later requests.
        """
        self._sender.read_environment(endpoint)

    def close(self) -> None:
        """Close the connections, but not a session passed by the caller. A later request opens new connections."""
        self._sender.close()

    def send(
        self,
        method: str,
        endpoint: Endpoint,
        path: str,
        *,
        params: Iterable[tuple[str, str | None]] = (),
        headers: Mapping[str, str] | None = None,
        body: Body = None,
        ttl: int = 300,
        token_header: str = CI_TOKEN_HEADER,
        deadline: float | None = None,
        retry: RetryPolicy | None = None,
        attempts: list[Attempt] | None = None,
        before_send: Callable[[int], None] | None = None,
    ) -> Reply:
        """Send a request and read the whole reply.

        GET, HEAD, PUT and DELETE are retried by the policy; a PUT only if its body can be read again. A POST is not:
        whether a submission is sent again is decided in ``cosanim.api.paid_requests``.

        Any request that is refused because of the time of its signature is signed with the service's time and sent
        again, once and at once, provided that the refusal has a Date header, the body can be read again and the
        deadline has not passed. The same applies to a request that is refused because of its credentials, if reading
        them again gives others. This does not count as an attempt of the policy.

        Args:
            method: The HTTP method.
            endpoint: The base URL and Host header.
            path: The encoded path, starting with ``/``.
            params: Query parameters in order; None as a value gives the bare name.
            headers: Additional headers.
            body: Bytes, or a file opened for reading, which is streamed.
            ttl: Validity of the signature in seconds from now.
            token_header: The header for a temporary token.
            deadline: Deadline of the whole call, including retries and their delays, in seconds of the transport's
                monotonic clock; None for no deadline. A slow reply is cut off then. With a session passed by the
                caller, each read is limited, but not the sum of the reads. DNS resolution is not limited. If a host
                has several addresses, each connection attempt may take the time that was left at the start.
            retry: The retry policy; the transport's when left out.
            attempts: Each attempt is appended to this list before it begins.
            before_send: Called with the last second of the signature, in Unix time, before the first byte of each
                attempt is sent. Its exceptions are raised, and then nothing is sent.

        Returns:
            The reply; its status is below 300 and its body is not an error.

        Raises:
            ServiceError: The service returned an error, by status or in the body of a successful reply.
            TransportError: There was no reply before the deadline, or it is larger than ``max_reply``.
            CredentialsError: There are no credentials.
            ConfigurationError: The session would retry a POST by itself.
            OSError: The body cannot be read.
        """
        spec = RequestSpec(
            method=method.upper(),
            endpoint=endpoint,
            path=path,
            params=tuple(params),
            headers=headers or {},
            body=sendable(body),
            auth=self._signer(ttl, token_header),
            deadline=deadline,
            attempts=attempts,
            before_send=before_send,
        )

        def read(head: Head) -> Reply:
            try:
                return read_reply(head, self._max_reply)
            except BaseException as error:
                record_signature(error, head.signed_until)
                raise
            finally:
                head.response.close()

        return self._send_with_retries(spec, read, retry)

    @contextmanager
    def stream(
        self,
        method: str,
        endpoint: Endpoint,
        path: str,
        *,
        params: Iterable[tuple[str, str | None]] = (),
        headers: Mapping[str, str] | None = None,
        ttl: int = 300,
        token_header: str = CI_TOKEN_HEADER,
        deadline: float | None = None,
        retry: RetryPolicy | None = None,
    ) -> Iterator[StreamedReply]:
        """Send a request and yield its reply as a stream; arguments and errors as for ``send``.

        Only the status decides whether the reply is an error, since an object may contain XML that looks like an error.
        There are no retries once the body has begun.
        """
        spec = RequestSpec(
            method=method.upper(),
            endpoint=endpoint,
            path=path,
            params=tuple(params),
            headers=headers or {},
            body=None,
            auth=self._signer(ttl, token_header),
            deadline=deadline,
        )

        def check_status(head: Head) -> Head:
            if 200 <= head.response.status < 300:
                return head
            try:
                # Raises the error that the body holds.
                read_reply(head, self._max_reply)
            finally:
                head.response.close()
            raise AssertionError("an error status was read as a success")

        head = self._send_with_retries(spec, check_status, retry)
        try:
            response = head.response
            request_id, _ = request_ids(head.headers)
            yield StreamedReply(response.status, head.headers, request_id, chunks(head))
        finally:
            head.response.close()

    def _signer(self, ttl: int, token_header: str) -> CosAuth:
        """Return the signer for these settings. It is cached, since it caches a derived key."""
        signer = self._signers.get((ttl, token_header))
        if signer is None:
            signer = CosAuth(
                self._credentials,
                ttl=ttl,
                token_header=token_header,
                signed_headers=self._signed_headers,
                clock=self._service_clock.now,
            )
            self._signers[ttl, token_header] = signer
        return signer

    def _send_with_retries(
        self, spec: RequestSpec, read: Callable[[Head], Result], retry: RetryPolicy | None
    ) -> Result:
        """Send a request and read the reply; retry after temporary failures, and refusals that signing anew helps."""
        policy = self.retry if retry is None else retry
        number = 1
        resigning = Resigning(spec, self._service_clock, self._credentials, monotonic=self.timing.monotonic)
        while True:
            credentials = find_credentials(self._credentials)
            try:
                # A server may close the connection after it refused a request, without reading its body.
                return read(self._sender.open(spec, credentials, new_connection=number > 1 or resigning.is_used))
            except (TransportError, ServiceError) as error:
                if resigning.prepare(error, credentials):
                    delay = None
                else:
                    delay = self._delay(spec, error, policy, number)
                    if delay is None:
                        raise
            if delay is not None:
                self.timing.sleep(delay)
                number += 1
            spec.rewind()

    def _delay(
        self, spec: RequestSpec, error: TransportError | ServiceError, policy: RetryPolicy, number: int
    ) -> float | None:
        """Return the delay in seconds before the next attempt; None when the request is not sent again."""
        # An error without a signature is not from this request; the credentials callable may have raised it.
        if not spec.can_repeat or error.signed_until is None:
            return None
        delay = policy.delay(error, number=number, rng=self.timing.rng)
        if delay is None or spec.deadline is None or self.timing.monotonic() + delay < spec.deadline:
            return delay
        return None


def checked_timeout(timeout: object) -> tuple[float, float]:
    """Return the seconds to wait for the connection and for each piece of a reply.

    Args:
        timeout: The argument ``timeout`` of a client.

    Raises:
        ConfigurationError: It is neither a number nor a pair, or out of range.
    """
    pair = (timeout, timeout) if isinstance(timeout, numbers.Real) else timeout
    if not (isinstance(pair, tuple) and len(pair) == _PAIR and all(map(_is_timeout, pair))):
        raise ConfigurationError(
            f"a timeout is one number or (connect, read), in seconds above 0 and at most {_LONGEST_TIMEOUT}, "
            f"not {timeout!r}"
        )
    return float(pair[0]), float(pair[1])


def _is_timeout(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return False
    return bool(0 < value <= _LONGEST_TIMEOUT)  # type: ignore[operator]  # every Real can be compared

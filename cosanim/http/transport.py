"""Signed requests, sent and, where that does no harm, sent again.

Thin over urllib3: the URL is taken as built, to the byte; CosAuth signs what was prepared, anew for each attempt;
redirects are neither followed nor looked at. What comes back is a reply, a ServiceError or a TransportError.
"""

from __future__ import annotations

import numbers
import random
import time
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from cosanim.errors import ConfigurationError, ServiceError, TransportError
from cosanim.http.replies import request_ids
from cosanim.http.reply_bodies import StreamedReply, chunks, read_whole
from cosanim.http.request_bodies import sendable
from cosanim.http.retries import RetryPolicy
from cosanim.http.sender import Sender, Wanted
from cosanim.signing import CI_TOKEN_HEADER, CosAuth, header_names
from cosanim.xml.parsing import REPLY_MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import requests

    from cosanim.credentials import CredentialsSource
    from cosanim.http.endpoints import Endpoint
    from cosanim.http.exchange import Exchange
    from cosanim.http.replies import Reply
    from cosanim.http.reply_bodies import Head
    from cosanim.http.request_bodies import Body

Result = TypeVar("Result")
Timeout: TypeAlias = float | tuple[float, float]
"""Seconds to wait for the connection, and for each piece of the reply: one number for both, or a pair."""

DEFAULT_TIMEOUT: Final = (5.0, 30.0)
_PAIR: Final = 2
# Far longer ones overflow in the system's own clock, and that only when a reply is waited for.
_LONGEST_TIMEOUT: Final = 24 * 3600


class Transport:
    """Sends signed requests. Safe to share between threads, as far as a session of the caller's is."""

    def __init__(
        self,
        *,
        credentials: CredentialsSource,
        session: requests.Session | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        on_exchange: Callable[[Exchange], None] | None = None,
        retry: RetryPolicy | None = None,
        signed_headers: Iterable[str] | None = None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        rng: Callable[[], float] = random.random,
        max_reply: int = REPLY_MAX_BYTES,
    ) -> None:
        """Prepare to send.

        Args:
            credentials: Credentials, or a callable that is asked for them at each attempt; what it raises is raised.
            session: A session of requests to use, with its proxies and adapters; it is not changed and not closed.
                When left out, requests is not even loaded, unless the environment names a proxy.
            timeout: Seconds to wait for the connection, and for each piece of the reply, as one number for both or
                as a pair; above 0, at most a day.
            on_exchange: Called after each attempt, also after one that failed. What it raises is logged only.
            retry: When requests that do no harm twice are sent again; ``RetryPolicy()`` when left out.
            signed_headers: Headers to sign instead of the usual ones; see ``CosAuth``.
            clock: The Unix time that signatures start from.
            monotonic: Monotonic seconds, by which deadlines and idle connections are measured.
            sleep: Sleeps for seconds.
            rng: Returns a number in [0, 1), which varies delays.
            max_reply: Bytes of a reply that are read at most; objects are streamed and have no limit.

        Raises:
            ConfigurationError: The timeout is neither, or ``signed_headers`` are no names.
        """
        self._sender = Sender(
            session=session, timeout=_checked_timeout(timeout), on_exchange=on_exchange, monotonic=monotonic
        )
        self._credentials = credentials
        self._retry = RetryPolicy() if retry is None else retry
        self._signed_headers = None if signed_headers is None else header_names(signed_headers)
        self._clock = clock
        self._monotonic = monotonic
        self._sleep = sleep
        self._rng = rng
        self._max_reply = max_reply
        self._signers: dict[tuple[int, str], CosAuth] = {}

    def read_environment(self, endpoint: Endpoint) -> None:
        """Read the proxies and certificates that the environment names for an endpoint now, not at the first request.

        Args:
            endpoint: Where requests will go.
        """
        self._sender.read_environment(endpoint)

    def close(self) -> None:
        """Close the connections, unless the session was given by the caller. A later request makes new ones."""
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
    ) -> Reply:
        """Send a request and read the reply whole.

        GET, HEAD, PUT and DELETE are sent again as the policy says; a PUT only when its body can be read again. A POST
        is sent once.

        Args:
            method: The HTTP method.
            endpoint: Where to send it and which Host to name.
            path: The encoded path, starting with ``/``.
            params: Query parameters in order; None as a value gives the bare name.
            headers: Further headers.
            body: Bytes, or a file opened for reading, which is streamed.
            ttl: Seconds from now that the signature is valid.
            token_header: The header for a temporary token.
            deadline: When all of it must be over, repetitions and the sleep before them included: seconds of the
                transport's monotonic clock, None for never. A reply that drips is cut off then. With a session of the
                caller's each read is bounded, not their sum. The lookup of the host's name is not bounded, and each of
                several addresses of a host may take what was left at the start.
            retry: When to send again; the transport's policy when left out.

        Returns:
            The reply, its status below 300 and its body no error.

        Raises:
            ServiceError: The service answered with an error, by status or in the body of a success.
            TransportError: There was no reply before the deadline, or it is larger than ``max_reply``.
            CredentialsError: There is nothing to sign with.
            ConfigurationError: The session would send a POST again by itself.
            OSError: The body cannot be read.
        """
        wanted = self._wanted(method, endpoint, path, params, headers, body, self._signer(ttl, token_header), deadline)

        def read(head: Head) -> Reply:
            try:
                return read_whole(head, self._max_reply)
            finally:
                head.response.close()

        return self._repeated(wanted, read, retry)

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
        """Send a request and give its reply as a stream; arguments and errors as for ``send``.

        A body is an error only when the status says so: an object may well contain something like one. Nothing is
        sent again once the body has begun.
        """
        wanted = self._wanted(method, endpoint, path, params, headers, None, self._signer(ttl, token_header), deadline)

        def opened(head: Head) -> Head:
            if HTTPStatus.OK <= head.response.status < HTTPStatus.MULTIPLE_CHOICES:
                return head
            try:
                # Raises the error that the body holds.
                read_whole(head, self._max_reply)
            finally:
                head.response.close()
            raise AssertionError("a status that is no success was read as one")

        head = self._repeated(wanted, opened, retry)
        try:
            response = head.response
            request_id, _ = request_ids(response.headers)
            yield StreamedReply(response.status, response.headers, request_id, chunks(head))
        finally:
            head.response.close()

    def _wanted(
        self,
        method: str,
        endpoint: Endpoint,
        path: str,
        params: Iterable[tuple[str, str | None]],
        headers: Mapping[str, str] | None,
        body: Body,
        auth: CosAuth,
        deadline: float | None,
    ) -> Wanted:
        return Wanted(
            method=method.upper(),
            endpoint=endpoint,
            path=path,
            params=tuple(params),
            headers=headers or {},
            body=sendable(body),
            auth=auth,
            deadline=deadline,
        )

    def _signer(self, ttl: int, token_header: str) -> CosAuth:
        """Return what signs, always the same: it keeps the key that it derived for a window."""
        signer = self._signers.get((ttl, token_header))
        if signer is None:
            signer = CosAuth(
                self._credentials,
                ttl=ttl,
                token_header=token_header,
                signed_headers=self._signed_headers,
                clock=self._clock,
            )
            self._signers[ttl, token_header] = signer
        return signer

    def _repeated(self, wanted: Wanted, read: Callable[[Head], Result], retry: RetryPolicy | None) -> Result:
        """Send and read, and do so again after failures that may pass."""
        policy = self._retry if retry is None else retry
        number = 1
        while True:
            try:
                return read(self._sender.open(wanted, afresh=number > 1))
            except (TransportError, ServiceError) as error:
                delay = self._delay(wanted, error, policy, number)
                if delay is None:
                    raise
            self._sleep(delay)
            wanted.rewind()
            number += 1

    def _delay(
        self, wanted: Wanted, error: TransportError | ServiceError, policy: RetryPolicy, number: int
    ) -> float | None:
        """Return the seconds until the next attempt, None when there is to be none."""
        # Without a signature the error is not about the request: credentials may raise such ones too.
        if not wanted.can_repeat or error.signed_until is None:
            return None
        delay = policy.delay(error, number=number, rng=self._rng)
        if delay is None or wanted.deadline is None or self._monotonic() + delay < wanted.deadline:
            return delay
        return None


def _checked_timeout(timeout: object) -> tuple[float, float]:
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
    return bool(0 < value <= _LONGEST_TIMEOUT)  # type: ignore[operator]  # whatever is real can be compared

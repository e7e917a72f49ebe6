"""One signed request, sent once.

Thin over requests: the URL is taken as built, to the byte; CosAuth signs what was prepared; redirects are
neither followed nor looked at; nothing is sent again here. What comes back is a reply, a ServiceError or a
TransportError.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import urllib3.exceptions
from requests.adapters import HTTPAdapter

from cosanim.adapter import new_session
from cosanim.bodies import StreamedReply, chunks, is_cut_off, read_whole
from cosanim.endpoints import Endpoint, query_string
from cosanim.errors import ConfigurationError, TransportError
from cosanim.exchange import report
from cosanim.failures import HTTP_FAILURES, transport_error
from cosanim.prepared import Body, bare_request, check_headers, is_empty_file, sessions_request
from cosanim.replies import Reply, request_ids
from cosanim.routes import Routes
from cosanim.signing import CI_TOKEN_HEADER, CosAuth
from cosanim.xml.parsing import REPLY_MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import requests

    from cosanim.credentials import CredentialsSource
    from cosanim.exchange import Exchange

Timeout: TypeAlias = tuple[float, float]
"""Seconds to wait for the connection, and for each piece of the reply."""

DEFAULT_TIMEOUT: Final = (5.0, 30.0)
_PAIR: Final = 2
# Far longer ones overflow in the system's own clock, and that only when a reply is waited for.
_LONGEST_TIMEOUT: Final = 24 * 3600


class Transport:
    """Sends signed requests. Safe to share between threads as far as the session is."""

    def __init__(
        self,
        *,
        credentials: CredentialsSource,
        session: requests.Session | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        on_exchange: Callable[[Exchange], None] | None = None,
        clock: Callable[[], float] = time.time,
        max_reply: int = REPLY_MAX_BYTES,
    ) -> None:
        """Prepare to send.

        Args:
            credentials: Credentials, or a callable that is asked for them at each request.
            session: A session to use, with its proxies and adapters; it is not changed and not closed. One is
                made when left out.
            timeout: Seconds to wait for the connection, and for each piece of the reply; above 0, at most a day.
            on_exchange: Called after each request, also after one that failed. What it raises is logged only.
            clock: The Unix time that signatures start from.
            max_reply: Bytes of a reply that are read at most; objects are streamed and have no limit.

        Raises:
            ConfigurationError: The timeout is no such pair.
        """
        if not (isinstance(timeout, tuple) and len(timeout) == _PAIR and all(map(_is_timeout, timeout))):
            raise ConfigurationError(
                f"timeouts are (connect, read) in seconds, above 0 and at most {_LONGEST_TIMEOUT}, not {timeout!r}"
            )
        self._credentials = credentials
        self._own_session = session is None
        self._session = new_session() if session is None else session
        self._timeout = timeout
        self._on_exchange = on_exchange
        self._clock = clock
        self._max_reply = max_reply
        self._routes = Routes(self._session)
        self._signers: dict[tuple[int, str], CosAuth] = {}

    def explore(self, endpoint: Endpoint) -> None:
        """Read what the environment says of the way to an endpoint now, rather than at the first request.

        Args:
            endpoint: Where requests will go.
        """
        self._routes.explore(endpoint)

    def close(self) -> None:
        """Close the connections, unless the session was given by the caller."""
        if self._own_session:
            self._session.close()

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
    ) -> Reply:
        """Send a request and read the reply whole.

        Args:
            method: The HTTP method.
            endpoint: Where to send it and which Host to name.
            path: The encoded path, starting with ``/``.
            params: Query parameters in order; None as a value gives the bare name.
            headers: Further headers.
            body: Bytes, or a file opened for reading, which is streamed.
            ttl: Seconds from now that the signature is valid.
            token_header: The header for a temporary token.

        Returns:
            The reply, its status below 300 and its body no error.

        Raises:
            ServiceError: The service answered with an error, by status or in the body of a success.
            TransportError: There was no reply, or it is larger than ``max_reply``.
            CredentialsError: There is nothing to sign with.
            ConfigurationError: The session would send a POST again by itself.
        """
        response = self._open(
            method,
            endpoint,
            path,
            params=params,
            headers=headers,
            body=body,
            ttl=ttl,
            token_header=token_header,
        )
        try:
            return read_whole(response, method, endpoint.authority, self._max_reply)
        finally:
            response.close()

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
    ) -> Iterator[StreamedReply]:
        """Send a request and give its reply as a stream; arguments and errors as for ``send``.

        A body is an error only when the status says so: an object may well contain something like one.
        """
        response = self._open(
            method,
            endpoint,
            path,
            params=params,
            headers=headers,
            body=None,
            ttl=ttl,
            token_header=token_header,
        )
        try:
            host = endpoint.authority
            if response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
                # Raises the error that the body holds.
                read_whole(response, method, host, self._max_reply)
            request_id, _ = request_ids(response.headers)
            yield StreamedReply(response.status_code, response.headers, request_id, chunks(response, method, host))
        finally:
            response.close()

    def _open(
        self,
        method: str,
        endpoint: Endpoint,
        path: str,
        *,
        params: Iterable[tuple[str, str | None]],
        headers: Mapping[str, str] | None,
        body: Body,
        ttl: int,
        token_header: str,
    ) -> requests.Response:
        """Return the head of the reply; its body is still to be read, and the response to be closed.

        Arguments and errors are those of ``send``.
        """
        url = endpoint.url(path, query_string(params))
        if method == "POST" and not self._own_session:
            self._refuse_retries(url)
        fields = {
            "Host": endpoint.host,
            "User-Agent": "cosanim",
            # An object stored compressed arrives as stored, and no reply can unfold in memory.
            "Accept-Encoding": "identity",
            **(headers or {}),
        }
        # requests would send an empty file chunked, which the service refuses.
        body = b"" if is_empty_file(body) else body
        host = endpoint.authority
        prepared = self._prepared(method, url, fields, body, self._signer(ttl, token_header), host)
        return self._exchange(prepared, self._routes.settings(endpoint), method, host)

    def _signer(self, ttl: int, token_header: str) -> CosAuth:
        """Return what signs, always the same: it keeps the key that it derived for a window."""
        signer = self._signers.get((ttl, token_header))
        if signer is None:
            signer = CosAuth(self._credentials, ttl=ttl, token_header=token_header, clock=self._clock)
            self._signers[ttl, token_header] = signer
        return signer

    def _refuse_retries(self, url: str) -> None:
        adapter = self._session.get_adapter(url)
        if isinstance(adapter, HTTPAdapter) and adapter.max_retries.total != 0:
            raise ConfigurationError(
                "the session repeats requests by itself, so one submission could become several paid jobs; "
                "mount an HTTPAdapter with max_retries=0 for this address"
            )

    def _exchange(
        self, prepared: requests.PreparedRequest, settings: Mapping[str, Any], method: str, host: str
    ) -> requests.Response:
        """Send what is prepared, and tell whoever watches; a failure is raised outside of the ``except`` block.

        There it would carry what failed, and with it the request and its signature.
        """
        failure: TransportError | None = None
        response: requests.Response | None = None
        started = time.monotonic()
        try:
            response = self._hand_over(prepared, settings)
        except HTTP_FAILURES as error:
            failure = transport_error(error, host=host, method=method)
        report(prepared, response, time.monotonic() - started, self._on_exchange)
        if response is not None and is_cut_off(response):
            # The HTTP library takes a head that was cut off in its first lines for a whole one.
            response.close()
            cut = urllib3.exceptions.ProtocolError("no headers")
            failure = transport_error(cut, host=host, method=method, replied=True)
        if response is None or failure is not None:
            raise failure or AssertionError("no response and no failure")
        return response

    def _prepared(
        self, method: str, url: str, headers: dict[str, str], body: Body, auth: CosAuth, host: str
    ) -> requests.PreparedRequest:
        """Do all that can fail without a byte being sent."""
        failure: TransportError | None = None
        try:
            if self._own_session:
                prepared = bare_request(method, headers, body)
            else:
                prepared = sessions_request(self._session, method, url, headers, body)
            prepared.url = url  # requests decodes %2E, which lets a proxy drop dot segments
            auth(prepared)
            check_headers(prepared.headers)
        except HTTP_FAILURES as error:
            failure = transport_error(error, host=host, method=method, begun=False)
        if failure is not None:
            raise failure
        return prepared

    def _hand_over(self, prepared: requests.PreparedRequest, settings: Mapping[str, Any]) -> requests.Response:
        if not self._own_session:
            return self._session.send(prepared, timeout=self._timeout, allow_redirects=False, **settings)
        # What Session.send adds (cookies, hooks, redirects) is of no use for signed requests.
        adapter = self._session.get_adapter(prepared.url or "")
        return adapter.send(prepared, timeout=self._timeout, **settings)


def _is_timeout(value: object) -> bool:
    return isinstance(value, int | float) and 0 < value <= _LONGEST_TIMEOUT

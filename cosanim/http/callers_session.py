"""A session of requests that a caller passed in, with the headers, cookies, hooks and adapters of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from requests.sessions import merge_setting
from urllib3.response import BaseHTTPResponse

from cosanim.errors import ConfigurationError, TransportError
from cosanim.http.failures import transport_error
from cosanim.http.protocols import CHUNK, raw_pieces
from cosanim.http.settings import NOTHING, EndpointSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cosanim.http.connections import Attempt
    from cosanim.http.endpoints import Endpoint
    from cosanim.http.request_bodies import SourceBody


class SessionsResponse:
    """The head of a reply as requests gives it."""

    __slots__ = ("_response",)

    def __init__(self, response: requests.Response) -> None:
        """Take over a reply, whose body a hook may have read."""
        self._response = response

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""
        return self._response.headers

    @property
    def is_cut_off(self) -> bool:
        """Whether the head was cut off in its first lines; not known of what an adapter of the caller's gives."""
        raw = self._response.raw
        return isinstance(raw, BaseHTTPResponse) and not raw.headers

    def pieces(self, *, in_one: bool = False) -> Iterator[bytes]:
        """Yield the body as it was sent, as far as hooks and adapters of the caller's let it through."""
        response = self._response
        if isinstance(response.raw, BaseHTTPResponse) and not response._content_consumed:  # noqa: SLF001 - no other way
            yield from raw_pieces(response.raw, in_one=in_one)
        elif response.raw is None:
            yield response.content or b""
        else:
            yield from response.iter_content(CHUNK)

    def close(self) -> None:
        """Give back the connection; close it when the body was not read to its end."""
        self._response.close()


class CallersSession:
    """Sends by a caller's session, which is neither changed nor closed.

    Its settings are asked for at each request, since they may be changed at any time; what the environment adds is
    what requests itself would find.
    """

    def __init__(self, session: requests.Session) -> None:
        """Remember the session."""
        self._session = session
        self._endpoints = EndpointSettings()

    def close(self) -> None:
        """Leave the session open: it is the caller's."""

    def read_environment(self, endpoint: Endpoint) -> None:
        """Read what the environment says of an endpoint, unless that has been done."""
        self._endpoints.environment(endpoint)

    def check(self, method: str, endpoint: Endpoint, url: str) -> None:
        """Refuse a session that would send a POST again, and certificates to trust that cannot be read.

        Raises:
            TransportError: The certificates cannot be read; nothing was sent.
            ConfigurationError: The session would send a POST again by itself.
        """
        if method == "POST":
            adapter = self._session.get_adapter(url)
            if isinstance(adapter, HTTPAdapter) and adapter.max_retries.total != 0:
                raise ConfigurationError(
                    "the session repeats requests by itself, so one submission could become several paid jobs; "
                    "mount an HTTPAdapter with max_retries=0 for this address"
                )
        verify = self._settings(endpoint)["verify"]
        # An adapter of the caller's may have another use for it.
        if isinstance(verify, str) and endpoint.is_secure and isinstance(self._session.get_adapter(url), HTTPAdapter):
            self._endpoints.check_bundle(verify, endpoint.authority)

    def prepare(
        self, method: str, endpoint: Endpoint, url: str, headers: Mapping[str, str], body: bytes | SourceBody | None
    ) -> requests.PreparedRequest:
        """Return a request with the headers, cookies and hooks that the session adds, still unsigned.

        Args:
            method: The HTTP method.
            endpoint: Where it goes.
            url: The address.
            headers: All headers but Content-Length; they outrank the session's.
            body: Bytes, or a file, which is streamed.

        Raises:
            TransportError: No request can be made of it; nothing was sent.
        """
        failure: TransportError | None = None
        try:
            prepared = self._session.prepare_request(
                requests.Request(method, url, headers=headers, data=body, auth=_unsigned)
            )
        except (requests.RequestException, UnicodeError) as error:
            failure = transport_error(error, host=endpoint.authority, method=method, sent=False)
        if failure is not None:
            raise failure
        prepared.hooks["response"].append(_hide_redirect)
        prepared.url = url  # requests decodes %2E, which lets a proxy drop dot segments
        return prepared

    def send(
        self,
        request: requests.PreparedRequest,
        endpoint: Endpoint,
        attempt: Attempt,  # noqa: ARG002 - the connections of a caller's session note nothing
        timeout: tuple[float, float],
    ) -> SessionsResponse:
        """Send a request once, as far as the session has no retries of its own.

        Args:
            request: The request, signed.
            endpoint: Where it goes.
            attempt: Left as it is.
            timeout: Seconds for the connection, and for each piece of the reply.
        """
        settings = self._settings(endpoint)
        return SessionsResponse(
            self._session.send(request, timeout=timeout, allow_redirects=False, stream=True, **settings)
        )

    def _settings(self, endpoint: Endpoint) -> dict[str, Any]:
        """Return proxies, verify and cert as ``Session.send`` takes them."""
        session = self._session
        environment = self._endpoints.environment(endpoint) if session.trust_env else NOTHING
        proxies = dict(session.proxies)
        if environment.proxies:
            proxies = merge_setting(environment.proxies, proxies)
        # As in requests, a bundle that the environment names outranks the session's own setting.
        return {"proxies": proxies, "verify": environment.ca_bundle or session.verify, "cert": session.cert}


def _unsigned(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep requests from looking for credentials in the address and in a netrc file."""
    return prepared


def _hide_redirect(response: requests.Response, *_: object, **__: object) -> None:
    # Even with redirects off, requests works out the next address, and reads the body without limit for it.
    response.headers.pop("Location", None)

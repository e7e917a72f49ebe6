"""Sends requests through a ``requests.Session`` that the caller passed in, with its headers, hooks and adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from requests.sessions import merge_setting
from urllib3.response import BaseHTTPResponse

from cosanim.errors import ConfigurationError, TransportError
from cosanim.http.sessions.environment_settings import NO_SETTINGS, EndpointSettings
from cosanim.http.sessions.protocols import CHUNK
from cosanim.http.transport_errors import transport_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cosanim.http.endpoints import Endpoint
    from cosanim.http.request_bodies import SourceBody
    from cosanim.http.sessions.connections import Attempt


class CallersResponse:
    """The head of a reply, wrapping a ``requests.Response``."""

    __slots__ = ("_response",)

    def __init__(self, response: requests.Response) -> None:
        """Wrap a reply; a hook may already have read its body."""
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
        """Whether the head was cut off in its first lines.

        False for a reply that a custom adapter made without urllib3: there it is unknown.
        """
        raw = self._response.raw
        return isinstance(raw, BaseHTTPResponse) and not raw.headers

    def read(self, most: int) -> bytes:
        """Return the whole body, or a part of it with more than ``most`` bytes; see ``pieces``."""
        body = bytearray()
        # What an adapter of the session returns may be longer than its Content-Length.
        for piece in self.pieces():
            body += piece
            if len(body) > most:
                break
        return bytes(body)

    def pieces(self) -> Iterator[bytes]:
        """Yield the body; it is undecoded, except if a hook or adapter of the session has already read it."""
        response = self._response
        if isinstance(response.raw, BaseHTTPResponse) and not response._content_consumed:  # noqa: SLF001 - no other way
            yield from response.raw.stream(CHUNK, decode_content=False)
        elif response.raw is None:
            yield response.content or b""
        else:
            yield from response.iter_content(CHUNK)

    def close(self) -> None:
        """Return the connection to its pool, or close it if the body was not read to its end."""
        self._response.close()


class CallersSession:
    """Sends requests through a ``requests.Session`` passed by the caller, which is neither changed nor closed.

    The settings of the session are read for each request, since they may change at any time. The environment is read
    once for each endpoint, by the rules of requests.
    """

    def __init__(self, session: requests.Session) -> None:
        """Store the session."""
        self._session = session
        self._endpoints = EndpointSettings()

    def close(self) -> None:
        """Do nothing: the caller closes the session."""

    def read_environment(self, endpoint: Endpoint) -> None:
        """Read the settings for an endpoint from the environment, if they have not been read yet."""
        self._endpoints.environment(endpoint)

    def check(self, method: str, endpoint: Endpoint, url: str) -> None:
        """Reject a session that would retry a POST, and CA bundles that cannot be read.

        Raises:
            TransportError: The CA bundle cannot be read; nothing was sent.
            ConfigurationError: The session would retry a POST by itself.
        """
        if method == "POST":
            adapter = self._session.get_adapter(url)
            if isinstance(adapter, HTTPAdapter) and adapter.max_retries.total != 0:
                raise ConfigurationError(
                    "the session retries requests by itself, so one submission could become several paid jobs; "
                    "mount an HTTPAdapter with max_retries=0 for this address"
                )
        verify = self._settings(endpoint)["verify"]
        # A custom adapter may give ``verify`` another meaning.
        if isinstance(verify, str) and endpoint.is_secure and isinstance(self._session.get_adapter(url), HTTPAdapter):
            self._endpoints.check_bundle(verify, endpoint.authority)

    def prepare(
        self, method: str, endpoint: Endpoint, url: str, headers: Mapping[str, str], body: bytes | SourceBody | None
    ) -> requests.PreparedRequest:
        """Return an unsigned request with the headers, cookies and hooks of the session.

        Args:
            method: The HTTP method.
            endpoint: The endpoint.
            url: The URL.
            headers: All headers except Content-Length; they take precedence over the session's.
            body: Bytes, or a file, which is streamed.

        Raises:
            TransportError: The request is not valid HTTP; nothing was sent.
        """
        failure: TransportError | None = None
        try:
            prepared = self._session.prepare_request(
                requests.Request(method, url, headers=headers, data=body, auth=_unsigned)
            )
        except (requests.RequestException, UnicodeError) as error:
            failure = transport_error(error, host=endpoint.authority, method=method, sent=False)
        if failure is not None:  # raised here, so that its context does not contain the request
            raise failure
        prepared.hooks["response"].append(_hide_redirect)
        prepared.url = url  # requests decodes %2E, and proxies would then remove dot segments
        return prepared

    def send(
        self,
        request: requests.PreparedRequest,
        endpoint: Endpoint,
        attempt: Attempt,  # noqa: ARG002 - the session's connections do not record it
        timeout: tuple[float, float],
    ) -> CallersResponse:
        """Send a request once, unless the session retries it by itself.

        Args:
            request: The signed request.
            endpoint: The endpoint.
            attempt: Not used.
            timeout: Seconds to connect, and for each read of the reply.
        """
        settings = self._settings(endpoint)
        return CallersResponse(
            self._session.send(request, timeout=timeout, allow_redirects=False, stream=True, **settings)
        )

    def _settings(self, endpoint: Endpoint) -> dict[str, Any]:
        """Return proxies, verify and cert as ``Session.send`` takes them."""
        session = self._session
        environment = self._endpoints.environment(endpoint) if session.trust_env else NO_SETTINGS
        proxies = dict(session.proxies)
        if environment.proxies:
            proxies = merge_setting(environment.proxies, proxies)
        # As in requests, a CA bundle from the environment takes precedence over the session's setting.
        return {"proxies": proxies, "verify": environment.ca_bundle or session.verify, "cert": session.cert}


def _unsigned(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Return the request unchanged. Without an auth function, requests uses credentials of the URL or a netrc file."""
    return prepared


def _hide_redirect(response: requests.Response, *_: object, **__: object) -> None:
    # Even with redirects off, requests prepares the next request and reads the whole body, without limit.
    response.headers.pop("Location", None)

"""Interfaces (``typing.Protocol``) of sessions, requests and replies of the client's own session and the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping

    from cosanim.http.endpoints import Endpoint
    from cosanim.http.request_bodies import SourceBody
    from cosanim.http.sessions.connections import Attempt

CHUNK: Final = 64 * 1024
"""Size in bytes of the pieces in which bodies are read."""


class Request(Protocol):
    """A request that is ready to be signed or sent; ``requests.PreparedRequest`` is one."""

    @property
    def method(self) -> str | None:
        """The HTTP method."""

    @property
    def url(self) -> str | None:
        """The URL as sent."""

    @property
    def headers(self) -> MutableMapping[str, Any]:
        """The headers, str or bytes; names are case-insensitive."""

    @property
    def body(self) -> Any:
        """Bytes, a readable object, or None."""


class Response(Protocol):
    """The head of a reply whose body has not been read yet."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; names are case-insensitive."""

    @property
    def is_cut_off(self) -> bool:
        """Whether the head was cut off in its first lines, which urllib3 does not detect."""

    def read(self, most: int) -> bytes:
        """Return the whole body, undecoded, or a part of it with more than ``most`` bytes."""

    def pieces(self) -> Iterator[bytes]:
        """Yield the undecoded body in pieces of ``CHUNK`` bytes."""

    def close(self) -> None:
        """Return the connection to its pool, or close it if the body was not read to its end."""


class Session(Protocol):
    """Protocol of ``OwnSession`` and ``CallersSession``."""

    def read_environment(self, endpoint: Endpoint) -> None:
        """Read the settings for an endpoint from the environment."""

    def check(self, method: str, endpoint: Endpoint, url: str) -> None:
        """Raise an error if the session's settings do not allow sending the request."""

    def prepare(
        self, method: str, endpoint: Endpoint, url: str, headers: Mapping[str, str], body: bytes | SourceBody | None
    ) -> Any:
        """Return an unsigned ``Request`` with these headers and the header for the length of the body."""

    def send(self, request: Any, endpoint: Endpoint, attempt: Attempt, timeout: tuple[float, float]) -> Response:
        """Send a request that ``prepare`` returned."""

    def close(self) -> None:
        """Close the connections that the session opened."""

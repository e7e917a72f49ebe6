"""Requests and replies as the layers above HTTP see them, whoever carries them: urllib3, or a session of a caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping

    from urllib3 import BaseHTTPResponse

CHUNK: Final = 64 * 1024
"""Bytes of a piece of a body."""


class Request(Protocol):
    """A request that is ready to be signed or sent; ``requests.PreparedRequest`` is one."""

    @property
    def method(self) -> str | None:
        """The HTTP method."""

    @property
    def url(self) -> str | None:
        """The address, as it is sent."""

    @property
    def headers(self) -> MutableMapping[str, Any]:
        """The headers, str or bytes; names are found in any case."""

    @property
    def body(self) -> Any:
        """Bytes, something to read from, or None."""


class Response(Protocol):
    """The head of a reply, whose body is still to be read."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; names are found in any case."""

    @property
    def is_cut_off(self) -> bool:
        """Whether the head was cut off in its first lines, which urllib3 takes for a whole one."""

    def pieces(self, *, in_one: bool = False) -> Iterator[bytes]:
        """Yield the body as it was sent, in pieces of ``CHUNK`` bytes; a short one is read sooner ``in_one``."""

    def close(self) -> None:
        """Give back the connection; close it when the body was not read to its end."""


def raw_pieces(raw: BaseHTTPResponse, *, in_one: bool) -> Iterator[bytes]:
    """Yield the body of a reply of urllib3's, not decoded; see ``Response.pieces``."""
    if in_one:
        yield raw.read(decode_content=False)
    else:
        yield from raw.stream(CHUNK, decode_content=False)

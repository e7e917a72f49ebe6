"""What is handed to requests: a prepared request with exactly the headers and the body that are meant."""

from __future__ import annotations

import errno
from typing import IO, TYPE_CHECKING, Final, TypeAlias

import requests
from requests.structures import CaseInsensitiveDict
from requests.utils import check_header_validity, super_len

if TYPE_CHECKING:
    from collections.abc import Iterator

Body: TypeAlias = bytes | IO[bytes] | None
_WITH_LENGTH: Final = frozenset({"POST", "PUT"})
_BLOCK: Final = 64 * 1024


class _SourceError(Exception):
    """Reading the source of a body failed.

    It carries what the source raised past the HTTP library, which would take an OSError for one of the network.
    """

    def __init__(self, failure: Exception) -> None:
        """Keep what the source raised."""
        super().__init__()
        self.failure = failure


class SourceBody:
    """A file that is sent as a body, from where it stands and no further than its end at the start.

    Attributes:
        len: Its bytes; requests looks for an attribute of this name. Not there where nobody can tell.
    """

    def __init__(self, source: IO[bytes]) -> None:
        """Find out length and position.

        Args:
            source: A file opened for reading in binary mode.
        """
        self._source = source
        seekable = getattr(source, "seekable", None)
        self._start = source.tell() if seekable is not None and seekable() else None
        length = int(super_len(source))
        self._left: int | None = None
        # A pipe has a length of 0 for requests, and is sent in chunks.
        if length or self._start is not None:
            self.len = self._left = length

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            _SourceError: The source cannot be read, or ended before its length.
        """
        left = self._left
        if left is not None:
            size = left if size < 0 else min(size, left)
        try:
            data = self._source.read(size) if size else b""
            if left is not None:
                if left and not data:
                    raise OSError(errno.EIO, f"the file ended {left} bytes before the length that it had")  # noqa: TRY301
                self._left = left - len(data)
        except Exception as error:
            raise _SourceError(error) from error
        return data

    def __iter__(self) -> Iterator[bytes]:
        """Yield the rest; requests takes for a stream only what can be iterated over."""
        while data := self.read(_BLOCK):
            yield data

    @property
    def can_rewind(self) -> bool:
        """Whether the body can be sent once more."""
        return self._start is not None

    def rewind(self) -> None:
        """Go back to where the file stood."""
        if self._start is not None:
            self._source.seek(self._start)
            self._left = self.len


def bare_request(method: str, headers: dict[str, str], body: bytes | SourceBody | None) -> requests.PreparedRequest:
    """Return a prepared request that has just these headers: what a new session would make of it, only sooner.

    Args:
        method: The HTTP method.
        headers: All headers but Content-Length.
        body: Bytes, or a file, which is streamed.

    Returns:
        The request, still without an address.
    """
    prepared = requests.PreparedRequest()
    prepared.method = method
    prepared.headers = CaseInsensitiveDict(headers)
    prepared.body = body  # requests streams what has read()
    if isinstance(body, SourceBody):
        length = getattr(body, "len", None)
        if length is None:
            prepared.headers["Transfer-Encoding"] = "chunked"
        else:
            prepared.headers["Content-Length"] = str(length)
    elif body is not None or method in _WITH_LENGTH:
        prepared.headers["Content-Length"] = str(len(body or b""))
    return prepared


def sessions_request(
    session: requests.Session, method: str, url: str, headers: dict[str, str], body: bytes | SourceBody | None
) -> requests.PreparedRequest:
    """Return a prepared request with the headers, cookies and hooks that a caller's session adds.

    Args:
        session: The session.
        method: The HTTP method.
        url: The address.
        headers: All headers but Content-Length; they outrank the session's.
        body: Bytes, or a file, which is streamed.
    """
    prepared = session.prepare_request(requests.Request(method, url, headers=headers, data=body, auth=_unsigned))
    prepared.hooks["response"].append(_hide_redirect)
    return prepared


def check_headers(headers: CaseInsensitiveDict[str | bytes]) -> None:
    """Refuse what HTTP cannot carry in a header.

    Raises:
        requests.exceptions.InvalidHeader: A line break, or white space in front.
        UnicodeError: A character outside Latin-1.
    """
    for header in headers.lower_items():
        value = header[1] if isinstance(header[1], str) else header[1].decode("latin-1")
        # Nearly all are plain, and requests' own check is slow.
        if value.isascii() and value.isprintable() and not value.startswith(" "):
            continue
        check_header_validity(header)
        value.encode("latin-1")


def sendable(body: Body) -> bytes | SourceBody | None:
    """Return a body as it is handed on: a file with its length and position noted.

    Raises:
        OSError: The file cannot be asked for its length.
    """
    if body is None or isinstance(body, bytes):
        return body
    source = SourceBody(body)
    # requests would send an empty file chunked, which the service refuses.
    return b"" if getattr(source, "len", None) == 0 else source


def _unsigned(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep requests from looking for credentials in the address and in a netrc file."""
    return prepared


def _hide_redirect(response: requests.Response, *_: object, **__: object) -> None:
    # Even with redirects off, requests works out the next address, and reads the body without limit for it.
    response.headers.pop("Location", None)

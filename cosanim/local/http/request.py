"""HTTP requests as received. Nothing is normalised, so that signatures can be checked."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote_to_bytes

from cosanim.local.http.error_responses import HttpError
from cosanim.xml.parsing import REQUEST_MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import Scope

HEAD_MAX_BYTES: Final = 1 << 16
"""Largest head of a request."""
HEAD_TOO_LARGE: Final = "The head of the request is too large: send fewer or shorter headers."
_MD5_BYTES: Final = 16
_AUTHORITY: Final = re.compile(rb"^https?://[^/?]*", re.IGNORECASE)
# The parts of the largest multipart upload and the largest list of keys to delete take about half of it.
_DOCUMENT_MAX_BYTES: Final = 2 << 20


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A received request.

    Attributes:
        method: The HTTP method.
        raw_path: The path as sent, percent-encoded.
        path: The decoded path; dot segments and double slashes are kept.
        params: The decoded query parameters in order; a parameter without a value has the value "".
        headers: The headers in order, with names in lower case.
        client: The IP address of the client.
        source: The request of the web framework, from which the body is read.
    """

    method: str
    raw_path: str
    path: str
    params: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    client: str
    source: Request

    def header(self, name: str) -> str | None:
        """Return the value of the first header with a name, which must be in lower case; None if there is none."""
        return next((value for key, value in self.headers if key == name), None)

    def param(self, name: str) -> str | None:
        """Return the value of the first query parameter with a name; None if there is none."""
        return next((value for key, value in self.params if key == name), None)

    @property
    def param_names(self) -> frozenset[str]:
        """The names of the query parameters."""
        return frozenset(name for name, _ in self.params)

    @property
    def resource(self) -> str:
        """The percent-encoded URL of the resource, without the query."""
        return f"http://{self.header('host') or ''}{self.raw_path}"

    def require_length(self) -> None:
        """Refuse a body of unknown length.

        Raises:
            HttpError: The request has neither a Content-Length nor a chunked body.
        """
        if self.header("content-length") is None and self.header("transfer-encoding") is None:
            raise HttpError(411, "MissingContentLength", "The Content-Length header is missing.")

    def content_md5(self) -> bytes | None:
        """Return the digest of the Content-MD5 header.

        Returns:
            16 bytes; None without the header.

        Raises:
            HttpError: The header is not the Base64 encoding of an MD5 digest.
        """
        text = self.header("content-md5")
        if text is None:
            return None
        try:
            digest = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            digest = b""
        if len(digest) != _MD5_BYTES:
            raise HttpError(400, "InvalidDigest", "The Content-MD5 header is not a Base64-encoded MD5.")
        return digest

    async def document(self) -> bytes:
        """Return the XML body of a request to the object store, checked against its Content-MD5.

        Raises:
            HttpError: The body exceeds 2 MiB, its length is unknown, or the digest does not match.
        """
        self.require_length()
        expected = self.content_md5()
        too_large = HttpError(400, "EntityTooLarge", f"The body is too large: at most {_DOCUMENT_MAX_BYTES} bytes.")
        body = await self._read_body(_DOCUMENT_MAX_BYTES, too_large)
        if expected is not None and not _has_md5(body, expected):
            raise HttpError(400, "BadDigest", "The Content-MD5 does not match the body.")
        return body

    async def chunks(self, size: int = 1) -> AsyncIterator[bytes]:
        """Yield the body as it arrives.

        Args:
            size: Least number of bytes in a chunk; the last chunk may be shorter.

        Yields:
            Chunks, none of which is empty.
        """
        buffer = bytearray()
        async for chunk in self.source.stream():
            buffer += chunk
            if len(buffer) >= size:
                yield bytes(buffer)
                buffer.clear()
        if buffer:
            yield bytes(buffer)

    async def xml_body(self) -> bytes:
        """Return the body of an API request, checked against its Content-MD5.

        Raises:
            HttpError: The body exceeds 64 KiB, its length is unknown, or the digest does not match.
        """
        self.require_length()
        expected = self.content_md5()
        too_large = HttpError(
            413, "InvalidContent", f"The body is too large: at most {REQUEST_MAX_BYTES} bytes are accepted."
        )
        body = await self._read_body(REQUEST_MAX_BYTES, too_large)
        if expected is not None and not _has_md5(body, expected):
            raise HttpError(400, "InvalidContent", "The Content-MD5 does not match the body.")
        return body

    async def _read_body(self, limit: int, too_large: HttpError) -> bytes:
        content_length = self.header("content-length") or ""
        if content_length.isdecimal() and int(content_length) > limit:
            raise too_large
        body = bytearray()
        async for chunk in self.chunks():
            body += chunk
            if len(body) > limit:
                raise too_large
        return bytes(body)


def read_request(source: Request) -> HttpRequest:
    """Read the request, except for its body.

    Args:
        source: The request of the web framework.

    Returns:
        The request.

    Raises:
        HttpError: The path is not percent-encoded UTF-8 that starts with a slash, or the head is not acceptable.
    """
    scope = source.scope
    _check_head(scope)
    # A client that uses the service as its proxy sends the whole URL (RFC 9112, section 3.2.2).
    raw_path = _AUTHORITY.sub(b"", scope["raw_path"]) or b"/"
    try:
        path = unquote_to_bytes(raw_path).decode()
    except UnicodeDecodeError:
        raise HttpError(400, "InvalidURI", "The path is not UTF-8.") from None
    if not path.startswith("/"):
        raise HttpError(400, "InvalidURI", "The path does not start with a slash.")
    query: bytes = scope["query_string"]
    client = scope.get("client")
    return HttpRequest(
        method=source.method,
        raw_path=raw_path.decode("ascii"),
        path=path,
        params=tuple(parse_qsl(query.decode("latin-1"), keep_blank_values=True)),
        headers=tuple((name.decode("latin-1").lower(), _header_text(value)) for name, value in scope["headers"]),
        client=client[0] if client else "",
        source=source,
    )


def _check_head(scope: Scope) -> None:
    """Refuse what the parser of the HTTP server accepts, and end the connection.

    Raises:
        HttpError: The head is too large or of another version of HTTP, or the body has two lengths.
    """
    headers = scope["headers"]
    size = (
        len(scope["raw_path"]) + len(scope["query_string"]) + sum(len(name) + len(value) + 4 for name, value in headers)
    )
    if not scope["http_version"].startswith("1."):
        message = "The request is not HTTP/1.1."
    elif size > HEAD_MAX_BYTES:
        # The parser has the same limit, but only while the head is incomplete.
        message = HEAD_TOO_LARGE
    elif {b"content-length", b"transfer-encoding"} <= {name for name, _ in headers}:
        # A proxy may see another end of the body, and the rest as a request (RFC 9112, section 6.1).
        message = "The request has both a Content-Length and a Transfer-Encoding: send one of them."
    else:
        return
    raise HttpError(400, "InvalidRequest", message, {"Connection": "close"})


def _has_md5(body: bytes, expected: bytes) -> bool:
    return hmac.compare_digest(hashlib.md5(body, usedforsecurity=False).digest(), expected)


def _header_text(value: bytes) -> str:
    # Clients sign and send UTF-8. Other bytes are read as Latin-1, the older encoding of HTTP headers.
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")

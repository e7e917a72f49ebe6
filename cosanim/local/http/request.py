"""A request as it arrived: nothing normalised, so that it can be checked against its signature."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote_to_bytes

from cosanim.local.http.error_responses import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

_MD5_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Call:
    """A request.

    Attributes:
        method: Its method.
        raw_path: Its path as sent, percent-encoded.
        path: Its path, decoded; neither dot segments nor double slashes are touched.
        params: Its query parameters in order, decoded; one without a value has the value "".
        headers: Its headers in order, names in lower case.
        client: The address it came from.
        request: The request itself, for its body.
    """

    method: str
    raw_path: str
    path: str
    params: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    client: str
    request: Request

    def header(self, name: str) -> str | None:
        """Return the first header of a name, given in lower case."""
        return next((value for found, value in self.headers if found == name), None)

    def param(self, name: str) -> str | None:
        """Return the first query parameter of a name."""
        return next((value for found, value in self.params if found == name), None)

    @property
    def resource(self) -> str:
        """The address of the resource, still percent-encoded."""
        return f"http://{self.header('host') or ''}{self.raw_path}"

    def check_length(self) -> None:
        """Refuse a body whose end is not announced.

        Raises:
            Refused: There is neither a Content-Length nor a chunked body.
        """
        if self.header("content-length") is None and self.header("transfer-encoding") is None:
            raise Refused(411, "MissingContentLength", "The Content-Length header is missing.")

    async def chunks(self, size: int = 1) -> AsyncIterator[bytes]:
        """Yield the body as it arrives.

        Args:
            size: The least bytes to yield at once, but for the end.

        Yields:
            Some bytes, never none.
        """
        gathered = bytearray()
        async for chunk in self.request.stream():
            gathered += chunk
            if len(gathered) >= size:
                yield bytes(gathered)
                gathered.clear()
        if gathered:
            yield bytes(gathered)

    async def body(self, limit: int) -> bytes:
        """Return the whole body.

        Args:
            limit: The most bytes that are read.

        Raises:
            Refused: The body is larger; it is not read any further.
        """
        too_large = Refused(413, "InvalidContent", f"The body is too large: at most {limit} bytes are taken.")
        announced = self.header("content-length") or ""
        if announced.isdecimal() and int(announced) > limit:
            raise too_large
        body = bytearray()
        async for chunk in self.chunks():
            body += chunk
            if len(body) > limit:
                raise too_large
        return bytes(body)


def read_call(request: Request) -> Call:
    """Read everything but the body.

    Args:
        request: The request.

    Returns:
        The call.

    Raises:
        Refused: The path is not percent-encoded UTF-8 that starts with a slash.
    """
    scope = request.scope
    raw_path: bytes = scope["raw_path"]
    try:
        path = unquote_to_bytes(raw_path).decode()
    except UnicodeDecodeError:
        raise Refused(400, "InvalidURI", "The path is not UTF-8.") from None
    if not path.startswith("/"):
        raise Refused(400, "InvalidURI", "The path does not start with a slash.")
    query: bytes = scope["query_string"]
    client = scope.get("client")
    return Call(
        method=request.method,
        raw_path=raw_path.decode("ascii"),
        path=path,
        params=tuple(parse_qsl(query.decode("latin-1"), keep_blank_values=True)),
        headers=tuple((name.decode("latin-1").lower(), _header_text(value)) for name, value in scope["headers"]),
        client=client[0] if client else "",
        request=request,
    )


def content_md5(call: Call) -> bytes | None:
    """Return the checksum that a request announces for its body.

    Args:
        call: The request.

    Returns:
        16 bytes; None when it announces none.

    Raises:
        Refused: The header is no MD5 in Base64.
    """
    text = call.header("content-md5")
    if text is None:
        return None
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != _MD5_BYTES:
        raise Refused(400, "InvalidDigest", "The Content-MD5 header is not a Base64-encoded MD5.")
    return digest


def _header_text(value: bytes) -> str:
    # Clients sign and send UTF-8; what is not UTF-8 can only be the older Latin-1.
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")

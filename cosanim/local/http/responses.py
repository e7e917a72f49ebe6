"""Responses whose header names keep their case.

Official SDKs hand the headers on in a dict, where ``ETag`` is not ``etag``; the framework alone would write the latter.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, BinaryIO, Final

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

_CHUNK: Final = 1 << 18
_NO_CONTENT: Final = 204


class ServiceResponse(Response):
    """A response with a body that is at hand."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Set the headers as they are given, and the length where one belongs."""
        named = dict(headers or {})
        if self.status_code != _NO_CONTENT:
            named.setdefault("Content-Length", str(len(self.body)))
        self.raw_headers = [
            # On the wire they are bytes, and clients write and read UTF-8.
            (name.encode("ascii"), value.encode())
            for name, value in named.items()
        ]


class FileResponse(ServiceResponse):
    """Sends a part of an open file, read in a thread, and closes it whatever happens."""

    def __init__(self, file: BinaryIO, start: int, length: int, status: int, headers: Mapping[str, str]) -> None:
        """Prepare to send.

        Args:
            file: The file; closed at the end.
            start: Where the part begins.
            length: Its bytes.
            status: HTTP status.
            headers: The headers.
        """
        super().__init__(status_code=status, headers={**headers, "Content-Length": str(length)})
        self._file, self._start, self._length = file, start, length

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Send headers and content; no content for HEAD."""
        with self._file as file:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            left = 0 if scope["method"] == "HEAD" else self._length
            file.seek(self._start)
            while left:
                chunk = await asyncio.to_thread(file.read, min(_CHUNK, left))
                if not chunk:
                    raise OSError("the content of an object is shorter than its record")
                left -= len(chunk)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

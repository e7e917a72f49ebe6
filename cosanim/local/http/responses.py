"""Responses with the headers and error bodies of the addressed service.

Header names keep their case, although the web framework would write them in lower case: official SDKs return the
headers in a dict, whose keys are case-sensitive.
"""

from __future__ import annotations

import asyncio
import base64
import re
import secrets
import time
from email.utils import formatdate
from typing import TYPE_CHECKING, BinaryIO, Final

from starlette.responses import Response

from cosanim.local.http.hosts import ServiceKind
from cosanim.models import ErrorResponse
from cosanim.xml.codec import encode
from cosanim.xml.value_texts import xml_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import Receive, Scope, Send

    from cosanim.local.http.error_responses import HttpError

XML_TYPE: Final = "application/xml"
_CHUNK_BYTES: Final = 1 << 18
_NO_CONTENT: Final = 204
_PASSIVE_TYPE: Final = re.compile(
    rb"(?:(?:image|video|audio)/(?!svg)[a-z0-9.+-]+(?<!\+xml)|text/plain|application/(?:json|octet-stream))"
    rb"\s*(?:;[^,]*)?",
    re.IGNORECASE,
)
"""Media types that a browser shows without running scripts. Of several after commas, a browser takes the last one."""


class ServiceResponse(Response):
    """A response whose body is in memory."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Set these headers, and Content-Length if the status allows a body."""
        all_headers = dict(headers or {})
        if self.status_code != _NO_CONTENT:
            all_headers.setdefault("Content-Length", str(len(self.body)))
        self.raw_headers = [
            # Clients write and read header values as UTF-8.
            (name.encode("ascii"), value.encode())
            for name, value in all_headers.items()
        ]


class FileResponse(ServiceResponse):
    """A response with a range of an open file. The file is read in a thread, and closed even after an error."""

    def __init__(self, file: BinaryIO, start: int, length: int, status: int, headers: Mapping[str, str]) -> None:
        """Store the parts of the response.

        Args:
            file: The file. The response closes it.
            start: Offset of the range in bytes.
            length: Length of the range in bytes.
            status: HTTP status.
            headers: The headers.
        """
        super().__init__(status_code=status, headers={**headers, "Content-Length": str(length)})
        self._file, self._start, self._length = file, start, length

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Send the headers, and the content unless the request is a HEAD."""
        with self._file as file:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            remaining = 0 if scope["method"] == "HEAD" else self._length
            file.seek(self._start)
            while remaining:
                chunk = await asyncio.to_thread(file.read, min(_CHUNK_BYTES, remaining))
                if not chunk:
                    raise OSError("the content of an object is shorter than its record")
                remaining -= len(chunk)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


def forbid_rendering(response: Response) -> None:
    """Have a browser save the content of an object, if it could run scripts of it with the origin of the service.

    The cloud, too, has browsers save what its default hosts serve. Must be called for requests without an Authorization
    header: browsers send none, but follow a presigned URL.

    Args:
        response: The response, which is changed.
    """
    # A browser takes the content for what Content-Type says, and not for HTML.
    response.raw_headers.append((b"X-Content-Type-Options", b"nosniff"))
    if not isinstance(response, FileResponse):
        return
    headers = {name.lower(): value for name, value in response.raw_headers}
    if _PASSIVE_TYPE.fullmatch(headers.get(b"content-type", b"")):
        return
    # The name of the file is kept.
    _, semicolon, parameters = headers.get(b"content-disposition", b"").partition(b";")
    kept = [header for header in response.raw_headers if header[0].lower() != b"content-disposition"]
    response.raw_headers = [*kept, (b"Content-Disposition", b"attachment" + semicolon + parameters)]


class ResponseContext:
    """Makes the headers and the error body of the response to one request.

    Attributes:
        request_id: Id of the request.
    """

    def __init__(self, kind: ServiceKind, *, clock: Callable[[], float]) -> None:
        """Make a request id.

        Args:
            kind: The service that responds.
            clock: Returns the current Unix time.
        """
        self.request_id = _new_request_id()
        self._kind = kind
        self._clock = clock

    def headers(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the common headers together with ``extra``."""
        return {
            "Date": formatdate(self._clock(), usegmt=True),
            "Server": f"tencent-{self._kind.value}",
            f"x-{self._kind.value}-request-id": self.request_id,
            **(extra or {}),
        }

    def error(self, error: HttpError, resource: str | None) -> ServiceResponse:
        """Return the response for an error.

        Args:
            error: The error.
            resource: Percent-encoded URL of the resource. Only responses of the object store contain it.
        """
        trace_id = _new_request_id()
        body = ErrorResponse(
            code=error.code,
            message=xml_safe(error.message),
            # The Host of a request may contain characters that XML cannot represent.
            resource=xml_safe(resource) if resource and self._kind is ServiceKind.COS else None,
            request_id=self.request_id,
            trace_id=trace_id,
        )
        headers = {
            f"x-{self._kind.value}-trace-id": trace_id,
            "Content-Type": XML_TYPE,
            **error.headers,
        }
        return ServiceResponse(encode(body), status_code=error.status, headers=self.headers(headers))


def _new_request_id() -> str:
    """Return a request id in the form that the cloud uses."""
    parts = f"{int(time.time()):x}_{secrets.token_hex(4)}_{secrets.token_hex(2)}_{secrets.token_hex(2)}"
    return base64.b64encode(parts.encode()).decode()

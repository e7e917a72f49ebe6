"""Reads the forms that browsers send: fields, and the file of an upload as it arrives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from cosanim.local.http.error_responses import HttpError
from cosanim.xml.parsing import REQUEST_MAX_BYTES

if TYPE_CHECKING:
    from cosanim.local.http.request import HttpRequest

_MAX_FIELDS: Final = 100
_HEAD_MAX_BYTES: Final = 4096
"""Largest head of a part of a form."""
_BOUNDARY: Final = re.compile(
    r"multipart/form-data;(?:.*;)?\s*boundary=\"?([0-9A-Za-z'()+_,./:=? -]{1,70})\"?", re.IGNORECASE
)
# Browsers percent-encode quotes and line breaks in these values, and nothing else
# (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data).
_NAME: Final = re.compile(r'form-data;(?:.*;)?\s*name="([^"]*)"', re.IGNORECASE)
_FILENAME: Final = re.compile(r'form-data;(?:.*;)?\s*filename="([^"]*)"', re.IGNORECASE)
# Only what a header of a response can have. Objects with another type could not be served.
_TYPE: Final = re.compile(r"^content-type:[ \t]*([!-~](?:[ -~]*[!-~])?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_ENCODED: Final = {"%22": '"', "%0D": "\r", "%0A": "\n"}


async def read_fields(request: HttpRequest) -> dict[str, str]:
    """Return the fields of a form that has no file, without the white space around their values.

    Args:
        request: The request.

    Raises:
        HttpError: The body is too large, or not a form.
    """
    body = bytearray()
    async for chunk in request.chunks():
        body += chunk
        if len(body) > REQUEST_MAX_BYTES:
            raise _too_large()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise HttpError(400, "InvalidContent", "The body is not a form.") from None
    return {name: value.strip() for name, value in pairs}


class UploadForm:
    """A form (multipart/form-data, RFC 7578) with fields and, after them, one file, which is read as it arrives.

    Attributes:
        fields: The fields before the file.
        filename: Name of the file on the person's computer.
        content_type: Media type of the file.
    """

    def __init__(self, request: HttpRequest) -> None:
        """Begin with a request.

        Args:
            request: The request.

        Raises:
            HttpError: The body is no form with a file.
        """
        match = _BOUNDARY.match(request.header("content-type") or "")
        if match is None:
            raise HttpError(400, "InvalidContent", "The body is not a form with a file.")
        self.fields: dict[str, str] = {}
        self.filename = ""
        self.content_type = "application/octet-stream"
        self._source = request.chunks()
        self._delimiter = b"\r\n--" + match[1].encode()
        # The first delimiter has no line break of its own.
        self._buffer = bytearray(b"\r\n")

    async def read_fields(self) -> dict[str, str]:
        """Read up to the content of the file, and return the fields.

        Raises:
            HttpError: No file was chosen, or the form is malformed or too large.
        """
        await self._read_until(self._delimiter)
        while len(self.fields) <= _MAX_FIELDS and (await self._read_until(b"\r\n")) != b"--":
            # The end of the headers is also that of the line before them, if there are none.
            self._buffer[:0] = b"\r\n"
            headers = (await self._read_until(b"\r\n\r\n", _HEAD_MAX_BYTES)).decode(errors="replace")
            if (filename := _FILENAME.search(headers)) is not None:
                self._begin_file(filename[1], headers)
                return self.fields
            if (name := _NAME.search(headers)) is None:
                raise _malformed()
            value = await self._read_until(self._delimiter)
            self.fields[_decoded(name[1])] = value.decode(errors="replace").strip()
        raise HttpError(400, "InvalidContent", "Choose a file.")

    async def receive(self) -> dict[str, Any]:
        """Return the next message with a part of the file, as an ASGI application receives a body.

        Raises:
            HttpError: The form ends within the file.
        """
        end = self._buffer.find(self._delimiter)
        while end < 0 and len(self._buffer) < len(self._delimiter):
            await self._read()
            end = self._buffer.find(self._delimiter)
        # The delimiter may have begun at the end of the buffer.
        size = end if end >= 0 else len(self._buffer) - len(self._delimiter) + 1
        chunk = bytes(self._buffer[:size])
        del self._buffer[:size]
        return {"type": "http.request", "body": chunk, "more_body": end < 0}

    def _begin_file(self, filename: str, headers: str) -> None:
        if not filename:
            raise HttpError(400, "InvalidContent", "Choose a file.")
        self.filename = _decoded(filename)
        if (content_type := _TYPE.search(headers)) is not None:
            self.content_type = content_type[1]

    async def _read_until(self, end: bytes, limit: int = REQUEST_MAX_BYTES) -> bytes:
        """Return what comes before a text, and drop both.

        Raises:
            HttpError: It is too long, or the form ends before.
        """
        start = 0
        while (found := self._buffer.find(end, start, limit + len(end))) < 0:
            if len(self._buffer) > limit:
                raise _too_large()
            start = max(0, len(self._buffer) - len(end))
            await self._read()
        part = bytes(self._buffer[:found])
        del self._buffer[: found + len(end)]
        return part

    async def _read(self) -> None:
        chunk = await anext(self._source, None)
        if chunk is None:
            raise _malformed()
        self._buffer += chunk


def _decoded(text: str) -> str:
    return re.sub("%(?:22|0D|0A)", lambda match: _ENCODED[match[0].upper()], text, flags=re.IGNORECASE)


def _too_large() -> HttpError:
    return HttpError(413, "InvalidContent", f"The fields are too large: at most {REQUEST_MAX_BYTES} bytes.")


def _malformed() -> HttpError:
    return HttpError(400, "InvalidContent", "The form is malformed, or ends too early.")

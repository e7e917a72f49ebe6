"""Reads the forms that browsers send: fields, and the file of an upload as it arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from cosanim.local.http.error_responses import HttpError
from cosanim.xml.parsing import REQUEST_MAX_BYTES

if TYPE_CHECKING:
    from cosanim.local.http.request import HttpRequest

_MAX_FIELDS: Final = 100
_CHUNK_BYTES: Final = 1 << 20
_TOO_LARGE: Final = HttpError(413, "InvalidContent", f"The form is too large: at most {REQUEST_MAX_BYTES} bytes.")


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
            raise _TOO_LARGE
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise HttpError(400, "InvalidContent", "The body is not a form.") from None
    return {name: value.strip() for name, value in pairs}


class UploadForm:
    """A form with fields and, after them, one file, which is read as it arrives.

    Attributes:
        fields: The fields before the file.
        filename: Name of the file on the person's computer; empty without a file.
        content_type: Media type of the file.
    """

    def __init__(self, request: HttpRequest) -> None:
        """Begin with a request.

        Args:
            request: The request.

        Raises:
            HttpError: The body is no form with a file.
        """
        kind, options = parse_options_header(request.header("content-type") or "")
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise HttpError(400, "InvalidContent", "The body is not a form with a file.")
        self.fields: dict[str, str] = {}
        self.filename = ""
        self.content_type = "application/octet-stream"
        self._source = request.chunks(_CHUNK_BYTES)
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_part_data": self._add_data,
                "on_part_end": self._end_part,
                "on_header_field": self._add_header_name,
                "on_header_value": self._add_header_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
                "on_end": self._end,
            },
        )
        self._header = (bytearray(), bytearray())
        self._headers: dict[bytes, bytes] = {}
        self._name = ""
        self._value = bytearray()
        self._in_file = False
        self._file = bytearray()
        self._is_complete = False

    async def read_fields(self) -> dict[str, str]:
        """Read up to the file, and return the fields.

        Raises:
            HttpError: There is no file, or the form is malformed or too large.
        """
        while not self._in_file and await self._read():
            pass
        if not self._in_file and not self._file and not self.filename:
            raise HttpError(400, "InvalidContent", "Choose a file.")
        return self.fields

    async def receive(self) -> dict[str, Any]:
        """Return the next message with a part of the file, as an ASGI application receives a body."""
        while self._in_file and not self._file and await self._read():
            pass
        chunk = bytes(self._file)
        self._file.clear()
        if not chunk and not self._is_complete:
            raise HttpError(400, "InvalidContent", "The form ends within the file.")
        return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}

    async def _read(self) -> bool:
        chunk = await anext(self._source, None)
        if chunk is None:
            return False
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise HttpError(400, "InvalidContent", "The form is malformed.") from None
        return True

    def _begin_part(self) -> None:
        self._headers = {}
        self._value.clear()

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _end_header(self) -> None:
        name, value = self._header
        self._headers[bytes(name).lower()] = bytes(value)
        name.clear()
        value.clear()

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        self._name = _text(options.get(b"name", b""))
        # A second file is not read.
        if b"filename" in options and not self.filename:
            self._in_file = True
            self.filename = _text(options[b"filename"])
            self.content_type = self._headers.get(b"content-type", b"").decode("latin-1") or self.content_type
        elif len(self.fields) >= _MAX_FIELDS:
            raise _TOO_LARGE

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._file += data[start:end]
            return
        self._value += data[start:end]
        if len(self._value) > REQUEST_MAX_BYTES:
            raise _TOO_LARGE

    def _end_part(self) -> None:
        if self._in_file:
            self._in_file = False
        else:
            self.fields[self._name] = _text(bytes(self._value)).strip()

    def _end(self) -> None:
        self._is_complete = True


def _text(value: bytes) -> str:
    return value.decode(errors="replace")

"""Raw replies: status, headers, ids, and the error body; ``cosanim.xml.codec`` decodes the others into objects."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.errors import DecodeError
from cosanim.times import parse_http_date
from cosanim.xml.parsing import drop_namespace, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

_REQUEST_ID_HEADERS: Final = ("x-ci-request-id", "x-cos-request-id")
_TRACE_ID_HEADERS: Final = ("x-ci-trace-id", "x-cos-trace-id")
_LARGEST_ERROR: Final = 1024 * 1024
"""Largest error body in bytes; larger bodies are not parsed as errors."""
_ROOT_WITHIN: Final = 4096
"""Number of bytes in which the root is searched; a declaration and comments may come first."""
_ERROR_ROOT: Final = re.compile(rb"<(?:[^\s<>/:]{1,64}:)?Error[\s/>]")
_LONGEST_TEXT: Final = 2000
"""Number of characters of a service's message that are kept."""


class Reply(NamedTuple):
    """A reply that was read completely.

    Attributes:
        status: The HTTP status.
        headers: The headers; names are case-insensitive.
        body: The bytes of the body.
        request_id: The service's id of the request.
        trace_id: The id of a failure.
        signed_until: The last second of the request's signature, in Unix time.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    request_id: str | None = None
    trace_id: str | None = None
    signed_until: int | None = None

    def __repr__(self) -> str:
        """Show neither headers nor body: they may be long or private."""
        return f"Reply(status={self.status}, {len(self.body)} bytes, request_id={self.request_id!r})"


class ErrorBody(NamedTuple):
    """The content of an error body; missing nodes are "" or, for ids, None."""

    code: str
    message: str = ""
    request_id: str | None = None
    trace_id: str | None = None


def request_ids(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return request id and trace id from the headers of a reply of Cloud Infinite or the object store."""
    return _first(headers, _REQUEST_ID_HEADERS), _first(headers, _TRACE_ID_HEADERS)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds in the Retry-After header: a number, or a date relative to the Date header of the reply.

    None when the header is missing or invalid, or is a date in a reply without a Date header: the local clock is
    not used, since it may be wrong.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) <= len("86400") else None
    until, now = parse_http_date(text), parse_http_date(headers.get("Date", ""))
    return None if until is None or now is None else float(max(until - now, 0))


def parse_error(body: bytes) -> ErrorBody | None:
    """Read an error body: XML with the root ``Error``, or a JSON object with a ``Code``.

    The XML is parsed without DTD, entities and network. A body that cannot be parsed is not an error body.

    Args:
        body: The body of a reply.

    Returns:
        The error; None when the body is not an error.
    """
    if len(body) > _LARGEST_ERROR:
        return None
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        # Avoids parsing every reply twice, since most are not errors.
        if not _ERROR_ROOT.search(body[:_ROOT_WITHIN]):
            return None
        fields = _from_xml(body.strip())
    elif start == b"{":
        fields = _from_json(body)
    else:
        return None
    code = fields.get("Code", "")
    if not code:
        return None
    return ErrorBody(code, fields.get("Message", ""), fields.get("RequestId") or None, fields.get("TraceId") or None)


def _from_xml(body: bytes) -> dict[str, str]:
    try:
        root = parse(body)
    except DecodeError:
        return {}
    drop_namespace(root)
    if root.tag != "Error":
        return {}
    return {str(child.tag): _cleaned(child.text) for child in root}


def _from_json(body: bytes) -> dict[str, str]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    found = found.get("Error", found) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        return {}
    return {name: _cleaned(str(value)) for name, value in found.items() if isinstance(value, str | int)}


def _cleaned(text: str | None) -> str:
    # Messages are printed on terminals and logged, so control characters are removed and the length is limited.
    text = (text or "").strip()[:_LONGEST_TEXT]
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _first(headers: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    for name in names:
        if name in headers and (value := headers[name]):
            return _cleaned(value)
    return None

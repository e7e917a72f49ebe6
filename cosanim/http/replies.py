"""Reads replies: returns the body as bytes, or raises the exception for an error reply.

``cosanim.xml.codec`` decodes the XML of a successful reply into objects.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from cosanim.error_codes import service_error
from cosanim.errors import DecodeError, ServiceError, TransportError
from cosanim.http.repeated_secrets import masked_body
from cosanim.http.sessions.connections import EMPTY_STATUSES
from cosanim.http.sessions.protocols import CHUNK
from cosanim.http.transport_errors import HTTP_FAILURES, transport_error
from cosanim.masking import mask_secrets
from cosanim.times import parse_http_date
from cosanim.xml.parsing import drop_namespace, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cosanim.http.heads import Head

Piece = TypeVar("Piece", bytes, "bytes | None")
_REQUEST_ID_HEADERS: Final = ("x-ci-request-id", "x-cos-request-id")
_TRACE_ID_HEADERS: Final = ("x-ci-trace-id", "x-cos-trace-id")
_MAX_ERROR_BYTES: Final = 1024 * 1024
"""Largest error body in bytes; larger bodies are not parsed as errors."""
_MAX_JSON_NODES: Final = 200
"""Largest number of objects and arrays in an error body; real ones have two or three."""
_ROOT_SEARCH_BYTES: Final = 4096
"""Number of bytes at the start of a body that are searched for the root, which may follow comments."""
_RETRY_AFTER_DIGITS: Final = 5
"""Largest number of digits of a Retry-After in seconds, enough for a day."""
_ERROR_ROOT: Final = re.compile(rb"<(?:[^\s<>/:]{1,64}:)?Error[\s/>]")
_MAX_TEXT: Final = 2000
"""Number of characters of a service's message that are kept."""
_CONTENT_LENGTH_DIGITS: Final = 18
"""Largest number of digits of a valid Content-Length."""


class Reply(NamedTuple):
    """A reply that was read completely.

    Attributes:
        status: The HTTP status.
        headers: The headers; names are case-insensitive.
        body: The bytes of the body.
        request_id: The service's id of the request; None when the reply has none.
        trace_id: The service's trace id of a failed request; None when the reply has none.
        signed_until: Unix time until which the signature of the request is valid.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    request_id: str | None = None
    trace_id: str | None = None
    signed_until: int | None = None

    @property
    def date(self) -> int | None:
        """The time of the reply by the service's clock, in Unix time; None when it has no valid Date header."""
        return parse_http_date(self.headers.get("Date", ""))

    def __repr__(self) -> str:
        """Show neither headers nor body: they may be long or private."""
        return f"Reply(status={self.status}, {len(self.body)} bytes, request_id={self.request_id!r})"


class StreamedReply(NamedTuple):
    """A reply whose body has not been read yet. It can be used only inside the ``with`` block that opened it.

    Attributes:
        status: The HTTP status.
        headers: The headers; names are case-insensitive.
        request_id: The service's id of the request.
        chunks: The undecoded bytes of the body, in pieces; can be read once. A body that ends too early raises
            a TransportError.
    """

    status: int
    headers: Mapping[str, str]
    request_id: str | None
    chunks: Iterator[bytes]


class ErrorBody(NamedTuple):
    """The content of an error body. A missing text is "", and a missing id is None."""

    code: str
    message: str = ""
    request_id: str | None = None
    trace_id: str | None = None


def read_reply(head: Head, max_bytes: int) -> Reply:
    """Read the body of a reply completely.

    Args:
        head: The head of the reply.
        max_bytes: Largest body that is read.

    Returns:
        The reply; its status is 200 to 299 and its body is not an error.

    Raises:
        ServiceError: The reply is an error, by its status or by its body.
        TransportError: The body is larger than ``max_bytes`` or incomplete, or the reply is an interim one.
    """
    request_id, trace_id = request_ids(head.headers)
    content = masked_body(read_body(head, max_bytes), head.secrets)
    reply = Reply(head.response.status, head.headers, content, request_id, trace_id, head.signed_until)
    error_body = parse_error(reply.body)
    if reply.status >= 300 or error_body is not None:
        raise _service_error(reply, error_body, head)
    return reply


def read_body(head: Head, max_bytes: int) -> bytes:
    """Return the body of a reply as it was received.

    Args:
        head: The head of the reply.
        max_bytes: Largest body that is read.

    Raises:
        TransportError: The body is larger than ``max_bytes`` or incomplete, or the reply is an interim one.
    """
    response = head.response
    if response.status < 200:
        # Only a requests session passed by the caller returns interim replies. The final one is not read.
        raise _reply_error(head, f"{head.host} sent only the interim reply {response.status}, not the final one")
    if response.status in EMPTY_STATUSES:
        # Bytes that still arrive would be read as the next reply. A session passed by the caller does not prevent that.
        response.close()
    size = _body_size(head)
    if size is not None and size > max_bytes:
        raise _too_large(head, max_bytes)
    # A short reply is read in one piece.
    is_short = size is not None and size <= CHUNK
    body = bytearray()
    for piece in (_converting_failures(lambda: response.read(max_bytes), head),) if is_short else chunks(head):
        body += piece
        if len(body) > max_bytes:
            raise _too_large(head, max_bytes)
    return bytes(body)


def chunks(head: Head) -> Iterator[bytes]:
    """Yield the undecoded body of a reply in pieces.

    Raises:
        TransportError: The body ended too early.
    """
    pieces = head.response.pieces()
    while (piece := _converting_failures(lambda: next(pieces, None), head)) is not None:
        yield piece


def _body_size(head: Head) -> int | None:
    """Return the announced size of the body in bytes; None when it is not known."""
    if head.method == "HEAD":
        return 0  # the Content-Length of HEAD is that of GET
    headers = head.headers
    return None if "Transfer-Encoding" in headers else content_length(headers)  # Transfer-Encoding takes precedence


def _converting_failures(read: Callable[[], Piece], head: Head) -> Piece:
    """Return what a function reads. A failure is raised as a ``TransportError`` that does not refer to the request."""
    try:
        return read()
    except HTTP_FAILURES as error:
        failure = transport_error(
            error,
            host=head.host,
            method=head.method,
            sent=True,
            is_past_deadline=head.attempt.is_past_deadline,
            request_id=request_ids(head.headers)[0],
        )
    failure.signed_until = head.signed_until
    raise failure


def _too_large(head: Head, max_bytes: int) -> TransportError:
    return _reply_error(head, f"the reply from {head.host} is larger than {max_bytes} bytes and was not read further")


def _reply_error(head: Head, message: str) -> TransportError:
    """Return the error for a reply that cannot be used."""
    request_id, _ = request_ids(head.headers)
    error = TransportError(message, host=head.host, sent=True, request_id=request_id)
    error.signed_until = head.signed_until
    return error


def _service_error(reply: Reply, body: ErrorBody | None, head: Head) -> ServiceError:
    """Return the exception for an error reply. Secrets are masked also where JSON or XML had written them otherwise."""

    def masked(text: str | None) -> str:
        return mask_secrets(text or "", head.secrets)

    body = body or ErrorBody("")
    error = service_error(
        status=reply.status,
        code=masked(body.code),
        message=masked(body.message),
        request_id=reply.request_id or masked(body.request_id) or None,
        trace_id=reply.trace_id or masked(body.trace_id) or None,
        retry_after=retry_after(reply.headers),
        # Names of buckets contain no dots.
        object_method=head.method if ".cos." in str(head.request.headers.get("Host", "")) else None,
    )
    error.signed_until = reply.signed_until
    error.date = reply.date
    return error


def request_ids(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return request id and trace id from the headers of a reply of Cloud Infinite or the object store."""
    return _first_header(headers, _REQUEST_ID_HEADERS), _first_header(headers, _TRACE_ID_HEADERS)


def content_length(headers: Mapping[str, str]) -> int | None:
    """Return the Content-Length in bytes; None when it is missing or invalid."""
    text = headers.get("Content-Length", "").strip()
    # isdigit() alone also accepts digits outside ASCII.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _CONTENT_LENGTH_DIGITS else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the delay in the Retry-After header in seconds; a date counts from the date in the Date header.

    The result is None when the header is missing or invalid, or is a date in a reply without a Date header. The local
    clock is not used, since it may be wrong.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) <= _RETRY_AFTER_DIGITS else None
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
    if len(body) > _MAX_ERROR_BYTES:
        return None
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        # Most replies are not errors. This search avoids parsing them twice.
        beginning = body[:_ROOT_SEARCH_BYTES]
        if b"Error" not in beginning or not _ERROR_ROOT.search(beginning):
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
    return {str(child.tag): _clean_text(child.text) for child in root}


def _from_json(body: bytes) -> dict[str, str]:
    # Deep nesting exhausts the stack, and then finalizers that happen to run fail too, also those of the caller.
    if body.count(b"{") + body.count(b"[") > _MAX_JSON_NODES:
        return {}
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    error = document.get("Error", document) if isinstance(document, dict) else None
    if not isinstance(error, dict):
        return {}
    return {name: _clean_text(str(value)) for name, value in error.items() if isinstance(value, str | int)}


def _clean_text(text: str | None) -> str:
    # Messages are printed on terminals and logged, so control characters are removed and the length is limited.
    text = (text or "").strip()[:_MAX_TEXT]
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _first_header(headers: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    for name in names:
        if value := headers.get(name):
            return _clean_text(value)
    return None

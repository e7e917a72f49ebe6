"""Reads the body of a reply, completely up to a limit or in pieces; an error reply is raised as an exception."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from cosanim.error_codes import service_error
from cosanim.errors import TransportError
from cosanim.http.connections import EMPTY_STATUSES
from cosanim.http.failures import HTTP_FAILURES, transport_error
from cosanim.http.protocols import CHUNK
from cosanim.http.replies import Reply, parse_error, request_ids, retry_after
from cosanim.masking import mask_secrets
from cosanim.signing.parsed_authorization import signed_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cosanim.http.connections import Attempt
    from cosanim.http.protocols import Request, Response

_MOST_DIGITS: Final = 19
"""Largest number of digits of a valid Content-Length."""


class StreamedReply(NamedTuple):
    """A reply whose body has not been read yet; valid inside the ``with`` block that returned it.

    Attributes:
        status: The HTTP status.
        headers: The headers; names are case-insensitive.
        request_id: The service's id of the request.
        chunks: The bytes of the body as stored, in pieces; can be read once. A body that ends too early raises
            a TransportError.
    """

    status: int
    headers: Mapping[str, str]
    request_id: str | None
    chunks: Iterator[bytes]


class Head(NamedTuple):
    """The head of a reply whose body has not been read yet, and its request.

    Attributes:
        response: The head as the session returned it.
        request: The signed request.
        host: The host that it was sent to.
        attempt: The attempt that got the reply.
    """

    response: Response
    request: Request
    host: str
    attempt: Attempt

    @property
    def method(self) -> str:
        """The method of the request."""
        return self.request.method or ""

    @property
    def signed_until(self) -> int:
        """The last second of the request's signature, in Unix time."""
        return signed_until(str(self.request.headers["Authorization"]))


def read_whole(head: Head, max_bytes: int) -> Reply:
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
    response = head.response
    request_id, trace_id = request_ids(response.headers)
    if response.status < HTTPStatus.OK:
        # Only a caller's session returns interim replies. The connection is closed without reading on.
        raise _useless(head, f"{head.host} sent the interim reply {response.status}, whose real one is still to come")
    if response.status in EMPTY_STATUSES:
        # Bytes that still arrive would be read as the next reply; a caller's session does not prevent that.
        response.close()
    size = _announced_size(head)
    too_large = f"the reply from {head.host} is larger than {max_bytes} bytes and was not read further"
    if size is not None and size > max_bytes:
        raise _useless(head, too_large)
    # A short reply is read at once.
    pieces = response.pieces(in_one=size is not None and size <= CHUNK)
    body = bytearray()
    for piece in _watched(pieces, head):
        body += piece
        if len(body) > max_bytes:
            raise _useless(head, too_large)
    reply = Reply(response.status, response.headers, bytes(body), request_id, trace_id, head.signed_until)
    if reply.status >= HTTPStatus.MULTIPLE_CHOICES or parse_error(reply.body) is not None:
        _raise_service_error(reply, head)
    return reply


def chunks(head: Head) -> Iterator[bytes]:
    """Yield the undecoded body of a reply in pieces.

    Raises:
        TransportError: It broke off.
    """
    return _watched(head.response.pieces(), head)


def _announced_size(head: Head) -> int | None:
    """Return the size of the body; None when it is not known."""
    if head.method == "HEAD":
        return 0  # the Content-Length of HEAD is that of GET
    response = head.response
    text = response.headers.get("Content-Length", "")
    # Transfer-Encoding takes precedence, and isdigit() also accepts non-ASCII digits and very long numbers.
    is_sure = text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS
    return int(text) if is_sure and "Transfer-Encoding" not in response.headers else None


def _watched(pieces: Iterator[bytes], head: Head) -> Iterator[bytes]:
    """Yield the pieces; raise failures outside of the ``except`` block, so that they do not refer to the request."""
    while True:
        failure: TransportError | None = None
        piece = None
        try:
            piece = next(pieces, None)
        except HTTP_FAILURES as error:
            failure = transport_error(
                error,
                host=head.host,
                method=head.method,
                sent=True,
                is_over=head.attempt.is_over,
                request_id=request_ids(head.response.headers)[0],
            )
        if failure is not None:
            failure.signed_until = head.signed_until
            raise failure
        if piece is None:
            return
        yield piece


def _useless(head: Head, message: str) -> TransportError:
    request_id, _ = request_ids(head.response.headers)
    error = TransportError(message, host=head.host, sent=True, request_id=request_id)
    error.signed_until = head.signed_until
    return error


def _raise_service_error(reply: Reply, head: Head) -> NoReturn:
    body = parse_error(reply.body)
    from cosanim.http.exchange import secret_values  # imported on demand: few replies are errors

    secrets = secret_values(head.request)
    error = service_error(
        status=reply.status,
        code=mask_secrets(body.code, secrets) if body else "",
        message=mask_secrets(body.message, secrets) if body else "",
        request_id=reply.request_id or (body.request_id if body else None),
        trace_id=reply.trace_id or (body.trace_id if body else None),
        retry_after=retry_after(reply.headers),
    )
    error.signed_until = reply.signed_until
    raise error

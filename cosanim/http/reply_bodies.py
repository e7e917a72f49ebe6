"""Reading the body of a reply: whole and within a limit, or in pieces; an error body is raised as its error."""

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
"""Digits of a Content-Length that mean a size."""


class StreamedReply(NamedTuple):
    """A reply whose body is still to come; valid inside the ``with`` block that gave it.

    Attributes:
        status: The HTTP status.
        headers: The headers; names are found in any case.
        request_id: The service's id of the request.
        chunks: The bytes of the body as stored, in pieces; can be read once. A body that ends too early raises
            a TransportError.
    """

    status: int
    headers: Mapping[str, str]
    request_id: str | None
    chunks: Iterator[bytes]


class Head(NamedTuple):
    """The head of a reply, whose body is still to be read, and the request that it answers.

    Attributes:
        response: The head as it was given.
        request: The request as signed.
        host: Where it went.
        attempt: The attempt that brought the reply.
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
    """Read a reply to its end.

    Args:
        head: Its head; the body is still to come.
        max_bytes: Bytes that are read at most.

    Returns:
        The reply, its status 200 to 299 and its body no error.

    Raises:
        ServiceError: The reply is an error, by its status or by its body.
        TransportError: The body is larger than ``max_bytes`` or broke off, or the reply is an interim one.
    """
    response = head.response
    request_id, trace_id = request_ids(response.headers)
    if response.status < HTTPStatus.OK:
        # Only a session of the caller's lets one through. Its connection is closed unread.
        raise _useless(head, f"{head.host} sent the interim reply {response.status}, whose real one is still to come")
    if response.status in EMPTY_STATUSES:
        # What may still come would be taken for the next reply; a session of the caller's does not know that.
        response.close()
    size = _announced_size(head)
    too_large = f"the reply from {head.host} is larger than {max_bytes} bytes and was not read further"
    if size is not None and size > max_bytes:
        raise _useless(head, too_large)
    # A short reply is read in one go.
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
    """Yield the body of a reply as it was stored, in pieces.

    Raises:
        TransportError: It broke off.
    """
    return _watched(head.response.pieces(), head)


def _announced_size(head: Head) -> int | None:
    """Return the bytes that are to come; None where that is not for sure."""
    if head.method == "HEAD":
        return 0  # the length is that of what GET would bring
    response = head.response
    text = response.headers.get("Content-Length", "")
    # Chunks outrank the length, and a number may be no number in spite of isdigit(), or endless.
    is_sure = text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS
    return int(text) if is_sure and "Transfer-Encoding" not in response.headers else None


def _watched(pieces: Iterator[bytes], head: Head) -> Iterator[bytes]:
    """Yield the pieces; a failure is raised outside of the ``except`` block, where it would carry the request."""
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
    from cosanim.http.exchange import secret_values  # late: few replies are errors

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

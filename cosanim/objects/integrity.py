"""Checks that a successful reply comes from the object store, is complete, and has the expected checksum."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from cosanim.errors import TransportError
from cosanim.http.replies import content_length

if TYPE_CHECKING:
    from collections.abc import Mapping

_MD5: Final = re.compile(r'"?([0-9a-fA-F]{32})"?')
_ENCRYPTED: Final = "x-cos-server-side-encryption"
_OBJECT_TYPE: Final = "x-cos-object-type"


def check_reply(status: int, headers: Mapping[str, str], request_id: str | None, *, host: str, method: str) -> None:
    """Check that a successful reply comes from the object store, has status 200, and defines the end of its body.

    Args:
        status: The HTTP status, below 300.
        headers: The headers of the reply.
        request_id: The service's id of the request.
        host: The host that the request was sent to.
        method: PUT, GET or HEAD. Only the reply to GET must define the end of its body.

    Raises:
        TransportError: The status is not 200, there is no request id, or the end of the body is not defined.
    """
    if status != HTTPStatus.OK:
        part = "a part of the object, which was not requested" if status == 206 else "not 200"
        raise unusable_reply(f"the status is {status}, {part}", request_id, host=host)
    if not request_id:
        raise unusable_reply(
            "it has no request id, so it does not come from the object store, or was cut off",
            request_id,
            host=host,
        )
    if method == "PUT" and not headers.get("ETag"):
        raise unusable_reply("it has no ETag, so it does not come from the object store", request_id, host=host)
    if method == "GET" and not (is_chunked(headers) or content_length(headers) is not None):
        raise unusable_reply(
            "it has neither a Content-Length nor chunked encoding, so it may be cut off", request_id, host=host
        )


def check_content(
    headers: Mapping[str, str], request_id: str | None, *, size: int | None, md5: str, host: str, what: str
) -> None:
    """Compare the size and MD5 of the content with the headers of the reply.

    The ETag is the content's MD5 only for objects that were uploaded in one piece and without encryption (Common
    Response Headers, 436/7729).

    Args:
        headers: The headers of the reply.
        request_id: The service's id of the request.
        size: Number of bytes received; None when the reply's body is not the content.
        md5: MD5 of the content, 32 hexadecimal digits.
        host: The host that the request was sent to.
        what: Description of the content for the error message, such as ``"what arrived"``.

    Raises:
        TransportError: The size or the checksum differs.
    """
    length = None if is_chunked(headers) else content_length(headers)
    if size is not None and length is not None and size != length:
        raise unusable_reply(f"its Content-Length is {length}, and {size} bytes arrived", request_id, host=host)
    expected = expected_md5(headers)
    if expected is not None and expected != md5:
        raise unusable_reply(f"its checksum (ETag) is {expected}, that of {what} is {md5}", request_id, host=host)


def expected_md5(headers: Mapping[str, str]) -> str | None:
    """Return the MD5 in the ETag header; None when the ETag may be something else.

    Objects that were uploaded in parts, appended to or encrypted by the service have ETags of other kinds.
    """
    if any(name.lower().startswith(_ENCRYPTED) for name in headers):
        return None
    if headers.get(_OBJECT_TYPE, "normal").lower() != "normal":
        return None
    match = _MD5.fullmatch(headers.get("ETag", "").strip())
    return match[1].lower() if match else None


def is_chunked(headers: Mapping[str, str]) -> bool:
    """Return whether the body is sent with chunked transfer encoding, which marks its end."""
    return headers.get("Transfer-Encoding", "").strip().lower() == "chunked"


def unusable_reply(reason: str, request_id: str | None, *, host: str) -> TransportError:
    """Return the error for a reply that is incomplete or wrong; the request can be retried.

    Args:
        reason: What is wrong with the reply.
        request_id: The service's id of the request.
        host: The host that the request was sent to.
    """
    return TransportError(
        f"the reply from {host} is not accepted: {reason}. Try again; if it happens again, check the endpoint and "
        "any proxy on the way",
        host=host,
        sent=True,
        retryable=True,
        request_id=request_id,
    )

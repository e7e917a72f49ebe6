"""What is handed to requests: a prepared request with exactly the headers and the body that are meant."""

from __future__ import annotations

from typing import IO, Final, TypeAlias

import requests
from requests.structures import CaseInsensitiveDict
from requests.utils import check_header_validity, super_len

Body: TypeAlias = bytes | IO[bytes] | None
_WITH_LENGTH: Final = frozenset({"POST", "PUT"})


def bare_request(method: str, headers: dict[str, str], body: Body) -> requests.PreparedRequest:
    """Return a prepared request that has just these headers: what a new session would make of it, only sooner.

    Args:
        method: The HTTP method.
        headers: All headers but Content-Length.
        body: Bytes, or a file opened for reading, which is streamed.

    Returns:
        The request, still without an address.
    """
    prepared = requests.PreparedRequest()
    prepared.method = method
    prepared.headers = CaseInsensitiveDict(headers)
    if body is None or isinstance(body, bytes):
        prepared.body = body
        if body is not None or method in _WITH_LENGTH:
            prepared.headers["Content-Length"] = str(len(body or b""))
    else:
        prepared.prepare_body(body, None)
    return prepared


def sessions_request(
    session: requests.Session, method: str, url: str, headers: dict[str, str], body: Body
) -> requests.PreparedRequest:
    """Return a prepared request with the headers, cookies and hooks that a caller's session adds.

    Args:
        session: The session.
        method: The HTTP method.
        url: The address.
        headers: All headers but Content-Length; they outrank the session's.
        body: Bytes, or a file opened for reading, which is streamed.
    """
    prepared = session.prepare_request(requests.Request(method, url, headers=headers, data=body, auth=_unsigned))
    prepared.hooks["response"].append(_hide_redirect)
    return prepared


def check_headers(headers: CaseInsensitiveDict[str | bytes]) -> None:
    """Refuse what HTTP cannot carry in a header.

    Raises:
        requests.exceptions.InvalidHeader: A line break, or white space in front.
        UnicodeError: A character outside Latin-1.
    """
    for header in headers.lower_items():
        value = header[1] if isinstance(header[1], str) else header[1].decode("latin-1")
        # Nearly all are plain, and requests' own check is slow.
        if value.isascii() and value.isprintable() and not value.startswith(" "):
            continue
        check_header_validity(header)
        value.encode("latin-1")


def is_empty_file(body: Body) -> bool:
    """Tell whether a body is a file with nothing in it."""
    if body is None or isinstance(body, bytes) or not body.seekable():
        return False
    return bool(super_len(body) == 0)


def _unsigned(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep requests from looking for credentials in the address and in a netrc file."""
    return prepared


def _hide_redirect(response: requests.Response, *_: object, **__: object) -> None:
    # Even with redirects off, requests works out the next address, and reads the body without limit for it.
    response.headers.pop("Location", None)

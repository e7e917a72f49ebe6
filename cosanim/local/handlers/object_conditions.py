"""Conditional requests for objects, and query parameters that override response headers.

The pages of GET, HEAD and PUT Object (436/7753, 436/7745, 436/7749) document the conditions and the parameters.
RFC 9110 defines the order in which conditions are evaluated (section 13.2.2) and their effect on ranges (14.2).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cosanim.local.http.error_responses import HttpError
from cosanim.times import parse_http_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.storage.objects import Precondition, StoredObject

_CONDITIONS: Final = ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since")
_OVERRIDES: Final = (
    "Cache-Control",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Language",
    "Content-Type",
    "Expires",
)
_FORBID_OVERWRITE: Final = "x-cos-forbid-overwrite"
_TAGS: Final = re.compile(r'(W/)?"([^"]*)"|([^\s,"]+)')
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def check_source(request: HttpRequest, source: StoredObject) -> None:
    """Check the source of a copy against the headers ``x-cos-copy-source-if-…``.

    Args:
        request: The request.
        source: The source.

    Raises:
        HttpError: A condition does not hold.
    """
    if _is_unchanged({name: request.header(f"x-cos-copy-source-{name}") for name in _CONDITIONS}, source):
        raise _failed()


def target_precondition(request: HttpRequest) -> Precondition:
    """Return the precondition that a request sets for the object that it writes or deletes.

    If-Modified-Since applies to GET and HEAD only (RFC 9110, section 13.1.3).

    Raises:
        HttpError: The value of x-cos-forbid-overwrite is neither true nor false.
    """
    may_exist = _may_overwrite(request)
    match, none_match = request.header("if-match"), request.header("if-none-match")
    unmodified_since = request.header("if-unmodified-since")

    def check(stored: StoredObject | None) -> None:
        if stored is None:
            if match is not None:
                raise _failed()
            return
        if not may_exist:
            message = f"The object exists, and {_FORBID_OVERWRITE} forbids to replace it."
            raise HttpError(409, "FileAlreadyExists", message)
        if match is not None:
            holds = _matches_tag(match, stored, weak=False)
        else:
            holds = not _is_later(stored, unmodified_since, otherwise=False)
        if not holds or (none_match is not None and _matches_tag(none_match, stored, weak=True)):
            raise _failed()

    return check


def is_unchanged(request: HttpRequest, stored: StoredObject) -> bool:
    """Return whether the client of a GET or HEAD already has the current object. If so, the response is 304.

    Args:
        request: The request.
        stored: The object.

    Raises:
        HttpError: 412 PreconditionFailed: a condition does not hold.
    """
    return _is_unchanged({name: request.header(name) for name in _CONDITIONS}, stored)


def _is_unchanged(conditions: Mapping[str, str | None], stored: StoredObject) -> bool:
    match, none_match = conditions["if-match"], conditions["if-none-match"]
    if match is not None:
        matches = _matches_tag(match, stored, weak=False)
    else:
        matches = not _is_later(stored, conditions["if-unmodified-since"], otherwise=False)
    if not matches:
        raise _failed()
    if none_match is not None:
        return _matches_tag(none_match, stored, weak=True)
    return not _is_later(stored, conditions["if-modified-since"], otherwise=True)


def range_header(request: HttpRequest, stored: StoredObject) -> str | None:
    """Return the Range header; None if there is none, or if If-Range names another version of the object."""
    condition = request.header("if-range")
    if condition is not None:
        moment = parse_http_date(condition)
        is_same = _matches_tag(condition, stored, weak=False) if moment is None else moment == int(stored.modified)
        if not is_same:
            return None
    return request.header("range")


def overridden_headers(request: HttpRequest) -> dict[str, str]:
    """Return the response headers that parameters such as ``response-content-type`` set. Blank ones are ignored.

    Raises:
        HttpError: A value contains a control character.
    """
    overrides = {}
    for name in _OVERRIDES:
        parameter = f"response-{name.lower()}"
        value = (request.param(parameter) or "").strip()
        if _CONTROL.search(value):
            raise HttpError(400, "InvalidArgument", f"{parameter} contains a control character.")
        if value:
            overrides[name] = value
    return overrides


def _may_overwrite(request: HttpRequest) -> bool:
    text = (request.header(_FORBID_OVERWRITE) or "false").lower()
    if text not in {"true", "false"}:
        raise HttpError(400, "InvalidArgument", f"{_FORBID_OVERWRITE} must be true or false.")
    return text == "false"


def _failed() -> HttpError:
    return HttpError(412, "PreconditionFailed", "The object does not meet the condition of the request.")


def _matches_tag(header: str, stored: StoredObject, *, weak: bool) -> bool:
    """Return whether a list of entity tags, with or without quotes, contains the tag of an object."""
    if header.strip() == "*":
        return True
    tags = (match.groups() for match in _TAGS.finditer(header))
    return any((quoted or bare) == stored.etag and (weak or not is_weak) for is_weak, quoted, bare in tags)


def _is_later(stored: StoredObject, header: str | None, *, otherwise: bool) -> bool:
    """Return whether an object was written after the time in a header, in whole seconds.

    Args:
        stored: The object.
        header: The header.
        otherwise: Returned if the header is missing or not a time.
    """
    moment = None if header is None else parse_http_date(header)
    return otherwise if moment is None else int(stored.modified) > moment

"""What requests for objects can ask for beside the object: conditions, and other headers of the answer.

The conditions and the parameters are those of the pages of GET, HEAD and PUT Object (436/7753, 436/7745, 436/7749);
where several meet, and where they stand beside a range, RFC 9110 says what counts (sections 13.2.2 and 14.2).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cosanim.local.http.error_responses import Refused
from cosanim.times import parse_http_date

if TYPE_CHECKING:
    from cosanim.local.http.request import Call
    from cosanim.local.storage.objects import StoredObject

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


def is_unchanged(call: Call, stored: StoredObject) -> bool:
    """Return whether the sender of a GET or HEAD has the object already, so that 304 is the answer.

    Args:
        call: The request.
        stored: The object.

    Raises:
        Refused: 412 PreconditionFailed, as it is not the object that is asked for.
    """
    match, none_match = call.header("if-match"), call.header("if-none-match")
    if match is not None:
        is_meant = _names(match, stored, weak=False)
    else:
        is_meant = not _is_later(stored, call.header("if-unmodified-since"), otherwise=False)
    if not is_meant:
        raise Refused(412, "PreconditionFailed", "The object is not, or no longer, the one of the condition.")
    if none_match is not None:
        return _names(none_match, stored, weak=True)
    return not _is_later(stored, call.header("if-modified-since"), otherwise=True)


def wanted_range(call: Call, stored: StoredObject) -> str | None:
    """Return the Range header; None without one, or when If-Range names another state of the object."""
    condition = call.header("if-range")
    if condition is not None:
        moment = parse_http_date(condition)
        is_same = _names(condition, stored, weak=False) if moment is None else moment == int(stored.modified)
        if not is_same:
            return None
    return call.header("range")


def overrides(call: Call) -> dict[str, str]:
    """Return the headers that a query sets in the answer, such as ``response-content-type``; blank ones are absent.

    Raises:
        Refused: A value that no header can carry.
    """
    found = {}
    for name in _OVERRIDES:
        parameter = f"response-{name.lower()}"
        value = (call.param(parameter) or "").strip()
        if _CONTROL.search(value):
            raise Refused(400, "InvalidArgument", f"{parameter} holds a control character, which no header can carry.")
        if value:
            found[name] = value
    return found


def may_overwrite(call: Call) -> bool:
    """Return whether a PUT may replace an object.

    Raises:
        Refused: The header says neither true nor false.
    """
    text = (call.header(_FORBID_OVERWRITE) or "false").lower()
    if text not in {"true", "false"}:
        raise Refused(400, "InvalidArgument", f"{_FORBID_OVERWRITE} is true or false.")
    return text == "false"


def refuse_conditions(call: Call) -> None:
    """Refuse conditions where no page documents them: to ignore one would lose what it protects.

    Raises:
        Refused: The request has a condition.
    """
    found = [name for name in _CONDITIONS if call.header(name) is not None]
    if found:
        raise Refused(
            501, "NotImplemented", f"{call.method} with {', '.join(found)} is not known to the local service."
        )


def _names(header: str, stored: StoredObject, *, weak: bool) -> bool:
    """Return whether a list of entity tags, with or without quotes, names an object."""
    if header.strip() == "*":
        return True
    tags = (match.groups() for match in _TAGS.finditer(header))
    return any((quoted or bare) == stored.md5 and (weak or not is_weak) for is_weak, quoted, bare in tags)


def _is_later(stored: StoredObject, header: str | None, *, otherwise: bool) -> bool:
    """Return whether an object was written after the time of a header, to the second; ``otherwise`` without a time."""
    moment = None if header is None else parse_http_date(header)
    return otherwise if moment is None else int(stored.modified) > moment

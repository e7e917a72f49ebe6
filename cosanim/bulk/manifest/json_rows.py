"""The lines of a JSONL manifest, each of which is a whole request.

A line is an object with the nodes of the request, in the shape that ``from_dict`` reads and the official SDK takes; or
one with the member Request that contains them. Beside the nodes it may have the members bucket and region, the place of
the video; without them the video is in the bucket of the client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cosanim.bulk.manifest.places import PLACE, place_problems
from cosanim.bulk.manifest.text_lines import UnreadableLineError
from cosanim.bulk.rows import BulkRequest, UnreadableRow
from cosanim.errors import DecodeError
from cosanim.xml.json_form import load_json
from cosanim.xml.violations import Violation, abbreviate

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT: Final = "Request"


def json_requests(lines: Iterator[str]) -> Iterator[BulkRequest | UnreadableRow]:
    """Yield the lines of a JSONL manifest that are not blank. After a line that is not UTF-8, nothing more is yielded.

    Args:
        lines: The lines.
    """
    number = 0
    try:
        for number, text in enumerate(lines, 1):
            if text.strip():
                yield _request(text, number)
    except UnreadableLineError as error:
        yield _unreadable("text", str(error), error.value, error.line)
        return
    if not number:
        yield _unreadable("json", "is empty: write one request in each line", None, 1)


def _request(text: str, line: int) -> BulkRequest | UnreadableRow:
    try:
        value = load_json(text)
    except DecodeError as error:
        reason = str(error).removesuffix(" (line 1)")
        return _unreadable("json", f"{reason}: write one JSON object in each line", text[:80], line)
    if not isinstance(value, dict):
        return _unreadable("json", f"{abbreviate(value)} is not a JSON object with the nodes of a request", value, line)
    place: dict[str, Any] = {name: value.pop(name) for name in PLACE if name in value}
    if violations := place_problems(place):
        return UnreadableRow(violations=tuple(violations), line=line)
    if value.keys() == {_ROOT} and isinstance(value[_ROOT], dict):
        value = value[_ROOT]
    return BulkRequest(request=value, **place, line=line)


def _unreadable(rule: str, message: str, value: object, line: int) -> UnreadableRow:
    return UnreadableRow(violations=(Violation("line", rule, message, value),), line=line)

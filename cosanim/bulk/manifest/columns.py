"""The columns of a CSV manifest: their texts as values, and the nodes of the request that they set."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.api.requests import AnimationParameters
from cosanim.close_match import close_match
from cosanim.output_keys import JOB_WILDCARDS, with_dollars
from cosanim.xml.violations import Violation, abbreviate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_WHOLE: Final = "a whole number, such as 640"
_LONGEST_NUMBER: Final = 100
"""Number of characters of the longest text that is read as a number."""
# The texts of truth values in XML Schema; spreadsheets write TRUE and FALSE.
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}


def _whole_number(text: str) -> int:
    number = _number(text, expected=_WHOLE)
    # Spreadsheets and data frames write 640.0 where another cell of the column is empty.
    if number != int(number):
        raise ValueError(_WHOLE)
    return int(number)


def _number(text: str, *, expected: str = "a number, such as 2.5") -> int | Decimal:
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise ValueError(expected)
    return int(text) if text.lstrip("+-").isdigit() else Decimal(text)


def _flag(text: str) -> bool:
    flag = _FLAGS.get(text.lower())
    if flag is None:
        raise ValueError("true or false")
    return flag


def _text(text: str) -> str:
    return text


def _output_key(text: str) -> str:
    return with_dollars(text, JOB_WILDCARDS)


class Column(NamedTuple):
    """A column.

    Attributes:
        convert: Returns the value of a text; raises ValueError with what is expected.
        node: Path of the node of the request that it sets; "" if it sets none of its own.
    """

    convert: Callable[[str], Any]
    node: str = ""


_OUTPUT: Final = "Request.Operation.Output"
_ANIMATION: Final = "Request.Operation.Animation"
_VIDEO: Final = f"{_ANIMATION}.Video"

COLUMNS: Final[Mapping[str, Column]] = {
    "input": Column(_text, "Request.Input.Object"),
    "output": Column(_output_key, f"{_OUTPUT}.Object"),
    "template_id": Column(_text, "Request.Operation.TemplateId"),
    "preset": Column(_text),
    "format": Column(_text, f"{_ANIMATION}.Container.Format"),
    "codec": Column(_text, f"{_VIDEO}.Codec"),
    "width": Column(_whole_number, f"{_VIDEO}.Width"),
    "height": Column(_whole_number, f"{_VIDEO}.Height"),
    "fps": Column(_number, f"{_VIDEO}.Fps"),
    "frames_per_second": Column(_number, f"{_VIDEO}.AnimateFramesPerSecond"),
    "keyframes_only": Column(_flag, f"{_VIDEO}.AnimateOnlyKeepKeyFrame"),
    "frame_interval": Column(_number, f"{_VIDEO}.AnimateTimeIntervalOfFrame"),
    "quality": Column(_whole_number, f"{_VIDEO}.Quality"),
    "start": Column(_number, f"{_ANIMATION}.TimeInterval.Start"),
    "duration": Column(_number, f"{_ANIMATION}.TimeInterval.Duration"),
    "user_data": Column(_text, "Request.Operation.UserData"),
    "job_level": Column(_whole_number, "Request.Operation.JobLevel"),
    "output_bucket": Column(_text, f"{_OUTPUT}.Bucket"),
    "output_region": Column(_text, f"{_OUTPUT}.Region"),
    "bucket": Column(_text),
    "region": Column(_text),
}
"""The columns by name."""
REQUIRED: Final = ("input", "output")
KEYS: Final = frozenset(REQUIRED)
"""Columns whose cells may begin or end with white space, which is part of a key."""
PARAMETERS: Final = tuple(AnimationParameters.__annotations__)
"""Columns with the parameters of an animation."""
_COLUMN_OF_NODE: Final = {column.node: name for name, column in COLUMNS.items() if column.node}
_OTHER_SEPARATORS: Final = {";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}


def column_of(path: str) -> str | None:
    """Return the column that sets a node.

    Args:
        path: Path of the node, as in violations.

    Returns:
        The name of the column; None if none sets the node.
    """
    return _COLUMN_OF_NODE.get(path)


def header_problem(names: Collection[str]) -> Violation | None:
    """Return what is wrong with the header of a CSV manifest; None if nothing is.

    Args:
        names: The names of the columns.
    """
    (text, *others) = names or [""]
    for separator, name in _OTHER_SEPARATORS.items():
        if not others and separator in text:
            return _of_header(f"is separated by {name}: separate columns by commas", text, "header")
    if not any(name in COLUMNS for name in names):
        known = ", ".join(COLUMNS)
        return _of_header(f"has no column of a manifest: begin the file with a line such as {known}", text, "header")
    seen: set[str] = set()
    for name in names:
        if name not in COLUMNS:
            close = close_match(name, COLUMNS)
            what_to_do = f"did you mean {close!r}?" if close else f"there are {', '.join(COLUMNS)}"
            return _of_header(f"has the unknown column {abbreviate(name)}: {what_to_do}", name, "unknown")
        if name in seen:
            return _of_header(f"has the column {name!r} twice: leave one of them out", name, "repeated")
        seen.add(name)
    missing = [name for name in REQUIRED if name not in seen]
    return _of_header(f"lacks the column {missing[0]!r}: add it", None, "required") if missing else None


def _of_header(message: str, value: str | None, rule: str) -> Violation:
    return Violation(path="header", rule=rule, message=message, value=value)

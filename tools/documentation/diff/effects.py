"""Functions that return the effects of a change on callers, as the table in ``tools.documentation.diff`` lists them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from tools.documentation.diff.changes import Effect, most_severe
from tools.documentation.diff.wording import excerpts, normalized, requirement
from tools.documentation.page_statements import documented_types
from tools.documentation.page_statements.defaults import default_of, is_plain
from tools.documentation.page_statements.documented_types import documented_type, xsd_type
from tools.documentation.page_statements.limits import limits_of
from tools.documentation.page_statements.ranges import NUMBER, Range
from tools.documentation.phrases import requirement_phrase
from tools.documentation.spec_model.spec_files import SENT

if TYPE_CHECKING:
    from tools.documentation.page_statements.limits import Limits
    from tools.documentation.pages import Row

MAY_BE_SENT: Final = SENT | {"structure"}
_READ: Final = frozenset({"response", "callback", "structure"})
_FLAG_VALUES: Final = frozenset({"true", "false"})
_Limit = frozenset[str] | Range


class Effects(NamedTuple):
    """The effects of a change on callers that send and on callers that read the node, with a message."""

    sent: Effect
    read: Effect
    message: str

    def effect(self, section: str) -> Effect:
        """Return the effect for a node in a section."""
        sides = ((self.sent, MAY_BE_SENT), (self.read, _READ))
        return most_severe(*(effect for effect, sections in sides if section in sections))


def type_change(old: Row, new: Row) -> Effects:
    """Return the effects of a changed type."""
    before, after = documented_type(old), documented_type(new)
    message = f"type {after or 'no longer given'} (was {before or 'not given'})"
    old_type, new_type = xsd_type(before), xsd_type(after)
    if old_type == new_type or not before or not after or "array" in {old_type, new_type}:
        return Effects("informs", "informs", message)
    match old_type, new_type:
        case (documented_types.WHOLE, documented_types.DECIMAL):
            return Effects("widens", "breaks", message)
        case (documented_types.DECIMAL, documented_types.WHOLE):
            return Effects("breaks", "informs", message)
        case (documented_types.STRING, _) if new_type in documented_types.NUMBERS:
            return Effects("informs" if _is_number(old) else "breaks", "informs", message)
        case (_, documented_types.STRING) if old_type in documented_types.NUMBERS:
            is_number = _is_number(new)
            return Effects("informs" if is_number else "widens", "informs" if is_number else "breaks", message)
        case (documented_types.STRING, documented_types.FLAG):
            return Effects("informs" if _is_flag(old) else "breaks", "informs", message)
        case (documented_types.FLAG, documented_types.STRING):
            is_flag = _is_flag(new)
            return Effects("informs" if is_flag else "widens", "informs" if is_flag else "breaks", message)
        case _:
            return Effects("breaks", "breaks", message)


def array_change(new: Row) -> Effects:
    """Return the effects if a node became an array or ceased to be one."""
    return Effects("breaks", "breaks", "now an array" if new.array else "no longer an array")


def required_change(old: Row, new: Row) -> Effects:
    """Return the effects of a changed requirement."""
    before, after = requirement(old), requirement(new)
    was = _requirement_in_words(before)
    if after is None:
        return Effects("informs", "informs", f"no longer says whether it is required (was {was})")
    effect: Effect = "breaks"
    if after is False or (isinstance(after, str) and before is True):
        effect = "widens" if before is not None else "informs"
    return Effects(effect, "informs", f"{_requirement_in_words(after)} now (was {was})")


def default_change(old: Row, new: Row) -> Effects:
    """Return the effects of a changed default."""
    before, after = default_of(old), default_of(new)
    if before is None or after is None:
        message = f"default {after} (none was given)" if after else f"default no longer given (was {before})"
        return Effects("informs", "informs", message)
    is_sure = is_plain(before) and is_plain(after)
    message = f"default {after} (was {before})"
    return Effects("breaks" if is_sure else "informs", "informs", message)


def text_change(old: Row, new: Row) -> Effects:
    """Return the effects of a changed text: those of its limits if they changed, otherwise ``informs``."""
    before, after = _comparable(limits_of(old)), _comparable(limits_of(new))
    changes = (_limit_change(name, before[name], after[name], (old.text, new.text)) for name in before)
    outcomes = [outcome for outcome in changes if outcome is not None]
    if not outcomes:
        was, now = excerpts(normalized(old.text), normalized(new.text))
        return Effects("informs", "informs", f"reads “{now}” (was “{was}”)")
    message = "; ".join(outcome.message for outcome in outcomes)
    return Effects(most_severe(*(outcome.sent for outcome in outcomes)), "informs", message)


def _comparable(limits: Limits) -> dict[str, _Limit | None]:
    """Return the limits by name; None for a limit that the row does not state."""
    return {
        "values": frozenset(limits.values) or None,
        "range": limits.range,
        "length": None if limits.length is None else Range(high=Decimal(limits.length)),
    }


def _limit_change(name: str, old: _Limit | None, new: _Limit | None, texts: tuple[str, str]) -> Effects | None:
    # A limit that is recognised in only one text has not changed if the other text contains its values.
    if (
        old == new
        or (old is None and new and _mentions(texts[0], new))
        or (new is None and old and _mentions(texts[1], old))
    ):
        return None
    if new is None:
        return Effects("informs", "informs", f"{name} no longer recognised (was {_shown(old)})")
    if old is None:
        return Effects("breaks", "informs", f"{name} {_shown(new)} (none recognised before)")
    if isinstance(old, Range) or isinstance(new, Range):
        is_wider = isinstance(old, Range) and isinstance(new, Range) and new.holds(old)
        return Effects("widens" if is_wider else "breaks", "informs", f"{name} {_shown(new)} (was {_shown(old)})")
    steps = [f"+{value}" for value in sorted(new - old)] + [f"−{value}" for value in sorted(old - new)]
    return Effects("widens" if new > old else "breaks", "informs", f"{name} {' '.join(steps)}")


def _mentions(text: str, limit: _Limit | None) -> bool:
    """Return whether a text contains all values of a limit, or the ends of a range, in any wording."""
    if limit is None:
        return False
    if isinstance(limit, Range):
        ends = {str(end) for end in (limit.low, limit.high) if end is not None}
        return ends <= set(re.findall(NUMBER, text.replace(",", "")) + re.findall(NUMBER, text))
    return all(re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", text, re.ASCII) for value in limit)


def _shown(limit: _Limit | None) -> str:
    return ", ".join(sorted(limit)) if isinstance(limit, frozenset) else str(limit)


def _is_number(row: Row) -> bool:
    """Return whether the limits or the default of a row are numeric, whatever its type."""
    default = default_of(row) or ""
    return limits_of(row).is_numeric or default.replace(".", "", 1).isdigit()


def _is_flag(row: Row) -> bool:
    return set(limits_of(row).values) == _FLAG_VALUES or default_of(row) in _FLAG_VALUES


def _requirement_in_words(value: bool | str | None) -> str:
    return f"“{value}”" if isinstance(value, str) else requirement_phrase(value, unknown="not stated")

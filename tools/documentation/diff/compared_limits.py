"""Reads limits of values from texts, for the comparison of two pages: ranges, lengths and enumerations.

A limit is read only where its form is unambiguous, in requests and in replies. ``facts.stated_limits``, from which
XSDs are written, accepts other forms: also a list in the Constraints cell and a range with one end in words, but no
list of which several values may be given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tools.documentation.diff.wording import text_of
from tools.documentation.facts.ranges import NUMBER, Range, is_number
from tools.documentation.pages.cell_text import SIGNS

if TYPE_CHECKING:
    from tools.documentation.pages import Row

_RANGE: Final = re.compile(rf"([\[(])\s*({NUMBER})\s*,\s*({NUMBER})\s*([\])])")
_IS_RANGE: Final = re.compile(r"(?:ranges?|值范围|范围|取值)\s*(?:is|为|:)?\s*:?\s*$", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\[[^\[\]]*\]|\[[^\[\]()]*\)|\([^()\[\]]*\]")
_MOST: Final = re.compile(rf"maximum value is `?({NUMBER})`?|最大(?:值)?为\s*`?({NUMBER})`?", re.IGNORECASE)
_LEAST: Final = re.compile(rf"equal to or greater than `?({NUMBER})`?|大于等于\s*`?({NUMBER})`?", re.IGNORECASE)
_LENGTH: Final = re.compile(
    r"can contain up to ([\d,]*\d) (?:letters|characters|bytes)|up to ([\d,]*\d) in length"
    r"|length not exceeding ([\d,]*\d)|长度不超过\s*([\d,]*\d)",
    re.IGNORECASE,
)
_WORD: Final = r"[A-Za-z0-9](?:[\w.+-]*\w)?"
_ASIDE: Final = r"\((?:[^()]|\([^()]*\))*\)"
_ITEM: Final = rf"(?:`[^`\s]+`|{_WORD})(?:\s*{_ASIDE})?"
_ENUMERATION: Final = re.compile(
    r"(?:\bvalid values?(?: are)?:|\bwhich can be|\blevel limit:|级别限制:|限制为|取值为|可选值(?:为|:))\s*"
    rf"(?P<items>{_ITEM}(?:\s*(?:,|;|/|\bor\b|\band\b|或|和)(?:\s*(?:or|and)\b)?\s*{_ITEM})+)"
    # Read only where the end of the list is clear: at a full stop, the end of the text, or a word that is no value.
    r"(?=\s*(?:[.;](?:\s|$|[^\x00-\x7f])|$|[^\x00-\x7f]|,\s*(?:default\b|默认))|(?<=[`)])\s+(?-i:[A-Z]))",
    re.IGNORECASE | re.MULTILINE | re.ASCII,
)
_VALUE: Final = re.compile(rf"`([^`\s]+)`|({_WORD})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits that the texts of a row state; None where they state none, or not unambiguously."""

    values: frozenset[str] | None = None
    range: Range | None = None
    length: Range | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether values are numbers."""
        return self.range is not None or (self.values is not None and all(map(is_number, self.values)))


def limits_of(row: Row) -> Limits:
    """Return the limits that the texts of a row give."""
    text = text_of(row).translate(SIGNS)
    return Limits(values=_values(text), range=_range(text), length=_length(text))


def names(text: str, limit: frozenset[str] | Range) -> bool:
    """Return whether a text contains a limit in any form: all its values, or the numbers at its ends."""
    if isinstance(limit, Range):
        wanted = {str(end) for end in (limit.low, limit.high) if end is not None}
        return wanted <= set(re.findall(NUMBER, text.replace(",", "")) + re.findall(NUMBER, text))
    return all(re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", text, re.ASCII) for value in limit)


def _values(text: str) -> frozenset[str] | None:
    found = {frozenset(_items(match["items"])) for match in _ENUMERATION.finditer(text)}
    return found.pop() if len(found) == 1 else None


def _items(text: str) -> list[str]:
    bare = re.sub(_ASIDE, " ", text)
    words = [marked or word for marked, word in _VALUE.findall(bare)]
    return [word for word in words if word.lower() not in {"or", "and"}]


def _range(text: str) -> Range | None:
    found = set()
    for match in _RANGE.finditer(text):
        is_square = match[1] == "[" or match[4] == "]"
        if is_square or _IS_RANGE.search(text, 0, match.start()):
            low, high = Decimal(match[2]), Decimal(match[3])
            found.add(Range(low=low, high=high, low_in=match[1] == "[", high_in=match[4] == "]"))
    if not found and not _BRACKETS.search(text):  # ranges with words as ends are not read here
        least, most = _only(_LEAST, text), _only(_MOST, text)
        if least is not None or most is not None:
            found.add(Range(low=least, high=most))
    is_ordered = all(one.low is None or one.high is None or one.low <= one.high for one in found)
    return found.pop() if len(found) == 1 and is_ordered else None


def _length(text: str) -> Range | None:
    most = _only(_LENGTH, text)
    return None if most is None else Range(high=most)


def _only(form: re.Pattern[str], text: str) -> Decimal | None:
    numbers = (number for match in form.finditer(text) for number in match.groups() if number is not None)
    found = {Decimal(number.replace(",", "")) for number in numbers}
    return found.pop() if len(found) == 1 else None

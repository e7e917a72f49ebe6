"""Reads the limits that a row states, as XSD facets; texts that are not unambiguous are ignored.

``diff.compared_limits`` reads other forms, for the reason given there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tools.documentation.facts.ranges import NUMBER, Range, is_number
from tools.documentation.pages.rows import is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.documentation.pages import Row

_MEANING: Final = r"(?:\s*\([^()]*\)|\s*（[^（）]*）)?"
_TICKED: Final = rf"`[^`]+`{_MEANING}"
_WORD: Final = rf"[A-Za-z][\w-]*{_MEANING}"
_GLUE: Final = r"\s*(?:,\s*(?:and|or)?|、|，|/|\band\b|\bor\b|和|或)\s*"
_SAYS: Final = (
    r"(?:\b(?:valid|allowed) values?(?: are| is)?\s*:?|\b(?:which|and) can be|取值(?:范围)?(?:为|有)?\s*[:：]?|支持)\s*"
)
_END: Final = r"\s*(?=$|[.。;；]|,\s*(?:which|and)\b)"
# Values in backticks after an introduction; values without backticks need a colon and must end the sentence.
_LISTS: Final = (
    re.compile(rf"{_SAYS}(?P<list>{_TICKED}(?:{_GLUE}{_TICKED})+){_END}", re.IGNORECASE),
    re.compile(rf"\bvalues:\s*(?P<list>{_WORD}(?:\s*,\s*{_WORD})+){_END}", re.IGNORECASE),
)
_BARE: Final = re.compile(r"[\w-]+(?:\s*[,/、]\s*[\w-]+)+", re.ASCII)
# Words that allow several of the values at the same time, which is no enumeration.
_SEVERAL: Final = re.compile(r"\bcommas?\b|\bseparate|逗号|分隔", re.IGNORECASE)
_LAST_WORD: Final = re.compile(r"[:：]\s*`?(?P<word>[A-Za-z]\w*)`?[.。]?$")
_RANGE: Final = re.compile(
    rf"(?P<open>[\[(（])\s*(?P<low>{NUMBER})\s*[,，]\s*(?P<high>{NUMBER}|[A-Za-z\u4e00-\u9fff][^\[\]()（）]*?)\s*(?P<close>[\])）])"
)
_OR: Final = re.compile(r"(?:\bor\b|或)\s*`?[\[(（]|[\])）]`?\s*(?:\bor\b|或)", re.IGNORECASE)
_LENGTH: Final = re.compile(r"\bup to (?P<most>\d[\d,]*) (?:letters|characters|in length)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits that a row states for its value; empty when it states none unambiguously.

    Attributes:
        values: The only allowed values.
        range: The range of allowed numbers.
        length: The greatest number of characters.
    """

    values: tuple[str, ...] = ()
    range: Range | None = None
    length: int | None = None

    def __bool__(self) -> bool:
        """Return whether there is any limit."""
        return bool(self.values) or self.range is not None or self.length is not None

    @property
    def facets(self) -> tuple[tuple[str, str], ...]:
        """The limits as XSD facets: name and value."""
        facets = [("enumeration", value) for value in self.values]
        if self.range is not None and self.range.low is not None:
            facets.append(("minInclusive" if self.range.low_in else "minExclusive", str(self.range.low)))
        if self.range is not None and self.range.high is not None:
            facets.append(("maxInclusive" if self.range.high_in else "maxExclusive", str(self.range.high)))
        if self.length is not None:
            facets.append(("maxLength", str(self.length)))
        return tuple(facets)


def limits_of(row: Row) -> Limits:
    """Return the limits that a row states unambiguously.

    Args:
        row: The row.
    """
    texts = row.texts
    values = () if any(map(_SEVERAL.search, texts)) else _values(row, texts)
    if values:
        return Limits(values=values)
    ranges = {found.groups(): found for text in texts for found in _RANGE.finditer(text)}
    if len(ranges) == 1 and not any(map(_OR.search, texts)):
        return _range(next(iter(ranges.values())))
    lengths = {found["most"] for text in texts for found in _LENGTH.finditer(text)}
    if len(lengths) == 1:
        return Limits(length=int(lengths.pop().replace(",", "")))
    return Limits()


def _values(row: Row, texts: Sequence[str]) -> tuple[str, ...]:
    lists = [match["list"] for text in texts for form in _LISTS if (match := form.search(text))]
    if row.constraints and not is_blank(row.constraints) and _BARE.fullmatch(row.constraints.strip()):
        lists.append(row.constraints)
    if not lists and row.name == "Tag" and row.description and (only := _LAST_WORD.search(row.description)):
        return (only["word"],)
    distinct = {tuple(dict.fromkeys(_items(text))) for text in lists}
    values = distinct.pop() if len(distinct) == 1 else ()
    return values if len(values) > 1 else ()


def _items(text: str) -> list[str]:
    if "`" in text:
        return re.findall(r"`([^`]+)`", re.sub(r"\([^()]*\)|（[^（）]*）", "", text))
    return [item.strip() for item in re.split(r"[,/、]", re.sub(r"\([^()]*\)", "", text))]


def _range(found: re.Match[str]) -> Limits:
    low, high = Decimal(found["low"]), Decimal(found["high"]) if is_number(found["high"]) else None
    if high is not None and high < low:
        return Limits()
    return Limits(range=Range(low=low, high=high, low_in=found["open"] == "[", high_in=found["close"] == "]"))

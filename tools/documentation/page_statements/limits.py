"""Reads the limits that a row states: allowed values, range and length.

Limits are read from the description and the Constraints cell, and only if their form is unambiguous. ``diff`` compares
the limits of two pages; ``check`` and ``sync`` compare the limits of a page with the XSD, and write them as facets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tools.documentation.page_statements.ranges import NUMBER, Range, is_number
from tools.documentation.pages.cell_text import SIGNS
from tools.documentation.pages.rows import is_blank

if TYPE_CHECKING:
    from tools.documentation.pages import Row

_NOTE: Final = r"(?:\s*\((?:[^()]|\([^()]*\))*\))?"
_QUOTED: Final = rf"`[^`\s]+`{_NOTE}"
_WORD: Final = r"[A-Za-z0-9](?:[\w.+-]*\w)?"
_SEPARATOR: Final = r"\s*(?:,|;|/|\bor\b|\band\b|或|和)(?:\s*(?:or|and)\b)?\s*"
# A list is read only if its end is clear: a full stop, the end of the text, or a word that cannot be a value.
_END: Final = (
    r"(?=\s*(?:[.;](?:\s|$|[^\x00-\x7f])|$|[^\x00-\x7f]|,\s*(?:default\b|默认|which\b|and\b))"
    r"|(?<=[`)])\s+(?-i:[A-Z]))"
)
_LIST_FLAGS: Final = re.IGNORECASE | re.MULTILINE | re.ASCII
# Values without backticks are read only after a phrase that always introduces a list.
_INTRODUCTIONS: Final = {
    rf"{_WORD}{_NOTE}": r"\b(?:(?:valid|allowed) values?|values)(?: are)?:|\bwhich can be|\blevel limit:"
    r"|级别限制:|限制为|取值为|可选值(?:为|:)",
    _QUOTED: r"\b(?:valid|allowed) values?(?: are| is)?\s*:?|\bvalues:|\b(?:which|and) can be|\blevel limit:"
    r"|级别限制:|限制为|取值(?:范围)?(?:为|有)?\s*:?|可选值(?:为|:)|支持",
}
_LISTS: Final = tuple(
    re.compile(rf"(?:{phrase})\s*(?P<list>{item}(?:{_SEPARATOR}{item})+){_END}", _LIST_FLAGS)
    for item, phrase in _INTRODUCTIONS.items()
)
_BARE_LIST: Final = re.compile(r"[\w-]+(?:\s*[,/、]\s*[\w-]+)+", re.ASCII)
# Words that say that a node may hold several of the values at the same time.
_SEVERAL: Final = re.compile(r"\bcommas?\b|\bseparate|逗号|分隔", re.IGNORECASE)
_LAST_WORD: Final = re.compile(r":\s*`?(?P<word>[A-Za-z]\w*)`?\.?$")
_RANGE: Final = re.compile(
    rf"(?P<open>[\[(])\s*(?P<low>{NUMBER})\s*,\s*(?P<high>{NUMBER}|[A-Za-z\u4e00-\u9fff][^\[\]()]*?)\s*(?P<close>[\])])"
)
# Numbers in round brackets are a range only after one of these words.
_IS_RANGE: Final = re.compile(r"(?:ranges?|值范围|范围|取值)\s*(?:is|为|:)?\s*:?\s*$", re.IGNORECASE)
_ALTERNATIVE: Final = re.compile(r"(?:\bor\b|或)\s*`?[\[(]|[\])]`?\s*(?:\bor\b|或)", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\[[^\[\]]*\]|\[[^\[\]()]*\)|\([^()\[\]]*\]")
_MOST: Final = re.compile(rf"maximum value is `?({NUMBER})`?|最大(?:值)?为\s*`?({NUMBER})`?", re.IGNORECASE)
_LEAST: Final = re.compile(rf"equal to or greater than `?({NUMBER})`?|大于等于\s*`?({NUMBER})`?", re.IGNORECASE)
_LENGTH: Final = re.compile(
    r"\bup to (\d[\d,]*) (?:letters|characters|bytes|in length)\b|length not exceeding ([\d,]*\d)"
    r"|长度不超过\s*([\d,]*\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits that a row states unambiguously; empty if there are none.

    Attributes:
        values: The allowed values.
        is_list: Whether the node may hold a list of several values.
        range: The range of allowed numbers.
        length: The greatest number of characters.
    """

    values: tuple[str, ...] = ()
    is_list: bool = False
    range: Range | None = None
    length: int | None = None

    @property
    def enumeration(self) -> tuple[str, ...]:
        """The allowed values; empty if the node may hold a list of them."""
        return () if self.is_list else self.values

    @property
    def is_numeric(self) -> bool:
        """Whether the limits apply to numbers."""
        return self.range is not None or (bool(self.values) and all(map(is_number, self.values)))

    @property
    def facets(self) -> tuple[tuple[str, str], ...]:
        """Names and values of XSD facets for the enumeration, otherwise for the range, otherwise for the length."""
        if self.enumeration:
            return tuple(("enumeration", value) for value in self.enumeration)
        if self.range is None:
            return () if self.length is None else (("maxLength", str(self.length)),)
        facets = []
        if self.range.low is not None:
            facets.append(("minInclusive" if self.range.low_in else "minExclusive", str(self.range.low)))
        if self.range.high is not None:
            facets.append(("maxInclusive" if self.range.high_in else "maxExclusive", str(self.range.high)))
        return tuple(facets)


def limits_of(row: Row) -> Limits:
    """Return the limits that a row states unambiguously."""
    text = row.text.translate(SIGNS)
    return Limits(
        values=_values(row, text), is_list=_SEVERAL.search(text) is not None, range=_range(text), length=_length(text)
    )


def _values(row: Row, text: str) -> tuple[str, ...]:
    lists = [match["list"] for form in _LISTS for match in form.finditer(text)]
    if row.constraints and not is_blank(row.constraints) and _BARE_LIST.fullmatch(row.constraints.strip()):
        lists.append(row.constraints.translate(SIGNS))
    if not lists and row.name == "Tag" and row.description:
        only = _LAST_WORD.search(row.description.translate(SIGNS))
        return (only["word"],) if only else ()
    distinct = {frozenset(items): items for items in map(_items, lists)}
    values = next(iter(distinct.values())) if len(distinct) == 1 else ()
    return values if len(values) > 1 else ()


def _items(text: str) -> tuple[str, ...]:
    """Return the values of a list, each once."""
    without_notes = re.sub(_NOTE, "", text)
    quoted = re.findall(r"`([^`]+)`", without_notes)
    words = [word for word in re.findall(_WORD, without_notes, re.ASCII) if word.lower() not in {"or", "and"}]
    return tuple(dict.fromkeys(quoted or words))


def _range(text: str) -> Range | None:
    if _ALTERNATIVE.search(text):
        return None
    ranges = set()
    for match in _RANGE.finditer(text):
        is_square = match["open"] == "[" or match["close"] == "]"
        if is_square or _IS_RANGE.search(text, 0, match.start()):
            high = (
                Decimal(match["high"]) if is_number(match["high"]) else None
            )  # an end that is described in words is read as open
            low_in, high_in = match["open"] == "[", match["close"] == "]" or high is None
            ranges.add(Range(low=Decimal(match["low"]), high=high, low_in=low_in, high_in=high_in))
    if not ranges and not _BRACKETS.search(text):
        least, most = _only_number(_LEAST, text), _only_number(_MOST, text)
        if least is not None or most is not None:
            ranges.add(Range(low=least, high=most))
    is_ordered = all(one.low is None or one.high is None or one.low <= one.high for one in ranges)
    return ranges.pop() if len(ranges) == 1 and is_ordered else None


def _length(text: str) -> int | None:
    most = _only_number(_LENGTH, text)
    return None if most is None else int(most)


def _only_number(form: re.Pattern[str], text: str) -> Decimal | None:
    """Return the number that a pattern finds in a text; None if it finds none or several different ones."""
    numbers = (number for match in form.finditer(text) for number in match.groups() if number is not None)
    distinct = {Decimal(number.replace(",", "")) for number in numbers}
    return distinct.pop() if len(distinct) == 1 else None

"""Compares the limits that a row states with its simple type, by validating values at the limits."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tools.documentation.page_statements.limits import limits_of
from tools.documentation.spec_model.spec_files import SENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tools.documentation.page_statements.limits import Limits
    from tools.documentation.pages import Row
    from tools.documentation.spec_model.spec_elements import SpecElement
    from tools.documentation.spec_model.spec_types import SpecTypes


def limit_differences(row: Row, type_name: str, known: SpecTypes) -> Iterator[tuple[str, str]]:
    """Yield a message for each difference, with the facets for the limits of the row.

    Args:
        row: A row, with or without limits.
        type_name: The simple type of its element.
        known: The types of the spec.
    """
    limits = limits_of(row)
    if not limits.facets or type_name not in known.components.simple_types:
        return
    facets = "\n".join(f'<xs:{name} value="{value}"/>' for name, value in limits.facets)
    wrong = [value for value, is_valid in _trials(limits) if known.accepts(type_name, value) != is_valid]
    surplus = [value for value in known.components.simple_types[type_name].enumeration if value not in limits.values]
    if limits.enumeration and surplus:
        yield f"type {type_name} allows {', '.join(surplus)}, the page does not; facets for the page", facets
    elif wrong:
        verbs = ("accepts", "refuses") if known.accepts(type_name, wrong[0]) else ("refuses", "accepts")
        value = repr(wrong[0][:20])
        yield f"type {type_name} {verbs[0]} {value}, the page {verbs[1]} it; facets for the page", facets


def sent_values(rows: Sequence[Row], elements: Mapping[str, SpecElement]) -> Iterator[tuple[Row, str]]:
    """Yield the rows of requests and queries whose elements hold text, each with the simple type in the XSD.

    Args:
        rows: The rows of a page.
        elements: The elements of the API by path.
    """
    for row in rows:
        element = elements.get(row.path)
        if element is not None and element.holds_text and row.section in SENT:
            yield row, element.type


def _trials(limits: Limits) -> Iterator[tuple[str, bool]]:
    """Yield values at and next to the limits, each with whether the limits allow it."""
    if limits.enumeration:
        yield from ((value, True) for value in limits.enumeration)
        return
    step = Decimal(1)
    if limits.range is not None:
        if limits.range.low is not None:
            yield str(limits.range.low), limits.range.low_in
            yield str(limits.range.low - step), False
        if limits.range.high is not None:
            yield str(limits.range.high), limits.range.high_in
            yield str(limits.range.high + step), False
    elif limits.length is not None:
        yield "a" * limits.length, True
        yield "a" * (limits.length + 1), False

"""Compares the limits that a row states with those of its simple type, by validating values at the limits."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tools.documentation.facts.limits import limits_of
from tools.documentation.facts.spec_files import SENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tools.documentation.check.comparison import SpecElement
    from tools.documentation.facts.limits import Limits
    from tools.documentation.facts.spec_types import SpecTypes
    from tools.documentation.pages import Row


def limit_decisions(row: Row, leaf: str, known: SpecTypes) -> Iterator[tuple[str, str]]:
    """Yield the differences, with the facets that the row states.

    Args:
        row: A row that states limits, or none.
        leaf: The simple type of its node.
        known: The existing types.
    """
    limits = limits_of(row)
    if not limits or leaf not in known.components.leaves:
        return
    facets = "\n".join(f'<xs:{name} value="{value}"/>' for name, value in limits.facets)
    wrong = [value for value, is_valid in _trials(limits) if known.accepts(leaf, value) != is_valid]
    surplus = [value for value in known.components.leaves[leaf].enumeration if value not in limits.values]
    if limits.values and surplus:
        yield f"the page does not list {', '.join(surplus)}, type {leaf} does: its limits would be", facets
    elif wrong:
        verb = "takes" if known.accepts(leaf, wrong[0]) else "refuses"
        yield f"type {leaf} {verb} {wrong[0][:20]!r}, the page does not agree: its limits would be", facets


def limited_rows(rows: Sequence[Row], nodes: Mapping[str, SpecElement]) -> Iterator[tuple[Row, str]]:
    """Yield the rows of requests and queries, each with its simple type in the XSD.

    Args:
        rows: The rows of a page.
        nodes: The elements of its API by path.
    """
    for row in rows:
        node = nodes.get(row.path)
        if node is not None and node.leaf and row.section in SENT:
            yield row, node.type


def _trials(limits: Limits) -> Iterator[tuple[str, bool]]:
    """Yield values at the limits, and whether each is allowed."""
    yield from ((value, True) for value in limits.values)
    step = Decimal(1)
    if limits.range is not None and limits.range.low is not None:
        yield str(limits.range.low), limits.range.low_in
        yield str(limits.range.low - step), False
    if limits.range is not None and limits.range.high is not None:
        yield str(limits.range.high), limits.range.high_in
        yield str(limits.range.high + step), False
    if limits.length is not None:
        yield "a" * limits.length, True
        yield "a" * (limits.length + 1), False

"""A page against its table in spec/tables: which API it documents, and where the two no longer agree."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from tools.documentation.facts.records import likeness
from tools.documentation.pages.request_lines import endpoint, request_line
from tools.documentation.phrases import must, repeats

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tools.documentation.facts.records import DocumentedNode, Source
    from tools.documentation.pages import Page, Row

# Submit pages of other job families share up to 81 % of their rows with the pages of ours.
_SURE: Final = 0.85
_LEAD: Final = 0.1
_UNSAID: Final = "neither required nor optional"


class UnclearApiError(Exception):
    """Nothing says with certainty which API a page documents; the message names the nearest."""


def api_of(page: Page, sources: Mapping[str, Source], tables: Mapping[str, Sequence[DocumentedNode]]) -> str:
    """Tell which API a page documents: its request line rules out, its rows decide.

    Args:
        page: The page.
        sources: The APIs of the spec.
        tables: Their tables.

    Raises:
        UnclearApiError: No API or more than one fits.
    """
    line = request_line(page)
    shares = {
        # A page without rows and a table without rows have the same ones.
        api: likeness(page, tables[api]) if page.rows or tables[api] else 1.0
        for api, source in sources.items()
        if _fits(line[0] if line else None, source, has_rows=bool(page.rows))
    }
    (best, share), (second, next_share) = ([*sorted(shares.items(), key=lambda item: -item[1]), ("", 0), ("", 0)])[:2]
    if best and share >= _SURE and (not second or share - next_share >= _LEAD):
        return best
    nearest = ", ".join(
        f"{api} ({part:.0%} of the rows)" for api, part in ((best, share), (second, next_share)) if part
    )
    said = f"its request line is {line[0]}" if line else "it has no request line"
    raise UnclearApiError(
        f"unclear which API this page documents ({said}; nearest: {nearest or 'none'}): name it with --api"
    )


def departures(page: Page, api: str, table: Sequence[DocumentedNode]) -> Iterator[tuple[int, str]]:
    """Yield what the page and the table say differently, with the line of the page (1 where it has no such row).

    Rows that occur twice are compared in order.
    """
    places: dict[tuple[str, str], tuple[list[Row], list[tuple[int, DocumentedNode]]]] = defaultdict(lambda: ([], []))
    for row in page.rows:
        places[row.place][0].append(row)
    for line, node in enumerate(table, start=2):
        places[node.place][1].append((line, node))
    file = f"tables/{api}.csv"
    for (section, path), (rows, nodes) in places.items():
        for row, (line, node) in zip(rows, nodes, strict=False):
            for message in _differences(row, node):
                yield row.line, f"{path} {message} ({file}:{line})"
        for row in rows[len(nodes) :]:
            yield row.line, f"{path} ({section}) is on the page, but not in {file}"
        for line, _ in nodes[len(rows) :]:
            yield 1, f"{path} ({section}) is not on the page, but in {file}:{line}"


def _differences(row: Row, node: DocumentedNode) -> Iterator[str]:
    if _type(row.type) != _type(node.type):
        yield f"has the type {row.type or 'none'} on the page, {node.type or 'none'} in the table"
    if row.array != node.array:
        yield f"{repeats(row.array)} on the page, {repeats(node.array)} in the table"
    if row.is_required != node.required:
        said, known = (must(required, unsaid=_UNSAID) for required in (row.is_required, node.required))
        yield f"is {said} on the page, {known} in the table"


def _type(text: str | None) -> str:
    return " ".join((text or "").replace("`", "").replace("数组", " array").lower().split())


def _fits(line: str | None, source: Source, *, has_rows: bool) -> bool:
    """Tell whether a page with this request line can document the API; without rows, only the line can tell."""
    if not source.method or line is None:
        return has_rows
    return line == endpoint(source.method, source.path)

"""Reads the references of rows and lead sentences ("same as … in …"), and finds their targets in the tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tools.documentation.facts.spec_files import target_of
from tools.documentation.node_paths import is_below, is_in, name_of
from tools.documentation.pages.blocks import Heading, Paragraph, Table
from tools.documentation.pages.leads import lead_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tools.documentation.facts.spec_files import DocumentedNode, Source
    from tools.documentation.pages import Page, Row

_PATH: Final = re.compile(r"\b(?:Request|Response)(?:\.[A-Za-z_*][\w*]*)*(?!\w)")
_SAME: Final = re.compile(
    r"\bsame as\b|与.*(?:相同|一致)|(?<!不)同(?:请求|创建|新增|\s|`|于)|请参见|参见", re.IGNORECASE
)
_SEE: Final = re.compile(r"(?:\bsee|described in|参见|详见|参考)\s+`?(?P<name>\w+)`?", re.IGNORECASE)
_OF_THIS_PAGE: Final = re.compile(r"\bin the request\b|in-progress request|请求(?:体)?(?:中|里|体)", re.IGNORECASE)
_NAMES_API: Final = re.compile(r"\bAPI\b|接口")
_NUMBER: Final = re.compile(r"/(?P<page>\d+)(?:[?#].*)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A node that is documented by reference.

    Attributes:
        line: Line of the reference.
        wanted: The target as the page names it, with its page if one is named.
        target: The target in the tables, ``<api>:<path>``; "" if no table has it.
        name: The name of the target node.
        page: Number of the linked page; "" without a link.
    """

    line: int
    wanted: str
    target: str
    name: str
    page: str = ""


class Library:
    """The tables that a reference may lead to."""

    def __init__(self, sources: Mapping[str, Source], tables: Mapping[str, Sequence[DocumentedNode]]) -> None:
        """Store sources and tables.

        Args:
            sources: The sources by API.
            tables: The rows of each API.
        """
        self.sources = sources
        self._paths = {api: [row.path for row in rows] for api, rows in tables.items()}
        self._structures = [api for api, rows in tables.items() if any(row.section == "structure" for row in rows)]

    def has(self, api: str, path: str) -> bool:
        """Return whether a table has a node, or nodes below it."""
        return any(is_in(known, path) for known in self._paths.get(api, ()))

    def of_page(self, number: str, path: str) -> str:
        """Return the API whose page has this number and whose table has this node, or ""."""
        return next((s.api for s in self.sources.values() if number in s.numbers and self.has(s.api, path)), "")

    def of_title(self, text: str, path: str) -> str:
        """Return the API whose page's title a text names and whose table has this node, or ""."""
        for source in self.sources.values():
            is_named = re.search(rf"(?<!\w){re.escape(source.title)}(?!\w)", text, re.IGNORECASE)
            if is_named and self.has(source.api, path):
                return source.api
        return ""

    def structure(self, name: str) -> str:
        """Return the reference to a structure of that name, or ""."""
        return next((f"{api}:{name}" for api in self._structures if self.has(api, name)), "")


def references_of(page: Page, api: str, library: Library) -> dict[tuple[str, str], Reference]:
    """Return the reference of each node that a page documents by reference.

    Args:
        page: The page.
        api: The API that it documents.
        library: The tables in which targets are looked up.

    Returns:
        Section and path, as documented, to the reference. That of a row takes precedence over that of a lead.
    """
    own = {row.path for row in page.rows}
    found: dict[tuple[str, str], Reference] = {}
    for row, reference in _of_leads(page, api, own, library):
        found[row.place] = reference
    for row in page.rows:
        has_rows = any(is_below(path, row.path) for path in own)
        own_reference = None if has_rows else _of_row(row, api, own, library)
        if own_reference is not None:
            found[row.place] = own_reference
    return {place: _outward(place[1], reference, api) for place, reference in found.items()}


def _outward(path: str, reference: Reference, api: str) -> Reference:
    """Return a reference, without its target if that is the node or an ancestor: following it would not end."""
    other, target = target_of(reference.target)
    if other == api and is_in(path, target):
        return replace(reference, wanted=f"{reference.wanted} (itself or above it)", target="")
    return reference


def _of_row(row: Row, api: str, own: set[str], library: Library) -> Reference | None:
    text = " ".join(part for part in (row.description, row.type_raw, row.constraints) if part)
    path = _PATH.search(text)
    is_container = (row.type or "container").startswith("container")
    if path and (_SAME.search(text) or (is_container and not _is_example(text, path))):
        # A target of the same name is on another page.
        return _by_path(path[0], text, row.links, row.line, api, own - {row.path}, library)
    seen = _SEE.search(text)
    if is_container and (seen or row.links):
        anchors = [link.rpartition("#")[2] for link in row.links if "#" in link]
        names = [*anchors, *([seen["name"]] if seen else []), row.name]
        target = next(filter(None, map(library.structure, names)), "")
        return Reference(line=row.line, wanted=f"the structure {row.name}", target=target, name=row.name)
    return None


def _is_example(text: str, path: re.Match[str]) -> bool:
    """Return whether a path is only mentioned in a longer sentence, and is no reference."""
    return len(text) - len(path[0]) > 30


def _of_leads(page: Page, api: str, own: set[str], library: Library) -> Iterator[tuple[Row, Reference]]:
    """Yield the references that follow a lead sentence in place of a table."""
    nodes: tuple[str, ...] = ()
    for block in page.document.blocks:
        if isinstance(block, Heading | Table):
            nodes = ()
        if not isinstance(block, Paragraph) or block.note:
            continue
        for offset, line in enumerate(block.text.split("\n")):
            path = _PATH.search(line)
            if path and _SAME.search(line):
                line_number = block.line + offset
                reference = _by_path(path[0], line, block.links, line_number, api, own, library)
                for node in nodes:
                    row = _row_above(page.rows, node, block.line)
                    if row is not None:
                        yield row, reference
                nodes = ()
            elif named := lead_nodes(line):
                nodes = named


def _row_above(rows: Sequence[Row], node: str, line: int) -> Row | None:
    name = name_of(node)
    return next((row for row in reversed(rows) if row.line < line and row.name == name), None)


def _by_path(
    path: str, text: str, links: Sequence[str], line: int, api: str, own: set[str], library: Library
) -> Reference:
    numbers = [found["page"] for link in links if (found := _NUMBER.search(link))]
    other = next(filter(None, (library.of_page(number, path) for number in numbers)), "")
    other = other or library.of_title(text, path)
    if not other and (_OF_THIS_PAGE.search(text) or not _NAMES_API.search(text)) and path in own:
        other = api
    wanted = f"{path} of page {numbers[0]}" if numbers else path
    target = f"{other}:{path}" if other else ""
    number = numbers[0] if numbers else ""
    return Reference(line=line, wanted=wanted, target=target, name=name_of(path), page=number)

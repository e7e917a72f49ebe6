"""Reads the references of a page, which name another node ("same as … in …") instead of documenting children.

A reference is in the cells of the node's row, or in a sentence that follows the lead sentence in place of a table.
``diff`` only needs to know which nodes have a reference, since their children have no rows; ``sync`` looks up the
targets (``reference_targets``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tools.documentation.node_paths import name_of, parent_of
from tools.documentation.pages.formats.blocks import Heading, Paragraph, Table
from tools.documentation.pages.lead_sentences import lead_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.documentation.pages import Page, Row

_PATH: Final = re.compile(r"\b(?:Request|Response)(?:\.[A-Za-z_*][\w*]*)*(?!\w)")
_SAME: Final = re.compile(
    r"\bsame as\b|与.*(?:相同|一致)|(?<!不)同(?:请求|创建|新增|\s|`|于)|请参见|参见", re.IGNORECASE
)
# Any wording of a reference, including those that name no node.
_REFERS: Final = re.compile(
    r"\bsame as\b|\bsee\b|\bdescribed in\b|\brefer to\b|\bconsistent with\b"
    r"|参见|参考|参阅|详见|详情见|请见|请参|同上|相同|一致|同\s*`?[A-Z]",
    re.IGNORECASE,
)
_MOST_AROUND_PATH: Final = 30  # characters; a path in a longer text without "same as" is an example


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The reference of a node.

    Attributes:
        line: Line of the reference.
        text: The cells of the row, or the sentence.
        links: Targets of the links in the text.
        path: The path that the reference names; "" if it names none.
    """

    line: int
    text: str
    links: tuple[str, ...]
    path: str


class References:
    """The references of a page.

    Attributes:
        by_node: The references by section and path of the nodes; a reference in a row has precedence over a sentence.
    """

    def __init__(self, page: Page) -> None:
        """Read the references of a page."""
        self._documented = {row.section_and_path for row in page.rows}
        parents = {(row.section, parent_of(row.path)) for row in page.rows}
        without_rows = [row for row in page.rows if row.section_and_path not in parents]
        self.by_node = {row.section_and_path: reference for row, reference in _of_sentences(page, without_rows)}
        self.by_node |= {
            row.section_and_path: reference for row in without_rows if (reference := _of_row(row)) is not None
        }

    def above(self, section: str, path: str) -> str | None:
        """Return the nearest node above a path that has a reference; None if there is none."""
        steps = path.split(".")
        for length in range(len(steps) - 1, 0, -1):
            node = ".".join(steps[:length])
            if (section, node) in self.by_node:
                return node
            # A parent without a row of its own is often a wrong path to the only node of that name.
            of_name = [
                known for place, known in self.by_node if place == section and name_of(known) == steps[length - 1]
            ]
            if len(of_name) == 1 and (section, node) not in self._documented:
                return of_name[0]
        return None


def is_container(row: Row) -> bool:
    """Return whether the type of a row is a container, or missing."""
    return row.type is None or row.type.startswith(("container", "object", "array"))


def _of_row(row: Row) -> Reference | None:
    text = " ".join(part for part in (row.description, row.type_raw, row.constraints) if part)
    path = _path_in(text, is_container=is_container(row))
    if path or (is_container(row) and (row.links or _REFERS.search(text))):
        return Reference(line=row.line, text=text, links=row.links, path=path)
    return None


def _path_in(text: str, *, is_container: bool) -> str:
    """Return the path to which a text refers; "" if it names none, or only as an example."""
    path = _PATH.search(text)
    is_short = path is not None and len(text) - len(path[0]) <= _MOST_AROUND_PATH
    return path[0] if path and (_SAME.search(text) or (is_container and is_short)) else ""


def _of_sentences(page: Page, without_rows: Sequence[Row]) -> Iterator[tuple[Row, Reference]]:
    """Yield the references in sentences, each with the row of its node."""
    nodes: tuple[str, ...] = ()
    for block in page.document.blocks:
        if isinstance(block, Heading | Table):
            nodes = ()
        if not isinstance(block, Paragraph) or block.note:
            continue
        for line_number, line in enumerate(block.text.split("\n"), block.line):
            path = _path_in(line, is_container=False)
            named = () if path else lead_nodes(line)
            if named:
                nodes = named
            elif nodes and (path or _REFERS.search(line)):
                reference = Reference(line=line_number, text=line, links=block.links, path=path)
                rows = (_row_above(without_rows, node, block.line) for node in nodes)
                yield from ((row, reference) for row in rows if row is not None)
                nodes = ()


def _row_above(rows: Sequence[Row], node: str, line: int) -> Row | None:
    """Return the nearest row above a line that has the name of a node."""
    name = name_of(node)
    return next((row for row in reversed(rows) if row.line < line and row.name == name), None)

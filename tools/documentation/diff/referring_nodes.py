"""Finds the nodes that a page documents by reference to another node, without rows of their own below.

Any wording of a reference counts here, since only its existence matters: a node that appears or disappears without one
was added or removed. ``facts.references`` finds the target, and accepts only references that name a node.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tools.documentation.node_paths import parent_of
from tools.documentation.pages.blocks import Paragraph, Table
from tools.documentation.pages.leads import lead_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.documentation.pages import Page

_REFERS: Final = re.compile(
    r"\bsame as\b|\bsee\b|\bas described in\b|\brefer to\b|\bconsistent with\b"
    r"|参见|参考|参阅|详见|详情见|请见|请参|同上|相同|一致|同\s*`?[A-Z]",
    re.IGNORECASE,
)


class References:
    """The nodes of a page that are documented elsewhere."""

    def __init__(self, page: Page) -> None:
        """Find the references of a page."""
        self._documented = {row.place for row in page.rows}
        parents = {(row.section, parent_of(row.path)) for row in page.rows}
        by_sentence = set(_told(page))
        self._nodes = {
            row.place
            for row in page.rows
            if row.place not in parents
            and (row.type is None or row.type.startswith(("container", "object", "array")))
            and (row.links or _REFERS.search(row.description or "") or row.name in by_sentence)
        }

    def above(self, section: str, path: str) -> str | None:
        """Return the node above a path whose content the page documents by reference."""
        parts = path.split(".")
        for length in range(len(parts) - 1, 0, -1):
            node = ".".join(parts[:length])
            if (section, node) in self._nodes:
                return node
            # A parent without a row of its own is often a wrong path to the only node of that name.
            alike = [
                known for place, known in self._nodes if place == section and known.endswith(f".{parts[length - 1]}")
            ]
            if len(alike) == 1 and (section, node) not in self._documented:
                return alike[0]
        return None


def _told(page: Page) -> Iterator[str]:
    """Yield the names of the nodes that have a sentence in place of a table."""
    blocks = page.document.blocks
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(block, Paragraph) and not isinstance(after, Table):
            lead = block.text.partition("\n")[0]
            rest = block.text[len(lead) :] + (after.text if isinstance(after, Paragraph) else "")
            if _REFERS.search(rest):
                yield from lead_nodes(lead)

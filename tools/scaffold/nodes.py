"""The tree that a page and its samples describe: one node for each element that the XSD will have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tools.tables import SENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.pages import Row

_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


@dataclass(slots=True, kw_only=True)
class Node:
    """An element.

    Attributes:
        name: Its name.
        path: Its path from the root; the name alone in queries.
        section: Section of the page.
        row: The row that documents it; None where no row does.
        type: Documented type without the array, "" where nobody says.
        array: Whether it may repeat.
        required: Whether it must be there.
        same_as: The table node that documents what is below it.
        is_open: Whether what is below it is documented elsewhere: a placeholder that takes anything.
        from_sample: Whether only samples have it.
        values: Its texts in the samples.
        children: The elements below it by name.
    """

    name: str
    path: str
    section: str
    row: Row | None = None
    type: str = ""
    array: bool = False
    required: bool = False
    same_as: str = ""
    is_open: bool = False
    from_sample: bool = False
    values: list[str] = field(default_factory=list)
    children: dict[str, Node] = field(default_factory=dict)

    @property
    def is_container(self) -> bool:
        """Whether it holds nodes."""
        return self.is_open or bool(self.children)

    @property
    def is_sent(self) -> bool:
        """Whether the caller sends it, so that limits hold."""
        return self.section in SENT

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it, in order."""
        yield self
        for child in self.children.values():
            yield from child.walk()

    def find(self, path: str) -> Node | None:
        """Return the node at a path from the root, this one being the root."""
        return next((node for node in self.walk() if node.path == path), None)

    def copy_below(self, other: Node) -> None:
        """Take over what is below another node, as part of this one's section.

        Args:
            other: The node to copy from.
        """
        self.is_open = self.is_open or other.is_open
        for child in other.children.values():
            copy = Node(
                name=child.name, path=f"{self.path}.{child.name}", section=self.section, row=child.row,
                type=child.type, array=child.array, same_as=child.same_as, is_open=child.is_open,
                from_sample=child.from_sample,
            )  # fmt: skip
            self.children.setdefault(child.name, copy)
            copy.copy_below(child)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the page that the maintainer should look at."""

    line: int
    text: str


@dataclass(slots=True, kw_only=True)
class Tree:
    """All elements of an API.

    Attributes:
        roots: The roots by section.
        query: The query parameters.
        moves: Path of rows, as documented, to the parent below which they belong.
        remarks: What is odd and what was done about it.
    """

    roots: dict[str, Node] = field(default_factory=dict)
    query: dict[str, Node] = field(default_factory=dict)
    moves: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def say(self, line: int, text: str) -> None:
        """Add a remark."""
        self.remarks.append(Remark(line, text))


def is_element_name(name: str) -> bool:
    """Tell whether XML can have an element of this name; wildcards are no names."""
    return _NAME.fullmatch(name) is not None


def node_of(row: Row, path: str) -> Node:
    """Return the node that a row documents, at its right path.

    Args:
        row: The row.
        path: Where it belongs.
    """
    # Unlike in tools.diff.wording, what stands behind the word is no type of a leaf: "array of SomeDetail".
    kind = re.sub(r"\s*(?:array|数组).*", "", row.type or "").strip()
    return Node(
        name=row.name, path=path, section=row.section, row=row, type=kind, array=row.array,
        required=bool(row.is_required),
    )  # fmt: skip

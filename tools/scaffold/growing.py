"""From rows and samples to the tree: each row below its right parent, references followed, samples as evidence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from tools.pages.document import Paragraph, Table
from tools.pages.leads import lead_nodes
from tools.paths import is_below, is_in, name_of, parent_of
from tools.scaffold.nodes import Node, Tree, is_element_name, node_of
from tools.scaffold.samples import text_of
from tools.tables import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml import etree

    from tools.documented import ExpectedNode
    from tools.pages import Page, Row
    from tools.scaffold.samples import Sample
    from tools.sync.references import Reference

    Known = Mapping[str, Mapping[str, ExpectedNode]]

SECTIONS: Final = ("request", "response", "callback")


def grow(
    page: Page, samples: Sequence[Sample], references: Mapping[tuple[str, str], Reference], api: str, known: Known
) -> Tree:
    """Build the tree of an API.

    Args:
        page: Its page.
        samples: The page's samples.
        references: What its rows refer to.
        api: Its name.
        known: The nodes of the tables that references may lead to, by API and path.

    Returns:
        The tree with what is odd about it.
    """
    grower = _Grower(page, samples, references, api, known)
    for section in SECTIONS:
        grower.grow(section)
    for row in page.rows:
        if row.section == "query" and is_element_name(row.name):
            grower.tree.query.setdefault(row.name, node_of(row, row.name))
    return grower.tree


class _Grower:
    def __init__(
        self,
        page: Page,
        samples: Sequence[Sample],
        references: Mapping[tuple[str, str], Reference],
        api: str,
        known: Known,
    ) -> None:
        self.tree = Tree()
        self._page = page
        self._samples = samples
        self._references = references
        self._api = api
        self._known = known
        self._leads = _leads_of(page)
        self._placed: dict[str, Node] = {}
        self._shown_only: list[tuple[int, Node]] = []

    def grow(self, section: str) -> None:
        """Build the part of one section; those before it are there to be referred to."""
        rows = [row for row in self._page.rows if row.section == section]
        if not rows:
            return
        self._placed = {}
        root_name = rows[0].path.partition(".")[0]
        shown = [sample for sample in self._samples if sample.root.tag == root_name]
        sampled = {path for sample in shown for path in _paths(sample.root, root_name)}
        for row in rows:
            self._place(row, sampled)
        root = self.tree.roots.get(section)
        if root is None:
            return
        self._follow(section)
        for sample in shown:
            self._learn(sample.root, root, sample.line)
        self._tell_shown_only(root)
        self._settle(root)

    def _place(self, row: Row, sampled: set[str]) -> None:
        if not is_element_name(row.name):
            self.tree.say(row.line, f"{row.path} is no element that XML can have: left out")
            return
        parent = self._moved(parent_of(row.path))
        if not parent:
            if row.section in self.tree.roots:
                self.tree.say(row.line, f"a second root {row.name}: left out")
                return
            self.tree.roots[row.section] = self._placed[row.name] = node_of(row, row.name)
            return
        if parent not in self._placed:
            parent = self._right_parent(row, parent, sampled)
            if not parent:
                self.tree.say(row.line, f"{row.path} belongs to no node of the {row.section}: left out")
                return
        path = f"{parent}.{row.name}"
        if path not in self._placed:
            self._placed[path] = self._placed[parent].children[row.name] = node_of(row, path)

    def _moved(self, parent: str) -> str:
        """Return the parent, where a node above it has been moved."""
        for old, new in self.tree.moves.items():
            if is_in(parent, old):
                moved = f"{new}.{name_of(old)}{parent[len(old) :]}"
                if moved in self._placed:
                    return moved
        return parent

    def _right_parent(self, row: Row, parent: str, sampled: set[str]) -> str:
        """Return where a row with an undocumented parent belongs, "" where nobody says, and note the move."""
        above, last = parent_of(parent), name_of(parent)
        shown = {path for path in sampled if path.endswith(f".{last}.{row.name}")}
        leads = self._leads.get(row.line, ())
        found = [
            *(parent_of(path) for path in shown if len(shown) == 1),
            *(path for lead in leads for path in self._named(lead)),
            *self._named(last),
        ]
        why = f"no row documents its parent {parent}"
        place = next((path for path in found if path in self._placed), "")
        if place:
            self.tree.say(row.line, f"{row.path}: {why}; moved below {place}")
            self.tree.moves[row.path] = place
        elif above in self._placed and is_element_name(last):
            implied = Node(name=last, path=parent, section=row.section, type="container")
            self._placed[parent] = self._placed[above].children[last] = implied
            self.tree.say(row.line, f"{row.path}: {why}; {parent} was added")
            place = parent
        return place

    def _named(self, name: str) -> list[str]:
        """Return the one placed node of a name, or none where there are several."""
        found = [path for path in self._placed if name_of(path) == name_of(name)]
        return found if len(found) == 1 else []

    def _follow(self, section: str) -> None:
        """Put below each node what its reference leads to."""
        for node in list(self._placed.values()):
            reference = self._references.get((section, node.row.path)) if node.row else None
            if reference is None:
                continue
            node.same_as = reference.target
            api, target = target_of(reference.target)
            if api == self._api:
                other = next(filter(None, (root.find(target) for root in self.tree.roots.values())), None)
                if other is not None and other is not node:
                    node.copy_below(other)
            elif api:
                self._attach(node, api, target)
            if not node.is_container and node.type in {"container", ""}:
                node.is_open = True
                self.tree.say(reference.line, f"{node.path} is {reference.wanted}, which no table has: left open")
            elif not node.same_as:
                text = f"{node.path} is {reference.wanted}, which no table has: its limits are not known"
                self.tree.say(reference.line, text)

    def _attach(self, node: Node, api: str, target: str) -> None:
        """Put the nodes of another table below a node."""
        for path, expected in self._known[api].items():
            if is_below(path, target):
                above = node
                *parents, name = path[len(target) + 1 :].split(".")
                for parent in parents:
                    above = above.children.setdefault(
                        parent, Node(name=parent, path=f"{above.path}.{parent}", section=node.section)
                    )
                above.children[name] = Node(
                    name=name, path=f"{above.path}.{name}", section=node.section, array=bool(expected.array),
                    required=bool(expected.required) and node.is_sent,
                    type="container" if expected.leaf is False else "",
                )  # fmt: skip

    def _learn(self, element: etree._Element, node: Node, line: int) -> None:
        """Take in what a sample shows."""
        node.values += [] if len(element) else [text_of(element)]
        for name, count in Counter(str(child.tag) for child in element).items():
            child = node.children.get(name)
            if child is None:
                child = Node(name=name, path=f"{node.path}.{name}", section=node.section, from_sample=True)
                # What a sample alone shows below an open node is not all there is.
                child.is_open = node.is_open and any(len(below) for below in element.iterchildren(name))
                node.children[name] = child
                self._shown_only.append((line, child))
            if count > 1 and not child.array:
                child.array = True
                self.tree.say(line, f"{child.path} repeats in a sample: an array")
        for child in node.children.values():
            if child.required and node.is_sent and len(element) and element.find(child.name) is None:
                child.required = False
                self.tree.say(line, f"{child.path} is required, but a sample does without: optional")
        for below in element:
            self._learn(below, node.children[str(below.tag)], line)

    def _tell_shown_only(self, root: Node) -> None:
        """Say what only samples have, a line for each documented node above."""
        groups: dict[tuple[int, str], list[str]] = {}
        for line, node in self._shown_only:
            above = parent_of(node.path)
            while (parent := root.find(above)) is not None and parent.from_sample:
                above = parent_of(above)
            groups.setdefault((line, above), []).append(node.path[len(above) + 1 :])
        for (line, above), names in groups.items():
            self.tree.say(line, f"{above}: in a sample, but in no table, added: {', '.join(names)}")
        self._shown_only = []

    def _settle(self, root: Node) -> None:
        """Decide which nodes without children are text."""
        for node in root.walk():
            line = node.row.line if node.row else 1
            is_documented_container = node.type in {"container", "object"}
            if node.children and node.type and not is_documented_container:
                self.tree.say(line, f"{node.path} is typed {node.type}, but holds nodes: a container")
            elif not node.children and is_documented_container and (any(node.values) or not node.is_open):
                if any(node.values) or self._is_leaf_elsewhere(node):
                    node.type, node.is_open = "string", False
                    self.tree.say(line, f"{node.path} is typed container, but holds text: a text")
                else:
                    node.is_open = True
                    self.tree.say(line, f"{node.path} is a container of which nothing is documented: left open")

    def _is_leaf_elsewhere(self, node: Node) -> bool:
        """Tell whether the spec has a node of this name below one of the same name as text."""
        end = "." + ".".join(node.path.split(".")[-2:])
        return any(
            path.endswith(end) and expected.leaf for nodes in self._known.values() for path, expected in nodes.items()
        )


def _leads_of(page: Page) -> dict[int, tuple[str, ...]]:
    """Return the nodes that the sentence above a row's table names, by the row's line."""
    leads: dict[int, tuple[str, ...]] = {}
    lead: tuple[str, ...] = ()
    for block in page.document.blocks:
        if isinstance(block, Table):
            leads |= {row.line: lead for row in block.rows}
            lead = ()
        else:
            lead = lead_nodes(block.text) if isinstance(block, Paragraph) else ()
    return leads


def _paths(element: etree._Element, path: str) -> list[str]:
    return [path, *(below for child in element for below in _paths(child, f"{path}.{child.tag!s}"))]

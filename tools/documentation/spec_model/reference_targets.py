"""Finds in the tables the targets of the references of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tools.documentation.node_paths import is_in, name_of
from tools.documentation.page_statements.references import References
from tools.documentation.spec_model.spec_files import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.documentation.page_statements.references import Reference
    from tools.documentation.pages import Page
    from tools.documentation.spec_model.spec_files import DocumentedNode, Source

_SEE: Final = re.compile(r"(?:\bsee|described in|参见|详见|参考)\s+`?(?P<name>\w+)`?", re.IGNORECASE)
_OF_THIS_PAGE: Final = re.compile(r"\bin the request\b|in-progress request|请求(?:体)?(?:中|里|体)", re.IGNORECASE)
_NAMES_API: Final = re.compile(r"\bAPI\b|接口")
_PAGE_NUMBER: Final = re.compile(r"/(?P<page>\d+)(?:[?#].*)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The target of a reference.

    Attributes:
        description: The target and, if linked, its page, as the page names them.
        same_as: The target in the form of the tables, ``<api>:<path>``; "" if no table has it.
        name: The name of the target node.
        page: Number of the linked page; "" without a link.
    """

    description: str
    same_as: str
    name: str
    page: str = ""


class Library:
    """The tables in which the targets of references are looked up."""

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
        """Return whether a table has a node or nodes below it."""
        return any(is_in(known, path) for known in self._paths.get(api, ()))

    def of_page(self, number: str, path: str) -> str:
        """Return the API with this page number and with this node in its table; "" if there is none."""
        return next((s.api for s in self.sources.values() if number in s.numbers and self.has(s.api, path)), "")

    def of_title(self, text: str, path: str) -> str:
        """Return the API whose page title is in a text and that has this node in its table; "" if there is none."""
        for source in self.sources.values():
            is_named = re.search(rf"(?<!\w){re.escape(source.title)}(?!\w)", text, re.IGNORECASE)
            if is_named and self.has(source.api, path):
                return source.api
        return ""

    def structure(self, name: str) -> str:
        """Return the reference to the structure with a name; "" if there is none."""
        return next((f"{api}:{name}" for api in self._structures if self.has(api, name)), "")


def targets_of(page: Page, api: str, library: Library) -> dict[tuple[str, str], Target]:
    """Return the targets of the references of a page.

    Args:
        page: The page.
        api: The API that the page documents.
        library: The tables in which targets are looked up.

    Returns:
        The targets by section and path of the referring nodes, without references that name no target.
    """
    own = {row.path for row in page.rows}
    targets: dict[tuple[str, str], Target] = {}
    for node, reference in References(page).by_node.items():
        path = node[1]
        # A node does not refer to itself, so the target with the same path is on another page.
        target = (
            _node(reference, api, own - {path}, library) if reference.path else _structure(path, reference, library)
        )
        if target is not None:
            targets[node] = _clear_cycle(path, target, api)
    return targets


def _clear_cycle(path: str, target: Target, api: str) -> Target:
    """Return a target; without ``same_as`` if it is the node itself or above it, since following it would not end."""
    other, target_path = target_of(target.same_as)
    if other == api and is_in(path, target_path):
        return replace(target, description=f"{target.description} (itself or above it)", same_as="")
    return target


def _node(reference: Reference, api: str, own: set[str], library: Library) -> Target:
    path, text = reference.path, reference.text
    numbers = [found["page"] for link in reference.links if (found := _PAGE_NUMBER.search(link))]
    other = next(filter(None, (library.of_page(number, path) for number in numbers)), "")
    other = other or library.of_title(text, path)
    if not other and (_OF_THIS_PAGE.search(text) or not _NAMES_API.search(text)) and path in own:
        other = api
    return Target(
        description=f"{path} of page {numbers[0]}" if numbers else path,
        same_as=f"{other}:{path}" if other else "",
        name=name_of(path),
        page=numbers[0] if numbers else "",
    )


def _structure(path: str, reference: Reference, library: Library) -> Target | None:
    """Return the target of a reference without a path, which names a structure; None if it names none."""
    named = _SEE.search(reference.text)
    if not named and not reference.links:
        return None
    anchors = [link.rpartition("#")[2] for link in reference.links if "#" in link]
    name = name_of(path)
    names = [*anchors, *([named["name"]] if named else []), name]
    same_as = next(filter(None, map(library.structure, names)), "")
    return Target(description=f"the structure {name}", same_as=same_as, name=name)

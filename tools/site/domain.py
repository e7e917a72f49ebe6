"""Sphinx domain ``ci``: what the reference describes, and roles that link to it, such as ``{ci:rule}`no-duration```."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, cast

from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element, reference
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

KINDS: Final = {
    "api": "an API, such as submit_job",
    "node": "a node, such as submit_job.Request.Tag, or JobDetail.State of a type of replies",
    "type": "a type of replies",
    "rule": "a rule of a violation",
    "error": "an error code",
    "command": "a command, such as template list",
    "option": "an option of a command, such as submit --format",
    "message": "a message of a rule",
    "column": "a column of a CSV manifest",
    "guess": "an assumption on what is not documented",
}
"""The kinds of objects, each with a role of the same name."""


class Place(NamedTuple):
    """Where an object is described.

    Attributes:
        page: Name of the page.
        anchor: Anchor on the page.
    """

    page: str
    anchor: str


def anchor_of(kind: str, name: str) -> str:
    """Return the anchor of an object.

    Args:
        kind: Its kind.
        name: Its name.
    """
    return f"{kind}-{re.sub(r'[^A-Za-z0-9.-]+', '-', name).strip('-')}"


class CloudInfiniteDomain(Domain):
    """The APIs of Cloud Infinite and what belongs to them."""

    name = "ci"
    label = "Cloud Infinite"
    object_types: ClassVar[dict[str, ObjType]] = {kind: ObjType(kind, kind) for kind in KINDS}
    roles = {kind: XRefRole() for kind in KINDS}  # noqa: RUF012 - declared without ClassVar by Sphinx
    initial_data: ClassVar[dict[str, Any]] = {"places": {}, "declarations": {}}

    @property
    def places(self) -> dict[tuple[str, str], Place]:
        """Places by kind and name."""
        return cast("dict[tuple[str, str], Place]", self.data["places"])

    @property
    def declarations(self) -> dict[tuple[str, str], Place]:
        """The first place of a node, by the type that declares it and its name."""
        return cast("dict[tuple[str, str], Place]", self.data["declarations"])

    def add(self, kind: str, name: str, anchor: str = "") -> str:
        """Record that the current page describes an object, and return its anchor.

        Args:
            kind: Its kind, one of ``KINDS``.
            name: Its name.
            anchor: Its anchor; made of kind and name if it is left out.

        Raises:
            ValueError: It is described already.
        """
        if (kind, name) in self.places:
            raise ValueError(f"{kind} {name} is described twice: on {self.places[kind, name].page} and here")
        place = Place(self.env.current_document.docname, anchor or anchor_of(kind, name))
        self.places[kind, name] = place
        return place.anchor

    def add_node(self, name: str, owner: str) -> str:
        """Record that the current page describes a node, and return its anchor.

        Args:
            name: Its name.
            owner: The type that declares it.

        Raises:
            ValueError: It is described already.
        """
        anchor = self.add("node", name)
        self.declarations.setdefault((owner, name.rpartition(".")[2]), self.places["node", name])
        return anchor

    def clear_doc(self, docname: str) -> None:
        """Forget the objects of a page.

        Args:
            docname: The page.
        """
        self.data["places"] = {key: place for key, place in self.places.items() if place.page != docname}
        self.data["declarations"] = {key: place for key, place in self.declarations.items() if place.page != docname}

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Add the objects that another process has read.

        Args:
            docnames: The pages that it has read.
            otherdata: Its data.
        """
        self.places.update({key: place for key, place in otherdata["places"].items() if place.page in docnames})
        for key, place in otherdata["declarations"].items():
            if place.page in docnames:
                self.declarations.setdefault(key, place)

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the signature is Sphinx's
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,  # noqa: ARG002
        contnode: Element,
    ) -> reference | None:
        """Return a link to an object, None if there is no such object.

        Args:
            env: The environment.
            fromdocname: The page with the link.
            builder: The builder.
            typ: The kind of the object.
            target: Its name; of a node also the type that declares it and its own name, such as ``Video.Width``.
            node: The link to be resolved.
            contnode: The text of the link.
        """
        place = self.places.get((typ, target))
        if place is None and typ == "node":
            owner, _, name = target.rpartition(".")
            place = self.declarations.get((owner, name))
        if place is None:
            return None
        return make_refnode(builder, fromdocname, place.page, place.anchor, contnode, target)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, reference]]:
        """Return links to the objects with a name, for the role ``any``; arguments as for ``resolve_xref``."""
        links = ((kind, self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode)) for kind in KINDS)
        return [(f"ci:{kind}", link) for kind, link in links if link is not None]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield the objects for search and inventory."""
        for (kind, name), place in self.places.items():
            yield name, name, kind, place.page, place.anchor, 1


def domain_of(env: BuildEnvironment) -> CloudInfiniteDomain:
    """Return the domain.

    Args:
        env: The environment.
    """
    return cast("CloudInfiniteDomain", env.get_domain(CloudInfiniteDomain.name))

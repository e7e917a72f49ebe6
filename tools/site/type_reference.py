"""Directive for the types of replies and callbacks: a section for each, with its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.site.directives import ReferenceDirective, spec_components
from tools.site.markup import literal, paragraph, python_link, section
from tools.site.node_tables import node_table, rows_below

if TYPE_CHECKING:
    from docutils import nodes

_TITLES = {
    "animation": "Animation parameters",
    "batch": "Batches",
    "buckets": "Buckets",
    "callbacks": "Callbacks",
    "errors": "Errors",
    "jobs": "Jobs",
    "media": "Media information",
    "queues": "Queues",
    "templates": "Templates",
}


class TypeReference(ReferenceDirective):
    """A section for each family with its open types, whose nodes all are optional."""

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        components = spec_components()
        families: dict[str, list[str]] = {}
        for name, complex_type in components.complex_types.items():
            if complex_type.is_open:
                families.setdefault(complex_type.family, []).append(name)
        made: list[nodes.Node] = []
        for family, names in sorted(families.items(), key=lambda one: (one[0] != "jobs", one[0])):
            whole = section(_TITLES[family], f"types-{family}")
            whole += [self._section(name) for name in names]
            made.append(whole)
        return made

    def _section(self, name: str) -> nodes.section:
        components = spec_components()
        root = components.root_of(name)
        made = section(f"`{name}`", self.objects.add("type", name))
        python = python_link(f"cosanim.models.{name}", f"cosanim.models.{name}", "class")
        made += paragraph("Root element ", literal(root), ", read as ", python) if root else paragraph(python)
        made += node_table(self.objects, components, name, rows_below(components, name, is_sent=False, depth=1))
        return made

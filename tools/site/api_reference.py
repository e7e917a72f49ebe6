"""Directives for the APIs: their table, and a section for each with the nodes of its requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from cosanim import AnimationClient
from cosanim.cli.api_help import COMMANDS_OF_API
from cosanim.operations import APIS
from tools.documentation.spec_model.spec_files import read_sources
from tools.site.directives import SPEC, ReferenceDirective, spec_components
from tools.site.markup import TableRow, inlines, joined, link, literal, paragraph, python_link, section, table
from tools.site.node_tables import node_table, rows_below

if TYPE_CHECKING:
    from cosanim.operations import AnyApi


class ApiTable(ReferenceDirective):
    """Table of the APIs with the ways to call each."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [
            TableRow(
                (
                    [paragraph(link("api", api.name))],
                    [paragraph(literal(call_of(api)))],
                    [paragraph(method_link(api))],
                    [paragraph(*command_links(api))],
                )
            )
            for api in APIS.values()
        ]
        return [table(["API", "Method and path", "Client", "Command"], rows, widths=(20, 35, 20, 25))]


class NodeReference(ReferenceDirective):
    """A section for each API, with its request or query, permissions and replies."""

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        return [self._section(api) for api in APIS.values()]

    def _section(self, api: AnyApi) -> nodes.section:
        made = section(f"`{api.name}`", self.objects.add("api", api.name), paragraph(literal(call_of(api))))
        made += self._facts(api)
        components = spec_components()
        for title, type_name, prefix in (
            ("Request body", api.request, f"{api.name}.Request"),
            ("Query parameters", api.query, api.name),
        ):
            if type_name is None:
                continue
            rows = rows_below(components, type_name, is_sent=True)
            made += paragraph(title, ": ", python_link(f"cosanim.models.{type_name}", type_name, "class"))
            made += node_table(self.objects, components, prefix, rows)
        return made

    def _facts(self, api: AnyApi) -> nodes.field_list:
        source = read_sources(SPEC)[api.name]
        page = f"{source.title}, page {source.page}" if source.page else source.title
        facts: list[tuple[str, list[nodes.Node]]] = [
            ("Client", [method_link(api)]),
            ("Command", command_links(api)),
            ("Permissions", joined([literal(name) for name in api.permissions])),
            ("Reply", [link("type", api.response)] if api.response else inlines("empty")),
            ("Documented", inlines(f"{page} ({source.date})")),
        ]
        made = nodes.field_list(classes=["facts"])
        for name, content in facts:
            made += nodes.field("", nodes.field_name("", name), nodes.field_body("", paragraph(*content)))
        return made


def call_of(api: AnyApi) -> str:
    """Return method and path of an API."""
    return f"{api.method} {api.path}{'?' + api.flag if api.flag else ''}"


def method_link(api: AnyApi) -> nodes.Node:
    """Return a link to the method of the client."""
    method = getattr(AnimationClient, api.name)
    return python_link(f"cosanim.AnimationClient.{method.__name__}", f"{method.__name__}()", "meth")


def command_links(api: AnyApi) -> list[nodes.Node]:
    """Return links to the commands that call an API."""
    return joined([link("command", command) for command in COMMANDS_OF_API.get(api.name, ())])

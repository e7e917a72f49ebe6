"""Directives for the rules that violations name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from docutils import nodes

from cosanim.xml.violations import MESSAGES
from tools.site.directives import ReferenceDirective, spec_components
from tools.site.markup import TableRow, badge, joined, link, literal, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.generator.components import Components


class SchemaRule(NamedTuple):
    """A rule of the schema.

    Attributes:
        severity: error or warning.
        message: What is wrong and what to do.
        owners: The types that it is on.
    """

    severity: str
    message: str
    owners: list[str]


class RuleReference(ReferenceDirective):
    """Table of the rules that the schema declares: asserts, and advice on types and values."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [
            TableRow(
                (
                    [paragraph(literal(name))],
                    [paragraph(badge(rule.severity))],
                    [
                        paragraph(rule.message),
                        paragraph("On ", *joined([self._owner(owner) for owner in rule.owners]), classes=["rules"]),
                    ],
                ),
                [self.objects.add("rule", name)],
            )
            for name, rule in schema_rules(spec_components()).items()
        ]
        return [table(["Rule", "Severity", "Meaning"], rows, widths=(25, 12, 63), classes=["rule-table"])]

    def _owner(self, path: str) -> nodes.Node:
        return link("node", path) if "." in path else literal(path)


def schema_rules(components: Components) -> dict[str, SchemaRule]:
    """Return the rules of the schema by name.

    Args:
        components: The spec.
    """
    found: dict[str, SchemaRule] = {}
    for name, complex_type in components.complex_types.items():
        for rule in complex_type.rules:
            found.setdefault(rule.id, SchemaRule(rule.severity, rule.message, [])).owners.append(name)
        for child in complex_type.children if not complex_type.is_open else ():
            for advice in components.simple_types[child.type].advice if child.is_simple else ():
                # A message follows the path of a value, or begins with the part of it that was found.
                message = f"The value {advice.message}".replace(" {found}", "")
                meaning = SchemaRule("warning", message, [])
                found.setdefault(advice.id, meaning).owners.append(f"{name}.{child.name}")
    return dict(sorted(found.items()))


def _names(argument: str | None) -> list[str]:
    return (argument or "").split()


class RuleDefinition(ReferenceDirective):
    """A rule that does not come from the schema; its content is its meaning.

    The option ``messages`` names entries of ``cosanim.xml.violations.MESSAGES``, which are appended.
    """

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], object]] | None] = {"messages": _names, "severity": str}

    def run(self) -> list[nodes.Node]:
        """Return the definition."""
        name = self.arguments[0]
        anchor = self.objects.add("rule", name)
        severity = self.options.get("severity", "error")
        content: list[nodes.Node] = self.parse_content_to_nodes()
        messages = self.options.get("messages", [])
        for message in messages:
            self.objects.add("message", message, anchor)
        if messages:
            texts = [nodes.list_item("", paragraph(nodes.Text(MESSAGES[one]))) for one in messages]
            content.append(nodes.bullet_list("", *texts, classes=["messages"]))
        term = [literal(name), nodes.Text(" "), badge(severity)]
        item = nodes.definition_list_item("", nodes.term("", "", *term, ids=[anchor]), nodes.definition("", *content))
        return [nodes.definition_list("", item, classes=["rule-definition"])]

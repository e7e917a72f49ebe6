"""Sphinx extension that writes the reference of the documentation site from the code and the spec.

domain             what pages can link to: nodes, rules, APIs, error codes, commands, guesses, errata
markup             tables, sections and texts as nodes of docutils
directives         base class of the directives
node_tables        the nodes of an API or a type, with limits, defaults, effects and rules
api_reference      directives for the APIs: their table, requests and queries
type_reference     directive for the types of replies
rule_reference     directive for the rules
command_reference  directive for the command line
error_reference    directives for the error codes and the next steps of exceptions
manifest_columns   directive for the columns of a CSV manifest
decisions          directives for guesses and errata
python_reference   directive for public names and bindings
pictures           the program that renders docs/images
completeness       the check that each of them has its place in the built site
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.site.api_reference import ApiTable, NodeReference
from tools.site.command_reference import CommandReference
from tools.site.completeness import check_completeness
from tools.site.decisions import Errata, Guesses
from tools.site.domain import CloudInfiniteDomain
from tools.site.error_reference import ErrorCodes, NextSteps
from tools.site.manifest_columns import ManifestColumns
from tools.site.python_reference import (
    BindingReference,
    ModuleReference,
    escape_plain_text,
    find_short_name,
    skip_alias,
)
from tools.site.rule_reference import RuleDefinition, RuleReference
from tools.site.type_reference import TypeReference

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

DIRECTIVES = {
    "ci-apis": ApiTable,
    "ci-nodes": NodeReference,
    "ci-types": TypeReference,
    "ci-rules": RuleReference,
    "ci-rule": RuleDefinition,
    "ci-commands": CommandReference,
    "ci-error-codes": ErrorCodes,
    "ci-next-steps": NextSteps,
    "ci-columns": ManifestColumns,
    "ci-guesses": Guesses,
    "ci-errata": Errata,
    "py-bindings": BindingReference,
    "py-module": ModuleReference,
}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register domain, directives and the check of completeness.

    Args:
        app: The application.
    """
    app.add_domain(CloudInfiniteDomain)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.connect("autodoc-skip-member", skip_alias)
    app.connect("autodoc-process-docstring", escape_plain_text, priority=400)  # before napoleon
    app.connect("missing-reference", find_short_name)
    app.connect("env-check-consistency", check_completeness)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

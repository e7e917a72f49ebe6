"""Directive for the columns of a CSV manifest."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Final

from cosanim.api.requests import AnimationParameters
from cosanim.bulk.manifest.columns import COLUMNS, REQUIRED
from tools.docstring_sections import entries_of
from tools.site.directives import ReferenceDirective, spec_components
from tools.site.markup import TableRow, badge, link, literal, paragraph, table

if TYPE_CHECKING:
    from docutils import nodes

_REQUEST: Final = "SubmitJobRequest"
# Columns that set no node of their own.
_MEANINGS: Final = {
    "preset": "Name of an official preset, in place of the parameters or a template.",
    "bucket": "Bucket of the video, with its appid; that of the command when left out.",
    "region": "Region of that bucket; that of the command when left out.",
}


class ManifestColumns(ReferenceDirective):
    """Table of the columns, with the node that each sets."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        parameters = entries_of(inspect.getdoc(AnimationParameters) or "", "Attributes")
        rows = []
        for name, column in COLUMNS.items():
            first = paragraph(literal(name))
            if name in REQUIRED:
                first += paragraph(" ", badge("required")).children
            meaning = [paragraph(_MEANINGS.get(name) or parameters.get(name) or _documentation(column.node))]
            if column.node:
                path = column.node.removeprefix("Request.")
                meaning.append(paragraph("Sets ", link("node", f"submit_job.{column.node}", path), classes=["rules"]))
            rows.append(TableRow(([first], meaning), [self.objects.add("column", name)]))
        return [table(["Column", "Meaning"], rows, widths=(30, 70))]


def _documentation(path: str) -> str:
    """Return the documentation of a node of the request."""
    components = spec_components()
    owner, documentation = _REQUEST, ""
    for name in path.split(".")[1:]:
        child = components.complex_types[owner].child(name)
        if child is None:
            raise LookupError(f"{path} is no node of {_REQUEST}")
        owner, documentation = child.type, child.documentation
    return documentation

"""Builds the nodes of docutils that the reference consists of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LITERAL: Final = re.compile(r"`+([^`]+)`+")


class TableRow(NamedTuple):
    """A row of a table.

    Attributes:
        cells: The content of each cell.
        anchors: Anchors of the row.
    """

    cells: Sequence[Sequence[nodes.Node]]
    anchors: Sequence[str] = ()


def literal(text: str) -> nodes.literal:
    """Return code within a text."""
    return nodes.literal(text, text)


def badge(text: str, class_name: str = "") -> nodes.inline:
    """Return a word in a frame.

    Args:
        text: The word.
        class_name: A class for the style sheet; the word itself if it is left out.
    """
    return nodes.inline("", text, classes=["badge", f"badge-{class_name or text}"])


def inlines(text: str) -> list[nodes.Node]:
    """Return a text, in which what stands in backticks is code."""
    parts = _LITERAL.split(text)
    # Texts and literals alternate.
    return [literal(part) if index % 2 else nodes.Text(part) for index, part in enumerate(parts) if part]


def paragraph(*content: nodes.Node | str, classes: Sequence[str] = ()) -> nodes.paragraph:
    """Return a paragraph.

    Args:
        *content: Nodes, and texts in which backticks mark code.
        classes: Classes for the style sheet.
    """
    made = nodes.paragraph(classes=list(classes))
    for one in content:
        made += inlines(one) if isinstance(one, str) else one
    return made


def link(kind: str, name: str, text: str = "") -> addnodes.pending_xref:
    """Return a link to an object of the domain ``ci``.

    Args:
        kind: Its kind.
        name: Its name.
        text: The text of the link; the name if it is left out.
    """
    return _link("ci", kind, name, text)


def python_link(name: str, text: str = "", kind: str = "obj") -> addnodes.pending_xref:
    """Return a link to a Python object.

    Args:
        name: Its full name.
        text: The text of the link; the name if it is left out.
        kind: The role.
    """
    return _link("py", kind, name, text)


def _link(domain: str, kind: str, name: str, text: str) -> addnodes.pending_xref:
    return addnodes.pending_xref(
        "", literal(text or name), refdomain=domain, reftype=kind, reftarget=name, refexplicit=True, refwarn=True
    )


def section(title: str, anchor: str, *content: nodes.Node, names: Iterable[str] = ()) -> nodes.section:
    """Return a section.

    Args:
        title: Its title; backticks mark code.
        anchor: Its anchor.
        *content: Its content.
        names: Names by which pages can refer to it.
    """
    heading = nodes.title("", "", *inlines(title))
    return nodes.section("", heading, *content, ids=[anchor], names=list(names))


def table(
    headings: Sequence[str], rows: Iterable[TableRow], *, widths: Sequence[int], classes: Sequence[str] = ()
) -> nodes.table:
    """Return a table.

    Args:
        headings: The headings of the columns.
        rows: The rows.
        widths: Relative widths of the columns.
        classes: Classes for the style sheet.
    """
    group = nodes.tgroup(cols=len(headings))
    group += [nodes.colspec(colwidth=width) for width in widths]
    head = nodes.row()
    head += [nodes.entry("", paragraph(heading)) for heading in headings]
    group += nodes.thead("", head)
    body = nodes.tbody()
    for one in rows:
        made = nodes.row(ids=list(one.anchors))
        made += [nodes.entry("", *cell) for cell in one.cells]
        body += made
    group += body
    return nodes.table("", group, classes=["reference-table", "colwidths-given", *classes])


def definitions(entries: Iterable[tuple[Sequence[nodes.Node], Sequence[nodes.Node], str]]) -> nodes.definition_list:
    """Return a list of terms with their definitions.

    Args:
        entries: Term, definition and anchor of each; "" for no anchor.
    """
    made = nodes.definition_list()
    for term, definition, anchor in entries:
        made += nodes.definition_list_item(
            "", nodes.term("", "", *term, ids=[anchor] if anchor else []), nodes.definition("", *definition)
        )
    return made


def joined(parts: Iterable[nodes.Node], separator: str = ", ") -> list[nodes.Node]:
    """Return nodes with a separator between them."""
    made: list[nodes.Node] = []
    for part in parts:
        if made:
            made.append(nodes.Text(separator))
        made.append(part)
    return made

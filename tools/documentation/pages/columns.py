"""Recognises node tables and their columns by the text of the header cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.documentation.pages.cell_text import SIGNS, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.documentation.pages.formats.blocks import Cell

# Canonical name to header cells of the pages, in lower case and with full-width brackets replaced.
_HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "name": (
        "node name (keyword)", "node name", "parameter (keyword)", "parameter", "parameter name (keyword)",
        "parameter name", "name", "field",
        "节点名称(关键字)", "节点名称", "参数名称(关键字)", "参数名称", "参数", "名称", "字段",
    ),
    "parent": ("parent node", "parent", "父节点"),
    "description": ("description", "描述", "说明"),
    "type": ("type", "api type", "类型"),
    "required": ("required", "required or not", "是否必选", "必选", "是否必填", "必填"),
    "default": ("default value", "default", "默认值"),
    "constraints": ("constraints", "限制"),
}  # fmt: skip
_CANONICAL: Final = {header: column for column, headers in _HEADERS.items() for header in headers}


def canonical(header: str) -> str | None:
    """Return the canonical name of a header cell; None if node tables have no such column."""
    text = plain(header).translate(SIGNS).lower().rstrip(":").strip()
    return _CANONICAL.get(text) or _CANONICAL.get(text.replace(" (", "("))


def is_node_header(columns: Sequence[str | None]) -> bool:
    """Return whether these columns are those of a node table.

    A node table begins with the name, and has a description and a parent or a type. A table with an unknown column and
    without parents is another kind of table, such as one of voices or formats.
    """
    known = set(columns)
    if not columns or columns[0] != "name" or "description" not in known:
        return False
    return "parent" in known or ("type" in known and None not in known)


def columns_of(header: Sequence[Cell]) -> tuple[str | None, ...] | None:
    """Return the canonical columns of a node table (None for an unknown column); None for any other table."""
    columns = tuple(canonical(cell.text) for cell in header)
    return columns if is_node_header(columns) else None

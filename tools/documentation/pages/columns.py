"""Recognises node tables and their columns by the header cells, not by position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.documentation.pages.cell_text import SIGNS, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.documentation.pages.formats.blocks import Cell

# Canonical name -> header cells as the pages write them, in lower case, full-width brackets replaced.
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
    """Return the canonical name of a header cell; None if it is not one of a node table."""
    text = plain(header).translate(SIGNS).lower().rstrip(":").strip()
    return _CANONICAL.get(text) or _CANONICAL.get(text.replace(" (", "("))


def is_node_header(columns: Sequence[str | None]) -> bool:
    """Return whether these columns are those of a node table.

    The first column is the name, and there are a description and a parent or a type. A table without parents that has
    an unknown column is another kind of table (voices, formats).
    """
    known = set(columns)
    if not columns or columns[0] != "name" or "description" not in known:
        return False
    return "parent" in known or ("type" in known and None not in known)


def columns_of(header: Sequence[Cell]) -> tuple[str | None, ...] | None:
    """Return the canonical columns of a node table (None where a column is not known), or None for any other table."""
    columns = tuple(canonical(cell.text) for cell in header)
    return columns if is_node_header(columns) else None

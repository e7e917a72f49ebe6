"""Finds the page that documents a node, by following the references of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.documentation.node_paths import is_below
from tools.documentation.spec_model.spec_files import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.documentation.pages import Row
    from tools.documentation.spec_model.spec_files import DocumentedNode

_MAX_REFERENCES: Final = 10


class Origins:
    """Follows references from node to page."""

    def __init__(self, api: str, rows: Sequence[Row], tables: Mapping[str, Sequence[DocumentedNode]]) -> None:
        """Store the references of all tables.

        Args:
            api: The API of the current page.
            rows: The rows of that page.
            tables: All tables.
        """
        self._api = api
        self._rows = {row.path: row for row in reversed(rows)}
        self._references = {
            name: {row.path: row.same_as for row in table if row.same_as} for name, table in tables.items()
        }

    def of(self, api: str, path: str) -> tuple[str, str]:
        """Return the API whose page documents a node, and the path of the node on that page.

        Args:
            api: The API.
            path: The path of the node in the API.
        """
        for _ in range(_MAX_REFERENCES):
            tops = [top for top in self._references.get(api, {}) if is_below(path, top)]
            if not tops:
                break
            top = max(tops, key=len)
            api, target = target_of(self._references[api][top])
            path = target + path[len(top) :]
        return api, path

    def row_of(self, api: str, path: str) -> Row | None:
        """Return the row of the current page that documents a node; None if another page documents it."""
        origin, place = self.of(api, path)
        return self._rows.get(place) if origin == self._api else None

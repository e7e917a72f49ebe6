"""``PagedList``: the entries of a list that the service returns page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

Entry = TypeVar("Entry")


class PagedList(Iterator[Entry]):
    """Iterates over the entries of a list. A page is read when its first entry is needed."""

    def __init__(self, pages: Iterator[Iterable[Entry]]) -> None:
        """Store the pages.

        Args:
            pages: The entries of each page; ``next`` reads a page.
        """
        self._pages = pages
        self._entries: Iterator[Entry] = iter(())

    def __next__(self) -> Entry:
        """Return the next entry; read a page if it is the first one of that."""
        while True:
            for entry in self._entries:
                return entry
            self._entries = iter(next(self._pages))

    def next_page(self) -> list[Entry] | None:
        """Read a page and return its entries, which are not iterated over any more; None after the last page."""
        page = next(self._pages, None)
        return None if page is None else list(page)

"""``PagedList``: the entries of a list that the service returns page by page."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeAlias, TypeVar

Entry = TypeVar("Entry")


class Page(NamedTuple, Generic[Entry]):
    """A page of a list.

    Attributes:
        entries: Its entries.
        read_next: Reads the next page; None after the last one.
    """

    entries: Sequence[Entry]
    read_next: ReadPage[Entry] | None


ReadPage: TypeAlias = Callable[[], Page[Entry]]
"""Reads one page. It can be called again after a failure, and then reads the same page."""


class PagedList(Iterator[Entry]):
    """Iterates over the entries of a list. A page is read when its first entry is needed.

    If a page cannot be read, the list goes on with that page, so an exception does not make a list seem complete.

    Attributes:
        read_next: Reads the next page; None after the last one.
    """

    def __init__(self, read_first: ReadPage[Entry]) -> None:
        """Start before the first page.

        Args:
            read_first: Reads it.
        """
        self.read_next: ReadPage[Entry] | None = read_first
        self._entries: deque[Entry] = deque()

    def __next__(self) -> Entry:
        """Return the next entry; read a page if it is the first one of that."""
        while not self._entries:
            if self.read_next is None:
                raise StopIteration
            self.add(self.read_next())
        return self._entries.popleft()

    def add(self, page: Page[Entry]) -> None:
        """Go on with a page that was read."""
        self.read_next = page.read_next
        self._entries.extend(page.entries)

    @property
    def has_entries(self) -> bool:
        """Whether entries of a page that was read are left."""
        return bool(self._entries)

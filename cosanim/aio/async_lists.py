"""``AsyncList``: the entries of a list whose pages are read on a thread."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from cosanim.aio.calls import Calls
    from cosanim.paged_lists import PagedList

Entry = TypeVar("Entry")


class AsyncList(AsyncIterator[Entry]):
    """Iterates over the entries of a list. A page is read when its first entry is needed."""

    def __init__(self, calls: Calls, entries: Iterator[Entry]) -> None:
        """Store the list.

        Args:
            calls: Reads the pages.
            entries: The list, as the client returns it.
        """
        self._calls = calls
        self._list = cast("PagedList[Entry]", entries)
        self._entries: deque[Entry] = deque()

    async def __anext__(self) -> Entry:
        """Return the next entry."""
        while not self._entries:
            page = await self._calls.run(self._list.next_page)
            if page is None:
                raise StopAsyncIteration
            self._entries.extend(page)
        return self._entries.popleft()

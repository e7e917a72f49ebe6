"""``AsyncList``: the entries of a list whose pages are read on a thread."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from cosanim.aio.calls import Calls
    from cosanim.paged_lists import PagedList

Entry = TypeVar("Entry")


class AsyncList(AsyncIterator[Entry]):
    """Iterates over the entries of a list. A page is read when its first entry is needed.

    After a cancellation, as by a time-out, the list goes on with the page that was not read.
    """

    def __init__(self, calls: Calls, entries: Iterator[Entry]) -> None:
        """Store the list.

        Args:
            calls: Reads the pages.
            entries: The list, as the client returns it.
        """
        self._calls = calls
        self._list = cast("PagedList[Entry]", entries)

    async def __anext__(self) -> Entry:
        """Return the next entry."""
        while not self._list.has_entries:
            read = self._list.read_next
            if read is None:
                raise StopAsyncIteration
            page = await self._calls.run(read)
            # Another task that iterates over the same list may have read this page too.
            if self._list.read_next is read:
                self._list.add(page)
        return next(self._list)

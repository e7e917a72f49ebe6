"""Reads lists page by page, with page numbers or with tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class _NumberedPage(Protocol):
    total_count: int | str | None


class _TokenPage(Protocol):
    next_token: str | None


Numbered = TypeVar("Numbered", bound=_NumberedPage)
Tokened = TypeVar("Tokened", bound=_TokenPage)
Entry = TypeVar("Entry")


def all_pages(read: Callable[[int], Numbered], entries: Callable[[Numbered], Iterable[Entry]]) -> Iterator[Entry]:
    """Yield the entries of a list that has page numbers.

    Args:
        read: Returns the page with a number, from 1.
        entries: Returns the entries of a page.
    """
    number, seen = 1, 0
    last: list[Entry] = []
    while True:
        page = read(number)
        found = list(entries(page))
        # Avoid an endless loop when the service ignores the page number.
        if not found or found == last:
            return
        yield from found
        seen += len(found)
        if isinstance(page.total_count, int) and seen >= page.total_count:
            return
        number, last = number + 1, found


def all_tokens(read: Callable[[str | None], Tokened], entries: Callable[[Tokened], Iterable[Entry]]) -> Iterator[Entry]:
    """Yield the entries of a list that has tokens.

    Args:
        read: Returns the page with a token; the first page for None.
        entries: Returns the entries of a page.
    """
    token: str | None = None
    used = set()
    while True:
        page = read(token)
        yield from entries(page)
        token = page.next_token
        # Avoid an endless loop when the service repeats a token.
        if not token or token in used:
            return
        used.add(token)

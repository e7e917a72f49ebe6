"""Reads lists page by page, with page numbers or with tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from cosanim.errors import DecodeError
from cosanim.paged_lists import PagedList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cosanim.operations import Api


class _NumberedQuery(Protocol):
    page_number: int | None


class _HasNextToken(Protocol):
    next_token: str | None


class _NumberedPage(Protocol):
    total_count: int | str | None


NumberedQuery = TypeVar("NumberedQuery", bound=_NumberedQuery)
NumberedPage = TypeVar("NumberedPage", bound=_NumberedPage)
TokenQuery = TypeVar("TokenQuery", bound=_HasNextToken)
TokenPage = TypeVar("TokenPage", bound=_HasNextToken)
Entry = TypeVar("Entry")


def all_pages(
    call: Callable[[Api[NumberedQuery, NumberedPage], NumberedQuery], NumberedPage],
    api: Api[NumberedQuery, NumberedPage],
    query: NumberedQuery,
    entries: Callable[[NumberedPage], Iterable[Entry]],
) -> PagedList[Entry]:
    """Return the entries of a list that has page numbers.

    Args:
        call: Calls an API with a query and returns its response.
        api: The API that lists the entries.
        query: The query; its page number is set before each call.
        entries: Returns the entries of a page.
    """
    return PagedList(_numbered_pages(call, api, query, entries))


def _numbered_pages(
    call: Callable[[Api[NumberedQuery, NumberedPage], NumberedQuery], NumberedPage],
    api: Api[NumberedQuery, NumberedPage],
    query: NumberedQuery,
    entries: Callable[[NumberedPage], Iterable[Entry]],
) -> Iterator[list[Entry]]:
    count = 0
    query.page_number = 1
    previous: list[Entry] = []
    while True:
        page = call(api, query)
        current = list(entries(page))
        # Avoid an endless loop when the service ignores the page number.
        if not current or current == previous:
            return
        yield current
        count += len(current)
        if isinstance(page.total_count, int) and count >= page.total_count:
            return
        query.page_number += 1
        previous = current


def all_tokens(
    call: Callable[[Api[TokenQuery, TokenPage], TokenQuery], TokenPage],
    api: Api[TokenQuery, TokenPage],
    query: TokenQuery,
    entries: Callable[[TokenPage], Iterable[Entry]],
    *,
    must_be_complete: bool = False,
) -> PagedList[Entry]:
    """Return the entries of a list that has page tokens.

    Args:
        call: As for ``all_pages``.
        api: As for ``all_pages``.
        query: The query; its page token is set before each call but the first.
        entries: As for ``all_pages``.
        must_be_complete: Raise an error, instead of ending the list, if the service repeats a page token.

    Raises:
        DecodeError: The service repeats a page token.
    """
    return PagedList(_pages_with_tokens(call, api, query, entries, must_be_complete=must_be_complete))


def _pages_with_tokens(
    call: Callable[[Api[TokenQuery, TokenPage], TokenQuery], TokenPage],
    api: Api[TokenQuery, TokenPage],
    query: TokenQuery,
    entries: Callable[[TokenPage], Iterable[Entry]],
    *,
    must_be_complete: bool,
) -> Iterator[Iterable[Entry]]:
    used = set()
    while True:
        page = call(api, query)
        yield entries(page)
        # Avoid an endless loop when the service repeats a token.
        if not page.next_token:
            return
        if page.next_token in used:
            if must_be_complete:
                raise DecodeError("the list is not complete: the service repeats a page token")
            return
        used.add(page.next_token)
        query.next_token = page.next_token

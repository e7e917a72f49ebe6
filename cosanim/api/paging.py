"""Reads lists page by page, with page numbers or with tokens."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

from cosanim.errors import DecodeError
from cosanim.paged_lists import Page, PagedList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
        query: The query; copies of it get the number of each page.
        entries: Returns the entries of a page.
    """

    def read(number: int, count: int, previous: list[Entry]) -> Page[Entry]:
        page_query = copy.copy(query)
        page_query.page_number = number
        page = call(api, page_query)
        current = list(entries(page))
        # Avoid an endless loop when the service ignores the page number.
        if not current or current == previous:
            return Page([], None)
        count += len(current)
        if isinstance(page.total_count, int) and count >= page.total_count:
            return Page(current, None)
        return Page(current, lambda: read(number + 1, count, current))

    return PagedList(lambda: read(1, 0, []))


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
        query: The query; copies of it get the token of each page but the first.
        entries: As for ``all_pages``.
        must_be_complete: Raise an error, instead of ending the list, if the service repeats a page token.

    Raises:
        DecodeError: The service repeats a page token.
    """
    number_of_token: dict[str, int] = {}

    def read(page_query: TokenQuery, number: int) -> Page[Entry]:
        page = call(api, page_query)
        current, token = list(entries(page)), page.next_token
        if not token:
            return Page(current, None)
        # Avoid an endless loop when the service repeats a token. A page that is read again has its own again.
        if number_of_token.setdefault(token, number) != number:
            return Page(current, _raise_incomplete if must_be_complete else None)
        next_query = copy.copy(page_query)
        next_query.next_token = token
        return Page(current, lambda: read(next_query, number + 1))

    return PagedList(lambda: read(query, 1))


def _raise_incomplete() -> NoReturn:
    raise DecodeError("the list is not complete: the service repeats a page token")

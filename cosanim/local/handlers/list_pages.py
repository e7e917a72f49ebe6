"""Selects the pages of lists: makes filters from queries, and returns a page of a list in memory.

The stores select the pages of jobs and batches, with these filters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.schema_checks import unix_time
from cosanim.local.storage.filters import BatchFilter, JobFilter, PageFilter
from cosanim.models import ListedBatchType, OrderByTime, QueueCategory, Tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cosanim.models import ListBatchesQuery, ListJobsQuery

Item = TypeVar("Item")

ALL: Final = "All"
_DEFAULT_SIZE: Final = 10
_TOKEN: Final = re.compile("[0-9]{1,18}")


def job_filter(query: ListJobsQuery) -> JobFilter | None:
    """Return the filter for a page of jobs.

    Args:
        query: The checked query.

    Returns:
        The filter; None if no job of this service can match the query.

    Raises:
        HttpError: A time does not exist, or the page token is not one of this service.
    """
    page = _page_filter(query)
    # All jobs of this service are animations in a media queue, and no job belongs to a workflow.
    if (
        query.workflow_id
        or query.tag not in {None, ALL, Tag.ANIMATION}
        or query.queue_type not in {None, ALL, QueueCategory.CATE_ALL, QueueCategory.TRANSCODING}
    ):
        return None
    return JobFilter(
        page=page, queue_id=query.queue_id, batch_id=query.inventory_trigger_job_id, input_key=query.input_object
    )


def batch_filter(query: ListBatchesQuery) -> BatchFilter | None:
    """Return the filter for a page of batches.

    Args:
        query: The checked query.

    Returns:
        The filter; None if no batch of this service can match the query.

    Raises:
        HttpError: A time does not exist, or the page token is not one of this service.
    """
    page = _page_filter(query)
    if query.workflow_id or query.type == ListedBatchType.WORKFLOW:
        return None
    return BatchFilter(page=page, batch_id=query.job_id, name=query.name)


def split_ids(text: str | None) -> list[str]:
    """Return the ids of a comma-separated list without duplicates; an empty list for None."""
    return list(dict.fromkeys(text.split(","))) if text else []


def numbered_page(items: Sequence[Item], number: int | None, size: int | None) -> tuple[list[Item], int, int]:
    """Return one page of a list.

    Args:
        items: The whole list.
        number: Number of the page, from 1; None for the first page.
        size: Number of items on a page; None for 10.

    Returns:
        The items on the page, the number of the page, and the size of pages.
    """
    number, size = number or 1, size or _DEFAULT_SIZE
    return list(items[(number - 1) * size : number * size]), number, size


def _page_filter(query: ListJobsQuery | ListBatchesQuery) -> PageFilter:
    token = query.next_token
    if token and not _TOKEN.fullmatch(token):
        raise HttpError(400, "InvalidArgument", f"nextToken: {token!r} is not a token of this service")
    until = unix_time(query.end_creation_time, "endCreationTime")
    return PageFilter(
        newest_first=query.order_by_time != OrderByTime.ASC,
        after=int(token) if token else None,
        size=query.size or _DEFAULT_SIZE,
        states=None if not query.states or query.states == ALL else tuple(query.states.split(",")),
        since=unix_time(query.start_creation_time, "startCreationTime"),
        # Times are in whole seconds, and the interval includes its last second.
        until=None if until is None else until + 1,
    )

"""Parameters of list requests: ids, filters and pages."""

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
    """Return the filter of a list of jobs.

    Args:
        query: The checked query.

    Returns:
        The filter; None when no job of this service can match.

    Raises:
        HttpError: A time does not exist, or no page of this service had the token.
    """
    page = _page_filter(query)
    # Every job of this service is an animation in a queue for media, and none belongs to a workflow.
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
    """Return the filter of a list of batches.

    Args:
        query: The checked query.

    Returns:
        The filter; None when no batch of this service can match.

    Raises:
        HttpError: A time does not exist, or no page of this service had the token.
    """
    page = _page_filter(query)
    if query.workflow_id or query.type == ListedBatchType.WORKFLOW:
        return None
    return BatchFilter(page=page, batch_id=query.job_id, name=query.name)


def split_ids(text: str | None) -> list[str]:
    """Return the ids of a comma-separated list without duplicates; an empty list for None."""
    return list(dict.fromkeys((text or "").split(","))) if text else []


def numbered_page(items: Sequence[Item], number: int | None, size: int | None) -> tuple[list[Item], int, int]:
    """Return one page of a list.

    Args:
        items: The whole list.
        number: Number of the page; 1, the first, when None.
        size: Items on each page; 10 when None.

    Returns:
        The items on the page, its number, and the size of pages.
    """
    number, size = number or 1, size or _DEFAULT_SIZE
    return list(items[(number - 1) * size : number * size]), number, size


def _page_filter(query: ListJobsQuery | ListBatchesQuery) -> PageFilter:
    token = query.next_token
    if token and not _TOKEN.fullmatch(token):
        raise HttpError(400, "InvalidArgument", f"nextToken: {token!r} comes from no page of this service")
    until = unix_time(query.end_creation_time, "endCreationTime")
    return PageFilter(
        newest_first=query.order_by_time != OrderByTime.ASC,
        after=int(token) if token else None,
        size=query.size or _DEFAULT_SIZE,
        states=None if not query.states or query.states == ALL else tuple(query.states.split(",")),
        since=unix_time(query.start_creation_time, "startCreationTime"),
        # Times have whole seconds, and the last second belongs to the interval.
        until=None if until is None else until + 1,
    )

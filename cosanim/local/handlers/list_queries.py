"""Which jobs, batches and other things a list shows, and which page of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from cosanim.local.http.error_responses import Refused
from cosanim.local.http.schema_checks import time_of
from cosanim.local.storage.job_records import job_of
from cosanim.models import OrderByTime, QueueCategory, Tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cosanim.local.storage.database import Database
    from cosanim.local.storage.job_records import Job
    from cosanim.models import ListBatchesQuery, ListJobsQuery

Item = TypeVar("Item")

ALL: Final = "All"
_DEFAULT_SIZE: Final = 10
_TOKEN: Final = re.compile("[0-9]{1,18}")
_PAGE_OF_JOBS: Final = """
SELECT * FROM jobs WHERE bucket = :bucket
    AND (:after IS NULL OR number * :direction > :after * :direction)
    AND (:queue_id IS NULL OR queue_id = :queue_id)
    AND (:batch_id IS NULL OR batch_id = :batch_id)
    AND (:input IS NULL OR input = :input)
    AND (:states IS NULL OR state IN (SELECT value FROM json_each(:states)))
    AND (:since IS NULL OR created >= :since)
    AND (:until IS NULL OR created < :until)
ORDER BY number * :direction LIMIT :size
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What lists of jobs and of batches can both be asked for.

    Attributes:
        newest_first: Whether the newest come first.
        after: The number of the last one on the page before; None for the first page. It stays where it is
            while new ones arrive.
        size: How many a page holds.
        states: The states that are shown, None for all.
        since: Submitted at this time or later, None for any time.
        until: Submitted before this time.
    """

    newest_first: bool
    after: int | None
    size: int
    states: tuple[str, ...] | None
    since: float | None
    until: float | None


def span_of(query: ListJobsQuery | ListBatchesQuery) -> Span:
    """Return what a checked query asks for.

    Raises:
        Refused: A time that does not exist, or a token that no page had.
    """
    token = query.next_token
    if token and not _TOKEN.fullmatch(token):
        raise Refused(400, "InvalidArgument", f"nextToken: {token!r} comes from no page of this service")
    until = time_of(query.end_creation_time, "endCreationTime")
    return Span(
        newest_first=query.order_by_time != OrderByTime.ASC,
        after=int(token) if token else None,
        size=query.size or _DEFAULT_SIZE,
        states=None if not query.states or query.states == ALL else tuple(query.states.split(",")),
        since=time_of(query.start_creation_time, "startCreationTime"),
        # Times are told in whole seconds, and all of the last one belongs to the span.
        until=None if until is None else until + 1,
    )


def list_jobs(database: Database, bucket: str, query: ListJobsQuery) -> tuple[list[Job], str]:
    """Return a page of a bucket's jobs.

    Args:
        database: The folder's database.
        bucket: The bucket.
        query: What is asked for, checked.

    Returns:
        The jobs and the token of the next page, "" on the last one.

    Raises:
        Refused: As for ``span_of``.
    """
    span = span_of(query)
    # Every job here is an animation in a queue for media, and no workflow submits any.
    if (
        query.workflow_id
        or query.tag not in {None, ALL, Tag.ANIMATION}
        or query.queue_type not in {None, ALL, QueueCategory.CATE_ALL, QueueCategory.TRANSCODING}
    ):
        return [], ""
    with database.transaction() as connection:
        rows = connection.execute(
            _PAGE_OF_JOBS,
            {
                "bucket": bucket,
                "after": span.after,
                "direction": -1 if span.newest_first else 1,
                "queue_id": query.queue_id,
                "batch_id": query.inventory_trigger_job_id,
                "input": query.input_object,
                "states": None if span.states is None else json.dumps(span.states),
                "since": span.since,
                "until": span.until,
                "size": span.size + 1,
            },
        ).fetchall()
    jobs = [job_of(row, database.documents) for row in rows[: span.size]]
    return jobs, str(jobs[-1].number) if len(rows) > span.size else ""


def listed_ids(text: str | None) -> list[str]:
    """Return the ids of a list with commas, each once; none for None."""
    return list(dict.fromkeys((text or "").split(","))) if text else []


def numbered_page(items: Sequence[Item], number: int | None, size: int | None) -> tuple[list[Item], int, int]:
    """Return one of the numbered pages of a list.

    Args:
        items: The whole list.
        number: The page, from 1, the default.
        size: Items on a page; 10 when None.

    Returns:
        The items on the page, its number, and the size of pages.
    """
    number, size = number or 1, size or _DEFAULT_SIZE
    return list(items[(number - 1) * size : number * size]), number, size

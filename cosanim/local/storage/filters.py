"""Filters of the lists of jobs and batches: which records are listed, and which page of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFilter:
    """The conditions that lists of jobs and of batches share.

    Attributes:
        newest_first: Whether the newest records come first.
        after: Number of the last record on the previous page; None for the first page. New records do not change it.
        size: Number of records on a page.
        states: The listed states; None for all.
        since: Earliest creation time, in Unix time; None for no limit.
        until: Unix time before which the records were created; None for no limit.
    """

    newest_first: bool
    after: int | None
    size: int
    states: tuple[str, ...] | None
    since: float | None
    until: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """The conditions of a list of jobs. None in a field means any value.

    Attributes:
        page: The conditions on page, order, states and times.
        queue_id: The queue.
        batch_id: The batch that submitted the jobs.
        input_key: Key of the input.
    """

    page: PageFilter
    queue_id: str | None
    batch_id: str | None
    input_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFilter:
    """The conditions of a list of batches. None in a field means any value.

    Attributes:
        page: The conditions on page, order, states and times.
        batch_id: Id of the batch.
        name: Name of the batch.
    """

    page: PageFilter
    batch_id: str | None
    name: str | None

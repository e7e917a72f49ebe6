"""Filters and pages of the lists of jobs and batches."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFilter:
    """The conditions that lists of jobs and of batches share.

    Attributes:
        newest_first: Whether the newest records come first.
        after: Number of the last record on the page before, None for the first page. New records do not shift pages.
        size: Records on a page.
        states: The states that are listed, None for all.
        since: Earliest creation time in Unix time, None for no limit.
        until: Creation times are before this Unix time, None for no limit.
    """

    newest_first: bool
    after: int | None
    size: int
    states: tuple[str, ...] | None
    since: float | None
    until: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """The conditions of a list of jobs; None in a field stands for any value.

    Attributes:
        page: Page, order, states and times.
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
    """The conditions of a list of batches; None in a field stands for any value.

    Attributes:
        page: Page, order, states and times.
        batch_id: The batch itself.
        name: Name of the batch.
    """

    page: PageFilter
    batch_id: str | None
    name: str | None

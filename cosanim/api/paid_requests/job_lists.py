"""Reads the jobs that a submission may have created."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cosanim import models
from cosanim.api.base import Caller, decode_reply_leniently
from cosanim.api.paging import all_pages, all_tokens
from cosanim.api.paid_requests.lookup import JobList
from cosanim.errors import ServiceError
from cosanim.operations import LIST_JOBS, LIST_QUEUES
from cosanim.times import format_time

if TYPE_CHECKING:
    from cosanim.models import JobDetail, ListJobsQuery, ListJobsResponse, ListQueuesQuery, ListQueuesResponse
    from cosanim.operations import Api

_PAGE_SIZE: Final = 100
_INVALID_ARGUMENT: Final = frozenset({"InvalidArgument", "1015"})


class JobLister(Caller):
    """Reads the jobs that a submission may have created."""

    def _list_jobs_since(self, input_key: str | None, since: int, deadline: float | None) -> JobList:
        """Return the animation jobs of an input, from all pages.

        If the service requires the id of a queue, which old documentation says, the jobs of all queues are read.

        Args:
            input_key: Key of the input.
            since: Unix time of the oldest job.
            deadline: Deadline of the requests, by the transport's monotonic clock; None for no deadline.

        Raises:
            ServiceError: The service returned an error.
            TransportError: There was no reply.
            DecodeError: A reply cannot be read.
        """
        query = models.ListJobsQuery(
            tag="Animation",
            input_object=input_key,
            start_creation_time=format_time(datetime.fromtimestamp(since, UTC)),
            size=_PAGE_SIZE,
        )
        try:
            return self._read_pages(query, deadline)
        except ServiceError as error:
            if error.code not in _INVALID_ARGUMENT:
                raise
            queue_ids = self._queue_ids(deadline)
            if not queue_ids:
                raise
        lists = []
        for queue_id in queue_ids:
            query.queue_id, query.next_token = queue_id, None
            lists.append(self._read_pages(query, deadline))
        dates = [listed.date for listed in lists]
        return JobList(
            [job for listed in lists for job in listed.jobs],
            None if None in dates else min(date for date in dates if date is not None),
        )

    def _queue_ids(self, deadline: float | None) -> list[str]:
        def call(api: Api[ListQueuesQuery, ListQueuesResponse], query: ListQueuesQuery) -> ListQueuesResponse:
            return self._call_api(api, query, deadline=deadline)

        queues = all_pages(call, LIST_QUEUES, models.ListQueuesQuery(), lambda page: page.queue_list)
        return [queue.queue_id for queue in queues if queue.queue_id]

    def _read_pages(self, query: ListJobsQuery, deadline: float | None) -> JobList:
        dates: list[float | None] = []

        def call(api: Api[ListJobsQuery, ListJobsResponse], query: ListJobsQuery) -> ListJobsResponse:
            start = self._transport.timing.monotonic()
            reply = self._send_api(api, query, deadline=deadline)
            # The service may have read its records at the beginning of the request.
            elapsed = self._transport.timing.monotonic() - start
            dates.append(None if reply.date is None else reply.date - elapsed)
            odd: list[str] = []
            return decode_reply_leniently(reply, models.ListJobsResponse, odd)

        jobs: list[JobDetail] = list(all_tokens(call, LIST_JOBS, query, lambda page: page.jobs_detail))
        # The first page was read first.
        return JobList(jobs, dates[0])

"""Reads the jobs that a submission may have created."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cosanim import models
from cosanim.api.base import Caller, decode_reply_leniently
from cosanim.api.paging import all_pages, all_tokens
from cosanim.api.paid_requests.errors_in_success import error_in_success
from cosanim.api.paid_requests.lookup import JobList
from cosanim.errors import DecodeError, ServiceError
from cosanim.operations import LIST_JOBS, LIST_QUEUES
from cosanim.times import format_time

if TYPE_CHECKING:
    from cosanim.http.replies import Reply
    from cosanim.models import JobDetail, ListJobsQuery, ListJobsResponse, ListQueuesQuery, ListQueuesResponse
    from cosanim.operations import Api

_PAGE_SIZE: Final = 100
_MARGIN: Final = 3600
"""Seconds by which the clocks of client and service may differ. The jobs are filtered again by the service's clock."""
_INVALID_ARGUMENT: Final = frozenset({"InvalidArgument", "1015"})


class JobLister(Caller):
    """Reads the jobs that a submission may have created."""

    def _list_jobs_since(self, input_key: str | None, since: float, deadline: float | None) -> JobList:
        """Return the animation jobs of an input, from all pages, and some that are older.

        If the service requires the id of a queue, which old documentation says, the jobs of all queues are read.

        Args:
            input_key: Key of the input.
            since: Unix time by a clock that may differ from that of the service by up to an hour.
            deadline: Deadline of the requests, by the transport's monotonic clock; None for no deadline.

        Raises:
            ServiceError: The service returned an error.
            TransportError: There was no reply.
            DecodeError: A reply cannot be read, or is not a complete list of jobs.
        """
        query = models.ListJobsQuery(
            tag="Animation",
            input_object=input_key,
            start_creation_time=format_time(datetime.fromtimestamp(since - _MARGIN, UTC)),
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
            response = decode_reply_leniently(reply, models.ListJobsResponse, odd)
            check_list(response, reply)
            return response

        pages = all_tokens(call, LIST_JOBS, query, lambda page: page.jobs_detail, must_be_complete=True)
        jobs: list[JobDetail] = list(pages)
        # The first page was read first.
        return JobList(jobs, dates[0])


def check_list(response: ListJobsResponse, reply: Reply) -> None:
    """Check that a page is a list of jobs, so that a job that is not in it does not exist.

    Args:
        response: The decoded page.
        reply: The reply.

    Raises:
        ServiceError: The page is an error with status 200.
        DecodeError: It is another document, or has a job without an id.
    """
    error = error_in_success(response, reply)
    if error is not None:
        raise error
    foreign = [node.name for node in response.unknown if node.children]
    if foreign or not all(job.job_id for job in response.jobs_detail):
        what = f"it contains {foreign[0]}" if foreign else "a job in it has no id"
        raise DecodeError(f"the reply is not a list of jobs: {what}", request_id=reply.request_id)

"""``AsyncCaller``: the base of all methods of ``AsyncAnimationClient``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from cosanim.aio.async_job import AsyncJob
from cosanim.aio.async_lists import AsyncList
from cosanim.aio.calls import Cancelled
from cosanim.api.paid_requests.caller import add_accepted_note
from cosanim.api.submissions import job_of
from cosanim.errors import SubmissionUnknown
from cosanim.http.interruptions import Interrupted
from cosanim.models import BatchResponse, SubmitJobResponse

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from lxml import etree

    from cosanim.aio.calls import Calls
    from cosanim.client import AnimationClient
    from cosanim.job import Job
    from cosanim.models import BatchDetail

Result = TypeVar("Result")
Entry = TypeVar("Entry")


class AsyncCaller:
    """Calls the methods of a client on threads.

    Attributes:
        cancelled_submissions: What became of the submissions whose awaiting was cancelled, and that were or may have
            been accepted: the job, the batch, or the error for ``find_submission``.
    """

    cancelled_submissions: list[AsyncJob | BatchDetail | SubmissionUnknown]
    _client: AnimationClient
    _calls: Calls

    async def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | None] | None = None,
        body: bytes | None = None,
    ) -> etree._Element | None:
        """Call an API that the schema does not model, as ``AnimationClient.call`` does."""
        return await self._run(self._client.call, method, path, query=query, body=body)

    async def _run(self, function: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Result:
        """Call a method of the client on a thread."""
        try:
            return await self._calls.run(function, *args, **kwargs)
        except Cancelled as cancelled:
            error = self._record(cancelled)
        raise error

    def _list(self, entries: Iterator[Entry]) -> AsyncIterator[Entry]:
        return AsyncList(self._calls, entries)

    def _handle(self, job: Job) -> AsyncJob:
        return AsyncJob(job, self._calls)

    def _record(self, cancelled: Cancelled) -> asyncio.CancelledError:
        """Store the outcome of a paid request that was cancelled, and return the cancellation with a note of it."""
        error, outcome = cancelled.error, cancelled.outcome
        if isinstance(outcome, SubmitJobResponse):
            job = job_of(self._client, outcome)
            add_accepted_note(error, job)
            self.cancelled_submissions.append(self._handle(job))
        elif isinstance(outcome, BatchResponse):
            batch = next(batch for batch in outcome.jobs_detail if batch.job_id)
            error.add_note(f"the batch was accepted: it is {batch.job_id}")
            self.cancelled_submissions.append(batch)
        elif isinstance(outcome, SubmissionUnknown):
            error.__cause__ = outcome
            error.add_note(str(outcome))
            self.cancelled_submissions.append(outcome)
        elif not isinstance(outcome, Interrupted):  # its notes say that nothing was accepted
            error.add_note(f"nothing was accepted: {outcome}")
        for note in getattr(outcome, "__notes__", ()):
            error.add_note(note)
        return error

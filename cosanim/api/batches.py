"""Client methods for batches: one request that submits a job for each of many videos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cosanim import models
from cosanim.api.base import comma_separated, field_text
from cosanim.api.paging import all_tokens
from cosanim.api.paid_requests.caller import PaidCaller
from cosanim.errors import NotFoundError
from cosanim.operations import CANCEL_BATCH, DESCRIBE_BATCH, LIST_BATCHES, SUBMIT_BATCH
from cosanim.times import time_text
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime

    from cosanim.argument_types import RuleName, StateName, TimeOrder
    from cosanim.models import BatchDetail, BatchResponse, SubmitBatchRequest


@explain_wrong_calls
class BatchCalls(PaidCaller):
    """Submits, reads, lists and cancels batches."""

    def submit_batch(
        self,
        request: SubmitBatchRequest | Mapping[str, Any],
        *,
        strict: bool | None = None,
        allow: Collection[RuleName] = (),
    ) -> BatchResponse:
        """Submit a batch: POST /inventorytriggerjob. Each of its jobs is paid for.

        The request is sent again only if it was not sent, or if the service rejected it for now. A batch whose outcome
        is unknown is not looked up: look for it with ``list_batches``.

        Args:
            request: The request, or a mapping as ``from_dict`` reads it; ``cosanim.api.requests.build_batch`` makes a
                request from flat arguments.
            strict: Raise SchemaError for violations of severity warning, instead of an ``AdviceWarning``; the
                client's setting when left out.
            allow: Rules that are waived: overwrites-input, shared-output, wildcard-form, scheme-in-key.

        Returns:
            The reply; ``jobs_detail`` holds the batch.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service rejected the batch.
            TransportError: The request certainly did not reach the service.
            SubmissionUnknown: The batch may or may not have been accepted.
            TypeError: The request is neither of these.
        """
        document, body = self._prepare(SUBMIT_BATCH, request, strict=strict, allow=allow)
        inputs = (field_text(document, "input", name) for name in ("prefix", "object_key", "url_file", "manifest"))
        return self._submit_paid(
            SUBMIT_BATCH,
            document,
            body=body,
            input_key=next(filter(None, inputs), None),
            output_key=field_text(document, "operation", "output", "object_key"),
            name=field_text(document, "name"),
        )

    def describe_batch(self, job_id: str) -> BatchDetail:
        """Read one batch.

        Args:
            job_id: Its id.

        Raises:
            NotFoundError: No batch has this id.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        response = self._call_api(DESCRIBE_BATCH, None, job_id=job_id)
        for batch in response.jobs_detail:
            if batch.job_id == job_id:
                return batch
        error = NotFoundError(
            404, "JobNotFound", f"{self.bucket} has no batch {job_id}", response.request_id, hint="list the batches"
        )
        error.next_step = "cosanim batch list"
        raise error

    def list_batches(
        self,
        *,
        name: str | None = None,
        states: StateName | Iterable[StateName] | None = None,
        start_creation_time: datetime | str | None = None,
        end_creation_time: datetime | str | None = None,
        order_by_time: TimeOrder | None = None,
        size: int | None = None,
    ) -> Iterator[BatchDetail]:
        """List batches lazily, page by page.

        Args:
            name: Only those of this name.
            states: Only those in this state, or in these, as ``["Submitted", "Running"]``; ``All`` is the default.
            start_creation_time: Only those submitted at this time or later.
            end_creation_time: Only those submitted at this time or earlier.
            order_by_time: Desc (newest first, the default) or Asc.
            size: Batches on a page, 1 to 100.

        Raises:
            SchemaError: An argument breaks the schema.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        query = models.ListBatchesQuery(
            type="Job",
            name=name,
            states=comma_separated("states", states),
            start_creation_time=time_text(start_creation_time),
            end_creation_time=time_text(end_creation_time),
            order_by_time=order_by_time,
            size=size,
        )

        return all_tokens(self._call_api, LIST_BATCHES, query, lambda page: page.jobs_detail)

    def cancel_batch(self, job_id: str) -> None:
        """Cancel a batch; those of its jobs that already run continue.

        Args:
            job_id: Its id.

        Raises:
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        self._call_api(CANCEL_BATCH, None, job_id=job_id)

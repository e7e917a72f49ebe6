"""Batches: submitting, reading, listing and cancelling them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cosanim.local.details import time_text
from cosanim.local.echo import echo
from cosanim.local.http.error_responses import Refused
from cosanim.local.http.schema_checks import checked_query
from cosanim.models import (
    BatchDetail,
    BatchInputDetail,
    BatchOperationDetail,
    BatchResponse,
    Input,
    JobState,
    ListBatchesQuery,
    ListBatchesResponse,
    Operation,
    Output,
    SubmitJobRequest,
)
from cosanim.output_keys import BATCH_WILDCARD, filled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cosanim.local.handlers.batch_inputs import BatchInputs
    from cosanim.local.handlers.job_creation import Submission
    from cosanim.local.http.routing import Asked, Handler
    from cosanim.local.storage.batches import Batch, BatchStore
    from cosanim.local.storage.database import Database
    from cosanim.local.storage.jobs import JobStore
    from cosanim.models import BatchOperation, SubmitBatchRequest


class BatchRoutes:
    """Answers for batches."""

    def __init__(
        self,
        database: Database,
        batches: BatchStore,
        jobs: JobStore,
        *,
        inputs: BatchInputs,
        submission: Submission,
        submitted: Callable[[], None],
    ) -> None:
        """Take the tables.

        Args:
            database: Holds them.
            batches: The batches.
            jobs: Their jobs.
            inputs: Finds their videos.
            submission: Takes their jobs in.
            submitted: Called after each new batch.
        """
        self._database = database
        self._batches = batches
        self._jobs = jobs
        self._inputs = inputs
        self._submission = submission
        self._submitted = submitted

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each API."""
        return {
            "submit_batch": self._submit,
            "describe_batch": self._describe,
            "list_batches": self._list,
            "cancel_batch": self._cancel,
        }

    def _submit(self, asked: Asked[SubmitBatchRequest]) -> BatchResponse:
        request = asked.request
        keys = self._inputs.keys(asked.bucket, request)
        with self._database.transaction():
            batch_id = self._batches.add(asked.bucket, request)
            jobs = [job_request(request.operation, key, batch_id) for key in keys]
            self._submission.submit(asked.bucket, jobs, batch_id=batch_id)
            batch = self._get(asked.bucket, batch_id)
        self._submitted()
        return _response(asked, batch)

    def _describe(self, asked: Asked[None]) -> BatchResponse:
        return _response(asked, self._get(asked.bucket, asked.name))

    def _list(self, asked: Asked[None]) -> ListBatchesResponse:
        query = checked_query(asked.call, ListBatchesQuery)
        batches, next_token = self._batches.page(asked.bucket, query)
        return ListBatchesResponse(
            request_id=asked.request_id,
            jobs_detail=[batch_detail(batch) for batch in batches],
            next_token=next_token,
        )

    def _cancel(self, asked: Asked[None]) -> None:
        with self._database.transaction():
            batch = self._get(asked.bucket, asked.name)
            if batch.is_over:
                message = f"The batch {asked.name} is {batch.state}: there is nothing left to be cancelled."
                raise Refused(400, "InvalidArgument", message)
            self._batches.cancel(asked.bucket, asked.name)
            self._jobs.cancel_batch(asked.name)

    def _get(self, bucket: str, batch_id: str) -> Batch:
        batch = self._batches.find(bucket, batch_id)
        if batch is None:
            raise Refused(400, "ResourceNotFound", f"The batch {batch_id} does not exist.")
        return batch


def job_request(operation: BatchOperation, key: str, batch_id: str) -> SubmitJobRequest:
    """Return the request of one job of a batch.

    Args:
        operation: What the batch asks for.
        key: Key of the video.
        batch_id: The batch, whose id is filled into the key of the result.
    """
    output = operation.output
    return SubmitJobRequest(
        tag=operation.tag,
        input=Input(object_key=key),
        operation=Operation(
            template_id=operation.job_param.template_id,
            animation=operation.job_param.animation,
            output=Output(
                region=output.region,
                bucket=output.bucket,
                object_key=filled(output.object_key, {BATCH_WILDCARD: batch_id}),
            ),
            user_data=operation.user_data,
            job_level=operation.job_level,
        ),
        queue_id=operation.queue_id,
        callback=operation.callback,
        callback_format=operation.callback_format,
        callback_type=operation.callback_type,
        callback_mq_config=operation.callback_mq_config,
    )


def batch_detail(batch: Batch) -> BatchDetail:
    """Return a batch as the service tells it."""
    request = batch.request
    failure = batch.failure if batch.state is JobState.FAILED else None
    return BatchDetail(
        code=failure or "Success",
        message="No job of the batch went well: list them to see why." if failure else "",
        type=request.type,
        name=batch.name,
        job_id=batch.batch_id,
        state=batch.state,
        creation_time=time_text(batch.created),
        start_time=time_text(batch.created),
        end_time=time_text(batch.ended),
        input=echo(request.input, BatchInputDetail),
        operation=echo(request.operation, BatchOperationDetail, job_level=request.operation.job_level or 0),
    )


def _response(asked: Asked[Any], batch: Batch) -> BatchResponse:
    return BatchResponse(request_id=asked.request_id, jobs_detail=[batch_detail(batch)])

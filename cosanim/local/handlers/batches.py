"""Handlers for batches: submit, describe, list and cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cosanim.local.handlers.list_pages import batch_filter
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.schema_checks import checked_query
from cosanim.local.response_elements import batch_detail
from cosanim.models import (
    BatchResponse,
    Input,
    ListBatchesQuery,
    ListBatchesResponse,
    Operation,
    Output,
    SubmitJobRequest,
)
from cosanim.output_keys import BATCH_WILDCARD, fill_wildcards

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cosanim.local.handlers.batch_inputs import BatchInputs
    from cosanim.local.handlers.job_creation import JobCreator
    from cosanim.local.http.api_routing import ApiRequest, Handler
    from cosanim.local.storage.batches import Batch, BatchStore
    from cosanim.local.storage.database import Database
    from cosanim.local.storage.jobs import JobStore
    from cosanim.models import BatchOperation, SubmitBatchRequest


class BatchHandlers:
    """Handles the API calls for batches."""

    def __init__(
        self,
        database: Database,
        batches: BatchStore,
        jobs: JobStore,
        *,
        inputs: BatchInputs,
        creator: JobCreator,
        on_submit: Callable[[], None],
    ) -> None:
        """Store the components that the handlers use.

        Args:
            database: The database that holds the records.
            batches: The batches.
            jobs: The jobs.
            inputs: Finds the videos of batches.
            creator: Creates the jobs of batches.
            on_submit: Called after each new batch.
        """
        self._database = database
        self._batches = batches
        self._jobs = jobs
        self._inputs = inputs
        self._creator = creator
        self._on_submit = on_submit

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each API."""
        return {
            "submit_batch": self._submit,
            "describe_batch": self._describe,
            "list_batches": self._list,
            "cancel_batch": self._cancel,
        }

    def _submit(self, request: ApiRequest[SubmitBatchRequest]) -> BatchResponse:
        keys = self._inputs.keys(request.bucket, request.body)
        with self._database.transaction():
            batch_id = self._batches.add(request.bucket, request.body)
            jobs = [job_request(request.body.operation, key, batch_id) for key in keys]
            self._creator.create(request.bucket, jobs, check_signature=request.check_signature, batch_id=batch_id)
            batch = self._get(request.bucket, batch_id)
        self._on_submit()
        return _response(request, batch)

    def _describe(self, request: ApiRequest[None]) -> BatchResponse:
        return _response(request, self._get(request.bucket, request.name))

    def _list(self, request: ApiRequest[None]) -> ListBatchesResponse:
        condition = batch_filter(checked_query(request.http, ListBatchesQuery))
        batches, next_token = ([], "") if condition is None else self._batches.page(request.bucket, condition)
        return ListBatchesResponse(
            request_id=request.request_id,
            jobs_detail=[batch_detail(batch) for batch in batches],
            next_token=next_token,
        )

    def _cancel(self, request: ApiRequest[None]) -> None:
        with self._database.transaction():
            batch = self._get(request.bucket, request.name)
            if batch.has_ended:
                message = f"The batch {request.name} is {batch.state}: it has ended and cannot be cancelled."
                raise HttpError(400, "InvalidArgument", message)
            self._batches.cancel(request.bucket, request.name)
            self._jobs.cancel_batch(request.name)

    def _get(self, bucket: str, batch_id: str) -> Batch:
        batch = self._batches.find(bucket, batch_id)
        if batch is None:
            raise HttpError(400, "ResourceNotFound", f"The batch {batch_id} does not exist.")
        return batch


def job_request(operation: BatchOperation, key: str, batch_id: str) -> SubmitJobRequest:
    """Return the request of one job of a batch.

    Args:
        operation: The operation of the batch.
        key: Key of the video.
        batch_id: Id of the batch, which replaces ``${InventoryTriggerJobId}`` in the key of the output.
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
                object_key=fill_wildcards(output.object_key, {BATCH_WILDCARD: batch_id}),
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


def _response(request: ApiRequest[Any], batch: Batch) -> BatchResponse:
    return BatchResponse(request_id=request.request_id, jobs_detail=[batch_detail(batch)])

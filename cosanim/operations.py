"""Table of the APIs: method, path, request and response classes, and CAM permissions of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from cosanim import models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.models import (
        BatchResponse,
        CreateMediaBucketResponse,
        CreateTemplateRequest,
        DeleteTemplateResponse,
        DescribeJobsResponse,
        DescribeMediaBucketsQuery,
        DescribeMediaBucketsResponse,
        ListBatchesQuery,
        ListBatchesResponse,
        ListJobsQuery,
        ListJobsResponse,
        ListQueuesQuery,
        ListQueuesResponse,
        ListTemplatesQuery,
        ListTemplatesResponse,
        SubmitBatchRequest,
        SubmitJobRequest,
        SubmitJobResponse,
        TemplateResponse,
        UpdateQueueRequest,
        UpdateQueueResponse,
        UpdateTemplateRequest,
    )

Sent = TypeVar("Sent")
"""Class of an API's request body or query; None when it has neither."""
Response = TypeVar("Response")
"""Class of an API's response; None when it is empty."""


class Api(NamedTuple, Generic[Sent, Response]):
    """Describes how an API is called.

    The type parameters are the class of its request body or query and the class of its response.

    Attributes:
        name: Name of the client method and of ``spec/<name>.xsd``.
        method: HTTP method.
        path: Path; names in braces are placeholders.
        permissions: CAM actions that a sub-account needs.
        flag: Query parameter without a value; "" when there is none.
        query: Name of the class of the query parameters; None when there are none.
        request: Name of the class of the body; None when there is none. No API has both query and body.
        response: Name of the class of the response; None when it is empty.
        regional: Whether requests go to the host of the region instead of the host of the bucket.
    """

    name: str
    method: str
    path: str
    permissions: tuple[str, ...]
    flag: str = ""
    query: str | None = None
    request: str | None = None
    response: str | None = None
    regional: bool = False

    @property
    def sent_class(self) -> type[Sent] | None:
        """Class of the request body or query."""
        return _class(self.request or self.query)

    @property
    def query_class(self) -> type[Any] | None:
        """Class of the query parameters."""
        return _class(self.query)

    @property
    def request_class(self) -> type[Any] | None:
        """Class of the body."""
        return _class(self.request)

    @property
    def response_class(self) -> type[Response] | None:
        """Class of the response."""
        return _class(self.response)


AnyApi: TypeAlias = Api[Any, Any]


def _class(name: str | None) -> type[Any] | None:
    # Classes are listed by name, so that importing the table does not load them all.
    return None if name is None else getattr(models, name)


SUBMIT_JOB: Final[Api[SubmitJobRequest, SubmitJobResponse]] = Api(
    name="submit_job",
    method="POST",
    path="/jobs",
    request="SubmitJobRequest",
    response="SubmitJobResponse",
    permissions=("ci:CreateMediaJobs", "cam:PassRole"),
)
DESCRIBE_JOBS: Final[Api[None, DescribeJobsResponse]] = Api(
    name="describe_jobs",
    method="GET",
    path="/jobs/{job_ids}",
    response="DescribeJobsResponse",
    permissions=("ci:DescribeMediaJob",),
)
LIST_JOBS: Final[Api[ListJobsQuery, ListJobsResponse]] = Api(
    name="list_jobs",
    method="GET",
    path="/jobs",
    query="ListJobsQuery",
    response="ListJobsResponse",
    permissions=("ci:DescribeMediaJobs",),
)
CANCEL_JOB: Final[Api[None, None]] = Api(
    name="cancel_job",
    method="PUT",
    path="/jobs/{job_id}",
    flag="cancel",
    permissions=("ci:CancelMediaJob",),
)
CREATE_TEMPLATE: Final[Api[CreateTemplateRequest, TemplateResponse]] = Api(
    name="create_template",
    method="POST",
    path="/template",
    request="CreateTemplateRequest",
    response="TemplateResponse",
    permissions=("ci:CreateMediaTemplate",),
)
UPDATE_TEMPLATE: Final[Api[UpdateTemplateRequest, TemplateResponse]] = Api(
    name="update_template",
    method="PUT",
    path="/template/{template_id}",
    request="UpdateTemplateRequest",
    response="TemplateResponse",
    permissions=("ci:UpdateMediaTemplate",),
)
DELETE_TEMPLATE: Final[Api[None, DeleteTemplateResponse]] = Api(
    name="delete_template",
    method="DELETE",
    path="/template/{template_id}",
    response="DeleteTemplateResponse",
    permissions=("ci:DeleteMediaTemplate",),
)
LIST_TEMPLATES: Final[Api[ListTemplatesQuery, ListTemplatesResponse]] = Api(
    name="list_templates",
    method="GET",
    path="/template",
    query="ListTemplatesQuery",
    response="ListTemplatesResponse",
    permissions=("ci:DescribeMediaTemplates",),
)
LIST_QUEUES: Final[Api[ListQueuesQuery, ListQueuesResponse]] = Api(
    name="list_queues",
    method="GET",
    path="/queue",
    query="ListQueuesQuery",
    response="ListQueuesResponse",
    permissions=("ci:DescribeMediaQueues",),
)
UPDATE_QUEUE: Final[Api[UpdateQueueRequest, UpdateQueueResponse]] = Api(
    name="update_queue",
    method="PUT",
    path="/queue/{queue_id}",
    request="UpdateQueueRequest",
    response="UpdateQueueResponse",
    permissions=("ci:UpdateMediaQueue",),
)
DESCRIBE_MEDIA_BUCKETS: Final[Api[DescribeMediaBucketsQuery, DescribeMediaBucketsResponse]] = Api(
    name="describe_media_buckets",
    method="GET",
    path="/mediabucket",
    query="DescribeMediaBucketsQuery",
    response="DescribeMediaBucketsResponse",
    regional=True,
    permissions=("ci:DescribeMediaBuckets",),
)
CREATE_MEDIA_BUCKET: Final[Api[None, CreateMediaBucketResponse]] = Api(
    name="create_media_bucket",
    method="POST",
    path="/mediabucket",
    response="CreateMediaBucketResponse",
    permissions=("ci:CreateMediaBucket",),
)
SUBMIT_BATCH: Final[Api[SubmitBatchRequest, BatchResponse]] = Api(
    name="submit_batch",
    method="POST",
    path="/inventorytriggerjob",
    request="SubmitBatchRequest",
    response="BatchResponse",
    permissions=("ci:CreateInventoryTriggerJob", "cam:PassRole"),
)
DESCRIBE_BATCH: Final[Api[None, BatchResponse]] = Api(
    name="describe_batch",
    method="GET",
    path="/inventorytriggerjob/{job_id}",
    response="BatchResponse",
    permissions=("ci:DescribeInventoryTriggerJob",),
)
LIST_BATCHES: Final[Api[ListBatchesQuery, ListBatchesResponse]] = Api(
    name="list_batches",
    method="GET",
    path="/inventorytriggerjob",
    query="ListBatchesQuery",
    response="ListBatchesResponse",
    permissions=("ci:DescribeInventoryTriggerJobs",),
)
CANCEL_BATCH: Final[Api[None, None]] = Api(
    name="cancel_batch",
    method="PUT",
    path="/inventorytriggerjob/{job_id}",
    flag="cancel",
    permissions=("ci:CancelInventoryTriggerJob",),
)

APIS: Final[Mapping[str, AnyApi]] = {
    api.name: api
    for api in (
        SUBMIT_JOB,
        DESCRIBE_JOBS,
        LIST_JOBS,
        CANCEL_JOB,
        CREATE_TEMPLATE,
        UPDATE_TEMPLATE,
        DELETE_TEMPLATE,
        LIST_TEMPLATES,
        LIST_QUEUES,
        UPDATE_QUEUE,
        DESCRIBE_MEDIA_BUCKETS,
        CREATE_MEDIA_BUCKET,
        SUBMIT_BATCH,
        DESCRIBE_BATCH,
        LIST_BATCHES,
        CANCEL_BATCH,
    )
}
"""Every API by its name."""

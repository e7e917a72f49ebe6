"""The table of APIs: the one place that knows how each is called, and what a sub-account needs for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cosanim import models

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """How an API is called.

    Attributes:
        name: Name of the client method and of ``spec/<name>.xsd``.
        method: HTTP method.
        path: Path; a part in braces is filled in.
        flag: Query key without a value, "" when there is none.
        query: Class of the query parameters, None when there are none.
        request: Class of the body, None when there is none.
        response: Class of the answer, None when it is empty.
        regional: Whether it goes to the host of the region instead of that of the bucket.
        permissions: CAM actions that a sub-account needs.
    """

    name: str
    method: str
    path: str
    flag: str = ""
    query: type[Any] | None = None
    request: type[Any] | None = None
    response: type[Any] | None = None
    regional: bool = False
    permissions: tuple[str, ...]


SUBMIT_JOB: Final = Api(
    name="submit_job",
    method="POST",
    path="/jobs",
    request=models.SubmitJobRequest,
    response=models.SubmitJobResponse,
    permissions=("ci:CreateMediaJobs", "cam:PassRole"),
)
DESCRIBE_JOBS: Final = Api(
    name="describe_jobs",
    method="GET",
    path="/jobs/{job_ids}",
    response=models.DescribeJobsResponse,
    permissions=("ci:DescribeMediaJob",),
)
LIST_JOBS: Final = Api(
    name="list_jobs",
    method="GET",
    path="/jobs",
    query=models.ListJobsQuery,
    response=models.ListJobsResponse,
    permissions=("ci:DescribeMediaJobs",),
)
CANCEL_JOB: Final = Api(
    name="cancel_job",
    method="PUT",
    path="/jobs/{job_id}",
    flag="cancel",
    permissions=("ci:CancelMediaJob",),
)
CREATE_TEMPLATE: Final = Api(
    name="create_template",
    method="POST",
    path="/template",
    request=models.CreateTemplateRequest,
    response=models.TemplateResponse,
    permissions=("ci:CreateMediaTemplate",),
)
UPDATE_TEMPLATE: Final = Api(
    name="update_template",
    method="PUT",
    path="/template/{template_id}",
    request=models.UpdateTemplateRequest,
    response=models.TemplateResponse,
    permissions=("ci:UpdateMediaTemplate",),
)
DELETE_TEMPLATE: Final = Api(
    name="delete_template",
    method="DELETE",
    path="/template/{template_id}",
    response=models.DeleteTemplateResponse,
    permissions=("ci:DeleteMediaTemplate",),
)
LIST_TEMPLATES: Final = Api(
    name="list_templates",
    method="GET",
    path="/template",
    query=models.ListTemplatesQuery,
    response=models.ListTemplatesResponse,
    permissions=("ci:DescribeMediaTemplates",),
)
LIST_QUEUES: Final = Api(
    name="list_queues",
    method="GET",
    path="/queue",
    query=models.ListQueuesQuery,
    response=models.ListQueuesResponse,
    permissions=("ci:DescribeMediaQueues",),
)
UPDATE_QUEUE: Final = Api(
    name="update_queue",
    method="PUT",
    path="/queue/{queue_id}",
    request=models.UpdateQueueRequest,
    response=models.UpdateQueueResponse,
    permissions=("ci:UpdateMediaQueue",),
)
DESCRIBE_MEDIA_BUCKETS: Final = Api(
    name="describe_media_buckets",
    method="GET",
    path="/mediabucket",
    query=models.DescribeMediaBucketsQuery,
    response=models.DescribeMediaBucketsResponse,
    regional=True,
    permissions=("ci:DescribeMediaBuckets",),
)
CREATE_MEDIA_BUCKET: Final = Api(
    name="create_media_bucket",
    method="POST",
    path="/mediabucket",
    response=models.CreateMediaBucketResponse,
    permissions=("ci:CreateMediaBucket",),
)
SUBMIT_BATCH: Final = Api(
    name="submit_batch",
    method="POST",
    path="/inventorytriggerjob",
    request=models.SubmitBatchRequest,
    response=models.BatchResponse,
    permissions=("ci:CreateInventoryTriggerJob", "cam:PassRole"),
)
DESCRIBE_BATCH: Final = Api(
    name="describe_batch",
    method="GET",
    path="/inventorytriggerjob/{job_id}",
    response=models.BatchResponse,
    permissions=("ci:DescribeInventoryTriggerJob",),
)
LIST_BATCHES: Final = Api(
    name="list_batches",
    method="GET",
    path="/inventorytriggerjob",
    query=models.ListBatchesQuery,
    response=models.ListBatchesResponse,
    permissions=("ci:DescribeInventoryTriggerJobs",),
)
CANCEL_BATCH: Final = Api(
    name="cancel_batch",
    method="PUT",
    path="/inventorytriggerjob/{job_id}",
    flag="cancel",
    permissions=("ci:CancelInventoryTriggerJob",),
)

APIS: Final[Mapping[str, Api]] = {
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

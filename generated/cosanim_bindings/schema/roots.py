# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""The wire roots of each API, with the module and the name of their classes."""

from __future__ import annotations

from typing import Final

ROOTS: Final[dict[str, dict[str, str]]] = {
    "callback": {"Response": "callbacks.JobCallback"},
    "create_media_bucket": {"Response": "buckets.CreateMediaBucketResponse"},
    "create_template": {"Request": "templates.CreateTemplateRequest", "Response": "templates.TemplateResponse"},
    "delete_template": {"Response": "templates.DeleteTemplateResponse"},
    "describe_batch": {"Response": "batch.BatchResponse"},
    "describe_jobs": {"Response": "jobs.DescribeJobsResponse"},
    "describe_media_buckets": {"Response": "buckets.DescribeMediaBucketsResponse"},
    "error": {"Error": "errors.ErrorResponse"},
    "list_batches": {"Response": "batch.ListBatchesResponse"},
    "list_jobs": {"Response": "jobs.ListJobsResponse"},
    "list_queues": {"Response": "queues.ListQueuesResponse"},
    "list_templates": {"Response": "templates.ListTemplatesResponse"},
    "submit_batch": {"Request": "batch.SubmitBatchRequest", "Response": "batch.BatchResponse"},
    "submit_job": {"Request": "jobs.SubmitJobRequest", "Response": "jobs.SubmitJobResponse"},
    "update_queue": {"Request": "queues.UpdateQueueRequest", "Response": "queues.UpdateQueueResponse"},
    "update_template": {"Request": "templates.UpdateTemplateRequest", "Response": "templates.TemplateResponse"},
}

"""Response elements (JobDetail, TemplateDetail, …), made from stored records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.echo import echo
from cosanim.local.response_text import time_text
from cosanim.local.storage.queues import MAX_CONCURRENT
from cosanim.models import (
    AnimationDetail,
    BatchDetail,
    BatchInputDetail,
    BatchOperationDetail,
    InputDetail,
    JobDetail,
    JobState,
    Md5Info,
    MediaBucket,
    MediaResult,
    NotifyConfig,
    NotifyConfigDetail,
    OperationDetail,
    OutputFile,
    QueueCategory,
    QueueDetail,
    Switch,
    Tag,
    TemplateCategory,
    TemplateDetail,
)

if TYPE_CHECKING:
    from cosanim.local.storage.batches import Batch
    from cosanim.local.storage.job_records import Job, JobResult
    from cosanim.local.storage.queues import Queue
    from cosanim.local.storage.templates import Template
    from cosanim.models import Output


def job_detail(job: Job) -> JobDetail:
    """Return the response element of a job."""
    request, result = job.request, job.result
    return echo(
        request,
        JobDetail,
        code=job.code,
        message=job.message,
        job_id=job.job_id,
        state=job.state,
        progress=job.progress,
        creation_time=time_text(job.created),
        start_time=time_text(job.started),
        end_time=time_text(job.ended),
        queue_id=job.queue_id,
        input=echo(request.input, InputDetail, bucket_id=job.bucket, region=job.region),
        operation=echo(
            request.operation,
            OperationDetail,
            template_name=job.template_name,
            media_info=None if result is None else result.media_info,
            media_result=None if result is None else _media_result(result, request.operation.output),
            job_level=int(request.operation.job_level or 0),
        ),
    )


def template_detail(template: Template) -> TemplateDetail:
    """Return the response element of a template."""
    is_official = template.bucket is None
    return TemplateDetail(
        template_id=template.template_id,
        name=template.name,
        tag=Tag.ANIMATION,
        bucket_id=template.bucket,
        category=TemplateCategory.OFFICIAL if is_official else TemplateCategory.CUSTOM,
        trans_tpl=echo(template.animation, AnimationDetail),
        create_time=None if is_official else time_text(template.created),
        update_time=None if is_official else time_text(template.updated),
    )


def queue_detail(queue: Queue) -> QueueDetail:
    """Return the response element of a queue."""
    notify = queue.notify or NotifyConfig(state=Switch.OFF)
    return QueueDetail(
        queue_id=queue.queue_id,
        name=queue.name,
        state=queue.state,
        notify_config=echo(notify, NotifyConfigDetail, state=notify.state or Switch.OFF),
        max_size=queue.max_size,
        max_concurrent=MAX_CONCURRENT,
        category=QueueCategory.TRANSCODING,
        create_time=time_text(queue.created),
        update_time=time_text(queue.updated),
    )


def bucket_detail(queue: Queue, region: str) -> MediaBucket:
    """Return the response element of a bound bucket.

    Args:
        queue: The queue of the bucket.
        region: The region of the bucket.
    """
    return MediaBucket(bucket_id=queue.bucket, name=queue.bucket, region=region, create_time=time_text(queue.created))


def batch_detail(batch: Batch) -> BatchDetail:
    """Return the response element of a batch."""
    request = batch.request
    failure = batch.failure if batch.state is JobState.FAILED else None
    return BatchDetail(
        code=failure or "Success",
        message="No job of the batch succeeded: list its jobs for the reasons." if failure else "",
        type=request.type,
        name=request.name,
        job_id=batch.batch_id,
        state=batch.state,
        creation_time=time_text(batch.created),
        start_time=time_text(batch.created),
        end_time=time_text(batch.ended),
        input=echo(request.input, BatchInputDetail),
        operation=echo(request.operation, BatchOperationDetail, job_level=request.operation.job_level or 0),
    )


def _media_result(result: JobResult, output: Output) -> MediaResult:
    return MediaResult(
        output_file=OutputFile(
            bucket=output.bucket,
            region=output.region,
            object_name=[result.key],
            object_prefix="",
            md5_info=[Md5Info(object_name=result.key, md5=result.md5)],
        )
    )

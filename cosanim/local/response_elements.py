"""Converts stored records to response elements (JobDetail, TemplateDetail, …).

A response element repeats nodes of the request. The schema defines which nodes are copied, so a new node needs no code.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

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
from cosanim.times import format_time
from cosanim.xml.plans import plan_of

if TYPE_CHECKING:
    from cosanim.local.storage.batches import Batch
    from cosanim.local.storage.job_records import Job, JobResult
    from cosanim.local.storage.queues import Queue
    from cosanim.local.storage.templates import Template
    from cosanim.models import Output
    from cosanim.xml.plans import ElementPlan

Detail = TypeVar("Detail")

_UNSET: Final = "-"
"""Text of a time that is not set."""


def job_detail(job: Job) -> JobDetail:
    """Return the response element of a job."""
    request, result = job.request, job.result
    return _copy_elements(
        request,
        JobDetail,
        code=job.code,
        message=job.message,
        job_id=job.job_id,
        state=job.state,
        progress=job.progress,
        creation_time=_time_text(job.created),
        start_time=_time_text(job.started),
        end_time=_time_text(job.ended),
        queue_id=job.queue_id,
        input=_copy_elements(request.input, InputDetail, bucket_id=job.bucket, region=job.region),
        operation=_copy_elements(
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
        trans_tpl=_copy_elements(template.animation, AnimationDetail),
        create_time=None if is_official else _time_text(template.created),
        update_time=None if is_official else _time_text(template.updated),
    )


def queue_detail(queue: Queue) -> QueueDetail:
    """Return the response element of a queue."""
    notify = queue.notify or NotifyConfig(state=Switch.OFF)
    return QueueDetail(
        queue_id=queue.queue_id,
        name=queue.name,
        state=queue.state,
        notify_config=_copy_elements(notify, NotifyConfigDetail, state=notify.state or Switch.OFF),
        max_size=queue.limits.max_size,
        max_concurrent=queue.limits.max_concurrent,
        category=QueueCategory.TRANSCODING,
        create_time=_time_text(queue.created),
        update_time=_time_text(queue.updated),
    )


def bucket_detail(queue: Queue, region: str) -> MediaBucket:
    """Return the response element of a bound bucket.

    Args:
        queue: The queue of the bucket.
        region: The region of the bucket.
    """
    return MediaBucket(bucket_id=queue.bucket, name=queue.bucket, region=region, create_time=_time_text(queue.created))


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
        creation_time=_time_text(batch.created),
        start_time=_time_text(batch.created),
        end_time=_time_text(batch.ended),
        input=_copy_elements(request.input, BatchInputDetail),
        operation=_copy_elements(request.operation, BatchOperationDetail, job_level=request.operation.job_level or 0),
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


@overload
def _copy_elements(source: None, cls: type[Detail], **fields: Any) -> None: ...


@overload
def _copy_elements(source: object, cls: type[Detail], **fields: Any) -> Detail: ...


def _copy_elements(source: Any, cls: type[Any], **fields: Any) -> Any:
    """Return a response element with the nodes of a request element that also exist in the response element.

    Args:
        source: The request element; None when the request does not have it.
        cls: Class of the response element.
        **fields: Fields of the response element that are not copied.
    """
    if source is None:
        return None
    copied = {
        to_element.field: _copied_value(getattr(source, from_element.field), to_element)
        for from_element, to_element in _common_elements(type(source), cls)  # type: ignore[arg-type]  # mypy takes the class for an instance
        if to_element.field not in fields
    }
    return cls(**copied, **fields)


def _copied_value(value: Any, to_element: ElementPlan) -> Any:
    if to_element.simple is not None:
        return value
    cls = to_element.complex.cls
    return [_copy_elements(member, cls) for member in value] if to_element.array else _copy_elements(value, cls)


@cache
def _common_elements(from_cls: type[Any], to_cls: type[Any]) -> tuple[tuple[ElementPlan, ElementPlan], ...]:
    """Return the child elements with the same XML name in both classes, as pairs."""
    by_name = plan_of(from_cls).by_name
    return tuple((by_name[element.name], element) for element in plan_of(to_cls).elements if element.name in by_name)


def _time_text(moment: float | None) -> str:
    """Return a Unix time in the form of responses; a hyphen for None."""
    return _UNSET if moment is None else format_time(datetime.fromtimestamp(moment, UTC))

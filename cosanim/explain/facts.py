"""Reads what an explanation is made of. Each read can fail alone: its error then takes the place of the value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from cosanim.caller_warnings import warnings_issued_by
from cosanim.errors import CosanimError, NotFoundError
from cosanim.models import JobState
from cosanim.output_keys import CODEC_OF_FORMAT, extension_of, fill_wildcards

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cosanim.client import AnimationClient
    from cosanim.models import AnimationDetail, JobDetail, OperationDetail, QueueDetail, TemplateDetail
    from cosanim.objects.records import ObjectInfo
    from cosanim.time_limits import TimeLimit

Value = TypeVar("Value")

WAITING: Final = (JobState.SUBMITTED, JobState.PAUSE)
"""The states of a job that has not started."""
MAX_LISTED: Final = 1000
"""Number of jobs of a list that are read at most."""
_MAX_OUTPUTS: Final = 3
_PAGE: Final = 100


class Place(NamedTuple):
    """Where an object is.

    Attributes:
        bucket: Its bucket.
        region: The region of the bucket.
        key: Its key.
    """

    bucket: str
    region: str
    key: str


class Line(NamedTuple):
    """The place of a waiting job among the jobs of its queue, as far as the list of jobs tells.

    Attributes:
        ahead: Number of waiting jobs that come first.
        running: Number of running jobs.
        waiting: Number of all waiting jobs that were read.
        is_complete: Whether the list was read to its end.
    """

    ahead: int
    running: int
    waiting: int
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was read about a job. None stands for what does not apply to it.

    Attributes:
        detail: The job.
        bucket: The bucket that was asked for it.
        region: The region of that bucket.
        now: The current Unix time, by the service's clock as far as it is known.
        input_place: Where the input is.
        input: The input.
        template: The template.
        queue: The queue.
        line: The place in the queue; only of a waiting job.
        output_place: Bucket and region of the output; its key is that of the request.
        outputs: The outputs by key: those of a successful job, otherwise the one that was requested.
        overwriter: A later job that wrote the same key as this one; only if an output was overwritten.
        callbacks: The callbacks of the job that a local service has not delivered; None for the cloud.
    """

    detail: JobDetail
    bucket: str
    region: str
    now: float
    input_place: Place | None
    input: ObjectInfo | CosanimError | None
    template: TemplateDetail | CosanimError | None
    queue: QueueDetail | CosanimError | None
    line: Line | CosanimError | None
    output_place: Place | None
    outputs: Mapping[str, ObjectInfo | CosanimError]
    overwriter: JobDetail | None
    callbacks: Sequence[Mapping[str, Any]] | None


def read_facts(client: AnimationClient, detail: JobDetail, limit: TimeLimit) -> Facts:
    """Read what an explanation of a job needs. Nothing is changed.

    Args:
        client: Client of the bucket of the job.
        detail: The job.
        limit: The limit for the time of all reads.
    """

    def attempt(read: Callable[[], Value]) -> Value | CosanimError:
        try:
            return limit.call(read)
        except CosanimError as error:
            return error

    operation = detail.operation
    template_id = operation.template_id if operation else None
    template = attempt(partial(client.describe_template, template_id)) if template_id else None
    source, target = _input_place(client, detail), _output_place(client, operation)
    keys = [] if target is None else _output_keys(detail, target.key, template)
    outputs = {key: attempt(partial(_head, client, target._replace(key=key))) for key in keys} if target else {}
    overwriter = attempt(partial(_overwriter, client, detail, outputs))
    return Facts(
        detail=detail,
        bucket=client.bucket,
        region=client.region,
        now=client._transport.now(),  # noqa: SLF001 - of the same package
        input_place=source,
        input=None if source is None else attempt(partial(_head, client, source)),
        template=template,
        queue=attempt(partial(_queue_of, client, detail)),
        line=attempt(partial(_line_of, client, detail)) if detail.state in WAITING else None,
        output_place=target,
        outputs=outputs,
        # After an error it is not known which job it was.
        overwriter=None if isinstance(overwriter, CosanimError) else overwriter,
        callbacks=_local_callbacks(client, detail, limit),
    )


def _head(client: AnimationClient, place: Place) -> ObjectInfo:
    """Return an object; a missing bucket raises another error than a missing object."""
    if (place.bucket, place.region) != (client.bucket, client.region):
        # A region that is not documented is in a finding, so that it needs no warning.
        with warnings_issued_by(lambda *_: None):
            client = client.at(bucket=place.bucket, region=place.region)
    try:
        return client.objects.head(place.key, allow={"scheme-in-key"})
    except NotFoundError:
        client.objects.exists(place.key, allow={"scheme-in-key"})  # raises NoSuchBucket if the bucket is missing
        raise


def _input_place(client: AnimationClient, detail: JobDetail) -> Place | None:
    source = detail.input
    if source is None or not source.object_key:
        return None
    return Place(source.bucket_id or source.bucket or client.bucket, source.region or client.region, source.object_key)


def _output_place(client: AnimationClient, operation: OperationDetail | None) -> Place | None:
    output = operation.output if operation else None
    if output is None or not output.object_key:
        return None
    return Place(output.bucket or client.bucket, output.region or client.region, output.object_key)


def _output_keys(detail: JobDetail, requested: str, template: TemplateDetail | CosanimError | None) -> list[str]:
    """Return the keys that the job wrote, or the one that it is to write; none if its wildcards cannot be filled in."""
    written = _written(detail)
    if written or detail.state == JobState.SUCCESS:
        return written[:_MAX_OUTPUTS]
    parameters = detail.operation.animation if detail.operation else None
    if template is not None:
        parameters = None if isinstance(template, CosanimError) else template.trans_tpl
    values = {"jobid": detail.job_id or "", **_extension(parameters)}
    key = fill_wildcards(requested, values)
    return [] if "${" in key else [key]


def _extension(parameters: AnimationDetail | None) -> dict[str, str]:
    container = parameters.container if parameters else None
    name = str(container.format) if container and container.format else ""
    return {"ext": extension_of(name)} if name in CODEC_OF_FORMAT else {}


def _queue_of(client: AnimationClient, detail: JobDetail) -> QueueDetail | None:
    if detail.queue_id:
        return client.describe_queue(detail.queue_id)
    return next(client.list_queues(), None)


def _line_of(client: AnimationClient, detail: JobDetail) -> Line:
    """Return the place in the queue. Jobs of a higher level run first, and those of one level in their order."""
    jobs = list(
        islice(
            client.list_jobs(
                queue_id=detail.queue_id or None,
                states=["Submitted", "Pause", "Running"],
                order_by_time="Asc",
                size=_PAGE,
            ),
            MAX_LISTED,
        )
    )
    waiting = [job for job in jobs if job.state in WAITING]
    place = next((number for number, job in enumerate(waiting) if job.job_id == detail.job_id), len(waiting))
    level = _level(detail)
    ahead = sum(_level(job) > level or (_level(job) == level and number < place) for number, job in enumerate(waiting))
    return Line(ahead, len(jobs) - len(waiting), len(waiting), len(jobs) < MAX_LISTED)


def _level(job: JobDetail) -> int:
    level = job.operation.job_level if job.operation else None
    return level if isinstance(level, int) else 0


def is_overwritten(detail: JobDetail, key: str, found: ObjectInfo | CosanimError) -> bool:
    """Return whether an object is another one than the job wrote, by its MD5; False if that cannot be told.

    Args:
        detail: A successful job.
        key: Key of one of its outputs.
        found: The object that has the key now.
    """
    result = detail.operation.media_result if detail.operation else None
    file = result.output_file if result else None
    if isinstance(found, CosanimError) or file is None:
        return False
    sums = [each.md5 for each in file.md5_info if each.object_name == key and each.md5]
    # The ETag of an object that was uploaded in parts is no MD5, but a job uploads its output with one request.
    return bool(sums and found.etag) and sums[0] != found.etag


def _overwriter(
    client: AnimationClient, detail: JobDetail, outputs: Mapping[str, ObjectInfo | CosanimError]
) -> JobDetail | None:
    keys = {key for key, found in outputs.items() if is_overwritten(detail, key, found)}
    if not keys:
        return None
    jobs = client.list_jobs(states="Success", start_creation_time=detail.creation_time, size=_PAGE)
    later = (job for job in islice(jobs, MAX_LISTED) if job.job_id != detail.job_id and keys & {*_written(job)})
    return next(later, None)


def _written(job: JobDetail) -> list[str]:
    result = job.operation.media_result if job.operation else None
    return result.output_file.object_name if result and result.output_file else []


def _local_callbacks(client: AnimationClient, detail: JobDetail, limit: TimeLimit) -> list[Mapping[str, Any]] | None:
    """Return what ``GET /local/callbacks`` of a local service says of the job; None if the service is not one."""
    endpoint = client._endpoint  # noqa: SLF001 - of the same package
    if not endpoint.is_loopback:
        return None
    try:
        send = partial(client._transport.send, "GET", endpoint, "/local/callbacks")  # noqa: SLF001 - of the same package
        reply = limit.call(send)
        records = json.loads(reply.body)
    except (CosanimError, ValueError, RecursionError):
        return None
    if not isinstance(records, list):
        return None
    return [each for each in records if isinstance(each, dict) and each.get("JobId") == detail.job_id]

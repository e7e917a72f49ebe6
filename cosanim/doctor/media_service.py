"""Checks of the media service of the bucket: its binding, its queue, and the role of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cosanim.doctor.checks import failed, first_line, ok, skipped, warning
from cosanim.doctor.probe import NO_SUCH_BUCKET
from cosanim.error_codes import find_error_code
from cosanim.errors import PermissionDeniedError, ServiceError
from cosanim.findings import Status
from cosanim.models import JobState, ListJobsQuery, QueueState
from cosanim.operations import LIST_JOBS
from cosanim.service_role import GRANT_ROLE, ROLE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cosanim.doctor.access import Answers
    from cosanim.doctor.probe import Probe
    from cosanim.findings import Finding
    from cosanim.models import JobDetail, QueueDetail

_UNBOUND: Final = "MediaBucketUnBinded"
_WRONG_HOSTS: Final = frozenset({"InvalidHost", NO_SUCH_BUCKET, "ResourceNotFound"})
_NO_ROLE: Final = "CIRoleNotExist"
_SAID_ELSEWHERE: Final = frozenset({"AccessDenied", _NO_ROLE})
"""Codes that fail the checks of the signature, of the permissions or of the role."""
_PAGE: Final = 100
_NEARLY_FULL: Final = 0.8
"""Fraction of a queue's places from which it is said to be nearly full."""
_BAD_REQUEST: Final = 400


def check_binding(answers: Answers, *, bucket: str, region: str) -> Finding:
    """Check whether the media service is enabled on the bucket, that is, bound to it.

    Args:
        answers: The answers of the media service.
        bucket: The bucket.
        region: Its region.
    """
    name = "media-service"
    document = answers.buckets.document
    bound = [one for one in document.media_bucket_list if one.bucket_id == bucket] if document else []
    if _UNBOUND in answers.codes:
        return failed(
            name,
            f"{_UNBOUND}: the service is not bound to {bucket}, or there is no such bucket in {region}",
            "every job of the bucket is refused",
            "run `cosanim setup`, or bind the bucket in the Cloud Infinite console; check the bucket's name and region",
        )
    if answers.queues.error is not None and answers.queues.code in _WRONG_HOSTS:
        return failed(
            name,
            first_line(answers.queues.error),
            f"there is no bucket {bucket} in {region}",
            "take name and region from the list of buckets in the console",
        )
    if bound:
        since = f" since {bound[0].create_time}" if bound[0].create_time else ""
        return ok(name, f"bound to {bucket}{since}", "jobs of the bucket are accepted")
    if answers.queues.error is None:
        return ok(name, "the bucket has a queue", "jobs of the bucket are accepted")
    if document is not None:
        return failed(
            name, f"not bound to {bucket}", "every job of the bucket is refused", "run `cosanim setup` for the bucket"
        )
    if answers.queues.code in _SAID_ELSEWHERE or not isinstance(answers.queues.error, ServiceError):
        return skipped(name, f"not shown: {first_line(answers.queues.error)}", "whether it is enabled is not known")
    return failed(
        name,
        first_line(answers.queues.error),
        f"requests for the bucket {bucket} in {region} are refused",
        answers.queues.error.hint,
    )


def check_queue(answers: Answers, probe: Probe) -> Finding:
    """Check whether the queue of the bucket takes jobs, and how full it is.

    Args:
        answers: The answers of the media service.
        probe: Lists the waiting jobs.
    """
    document = answers.queues.document
    if document is None:
        error = answers.queues.error
        return skipped("queue", f"not shown: {first_line(error) if error else 'no reply'}", "its state is not known")
    if not document.queue_list:
        return failed("queue", "the bucket has none", "jobs have nowhere to wait", "bind the bucket: `cosanim setup`")
    queue = next((one for one in document.queue_list if one.state != QueueState.PAUSED), document.queue_list[0])
    state = check_queue_state(queue)
    if state.status is Status.FAILED:
        return state
    return _check_places(queue, state.found, *_count_waiting(probe))


def check_queue_state(queue: QueueDetail) -> Finding:
    """Check whether a queue takes jobs, as far as its state shows it."""
    found = f"{queue.queue_id} ({queue.name or 'no name'}) is {queue.state}"
    if queue.state != QueueState.PAUSED:
        return ok("queue", found, "jobs are accepted")
    return failed(
        "queue",
        found,
        "jobs are refused with QueuePaused, or wait until it is resumed",
        f"run `cosanim queue resume {queue.queue_id}`",
    )


def _check_places(queue: QueueDetail, shown: str, waiting: int | None, is_complete: bool) -> Finding:
    if waiting is None or not isinstance(queue.max_size, int):
        return ok("queue", f"{shown}; the waiting jobs are not shown", "jobs are accepted")
    found = f"{shown}; {'' if is_complete else 'at least '}{waiting} of {queue.max_size} places taken by animation jobs"
    if waiting >= queue.max_size:
        return failed(
            "queue", found, "jobs are refused with QueueSaturated", "wait until jobs have ended, or cancel some"
        )
    if waiting >= _NEARLY_FULL * queue.max_size:
        return warning("queue", found, "it is nearly full; then jobs are refused", "submit fewer jobs at a time")
    return ok("queue", found, "jobs are accepted")


def _count_waiting(probe: Probe) -> tuple[int | None, bool]:
    """Return the number of waiting animation jobs, and whether all were counted before the time was over.

    None if they cannot be listed.
    """
    deadline = probe.timing.monotonic() + probe.timeout
    query = ListJobsQuery(tag="Animation", states=f"{JobState.SUBMITTED},{JobState.PAUSE}", size=_PAGE)
    count, tokens = 0, set[str]()
    while True:
        page = probe.ask(LIST_JOBS, query).document
        if page is None:
            return (count, False) if tokens else (None, False)
        count += len(page.jobs_detail)
        token = page.next_token
        if not token:
            return count, True
        if token in tokens or probe.timing.monotonic() >= deadline:
            return count, False
        tokens.add(token)
        query.next_token = token


def check_role(answers: Answers) -> Finding:
    """Check whether the service's role lets it read and write, as far as answers and ended jobs show it.

    Args:
        answers: The answers of the media service.
    """
    if _NO_ROLE in answers.codes:
        return failed("role", f"{_NO_ROLE}: there is no role {ROLE_NAME}", "every job fails", GRANT_ROLE)
    jobs = answers.jobs.document.jobs_detail if answers.jobs.document else []
    job = _newest_evidence(jobs)
    if job is None:
        return skipped(
            "role",
            "no ended job shows whether the service may read inputs and write outputs",
            f"a request that reads does not use the role {ROLE_NAME}; without it, jobs fail, or are answered 401 "
            "AccessDenied as for a wrong signature",
            "convert one short video; `cosanim setup` prints the role and its policies",
        )
    if job.state == JobState.SUCCESS:
        return ok("role", f"job {job.job_id} ended with success ({job.end_time})", f"the role {ROLE_NAME} works")
    found = f"job {job.job_id} failed with {job.code}: {job.message or 'no message'}"
    meaning = f"the role {ROLE_NAME} may not read the input or write the output of that job"
    if job.code == _NO_ROLE:
        return failed("role", found, f"there is no role {ROLE_NAME}, so every job fails", GRANT_ROLE)
    return warning("role", found, meaning, f"check the policies of the role and of the buckets; or {GRANT_ROLE}")


def _newest_evidence(jobs: Iterable[JobDetail]) -> Any:
    """Return the newest job that succeeded, or that failed for want of a permission; None if there is none."""
    for job in jobs:
        row = find_error_code(_BAD_REQUEST, job.code or "")
        if job.state == JobState.SUCCESS or (row is not None and row.error is PermissionDeniedError):
            return job
    return None

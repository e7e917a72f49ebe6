"""Findings about the job itself: its state, why it failed, and its template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cosanim.error_codes import find_job_error
from cosanim.errors import (
    AuthenticationError,
    CosanimError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    QueueError,
    RateLimitedError,
    ServerError,
)
from cosanim.explain.texts import duration_text, moment_of, seconds_between, unread
from cosanim.findings import Finding, Status
from cosanim.models import JobState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.errors import ServiceError
    from cosanim.explain.facts import Facts
    from cosanim.models import JobDetail

_MEANINGS: Final[Mapping[type[ServiceError], str]] = {
    AuthenticationError: "the service could not sign in to the object store for the job",
    InvalidRequestError: "the service could not process what the job names; the same job would fail again",
    NotFoundError: "something that the job names does not exist",
    PermissionDeniedError: "the service was not allowed to read the input or to write the output",
    QueueError: "the queue did not take the job",
    RateLimitedError: "too many requests were made at that time; the same job can succeed now",
    ServerError: "the service itself failed; the same job can succeed",
}
"""What the failure of a job means, by the class of its error code."""


def unknown_job(job_id: str, bucket: str, region: str) -> Finding:
    """Return the finding for an id that the service does not know."""
    return Finding(
        name="job",
        status=Status.FAILED,
        found=f"{bucket} ({region}) has no job {job_id}",
        meaning="a job is kept for one month; an older id is unknown, as is that of another bucket or region",
        remedy="check the id, the bucket and the region; `cosanim list` shows the jobs that are kept; the result of an "
        "older job is still in its bucket",
    )


def job_finding(facts: Facts) -> Finding:
    """Return the finding about the state of the job."""
    detail = facts.detail
    if detail.state == JobState.FAILED:
        return _failure(detail)
    if detail.state == JobState.SUCCESS:
        return _success(detail)
    if detail.state == JobState.CANCEL:
        return Finding(
            name="job",
            status=Status.WARNING,
            found=f"was cancelled{_at(detail.end_time)}",
            meaning="only jobs that have not started can be cancelled, so it has no result",
            remedy="submit it again if its result is needed",
        )
    if detail.state in {JobState.SUBMITTED, JobState.RUNNING, JobState.PAUSE}:
        return _unfinished(facts)
    return Finding(
        name="job",
        status=Status.WARNING,
        found=f"is in the state {detail.state or '(none)'}",
        meaning="the documentation does not name this state",
        remedy="wait a little and explain it again; if it stays, ask support, naming the request id",
    )


def _failure(detail: JobDetail) -> Finding:
    after = seconds_between(detail.start_time, detail.end_time)
    found = f"failed with {detail.code or 'no code'}: {detail.message or 'no message'}"
    row = find_job_error(detail.code or "")
    return Finding(
        name="job",
        status=Status.FAILED,
        found=found + ("" if after is None else f" ({duration_text(after)} after it started)"),
        meaning="this code is not documented" if row is None else _MEANINGS[row.error],
        remedy="ask support, naming the job and the request id" if row is None else row.hint,
    )


def _success(detail: JobDetail) -> Finding:
    waited = seconds_between(detail.creation_time, detail.end_time)
    found = f"succeeded{_at(detail.end_time)}" + (
        "" if waited is None else f", {duration_text(waited)} after submission"
    )
    if not detail.message:
        return Finding(name="job", status=Status.OK, found=found)
    return Finding(
        name="job", status=Status.WARNING, found=found, meaning=f"the service says of the result: {detail.message}"
    )


def _unfinished(facts: Facts) -> Finding:
    detail, wait = facts.detail, f"`cosanim wait {facts.detail.job_id}` waits for its end"
    submitted = f"submitted{_ago(detail.creation_time, facts.now)}"
    if detail.state == JobState.RUNNING:
        progress = f", at {detail.progress} %" if isinstance(detail.progress, int) else ""
        started = f", started{_ago(detail.start_time, facts.now)}" if moment_of(detail.start_time) else ""
        return Finding(
            name="job",
            status=Status.OK,
            found=f"is running{started}{progress}; {submitted}",
            meaning="it is being rendered, and cannot be cancelled any more",
            remedy=wait,
        )
    if detail.state == JobState.PAUSE:
        return Finding(
            name="job",
            status=Status.WARNING,
            found=f"is paused with its queue; {submitted}",
            meaning="it starts when its queue is active again; waiting alone does not help",
            remedy=f"`cosanim queue resume {detail.queue_id or 'QUEUE'}`, or `cosanim cancel {detail.job_id}`",
        )
    return Finding(
        name="job",
        status=Status.OK,
        found=f"waits in its queue; {submitted}",
        meaning="it has not started",
        remedy=f"{wait}; `cosanim cancel {detail.job_id}` cancels it",
    )


def template_finding(facts: Facts) -> Finding | None:
    """Return the finding about the template; None if the job has none."""
    operation, template = facts.detail.operation, facts.template
    template_id = operation.template_id if operation else None
    if template is None or not template_id:
        return None
    if isinstance(template, NotFoundError):
        failed = facts.detail.state == JobState.FAILED
        return Finding(
            name="template",
            status=Status.FAILED if failed and facts.detail.code == "TemplateNotFound" else Status.WARNING,
            found=f"{facts.bucket} has no template {template_id}",
            meaning="it was deleted, or its id is that of another bucket, region or site",
            remedy="`cosanim template list` shows the templates of the bucket",
        )
    if isinstance(template, CosanimError):
        return unread("template", f"template {template_id}", template)
    name = f" ({template.name})" if template.name else ""
    changed = seconds_between(facts.detail.creation_time, template.update_time)
    if changed is not None and changed > 0:
        return Finding(
            name="template",
            status=Status.WARNING,
            found=f"{template_id}{name} was changed {duration_text(changed)} after the job was submitted",
            meaning="the result may have the old parameters",
        )
    return Finding(name="template", status=Status.OK, found=f"{template_id}{name}")


def _at(time: str | None) -> str:
    return f" at {time}" if moment_of(time) else ""


def _ago(time: str | None, now: float) -> str:
    moment = moment_of(time)
    return "" if moment is None else f" {duration_text(now - moment.timestamp())} ago"

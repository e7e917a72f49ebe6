"""Findings about the queue of a job: its state, the place of the job in it, and the callback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.errors import CosanimError, NotFoundError
from cosanim.explain.facts import MAX_LISTED, WAITING
from cosanim.explain.texts import unread
from cosanim.findings import Finding, Status
from cosanim.masking import masked_url
from cosanim.models import JobState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from cosanim.explain.facts import Facts
    from cosanim.models import QueueDetail


def queue_findings(facts: Facts) -> Iterator[Finding]:
    """Yield the findings about the queue, and about the place in it of a job that waits."""
    if facts.detail.state not in {*WAITING, JobState.RUNNING}:
        return
    queue, queue_id = facts.queue, facts.detail.queue_id
    if isinstance(queue, NotFoundError) or queue is None:
        yield Finding(
            name="queue",
            status=Status.FAILED if facts.detail.state in WAITING else Status.WARNING,
            found=f"{facts.bucket} has no queue {queue_id or ''}".rstrip(),
            meaning="the job may never start",
            remedy="`cosanim queue list` shows the queues; submit again without a queue id",
        )
    elif isinstance(queue, CosanimError):
        yield unread("queue", f"queue {queue_id or ''}".rstrip(), queue)
    else:
        yield _queue(facts, queue)
    if isinstance(facts.line, CosanimError):
        yield unread("waiting", "the list of jobs", facts.line)
    elif facts.line is not None:
        more = "" if facts.line.is_complete else f", among the first {MAX_LISTED} jobs of the list"
        yield Finding(
            name="waiting",
            status=Status.OK,
            found=f"{_jobs(facts.line.ahead)} ahead of it, {facts.line.running} running{more}",
            meaning="only animation jobs are counted; jobs of a higher JobLevel start first",
        )


def _queue(facts: Facts, queue: QueueDetail) -> Finding:
    name = f"{queue.queue_id} ({queue.name})" if queue.name else f"{queue.queue_id}"
    if queue.state == "Paused":
        return Finding(
            name="queue",
            status=Status.FAILED if facts.detail.state in WAITING else Status.WARNING,
            found=f"{name} is Paused",
            meaning="no job of it starts; running jobs go on",
            remedy=f"`cosanim queue resume {queue.queue_id}`",
        )
    line = facts.line
    if line is not None and not isinstance(line, CosanimError) and isinstance(queue.max_size, int):
        found = f"{name} is {queue.state}; {line.waiting} of at most {queue.max_size} jobs wait"
        if line.waiting >= queue.max_size:
            return Finding(
                name="queue",
                status=Status.WARNING,
                found=f"{found}: it is full",
                meaning="this job is in it; new submissions are refused with QueueSaturated until jobs have started",
                remedy="wait before submitting more",
            )
        return Finding(name="queue", status=Status.OK, found=found)
    return Finding(name="queue", status=Status.OK, found=f"{name} is {queue.state}")


def _jobs(number: int) -> str:
    return "1 job is" if number == 1 else f"{number} jobs are"


def callback_finding(facts: Facts) -> Finding | None:
    """Return the finding about the callback of a job that has ended; None for one that has not.

    The service does not say whether a callback was delivered, nor which address the job named.
    """
    if facts.detail.state not in {JobState.SUCCESS, JobState.FAILED}:
        return None
    if facts.callbacks:
        return _undelivered(facts, facts.callbacks[0])
    if facts.callbacks is not None:
        return Finding(
            name="callback",
            status=Status.OK,
            found="the local service has no undelivered callback of the job",
            meaning="it was delivered, or none was requested",
        )
    queue = facts.queue
    if isinstance(queue, CosanimError):
        return unread("callback", "the callback settings of the queue", queue)
    config = queue.notify_config if queue else None
    if config is None or config.state != "On":
        return Finding(
            name="callback",
            status=Status.OK,
            found="the queue has no callback address",
            meaning="only an address that the job itself named gets a callback; the service does not show it",
        )
    target = masked_url(config.url or "") if config.type != "TDMQ" else f"the message queue {config.mq_name}"
    return Finding(
        name="callback",
        status=Status.OK,
        found=f"the queue sends callbacks to {target}, unless the job named another address",
        meaning="the service does not say whether a callback was delivered",
        remedy=f"if none arrived, check that the address is public and answers 200; {_replay(facts)}",
    )


def _undelivered(facts: Facts, record: Mapping[str, Any]) -> Finding:
    attempts = record.get("Attempts")
    noun = "attempt" if attempts == 1 else "attempts"
    found = f"after {attempts} {noun} to {record.get('Url')}: {record.get('Failure') or 'none has ended yet'}"
    if record.get("State") == "Pending":
        return Finding(
            name="callback",
            status=Status.WARNING,
            found=f"not delivered yet, {found}",
            meaning="it is sent again",
            remedy=f"check the receiver; {_replay(facts)}",
        )
    return Finding(
        name="callback",
        status=Status.FAILED,
        found=f"given up {found}",
        meaning="it is not sent again",
        remedy=f"correct the receiver; {_replay(facts)}",
    )


def _replay(facts: Facts) -> str:
    return f"`cosanim callback replay {facts.detail.job_id} --to URL` sends it again"

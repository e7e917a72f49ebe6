"""Waits for batches: polls each with its jobs, until all of them have ended."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import TYPE_CHECKING, Final

from cosanim.cli.exit_codes import REJECTED, report_failure
from cosanim.cli.output import counts_text, print_batch
from cosanim.cli.waits import endpoint_option, in_turn, wait_for_each
from cosanim.errors import CosanimError, JobCancelled, JobFailed
from cosanim.models import BatchDetail, JobDetail, JobState
from cosanim.waiter import Waiter
from cosanim.waiting import Outcome, outcome_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cosanim.cli.waits import Progress, Steps
    from cosanim.client import AnimationClient

_PAGE_SIZE: Final = 100


def count_jobs(client: AnimationClient, batch_id: str) -> Counter[str]:
    """Return how many jobs of a batch are in each state.

    Args:
        client: The client.
        batch_id: Id of the batch.
    """
    jobs = client.list_jobs(inventory_trigger_job_id=batch_id, size=_PAGE_SIZE)
    return Counter(str(job.state or "-") for job in jobs)


def wait_for_batches(
    client: AnimationClient,
    batch_ids: Sequence[str],
    *,
    submitted: BatchDetail | None = None,
    timeout: float,
    endpoint: str | None,
    as_json: bool,
) -> int:
    """Wait until all jobs of batches have ended, print each batch when it ends, and return the exit code over all.

    A batch that has not ended is printed too, as last described.

    Args:
        client: The client.
        batch_ids: Ids of the batches.
        submitted: A batch that was just submitted, which is printed even if it cannot be polled.
        timeout: Seconds within which each batch must end.
        endpoint: The endpoint of the connection options.
        as_json: Print JSON.
    """
    known: dict[str, tuple[BatchDetail, Counter[str] | None]] = {}
    if submitted is not None:
        known[submitted.job_id or ""] = submitted, None

    def describe(batch_id: str, _: float | None) -> JobDetail:
        batch, counts = client.describe_batch(batch_id), count_jobs(client, batch_id)
        known[batch_id] = batch, counts
        return _as_job(batch, counts)

    def start(batch_id: str, on_progress: Progress) -> Steps:
        return Waiter(describe=describe).steps(batch_id, timeout=timeout, on_progress=on_progress)

    def print_known(batch_id: str, _: JobDetail | None = None) -> None:
        if batch_id in known:
            batch, counts = known.pop(batch_id)
            print_batch(batch, counts, as_json=as_json)

    def report(batch_id: str, error: CosanimError) -> int:
        print_known(batch_id)
        if not isinstance(error, JobFailed | JobCancelled):
            return report_failure(error, as_json=as_json)
        failure = CosanimError(f"batch {batch_id}: {error.job.message}", request_id=error.request_id)
        return report_failure(failure, as_json=as_json, code=REJECTED)

    def resume(remaining: Sequence[str]) -> str:
        ids = map(shlex.quote, remaining)
        place = (f"--bucket={client.bucket}", f"--region={client.region}", *endpoint_option(endpoint))
        return " ".join(["cosanim batch wait", *ids, *place])

    names = list(dict.fromkeys(batch_ids))
    try:
        return wait_for_each(
            names,
            lambda on_progress: in_turn({name: start(name, on_progress) for name in names}),
            on_end=print_known,
            on_failure=report,
            resume=resume,
            label=lambda job: counts_text(known[job.job_id or ""][1] or {}),
            as_json=as_json,
        )
    except KeyboardInterrupt:
        for batch_id in list(known):
            print_known(batch_id)
        raise


def _as_job(batch: BatchDetail, counts: Counter[str]) -> JobDetail:
    """Return a batch as a job, which the waiter can poll: pending until all jobs of the batch have ended."""
    ended = Counter({state: number for state, number in counts.items() if outcome_of(state) is not Outcome.PENDING})
    not_done = Counter({state: number for state, number in ended.items() if outcome_of(state) is not Outcome.DONE})
    total = counts.total()
    state: JobState | str | None = batch.state
    if ended.total() < total and outcome_of(state) is not Outcome.PENDING:
        state = JobState.RUNNING
    elif not_done and outcome_of(state) is Outcome.DONE:
        state = JobState.FAILED
    return JobDetail(
        job_id=batch.job_id,
        state=state,
        progress=100 * ended.total() // total if total else 0,
        message=f"{not_done.total()} of {total} jobs did not end in success: {counts_text(not_done)}"
        if not_done
        else batch.message or f"it has ended in state {batch.state}",
        request_id=batch.request_id,
    )

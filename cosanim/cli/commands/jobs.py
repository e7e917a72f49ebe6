"""The commands ``cosanim describe``, ``list``, ``wait`` and ``cancel``."""

from __future__ import annotations

import sys
from collections import Counter, deque
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import click

from cosanim.cli.completion import JOB_STATE, QUEUE_TYPE
from cosanim.cli.options import (
    MAX_COUNT,
    connection_options,
    full_option,
    json_option,
    make_client,
    parse_when,
    reply_timeout_option,
    wait_timeout_options,
)
from cosanim.cli.output import (
    counts_text,
    is_terminal,
    output_keys,
    print_job,
    print_json,
    print_line,
    print_rows,
    print_text,
)
from cosanim.cli.tables import Column, document_columns
from cosanim.cli.waits import client_of_jobs, clients_of, wait_for_jobs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cosanim.argument_types import StateName
    from cosanim.models import JobDetail


COLUMNS: Final = (
    Column("job", "id"),
    Column("state", "word"),
    Column("created", "time"),
    Column("input"),
    Column("result"),
)


@click.command()
@click.argument("job_ids", nargs=-1, required=True, metavar="JOB…")
@connection_options
@reply_timeout_option
@json_option
def describe(job_ids: tuple[str, ...], *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Show id, state and result key of jobs.

    JOB is an id, or a token of ``Job.token()``, which also names bucket and region.
    """
    with client_of_jobs(job_ids, timeout=timeout, **connection) as client:
        jobs = [client.job(word) for word in job_ids]
        if len(jobs) == 1:
            print_job(jobs[0].detail, as_json=as_json)
            return
        known = set()
        for place, one_client in clients_of(client, jobs).items():
            ids = [job.job_id for job in jobs if (job.bucket, job.region) == place]
            for detail in one_client.describe_jobs(ids).jobs_detail if ids else ():
                print_job(detail, as_json=as_json)
                known.add((*place, detail.job_id))
        for job in jobs:
            if (job.bucket, job.region, job.job_id) not in known:
                job.refresh()  # raises the service's error for a job that does not exist


@click.command()
@click.argument("job_ids", nargs=-1, required=True, metavar="JOB…")
@connection_options
@wait_timeout_options
@json_option
def wait(job_ids: tuple[str, ...], *, timeout: float, reply_timeout: float, as_json: bool, **connection: Any) -> None:
    """Wait until jobs end, and show each when it ends.

    JOB is an id, or a token of ``Job.token()``, which also names bucket and region. Ctrl-C and a
    time-out print the command that goes on waiting. Exit code over many jobs: the first of 5, 3, 4 and 1 that occurred.
    """
    with client_of_jobs(job_ids, timeout=reply_timeout, **connection) as client:
        code = wait_for_jobs(client, job_ids, timeout=timeout, endpoint=connection["endpoint"], as_json=as_json)
    click.get_current_context().exit(code)


@click.command("list")
@click.option("--state", "states", multiple=True, type=JOB_STATE, help="Only jobs in this state; repeatable.")
@click.option("--since", type=parse_when, metavar="WHEN", help="Submitted since then: 30m, 2h, 7d or a time.")
@click.option("--until", type=parse_when, metavar="WHEN", help="Submitted until then.")
@click.option("--input", "input_object", metavar="KEY", help="Only jobs whose video has exactly this key.")
@click.option("--batch", "batch_id", metavar="ID", help="Only the jobs of this batch.")
@click.option("--queue-id", help="Only jobs in this queue.")
@click.option("--queue-type", type=QUEUE_TYPE, help="Only jobs in queues of this type, such as Transcoding.")
@click.option("--oldest-first", is_flag=True, help="Oldest first instead of newest.")
@click.option("--limit", type=click.IntRange(1, MAX_COUNT), help="Largest number of jobs.")
@click.option("--count", "is_count", is_flag=True, help="Print how many jobs are in each state, instead of the jobs.")
@full_option
@connection_options
@reply_timeout_option
@json_option
@document_columns(COLUMNS)
def list_jobs(
    *,
    states: tuple[StateName, ...],
    since: str | None,
    until: str | None,
    input_object: str | None,
    batch_id: str | None,
    queue_id: str | None,
    queue_type: str | None,
    oldest_first: bool,
    limit: int | None,
    is_count: bool,
    is_full: bool,
    timeout: float,
    as_json: bool,
    **connection: Any,
) -> None:
    """List the jobs of the bucket, newest first."""
    with make_client(timeout=timeout, **connection) as client:
        jobs = client.list_jobs(
            states=states or None,
            start_creation_time=since,
            end_creation_time=until,
            input_object=input_object,
            inventory_trigger_job_id=batch_id,
            queue_id=queue_id,
            queue_type=queue_type,
            order_by_time="Asc" if oldest_first else None,
            size=min(limit or 100, 100),
        )
        counts: Counter[str] = Counter()
        entries = _counted(islice(jobs, limit), counts)
        if is_count:
            deque(entries, maxlen=0)
            _print_counts(counts, as_json=as_json)
        else:
            print_rows(COLUMNS, entries, _row, as_json=as_json, is_full=is_full)
        if batch_id is not None and not counts:
            client.describe_batch(batch_id)  # raises the error of the service if there is no such batch
    if counts and not is_count and not as_json and is_terminal(sys.stdout):
        noun = "job" if counts.total() == 1 else "jobs"
        print_text(f"{counts.total()} {noun}: {counts_text(counts)}")


def _counted(jobs: Iterable[JobDetail], counts: Counter[str]) -> Iterator[JobDetail]:
    """Yield jobs, and count their states."""
    for job in jobs:
        counts[str(job.state or "-")] += 1
        yield job


def _print_counts(counts: Counter[str], *, as_json: bool) -> None:
    if as_json:
        print_json(counts)
        return
    for state, number in counts.items():
        print_line((state, number))


def _row(job: JobDetail) -> tuple[object, ...]:
    key = job.input.object_key if job.input else None
    return job.job_id, job.state, job.creation_time, key, " ".join(output_keys(job))


@click.command()
@click.argument("job_id", metavar="JOB")
@connection_options
@reply_timeout_option
@json_option
def cancel(job_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Cancel a job that does not run yet.

    JOB is an id, or a token of ``Job.token()``, which also names bucket and region.
    """
    with client_of_jobs([job_id], timeout=timeout, **connection) as client:
        job = client.job(job_id)
        job.cancel()
    if as_json:
        print_json({"job_id": job.job_id, "cancelled": True})
    else:
        print_text(f"{job.job_id} cancelled")

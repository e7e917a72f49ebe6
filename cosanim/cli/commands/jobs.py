"""The commands ``cosanim describe``, ``list``, ``wait`` and ``cancel``."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from cosanim.cli.options import (
    MAX_COUNT,
    connection_options,
    job_timeout_option,
    json_option,
    make_client,
    parse_when,
    reply_timeout_option,
)
from cosanim.cli.output import output_keys, print_job, print_json, print_rows, progress_bar

if TYPE_CHECKING:
    from cosanim.argument_types import StateName


@click.command()
@click.argument("job_ids", nargs=-1, required=True, metavar="JOB…")
@connection_options
@reply_timeout_option
@json_option
def describe(job_ids: tuple[str, ...], *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Show id, state and result key of jobs."""
    with make_client(timeout=timeout, **connection) as client:
        if len(job_ids) == 1:
            print_job(client.describe_job(job_ids[0]), as_json=as_json)
            return
        response = client.describe_jobs(job_ids)
        for job in response.jobs_detail:
            print_job(job, as_json=as_json)
        known_ids = {job.job_id for job in response.jobs_detail}
        for job_id in job_ids:
            if job_id not in known_ids:
                client.describe_job(job_id)  # raises the service's error for a job that does not exist


@click.command()
@click.argument("job_id", metavar="JOB")
@connection_options
@job_timeout_option
@json_option
def wait(job_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Wait until a job ends, and show it."""
    with make_client(**connection) as client, progress_bar(shown=not as_json) as show:
        job = client.wait(job_id, timeout=timeout, on_progress=show)
    print_job(job, as_json=as_json)


@click.command("list")
@click.option("--state", "states", multiple=True, help="Only jobs in this state; repeatable.")
@click.option("--since", type=parse_when, metavar="WHEN", help="Submitted since then: 30m, 2h, 7d or a time.")
@click.option("--until", type=parse_when, metavar="WHEN", help="Submitted until then.")
@click.option("--input", "input_object", metavar="KEY", help="Only jobs whose video has exactly this key.")
@click.option("--queue-id", help="Only jobs in this queue.")
@click.option("--queue-type", help="Only jobs in queues of this type, such as Transcoding.")
@click.option("--oldest-first", is_flag=True, help="Oldest first instead of newest.")
@click.option("--limit", type=click.IntRange(1, MAX_COUNT), help="Largest number of jobs.")
@connection_options
@reply_timeout_option
@json_option
def list_jobs(
    *,
    states: tuple[StateName, ...],
    since: str | None,
    until: str | None,
    input_object: str | None,
    queue_id: str | None,
    queue_type: str | None,
    oldest_first: bool,
    limit: int | None,
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
            queue_id=queue_id,
            queue_type=queue_type,
            order_by_time="Asc" if oldest_first else None,
            size=min(limit or 100, 100),
        )
        print_rows(
            ("job", "state", "created", "input", "result"),
            islice(jobs, limit),
            lambda job: (
                job.job_id,
                job.state,
                job.creation_time,
                job.input.object_key if job.input else None,
                " ".join(output_keys(job)),
            ),
            as_json=as_json,
        )


@click.command()
@click.argument("job_id", metavar="JOB")
@connection_options
@reply_timeout_option
@json_option
def cancel(job_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Cancel a job that does not run yet."""
    with make_client(timeout=timeout, **connection) as client:
        client.cancel_job(job_id)
    if as_json:
        print_json({"job_id": job_id, "cancelled": True})
    else:
        click.echo(f"{job_id} cancelled")

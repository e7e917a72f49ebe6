"""``cosanim describe`` and ``cosanim wait``."""

from __future__ import annotations

from typing import Any

import click

from cosanim.cli.options import (
    client_of,
    connection_options,
    job_timeout_option,
    json_option,
    reply_timeout_option,
)
from cosanim.cli.output import print_job, progress_bar


@click.command()
@click.argument("job_ids", nargs=-1, required=True, metavar="JOB…")
@connection_options
@reply_timeout_option
@json_option
def describe(job_ids: tuple[str, ...], *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Show jobs: id, state and the key of the result."""
    with client_of(timeout=timeout, **connection) as client:
        if len(job_ids) == 1:
            print_job(client.describe_job(job_ids[0]), as_json=as_json)
            return
        response = client.describe_jobs(job_ids)
        for job in response.jobs_detail:
            print_job(job, as_json=as_json)
        found = {job.job_id for job in response.jobs_detail}
        for job_id in job_ids:
            if job_id not in found:
                client.describe_job(job_id)  # says by its error that there is no such job


@click.command()
@click.argument("job_id", metavar="JOB")
@connection_options
@job_timeout_option
@json_option
def wait(job_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Wait until a job ends, and show it."""
    with client_of(**connection) as client, progress_bar(shown=not as_json) as show:
        job = client.wait(job_id, timeout=timeout, on_progress=show)
    print_job(job, as_json=as_json)

"""The commands ``cosanim batch …``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from cosanim.api.requests import build_animation, build_batch
from cosanim.cli.batch_waits import count_jobs, wait_for_batches
from cosanim.cli.command_groups import CommandGroup
from cosanim.cli.completion import JOB_STATE
from cosanim.cli.job_options import (
    guard_options,
    output_key,
    parameter_options,
    show_request,
    take_parameters,
    take_template,
    template_options,
)
from cosanim.cli.options import (
    connection_options,
    full_option,
    json_option,
    make_client,
    parse_when,
    reply_timeout_option,
    wait_timeout_options,
)
from cosanim.cli.output import print_batch, print_json, print_rows, print_text
from cosanim.cli.streams import set_fallback_text
from cosanim.cli.tables import Column, document_columns
from cosanim.operations import SUBMIT_BATCH
from cosanim.refusals import refusals_of

if TYPE_CHECKING:
    from cosanim.argument_types import RuleName, StateName
    from cosanim.models import BatchDetail

COLUMNS: Final = (Column("batch", "id"), Column("name"), Column("state", "word"), Column("created", "time"))


@click.group(cls=CommandGroup)
def batch() -> None:
    """Submit and manage batches. A batch has one job for each of many videos."""


@batch.command()
@click.argument("name")
@click.argument("output", metavar="OUTPUT")
@click.option("--prefix", help="Beginning of the keys of the videos.")
@click.option("--input", "object_key", metavar="KEY", help="Key of one video.")
@click.option("--url-file", metavar="KEY", help="Key of a file with one object address on each line.")
@click.option("--manifest", metavar="KEY", help="Key of the manifest.json of a COS inventory.")
@click.option(
    "--uploaded-since", type=parse_when, metavar="WHEN", help="Only videos uploaded since then: 30m, 2h, 7d or a time."
)
@click.option("--uploaded-until", type=parse_when, metavar="WHEN", help="Only videos uploaded until then.")
@click.option("--queue-id", help="Queue for the jobs; the bucket's if left out.")
@template_options
@parameter_options
@click.option("--user-data", help="Text that comes back with each job, printable ASCII.")
@click.option("--wait", is_flag=True, help="Wait until all jobs of the batch have ended.")
@click.option("--dry-run", is_flag=True, help="Show violations and XML; send nothing.")
@guard_options
@connection_options
@wait_timeout_options
@json_option
def submit(
    name: str,
    output: str,
    *,
    wait: bool,
    dry_run: bool,
    allow: tuple[RuleName, ...],
    strict: bool,
    timeout: float,
    reply_timeout: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Submit the batch NAME. Its results are stored under the key OUTPUT.

    OUTPUT may contain {ext}, {jobid} and {InventoryTriggerJobId}, which the service replaces. Each job is paid for.
    """
    connection = {key: options.pop(key) for key in ("bucket", "region", "endpoint", "profile", "debug")}
    parameters = take_parameters(options)
    template = take_template(options, parameters)
    key = output_key(output, of_batch=True, allow=allow)
    with make_client(timeout=reply_timeout, **connection) as client:
        request = build_batch(
            name,
            key,
            output_bucket=client.bucket,
            output_region=client.region,
            template_id=template,
            animation=build_animation(**parameters),
            **options,
        )
        if dry_run:
            target = f"{SUBMIT_BATCH.method} {SUBMIT_BATCH.path} for {client.bucket} in {client.region}"
            refusals = refusals_of(request, bucket=client.bucket, region=client.region, allow=allow)
            show_request(request, target, refusals=refusals, strict=strict, as_json=as_json)
            return
        response = client.submit_batch(request, strict=strict, allow=allow)
        detail = next(detail for detail in response.jobs_detail if detail.job_id)
        if not wait:
            print_batch(detail, as_json=as_json)
            return
        # The jobs are paid for, so the id is shown even if waiting fails.
        set_fallback_text(f"the batch is {detail.job_id}")
        code = wait_for_batches(
            client,
            [detail.job_id or ""],
            submitted=detail,
            timeout=timeout,
            endpoint=connection["endpoint"],
            as_json=as_json,
        )
    click.get_current_context().exit(code)


@batch.command()
@click.argument("batch_ids", nargs=-1, required=True, metavar="BATCH…")
@connection_options
@wait_timeout_options
@json_option
def wait(batch_ids: tuple[str, ...], *, timeout: float, reply_timeout: float, as_json: bool, **connection: Any) -> None:
    """Wait until all jobs of batches have ended, and show each batch with its jobs by state when it ends.

    Ctrl-C and a time-out print the command that goes on waiting. The exit code is 1 if a job failed or was cancelled;
    over many batches it is the first of 5, 3, 4 and 1 that occurred.
    """
    with make_client(timeout=reply_timeout, **connection) as client:
        code = wait_for_batches(client, batch_ids, timeout=timeout, endpoint=connection["endpoint"], as_json=as_json)
    click.get_current_context().exit(code)


@batch.command()
@click.argument("job_id", metavar="BATCH")
@connection_options
@reply_timeout_option
@json_option
def describe(job_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Show a batch: id, name, state, time of submission, and the numbers of its jobs by state."""
    with make_client(timeout=timeout, **connection) as client:
        detail = client.describe_batch(job_id)
        counts = count_jobs(client, job_id)
    print_batch(detail, counts, as_json=as_json)


@batch.command("list")
@click.option("--name", help="Only the batches of this name.")
@click.option("--state", "states", multiple=True, type=JOB_STATE, help="Only batches in this state; repeatable.")
@click.option("--since", type=parse_when, metavar="WHEN", help="Submitted since then: 30m, 2h, 7d or a time.")
@full_option
@connection_options
@reply_timeout_option
@json_option
@document_columns(COLUMNS)
def list_batches(
    *,
    name: str | None,
    states: tuple[StateName, ...],
    since: str | None,
    is_full: bool,
    timeout: float,
    as_json: bool,
    **connection: Any,
) -> None:
    """List the batches of the bucket, newest first."""
    with make_client(timeout=timeout, **connection) as client:
        print_rows(
            COLUMNS,
            client.list_batches(name=name, states=states or None, start_creation_time=since),
            _row,
            as_json=as_json,
            is_full=is_full,
        )


@batch.command()
@click.argument("job_id", metavar="BATCH")
@connection_options
@reply_timeout_option
@json_option
def cancel(job_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Cancel a batch. Jobs that already run continue."""
    with make_client(timeout=timeout, **connection) as client:
        client.cancel_batch(job_id)
    if as_json:
        print_json({"job_id": job_id, "cancelled": True})
    else:
        print_text(f"{job_id} cancelled")


def _row(detail: BatchDetail) -> tuple[object, ...]:
    return detail.job_id, detail.name, detail.state, detail.creation_time

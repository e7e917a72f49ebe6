"""The commands ``cosanim batch …``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cosanim.api.requests import build_animation, build_batch
from cosanim.cli.command_groups import CommandGroup
from cosanim.cli.job_options import output_key, parameter_options, show_request, take_parameters, take_template
from cosanim.cli.options import connection_options, json_option, make_client, parse_when, reply_timeout_option
from cosanim.cli.output import print_json, print_line, print_rows
from cosanim.operations import SUBMIT_BATCH

if TYPE_CHECKING:
    from cosanim.argument_types import StateName
    from cosanim.models import BatchDetail


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
@click.option("--template-id", help="Template with the parameters.")
@click.option("--preset", metavar="NAME", help="Name of an official template, such as gif_640x360_keyframes.")
@parameter_options
@click.option("--user-data", help="Text that comes back with each job, printable ASCII.")
@click.option("--dry-run", is_flag=True, help="Show violations and XML; send nothing.")
@connection_options
@reply_timeout_option
@json_option
def submit(name: str, output: str, *, dry_run: bool, timeout: float, as_json: bool, **options: Any) -> None:
    """Submit the batch NAME. Its results are stored under the key OUTPUT.

    OUTPUT may contain {ext}, {jobid} and {InventoryTriggerJobId}, which the service replaces. Each job is paid for.
    """
    connection = {key: options.pop(key) for key in ("bucket", "region", "endpoint", "debug")}
    parameters = take_parameters(options)
    template = take_template(options)
    key = output_key(output, of_batch=True)
    with make_client(timeout=timeout, **connection) as client:
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
            show_request(request, target, as_json=as_json)
            return
        response = client.submit_batch(request)
    _print_batch(next(detail for detail in response.jobs_detail if detail.job_id), as_json=as_json)


@batch.command()
@click.argument("job_id", metavar="BATCH")
@connection_options
@reply_timeout_option
@json_option
def describe(job_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Show a batch."""
    with make_client(timeout=timeout, **connection) as client:
        detail = client.describe_batch(job_id)
    _print_batch(detail, as_json=as_json)


@batch.command("list")
@click.option("--name", help="Only the batches of this name.")
@click.option("--state", "states", multiple=True, help="Only batches in this state; repeatable.")
@click.option("--since", type=parse_when, metavar="WHEN", help="Submitted since then: 30m, 2h, 7d or a time.")
@connection_options
@reply_timeout_option
@json_option
def list_batches(
    *,
    name: str | None,
    states: tuple[StateName, ...],
    since: str | None,
    timeout: float,
    as_json: bool,
    **connection: Any,
) -> None:
    """List the batches of the bucket, newest first."""
    with make_client(timeout=timeout, **connection) as client:
        print_rows(
            ("batch", "name", "state", "created"),
            client.list_batches(name=name, states=states or None, start_creation_time=since),
            _row,
            as_json=as_json,
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
        click.echo(f"{job_id} cancelled")


def _print_batch(detail: BatchDetail, *, as_json: bool) -> None:
    if as_json:
        print_json(detail)
    else:
        print_line(_row(detail))


def _row(detail: BatchDetail) -> tuple[object, ...]:
    return detail.job_id, detail.name, detail.state, detail.creation_time

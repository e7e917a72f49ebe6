"""``cosanim batch …``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cosanim.cli.failures import REJECTED
from cosanim.cli.options import client_of, connection_options, json_option, moment, reply_timeout_option
from cosanim.cli.output import print_json, print_rows
from cosanim.cli.submit import output_key, parameter_options, preset_id, take_parameters
from cosanim.codec import encode
from cosanim.submission import build_animation, build_batch
from cosanim.validation import errors_of, validate

if TYPE_CHECKING:
    from cosanim.models import BatchDetail


@click.group()
def batch() -> None:
    """Batches: a job for each of many videos."""


@batch.command()
@click.argument("name")
@click.argument("output", metavar="OUTPUT")
@click.option("--prefix", help="Beginning of the keys of the videos.")
@click.option("--input", "object_key", metavar="KEY", help="Key of one video.")
@click.option("--url-file", metavar="KEY", help="Key of a file with one object address on each line.")
@click.option("--manifest", metavar="KEY", help="Key of the manifest.json of a COS inventory.")
@click.option("--uploaded-since", type=moment, metavar="WHEN", help="Only videos uploaded since: 2h, 7d, …")
@click.option("--uploaded-until", type=moment, metavar="WHEN", help="Only videos uploaded until then.")
@click.option("--queue-id", required=True, help="Queue that takes the jobs.")
@click.option("--template-id", help="Template with the parameters.")
@click.option("--preset", metavar="NAME", help="Official template by name, as gif_640x360_keyframes.")
@parameter_options
@click.option("--user-data", help="Text that comes back with each job, printable ASCII.")
@click.option("--dry-run", is_flag=True, help="Show violations and XML; send nothing.")
@connection_options
@reply_timeout_option
@json_option
def submit(name: str, output: str, *, dry_run: bool, timeout: float, as_json: bool, **options: Any) -> None:
    """Submit the batch NAME, whose results go to OUTPUT.

    OUTPUT may hold {ext}, {jobid} and {InventoryTriggerJobId}, which the service fills in. Each job is paid for.
    """
    connection = {key: options.pop(key) for key in ("bucket", "region", "endpoint", "debug")}
    parameters = take_parameters(options)
    template = preset_id(options.pop("preset")) or options.pop("template_id")
    with client_of(timeout=timeout, **connection) as client:
        request = build_batch(
            name,
            output_key(output),
            output_bucket=client.bucket,
            output_region=client.region,
            template_id=template,
            animation=build_animation(**parameters),
            **options,
        )
        if dry_run:
            found = validate(request)
            if as_json:
                print_json({"xml": encode(request).decode(), "violations": list(found)})
            else:
                for violation in found:
                    click.echo(str(violation))
                click.echo(encode(request).decode())
                click.echo("nothing was sent")
            if errors_of(found):
                click.get_current_context().exit(REJECTED)
            return
        response = client.submit_batch(request)
    _print(response.jobs_detail[0], as_json=as_json)


@batch.command()
@click.argument("job_id", metavar="BATCH")
@connection_options
@reply_timeout_option
@json_option
def describe(job_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Show a batch."""
    with client_of(timeout=timeout, **connection) as client:
        found = client.describe_batch(job_id)
    _print(found, as_json=as_json)


@batch.command("list")
@click.option("--state", "states", multiple=True, help="Only batches in this state; repeatable.")
@click.option("--since", type=moment, metavar="WHEN", help="Submitted since then: 30m, 2h, 7d or a time.")
@connection_options
@reply_timeout_option
@json_option
def list_batches(
    *, states: tuple[str, ...], since: str | None, timeout: float, as_json: bool, **connection: Any
) -> None:
    """List the batches of the bucket, newest first."""
    with client_of(timeout=timeout, **connection) as client:
        print_rows(
            ("batch", "name", "state", "created"),
            client.list_batches(states=states or None, start_creation_time=since),
            _row,
            as_json=as_json,
        )


@batch.command()
@click.argument("job_id", metavar="BATCH")
@connection_options
@reply_timeout_option
@json_option
def cancel(job_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Cancel a batch; jobs of it that run already go on."""
    with client_of(timeout=timeout, **connection) as client:
        client.cancel_batch(job_id)
    if as_json:
        print_json({"job_id": job_id, "cancelled": True})
    else:
        click.echo(f"{job_id} cancelled")


def _print(found: BatchDetail, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
    else:
        click.echo("\t".join(str(cell or "-") for cell in _row(found)))


def _row(found: BatchDetail) -> tuple[object, ...]:
    return found.job_id, found.name, found.state, found.creation_time

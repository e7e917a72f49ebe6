"""The command ``cosanim submit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cosanim.api.requests import build_animation, build_request
from cosanim.cli.files import TargetPath, fetch
from cosanim.cli.job_options import output_key, parameter_options, show_request, take_parameters, take_template
from cosanim.cli.options import connection_options, job_timeout_option, json_option, make_client
from cosanim.cli.output import print_job, progress_bar, result_key
from cosanim.cli.streams import is_stdout, set_fallback_text
from cosanim.errors import JobCancelled, JobFailed, WaitTimeout
from cosanim.http.endpoints import check_bucket, check_region, ci_host
from cosanim.operations import SUBMIT_JOB

if TYPE_CHECKING:
    from pathlib import Path

    from cosanim.api.requests import AnimationParameters
    from cosanim.cli.streams import StandardOutput
    from cosanim.client import AnimationClient
    from cosanim.models import JobDetail, SubmitJobRequest


@click.command()
@click.argument("input_key", metavar="INPUT")
@click.argument("output", metavar="OUTPUT")
@click.option("--template-id", help="Template with the parameters.")
@click.option("--preset", metavar="NAME", help="Name of an official template, such as gif_640x360_keyframes.")
@parameter_options
@click.option("--output-bucket", help="Bucket of the result; that of the video if left out.")
@click.option("--output-region", help="Region of that bucket.")
@click.option("--user-data", help="Text that comes back with the job, printable ASCII.")
@click.option("--job-level", type=int, help="Priority: 0, 1 or 2; higher goes first.")
@click.option("--queue-id", help="Queue for the job.")
@click.option("--callback", metavar="URL", help="Address that receives the callback; no for no callback.")
@click.option("--callback-format", metavar="XML|JSON", help="XML if left out.")
@click.option("--wait", is_flag=True, help="Wait until the job ends.")
@click.option("--download", type=TargetPath(), help="Wait, then fetch the result to this file; - for standard output.")
@click.option("--dry-run", is_flag=True, help="Show violations, XML and target; send nothing.")
@connection_options
@job_timeout_option
@json_option
def submit(
    input_key: str,
    output: str,
    *,
    wait: bool,
    download: Path | StandardOutput | None,
    dry_run: bool,
    timeout: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Submit a job that converts the video INPUT to the animated image OUTPUT.

    OUTPUT may contain {ext} and {jobid}, which the service replaces. A job that the service has accepted is paid for,
    so it is never sent again.
    """
    connection = {name: options.pop(name) for name in ("bucket", "region", "endpoint", "debug")}
    parameters = take_parameters(options)
    key = output_key(output)
    options["template_id"] = take_template(options)
    if dry_run:
        request = _build_request(input_key, key, connection, parameters, options)
        show_request(request, _request_target(connection), as_json=as_json)
        return
    with make_client(**connection) as client:
        job = client.submit(input_key, key, **parameters, **options).detail
        try:
            if wait or download:
                job = _wait_for(client, job, timeout=timeout, as_json=as_json)
            if download:
                output_location = {
                    "bucket": options["output_bucket"] or connection["bucket"],
                    "region": options["output_region"] or connection["region"],
                }
                with make_client(**connection | output_location) as target:
                    fetch(target, result_key(job), download)
        except (JobFailed, JobCancelled, WaitTimeout) as error:
            job = error.job
            raise
        finally:
            # The job is paid for, so its id is printed even if waiting or fetching fails.
            set_fallback_text(f"the job is {job.job_id or '-'} {job.state or '-'}")
            print_job(job, as_json=as_json, err=download is not None and is_stdout(download))


def _wait_for(client: AnimationClient, job: JobDetail, *, timeout: float, as_json: bool) -> JobDetail:
    with progress_bar(shown=not as_json) as show:
        return client.wait(job.job_id or "", timeout=timeout, on_progress=show)


def _build_request(
    input_key: str, key: str, connection: dict[str, Any], parameters: AnimationParameters, options: dict[str, Any]
) -> SubmitJobRequest:
    rest = dict(options)
    return build_request(
        input_key,
        key,
        output_bucket=rest.pop("output_bucket") or check_bucket(connection["bucket"]),
        output_region=rest.pop("output_region") or check_region(connection["region"]),
        template_id=rest.pop("template_id"),
        animation=build_animation(**parameters),
        options=rest,  # type: ignore[arg-type]  # the other names are those of JobOptions
    )


def _request_target(connection: dict[str, Any]) -> str:
    host = ci_host(check_bucket(connection["bucket"]), check_region(connection["region"]))
    return f"{SUBMIT_JOB.method} {SUBMIT_JOB.path} to {connection['endpoint'] or 'https://' + host} (Host: {host})"

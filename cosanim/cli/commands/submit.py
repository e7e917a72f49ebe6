"""The command ``cosanim submit``."""

from __future__ import annotations

import shlex
from typing import IO, TYPE_CHECKING, Any, Final

import click

from cosanim.api.requests import build_animation, build_request
from cosanim.cli.completion import CALLBACK_FORMAT, REGION
from cosanim.cli.exit_codes import REJECTED, report_failure
from cosanim.cli.files import SourcePath, TargetPath, fetch, opened
from cosanim.cli.job_options import (
    guard_options,
    option_name,
    output_key,
    parameter_options,
    show_request,
    take_parameters,
    take_template,
    template_options,
)
from cosanim.cli.options import connection_options, json_option, make_client, parse_duration, wait_timeout_options
from cosanim.cli.output import print_job, progress_bar
from cosanim.cli.request_files import read_request
from cosanim.cli.streams import is_stdout, set_fallback_text
from cosanim.cli.waits import resumable, service_options, set_resumption_of_note, wait_command
from cosanim.errors import DecodeError
from cosanim.http.endpoints import check_bucket, check_region, ci_host
from cosanim.job import Job
from cosanim.operations import SUBMIT_JOB
from cosanim.refusals import refusals_of

if TYPE_CHECKING:
    from pathlib import Path

    from cosanim.argument_types import RuleName
    from cosanim.cli.streams import StandardOutput
    from cosanim.client import AnimationClient
    from cosanim.models import SubmitJobRequest

_CONNECTION: Final = ("bucket", "region", "endpoint", "profile", "debug")


@click.command()
@click.argument("input_key", metavar="INPUT", required=False)
@click.argument("output", metavar="OUTPUT", required=False)
@click.option(
    "--request",
    "request_file",
    type=SourcePath(),
    metavar="FILE",
    help="Take the whole request from this file, XML or JSON (- for standard input), instead of INPUT, OUTPUT and "
    "the options of the job.",
)
@template_options
@parameter_options
@click.option("--output-bucket", help="Bucket of the result; that of the video if left out.")
@click.option("--output-region", type=REGION, help="Region of that bucket.")
@click.option("--user-data", help="Text that comes back with the job, printable ASCII.")
@click.option("--job-level", type=int, help="Priority: 0, 1 or 2; higher goes first.")
@click.option("--queue-id", help="Queue for the job.")
@click.option("--callback", metavar="URL", help="Address that receives the callback; no for no callback.")
@click.option("--callback-format", type=CALLBACK_FORMAT, metavar="XML|JSON", help="XML if left out.")
@click.option(
    "--once",
    type=parse_duration,
    metavar="DURATION",
    help="If a job with the same input, output, parameters and user data was created within this time, such as 48h, "
    "take that job, whatever its state, and send nothing. A submission elsewhere that is under way, or was accepted a "
    "few seconds ago, can be missed. --dry-run does not look for such a job.",
)
@click.option("--wait", is_flag=True, help="Wait until the job ends.")
@click.option("--download", type=TargetPath(), help="Wait, then fetch the result to this file; - for standard output.")
@click.option("--dry-run", is_flag=True, help="Show violations, XML and target; send nothing.")
@guard_options
@connection_options
@wait_timeout_options
@json_option
def submit(
    input_key: str | None,
    output: str | None,
    *,
    request_file: Path | IO[bytes] | None,
    once: float | None,
    wait: bool,
    download: Path | StandardOutput | None,
    dry_run: bool,
    allow: tuple[RuleName, ...],
    strict: bool,
    timeout: float,
    reply_timeout: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Submit a job that converts the video INPUT to the animated image OUTPUT.

    OUTPUT may contain {ext} and {jobid}, which the service replaces. An accepted job is paid for, so the request is
    sent again only if no job can come of it. If no usable reply arrives, the job is looked up in the list of jobs; the
    exit code is 5 if it remains unknown whether there is a job.
    """
    connection = {name: options.pop(name) for name in _CONNECTION}
    request = _requested(request_file, input_key, output, connection, options, allow=allow, as_json=as_json)
    if dry_run:
        refusals = refusals_of(
            request, bucket=check_bucket(connection["bucket"]), region=check_region(connection["region"]), allow=allow
        )
        show_request(request, _target(connection), refusals=refusals, strict=strict, as_json=as_json)
        return
    with make_client(**connection, timeout=reply_timeout) as client:
        try:
            response = client.submit_job(request, once=once, strict=strict, allow=allow)
        except BaseException as error:
            set_resumption_of_note(error, connection["endpoint"])
            raise
        job = Job(client, next(detail for detail in response.jobs_detail if detail.job_id))
        try:
            if wait or download:
                _wait_for(job, timeout=timeout, endpoint=connection["endpoint"], as_json=as_json)
            if download:
                _download(client, job, request, download, connection["endpoint"])
        finally:
            # The job is paid for, so its id is printed even if waiting or fetching fails.
            set_fallback_text(f"the job is {job.job_id} {job.state or '-'}")
            print_job(job.detail, as_json=as_json, err=download is not None and is_stdout(download))


def _wait_for(job: Job, *, timeout: float, endpoint: str | None, as_json: bool) -> None:
    with resumable(wait_command([job.token()], endpoint)), progress_bar(shown=not as_json) as show:
        job.wait(timeout=timeout, on_progress=show)


def _download(
    client: AnimationClient, job: Job, request: SubmitJobRequest, target: Path | StandardOutput, endpoint: str | None
) -> None:
    """Fetch the result of a job. An exception gets a note with the command that fetches it."""
    output = request.operation.output
    assert output is not None  # noqa: S101 - the schema requires it
    key = job.output_key
    try:
        fetch(client.at(bucket=output.bucket, region=output.region), key, target, allow={"scheme-in-key"})
    except BaseException as error:
        place = [f"--bucket={output.bucket}", f"--region={output.region}", *service_options(endpoint)]
        words = ["cosanim get", *place, "--", shlex.quote(key), shlex.quote(str(target))]
        error.add_note(f"the job is done; fetch its result with\n  {' '.join(words)}")
        raise


def _requested(
    file: Path | IO[bytes] | None,
    input_key: str | None,
    output: str | None,
    connection: dict[str, Any],
    options: dict[str, Any],
    *,
    allow: tuple[RuleName, ...],
    as_json: bool,
) -> SubmitJobRequest:
    """Return the request of the file, or of the arguments and options.

    Raises:
        click.UsageError: Both are given, or neither.
    """
    if file is None:
        if input_key is None or output is None:
            missing = "INPUT" if input_key is None else "OUTPUT"
            raise click.UsageError(f"{missing} is missing: give INPUT and OUTPUT, or a whole request with --request")
        return _build_request(input_key, output_key(output, allow=allow), connection, options)
    given = [name for name, value in (("INPUT", input_key), ("OUTPUT", output)) if value is not None]
    given += [option_name(name) for name, value in options.items() if value is not None]
    if given:
        raise click.UsageError(f"--request contains the whole request: leave {', '.join(given)} out")
    try:
        with opened(file) as content:
            return read_request(content)
    except DecodeError as error:
        # The exit code of a DecodeError means a faulty reply, but here the file is invalid.
        click.get_current_context().exit(report_failure(error, as_json=as_json, code=REJECTED))


def _build_request(input_key: str, key: str, connection: dict[str, Any], options: dict[str, Any]) -> SubmitJobRequest:
    rest = dict(options)
    parameters = take_parameters(rest)
    return build_request(
        input_key,
        key,
        template_id=take_template(rest, parameters),
        output_bucket=rest.pop("output_bucket") or check_bucket(connection["bucket"]),
        output_region=rest.pop("output_region") or check_region(connection["region"]),
        animation=build_animation(**parameters),
        options=rest,  # type: ignore[arg-type]  # the other names are those of JobOptions
    )


def _target(connection: dict[str, Any]) -> str:
    host = ci_host(check_bucket(connection["bucket"]), check_region(connection["region"]))
    return f"{SUBMIT_JOB.method} {SUBMIT_JOB.path} to {connection['endpoint'] or 'https://' + host} (Host: {host})"

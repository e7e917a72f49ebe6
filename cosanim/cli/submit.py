"""``cosanim submit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import click

from cosanim.api.requests import build_animation, build_request
from cosanim.cli.failures import REJECTED
from cosanim.cli.files import TargetPath, fetch
from cosanim.cli.options import Function, client_of, connection_options, job_timeout_option, json_option, number
from cosanim.cli.output import print_job, print_json, progress_bar, result_key, violation_rows
from cosanim.cli.streams import is_stdout, keep
from cosanim.errors import JobCancelled, JobFailed, SchemaError, WaitTimeout
from cosanim.http.endpoints import check_bucket, check_region, ci_host
from cosanim.operations import SUBMIT_JOB
from cosanim.output_keys import BATCH_WILDCARD, JOB_WILDCARDS, with_dollars
from cosanim.presets import find_preset
from cosanim.xml.codec import encode
from cosanim.xml.validation import errors_of, validate

if TYPE_CHECKING:
    from pathlib import Path

    from cosanim.api.requests import AnimationParameters
    from cosanim.client import AnimationClient
    from cosanim.models import JobDetail, SubmitBatchRequest, SubmitJobRequest


# Values are checked by the schema, which reports all violations together.
_PARAMETERS: Final = {
    "format": click.option("--format", metavar="gif|hgif|webp", help="Container format."),
    "codec": click.option("--codec", metavar="gif|webp", help="Follows the format if left out."),
    "width": click.option("--width", type=int, help="Pixels, 128 to 4096."),
    "height": click.option("--height", type=int, help="Pixels, 128 to 4096."),
    "fps": click.option("--fps", type=number, help="Frames per second of the animation, above 0, at most 60."),
    "frames_per_second": click.option(
        "--frames-per-second", type=number, help="Frames sampled from each second of video."
    ),
    "keyframes_only": click.option(
        "--keyframes-only/--no-keyframes-only", default=None, help="Keep the key frames only."
    ),
    "frame_interval": click.option("--frame-interval", type=number, help="Seconds between two sampled frames."),
    "quality": click.option("--quality", type=int, help="1 to 99, webp only."),
    "start": click.option("--start", type=number, help="Seconds, to the millisecond."),
    "duration": click.option("--duration", type=number, help="Seconds, to the millisecond."),
}


def parameter_options(function: Function) -> Function:
    """Add an option for each flat parameter of an animation; ``take_parameters`` gets their values."""
    for option in reversed(_PARAMETERS.values()):
        function = option(function)
    return function


def take_parameters(options: dict[str, Any]) -> AnimationParameters:
    """Remove the flat parameters of an animation from a command's options, and return them."""
    return cast("AnimationParameters", {name: options.pop(name) for name in _PARAMETERS})


def output_key(key: str, *, of_batch: bool = False) -> str:
    """Return the output key for a key on the command line.

    ``{ext}`` and ``{jobid}`` stand for ``${ext}`` and ``${jobid}``, which a shell would replace by an empty string.

    Args:
        key: As given on the command line.
        of_batch: Whether ``{InventoryTriggerJobId}`` is a wildcard too.

    Raises:
        click.UsageError: The key is empty or ends in a dot, as when the shell has replaced ``${ext}``.
    """
    if not key or key.endswith("."):
        raise click.UsageError(
            f"the output key is {key!r}: the shell has replaced ${{ext}} by nothing. "
            "Write {ext} without the dollar sign, or put the key in single quotes: 'out.${ext}'"
        )
    return with_dollars(key, (*JOB_WILDCARDS, BATCH_WILDCARD) if of_batch else JOB_WILDCARDS)


def take_template(options: dict[str, Any]) -> str | None:
    """Remove ``--template-id`` and ``--preset`` from a command's options, and return the template id.

    Raises:
        click.UsageError: Both are given.
        click.BadParameter: There is no preset of that name.
    """
    template_id: str | None = options.pop("template_id")
    name: str | None = options.pop("preset")
    if name is None:
        return template_id
    if template_id is not None:
        raise click.UsageError("give --template-id or --preset, not both")
    try:
        return find_preset(name).template_id
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--preset") from None


@click.command()
@click.argument("input_key", metavar="INPUT")
@click.argument("output", metavar="OUTPUT")
@click.option("--template-id", help="Template with the parameters.")
@click.option("--preset", metavar="NAME", help="Official template by name, as gif_640x360_keyframes.")
@parameter_options
@click.option("--output-bucket", help="Bucket of the result; that of the video if left out.")
@click.option("--output-region", help="Region of that bucket.")
@click.option("--user-data", help="Text that comes back with the job, printable ASCII.")
@click.option("--job-level", type=int, help="Priority: 0, 1 or 2; higher goes first.")
@click.option("--queue-id", help="Queue that takes the job.")
@click.option("--callback", metavar="URL", help="Address that is told when the job ends; no for none.")
@click.option("--callback-format", metavar="XML|JSON", help="XML if left out.")
@click.option("--wait", is_flag=True, help="Wait until the job ends.")
@click.option("--download", type=TargetPath(), help="Wait, then fetch the result.")
@click.option("--dry-run", is_flag=True, help="Show violations, XML and target; send nothing.")
@connection_options
@job_timeout_option
@json_option
def submit(
    input_key: str,
    output: str,
    *,
    wait: bool,
    download: Path | None,
    dry_run: bool,
    timeout: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Submit a job that turns the video INPUT into the animated image OUTPUT.

    OUTPUT may hold {ext} and {jobid}, which the service fills in. The job is paid for once the service has accepted
    it, so it is sent once and never again.
    """
    connection = {name: options.pop(name) for name in ("bucket", "region", "endpoint", "debug")}
    parameters = take_parameters(options)
    key = output_key(output)
    options["template_id"] = take_template(options)
    if dry_run:
        request = _request(input_key, key, connection, parameters, options)
        show_request(request, _target(connection), as_json=as_json)
        return
    with client_of(**connection) as client:
        job = client.submit(input_key, key, **parameters, **options).detail
        try:
            if wait or download:
                job = _waited(client, job, timeout=timeout, as_json=as_json)
            if download:
                place = {
                    "bucket": options["output_bucket"] or connection["bucket"],
                    "region": options["output_region"] or connection["region"],
                }
                with client_of(**connection | place) as target:
                    fetch(target, result_key(job), download)
        except (JobFailed, JobCancelled, WaitTimeout) as error:
            job = error.job
            raise
        finally:
            # The job is paid for, so its id is printed even if a later step fails.
            keep(f"the job is {job.job_id or '-'} {job.state or '-'}")
            print_job(job, as_json=as_json, err=download is not None and is_stdout(download))


def _waited(client: AnimationClient, job: JobDetail, *, timeout: float, as_json: bool) -> JobDetail:
    with progress_bar(shown=not as_json) as show:
        return client.wait(job.job_id or "", timeout=timeout, on_progress=show)


def _request(
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
        options=rest,  # type: ignore[arg-type]  # the names left over are those of JobOptions
    )


def _target(connection: dict[str, Any]) -> str:
    host = ci_host(check_bucket(connection["bucket"]), check_region(connection["region"]))
    return f"{SUBMIT_JOB.method} {SUBMIT_JOB.path} to {connection['endpoint'] or 'https://' + host} (Host: {host})"


def show_request(request: SubmitJobRequest | SubmitBatchRequest, target: str, *, as_json: bool) -> None:
    """Print the request and its target; exit if the request is invalid.

    Args:
        request: The request.
        target: The target, for text output.
        as_json: Print JSON.
    """
    found = validate(request)
    try:
        xml: str | None = encode(request).decode()
    except SchemaError:
        xml = None  # a value that XML cannot represent, which the violations name
    if as_json:
        print_json({"target": target, "xml": xml, "violations": violation_rows(found)})
    else:
        for violation in found:
            click.echo(str(violation))
        click.echo(xml or "(no XML: see the violations)")
        click.echo(target)
        click.echo("nothing was sent")
    if errors_of(found):
        click.get_current_context().exit(REJECTED)

"""The command ``cosanim convert``: converts a local video to a local animated image."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cosanim.cli.files import TargetPath
from cosanim.cli.job_options import parameter_options, take_parameters
from cosanim.cli.options import connection_options, job_timeout_option, json_option, make_client
from cosanim.cli.output import print_json, progress_bar
from cosanim.errors import ResultUnavailable
from cosanim.waiting import Backoff

if TYPE_CHECKING:
    from cosanim.api.requests import AnimationParameters
    from cosanim.client import AnimationClient
    from cosanim.job import Job

_RESULT_FIELDS = ("width", "height", "frames", "duration")


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.argument("target", type=TargetPath())
@click.option("--local", is_flag=True, help="Render on this machine; no account is needed, but cosanim[local].")
@click.option("--keep", is_flag=True, help="Keep the video and the result in the bucket.")
@click.option("--strict", is_flag=True, help="Refuse requests with warnings.")
@parameter_options
@connection_options
@job_timeout_option
@json_option
def convert(
    source: Path,
    target: Path,
    *,
    local: bool,
    keep: bool,
    strict: bool,
    timeout: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Convert the video SOURCE to the animated image TARGET, both on this machine.

    The format follows from the suffix of TARGET, .gif or .webp, unless --format is given. The video is uploaded under
    a unique key; it and the result are removed from the bucket at the end.
    """
    parameters = take_parameters(options)
    with ExitStack() as stack:
        client = stack.enter_context(_make_client(stack, options, local=local))
        show = stack.enter_context(progress_bar(shown=not as_json))
        job = client.convert(
            source,
            target,
            **parameters,
            timeout=timeout,
            keep=keep,
            on_progress=show,
            backoff=Backoff(first=0.1, longest=1) if local else None,
            strict=strict or None,
        )
    _report(job, target, parameters, as_json=as_json)


def _make_client(stack: ExitStack, connection: dict[str, Any], *, local: bool) -> AnimationClient:
    """Return a client of the bucket in the options, or of a local service that runs as long as the stack."""
    if not local:
        return make_client(**connection)
    if any(connection[name] for name in ("bucket", "region")):
        raise click.UsageError("--local uses no bucket: leave --bucket and --region out")
    from cosanim.local import LocalService

    return stack.enter_context(LocalService()).client()


def _report(job: Job, target: Path, parameters: AnimationParameters, *, as_json: bool) -> None:
    result: dict[str, Any] = {"state": job.state, "job_id": job.job_id, "output": str(target.resolve())}
    result["format"] = parameters.get("format") or target.suffix.lstrip(".").lower()
    for name in _RESULT_FIELDS:
        try:
            result[name] = getattr(job, name)
        except ResultUnavailable:
            result[name] = None
    result["size"] = target.stat().st_size
    if as_json:
        print_json(result)
        return
    words = [f"{result['width']}x{result['height']}", f"{result['frames']} frames", f"{result['duration']} s"]
    shown = [word for word in words if "None" not in word]
    click.echo(f"{target}: {', '.join([*shown, str(result['size']) + ' bytes'])}")

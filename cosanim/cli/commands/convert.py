"""The command ``cosanim convert``: converts a local video to a local animated image."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from cosanim.cli.files import SourcePath, TargetPath, write_stdout
from cosanim.cli.job_options import parameter_options, take_parameters
from cosanim.cli.options import connection_options, json_option, make_client, wait_timeout_options
from cosanim.cli.output import print_json, progress_bar
from cosanim.cli.streams import StandardOutput, require_stdout
from cosanim.errors import ResultUnavailable
from cosanim.waiting import Backoff

if TYPE_CHECKING:
    from cosanim.api.requests import AnimationParameters
    from cosanim.client import AnimationClient
    from cosanim.job import Job

_RESULT_FIELDS = ("width", "height", "frames", "duration")


@click.command()
@click.argument("source", type=SourcePath())
@click.argument("target", type=TargetPath())
@click.option("--local", is_flag=True, help="Render on this machine; no account is needed, but cosanim[local].")
@click.option("--keep", is_flag=True, help="Keep the video and the result in the bucket.")
@click.option("--strict", is_flag=True, help="Refuse requests with warnings.")
@parameter_options
@connection_options
@wait_timeout_options
@json_option
def convert(
    source: Path | IO[bytes],
    target: Path | StandardOutput,
    *,
    local: bool,
    keep: bool,
    strict: bool,
    timeout: float,
    reply_timeout: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Convert the video SOURCE to the animated image TARGET, both on this machine.

    The format follows from the suffix of TARGET, .gif or .webp, unless --format is given. The video is uploaded under
    a unique key; it and the result are removed from the bucket at the end.

    SOURCE may be - for standard input, and TARGET - for standard output, with --format; then the report is printed on
    standard error.
    """
    parameters = take_parameters(options)
    if isinstance(target, StandardOutput):
        if not parameters.get("format"):
            raise click.UsageError("give --format: the name - does not tell the format of TARGET")
        require_stdout("the result")
    with ExitStack() as stack:
        client = stack.enter_context(_make_client(stack, options | {"timeout": reply_timeout}, local=local))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cosanim-convert-")))
        result = folder / "result" if isinstance(target, StandardOutput) else target
        show = stack.enter_context(progress_bar(shown=not as_json))
        job = client.convert(
            _as_file(source, folder),
            result,
            **parameters,
            timeout=timeout,
            keep=keep,
            on_progress=show,
            backoff=Backoff(first=0.1, longest=1) if local else None,
            strict=strict or None,
        )
        size = result.stat().st_size
        if isinstance(target, StandardOutput):
            write_stdout(result, "the result")
    _report(job, target, size, parameters, as_json=as_json)


def _as_file(source: Path | IO[bytes], folder: Path) -> Path:
    """Return the path of the video, which is copied to a folder if it comes from standard input."""
    if isinstance(source, Path):
        return source
    # The service needs a known suffix, and recognises the format by the content.
    path = folder / "video.mp4"
    with path.open("wb") as file:
        shutil.copyfileobj(source, file)
    return path


def _make_client(stack: ExitStack, connection: dict[str, Any], *, local: bool) -> AnimationClient:
    """Return a client of the bucket in the options, or of a local service that runs as long as the stack."""
    if not local:
        return make_client(**connection)
    if any(connection[name] for name in ("bucket", "region")):
        raise click.UsageError("--local uses no bucket: leave --bucket and --region out")
    from cosanim.local import LocalService

    return stack.enter_context(LocalService()).client()


def _report(
    job: Job, target: Path | StandardOutput, size: int, parameters: AnimationParameters, *, as_json: bool
) -> None:
    to_stdout = isinstance(target, StandardOutput)
    result: dict[str, Any] = {"state": job.state, "job_id": job.job_id}
    result["output"] = str(target) if isinstance(target, StandardOutput) else str(target.resolve())
    result["format"] = parameters.get("format") or Path(str(target)).suffix.lstrip(".").lower()
    for name in _RESULT_FIELDS:
        try:
            result[name] = getattr(job, name)
        except ResultUnavailable:
            result[name] = None
    result["size"] = size
    if as_json:
        print_json(result, err=to_stdout)
        return
    words = [f"{result['width']}x{result['height']}", f"{result['frames']} frames", f"{result['duration']} s"]
    shown = [word for word in words if "None" not in word]
    click.echo(f"{target}: {', '.join([*shown, str(size) + ' bytes'])}", err=to_stdout)

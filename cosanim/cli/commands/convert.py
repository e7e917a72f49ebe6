"""The command ``cosanim convert``: converts a local video to a local animated image."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from cosanim.cli.files import SourcePath, TargetPath, opened, write_stdout
from cosanim.cli.job_options import parameter_options, take_parameters
from cosanim.cli.options import connection_options, json_option, make_client, wait_timeout_options
from cosanim.cli.output import print_json, print_text, progress_bar
from cosanim.cli.streams import is_stdout, require_stdout
from cosanim.cli.waits import set_resumption_of_note
from cosanim.errors import ConfigurationError, CredentialsError, ResultUnavailable
from cosanim.objects.uploads import check_size
from cosanim.waiting import Backoff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosanim.api.requests import AnimationParameters
    from cosanim.cli.streams import StandardOutput
    from cosanim.client import AnimationClient
    from cosanim.job import Job

_RESULT_FIELDS: Final = ("width", "height", "frames", "duration", "size")
_CHUNK: Final = 1 << 20


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

    SOURCE may be a pipe, or - for standard input, and TARGET a pipe, or - for standard output, with --format; then the
    report is printed on standard error. If the command is interrupted or fails once a job is submitted, it prints what
    is left in the bucket and the command that goes on waiting.
    """
    parameters = take_parameters(options)
    to_stdout = is_stdout(target)
    if to_stdout:
        if not parameters.get("format"):
            raise click.UsageError(f"give --format: the name {target} does not tell the format of TARGET")
        require_stdout("the result")
    with ExitStack() as stack:
        stack.enter_context(_explained_failures(options["endpoint"], local=local))
        client = stack.enter_context(_make_client(stack, options | {"timeout": reply_timeout}, local=local))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cosanim-convert-")))
        result = folder / "result" if to_stdout else Path(str(target))
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
        size = result.stat().st_size if result.is_file() else None
        if to_stdout:
            write_stdout(result, "the result")
    _report(job, target, size, parameters, as_json=as_json)


@contextmanager
def _explained_failures(endpoint: str | None, *, local: bool) -> Iterator[None]:
    """Express what an exception says about going on in terms of the command line.

    Args:
        endpoint: The endpoint of the connection options.
        local: Whether the service runs on this machine; it ends with the command.
    """
    try:
        yield
    except BaseException as error:
        if local:
            getattr(error, "__notes__", []).clear()  # the bucket and the job are gone
        set_resumption_of_note(error, endpoint)
        if isinstance(error, ConfigurationError | CredentialsError) and error.searched_places:
            error.add_note("with --local, the video is converted on this machine, and no account is needed")
        raise


def _as_file(source: Path | IO[bytes], folder: Path) -> Path:
    """Return the path of the video, which is copied to a folder if it comes from a pipe or from standard input.

    Raises:
        ConfigurationError: It has more bytes than the service stores at once.
        click.UsageError: It is empty.
    """
    if isinstance(source, Path) and source.is_file():
        return source
    # The service needs a known suffix, and recognises the format by the content.
    path = folder / "video.mp4"
    size = 0
    with opened(source) as stream, path.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            check_size(size)
            file.write(chunk)
    if not size:
        raise click.UsageError("SOURCE is empty: give a video")
    return path


def _make_client(stack: ExitStack, connection: dict[str, Any], *, local: bool) -> AnimationClient:
    """Return a client of the bucket in the options, or of a local service that runs as long as the stack."""
    if not local:
        return make_client(**connection)
    source_of = click.get_current_context().get_parameter_source
    if any(source_of(name) is ParameterSource.COMMANDLINE for name in ("bucket", "region", "endpoint", "profile")):
        raise click.UsageError("--local uses no bucket: leave --bucket, --region, --endpoint and --profile out")
    from cosanim.local import LocalService

    return stack.enter_context(LocalService()).client()


def _report(
    job: Job, target: Path | StandardOutput, size: int | None, parameters: AnimationParameters, *, as_json: bool
) -> None:
    """Print what is known of the result; its size is that of the file, or the job's if it went to a pipe or device."""
    to_stdout = is_stdout(target)
    result: dict[str, Any] = {"state": job.state, "job_id": job.job_id}
    result["output"] = str(target) if to_stdout else str(Path(str(target)).resolve())
    result["format"] = parameters.get("format") or Path(str(target)).suffix.lstrip(".").lower()
    for name in _RESULT_FIELDS:
        try:
            result[name] = getattr(job, name)
        except ResultUnavailable:
            result[name] = None
    if size is not None:
        result["size"] = size
    if as_json:
        print_json(result, err=to_stdout)
        return
    noun = "frame" if result["frames"] == 1 else "frames"
    words = [f"{result['width']}x{result['height']}", f"{result['frames']} {noun}", f"{result['duration']} s"]
    words.append(f"{result['size']} bytes")
    print_text(f"{target}: {', '.join(word for word in words if 'None' not in word)}", err=to_stdout)

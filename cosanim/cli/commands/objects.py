"""The commands ``cosanim put``, ``cosanim get`` and ``cosanim url``."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import click

from cosanim.cli.files import SourcePath, TargetPath, fetch
from cosanim.cli.folders import Download, fetch_all
from cosanim.cli.options import connection_options, json_option, make_client, reply_timeout_option
from cosanim.cli.output import output_keys, print_json, print_text, transfer_bar
from cosanim.cli.streams import is_stdout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosanim.argument_types import RuleName
    from cosanim.cli.streams import StandardOutput
    from cosanim.client import AnimationClient


_allow_option = click.option(
    "--allow",
    multiple=True,
    type=click.Choice(["scheme-in-key"]),
    help="Take a KEY that begins like an address, as cos://, which is refused otherwise.",
)


@click.command()
@click.argument("file", type=SourcePath())
@click.argument("key")
@click.option("--content-type", help="Media type of the object.")
@_allow_option
@connection_options
@reply_timeout_option
@json_option
def put(
    file: Path | IO[bytes],
    key: str,
    *,
    content_type: str | None,
    allow: tuple[RuleName, ...],
    timeout: float,
    as_json: bool,
    **connection: Any,
) -> None:
    """Store FILE as the object KEY.

    FILE may be a pipe, or - for standard input; a file of that name is ./-. One request stores at most 5 GB; for larger
    files the official SDK has an upload in parts, upload_file.
    """
    with make_client(timeout=timeout, **connection) as client, transfer_bar(key, shown=not as_json) as show:
        info = client.objects.put(key, file, content_type=content_type, on_progress=show, allow=allow)
    if as_json:
        print_json({"key": key, "size": info.size, "etag": info.etag, "request_id": info.request_id})
    else:
        print_text(f"{key} {info.size} bytes")


@click.command()
@click.argument("words", nargs=-1, metavar="KEY FILE | DIR")
@click.option("--prefix", metavar="PREFIX", help="Fetch all objects whose keys begin with PREFIX into the folder DIR.")
@click.option("--batch", "batch_id", metavar="ID", help="Fetch the results of all successful jobs of a batch into DIR.")
@_allow_option
@connection_options
@reply_timeout_option
@json_option
def get(
    words: tuple[str, ...],
    *,
    prefix: str | None,
    batch_id: str | None,
    allow: tuple[RuleName, ...],
    timeout: float,
    as_json: bool,
    **connection: Any,
) -> None:
    """Fetch the object KEY into FILE, or many objects into the folder DIR.

    After a failure, FILE is unchanged or absent. FILE may be a pipe or a device, or - for standard output: then the
    report is printed on standard error. A file of that name is ./-.

    \b
    cosanim get output/a.gif a.gif
    cosanim get output/a.gif - | ffplay -
    cosanim get --prefix output/ results     output/2026/a.gif becomes results/2026/a.gif
    cosanim get --batch ID results           output/a.gif becomes results/output/a.gif

    With --prefix, the part of a key up to the last slash of PREFIX is left out; with --batch, nothing. DIR is created
    if it does not exist, and files in it are replaced. A key that would lead out of DIR, such as ../a.gif, or whose
    file would take the place of another one, is refused, and the other objects are fetched.

    Exit codes of many: 0 all fetched, 1 keys were refused, 3 a request or a file failed.
    """  # noqa: D301 - click takes \b as the start of a paragraph that is not wrapped
    if prefix is not None and batch_id is not None:
        raise click.UsageError("give --prefix or --batch, not both")
    context = click.get_current_context()
    if prefix is None and batch_id is None:
        if len(words) != 2:
            raise click.UsageError("give KEY and FILE, or --prefix PREFIX DIR, or --batch ID DIR")
        target = TargetPath().convert(words[1], _parameter(context), context)
        with make_client(timeout=timeout, **connection) as client:
            _get_one(client, words[0], target, allow=allow, as_json=as_json)
        return
    if len(words) != 1:
        raise click.UsageError("with --prefix or --batch, give one folder: DIR")
    folder = _folder(words[0])
    with make_client(timeout=timeout, **connection) as client:
        downloads = _with_prefix(client, prefix) if prefix is not None else _of_batch(client, cast("str", batch_id))
        context.exit(fetch_all(downloads, folder, as_json=as_json))


def _parameter(context: click.Context) -> click.Parameter:
    return next(parameter for parameter in context.command.params if parameter.name == "words")


def _folder(text: str) -> Path:
    """Return the path of a folder, which need not exist.

    Raises:
        click.UsageError: It is not a folder, empty, or ``-``.
    """
    if text in {"", "-"}:
        raise click.UsageError(f"DIR is a folder, not {text!r}; a folder of the name - is written ./-")
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise click.UsageError(f"{text!r} is not a folder: name a folder, new or existing")
    return path


def _get_one(
    client: AnimationClient, key: str, target: Path | StandardOutput, *, allow: tuple[RuleName, ...], as_json: bool
) -> None:
    to_stdout = is_stdout(target)
    with transfer_bar(key, shown=not (as_json or to_stdout)) as show:
        info = fetch(client, key, target, show, allow=allow)
    if as_json:
        report = {"key": key, "file": str(target), "size": info.size, "request_id": info.request_id}
        print_json(report, err=to_stdout)
    else:
        print_text(f"{target} {info.size} bytes", err=to_stdout)


def _with_prefix(client: AnimationClient, prefix: str) -> Iterator[Download]:
    """Yield the objects whose keys begin with a prefix, except for empty ones that stand for a folder."""
    start = prefix.rfind("/") + 1
    for entry in client.objects.list(prefix):
        # The console creates such an object for each folder.
        if entry.size or not entry.key.endswith("/"):
            yield Download(client.objects, entry.key, entry.key[start:])


def _of_batch(client: AnimationClient, batch_id: str) -> Iterator[Download]:
    """Yield the results of the successful jobs of a batch.

    Raises:
        NotFoundError: There is no such batch.
    """
    has_jobs = False
    for job in client.list_jobs(inventory_trigger_job_id=batch_id, states=["Success"], size=100):
        has_jobs = True
        output = job.operation.output if job.operation else None
        target = client.at(bucket=output.bucket, region=output.region) if output else client
        for key in output_keys(job):
            yield Download(target.objects, key, key)
    if not has_jobs:
        client.describe_batch(batch_id)


@click.command()
@click.argument("key")
@click.option(
    "--expires",
    type=click.IntRange(1, 604800),
    default=3600,
    show_default=True,
    help="Seconds for which the address is valid.",
)
@_allow_option
@connection_options
@json_option
def url(key: str, *, expires: int, allow: tuple[RuleName, ...], as_json: bool, **connection: Any) -> None:
    """Print a signed address with which anybody can fetch the object KEY. Nothing is sent."""
    with make_client(**connection) as client:
        address = client.objects.url(key, expires=expires, allow=allow)
    if as_json:
        print_json({"key": key, "url": address, "expires": expires})
    else:
        click.echo(address)

"""The commands ``cosanim put``, ``cosanim get`` and ``cosanim url``."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any, cast

import click

from cosanim.cli.files import TargetPath, fetch
from cosanim.cli.options import connection_options, json_option, make_client, reply_timeout_option
from cosanim.cli.output import print_json
from cosanim.cli.streams import CountingReader, is_stdout


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.argument("key")
@click.option("--content-type", help="Media type of the object.")
@connection_options
@reply_timeout_option
@json_option
def put(file: Path, key: str, *, content_type: str | None, timeout: float, as_json: bool, **connection: Any) -> None:
    """Store FILE as the object KEY."""
    with make_client(timeout=timeout, **connection) as client:
        if file.is_file():
            info = client.objects.put(key, file, content_type=content_type)
            size = file.stat().st_size
        else:
            # The length of a pipe's content is known only after it has been read.
            with file.open("rb") as opened:
                reader = CountingReader(opened)
                info = client.objects.put(key, cast("IO[bytes]", reader), content_type=content_type)
            size = reader.size
    if as_json:
        print_json({"key": key, "size": size, "etag": info.etag, "request_id": info.request_id})
    else:
        click.echo(f"{key} {size} bytes")


@click.command()
@click.argument("key")
@click.argument("file", type=TargetPath())
@connection_options
@reply_timeout_option
@json_option
def get(key: str, file: Path, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Fetch the object KEY into FILE. After a failure, FILE is unchanged or absent.

    FILE may be a pipe or a device. With /dev/stdout, the report is printed on stderr.
    """
    with make_client(timeout=timeout, **connection) as client:
        info = fetch(client, key, file)
    if as_json:
        report = {"key": key, "file": str(file), "size": info.size, "request_id": info.request_id}
        print_json(report, err=is_stdout(file))
    else:
        click.echo(f"{file} {info.size} bytes", err=is_stdout(file))


@click.command()
@click.argument("key")
@click.option(
    "--expires",
    type=click.IntRange(1, 604800),
    default=3600,
    show_default=True,
    help="Seconds for which the address is valid.",
)
@connection_options
@json_option
def url(key: str, *, expires: int, as_json: bool, **connection: Any) -> None:
    """Print a signed address with which anybody can fetch the object KEY. Nothing is sent."""
    with make_client(**connection) as client:
        address = client.objects.url(key, expires=expires)
    if as_json:
        print_json({"key": key, "url": address, "expires": expires})
    else:
        click.echo(address)

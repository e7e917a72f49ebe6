"""``cosanim put``, ``cosanim get`` and ``cosanim url``."""

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
@click.option("--content-type", help="Media type to store with the object.")
@connection_options
@reply_timeout_option
@json_option
def put(file: Path, key: str, *, content_type: str | None, timeout: float, as_json: bool, **connection: Any) -> None:
    """Store FILE as the object KEY."""
    with make_client(timeout=timeout, **connection) as client:
        if file.is_file():
            stored = client.objects.put(key, file, content_type=content_type)
            size = file.stat().st_size
        else:
            # The length of a pipe's content is known only after it has been read.
            with file.open("rb") as opened:
                counted = CountingReader(opened)
                stored = client.objects.put(key, cast("IO[bytes]", counted), content_type=content_type)
            size = counted.size
    if as_json:
        print_json({"key": key, "size": size, "etag": stored.etag, "request_id": stored.request_id})
    else:
        click.echo(f"{key} {size} bytes")


@click.command()
@click.argument("key")
@click.argument("file", type=TargetPath())
@connection_options
@reply_timeout_option
@json_option
def get(key: str, file: Path, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Fetch the object KEY into FILE, which appears whole or not at all.

    FILE may be a pipe or a device; with /dev/stdout, what is said of it goes to stderr.
    """
    with make_client(timeout=timeout, **connection) as client:
        fetched = fetch(client, key, file)
    if as_json:
        facts = {"key": key, "file": str(file), "size": fetched.size, "request_id": fetched.request_id}
        print_json(facts, err=is_stdout(file))
    else:
        click.echo(f"{file} {fetched.size} bytes", err=is_stdout(file))


@click.command()
@click.argument("key")
@click.option("--expires", type=click.IntRange(1, 604800), default=3600, show_default=True, help="Seconds.")
@connection_options
@json_option
def url(key: str, *, expires: int, as_json: bool, **connection: Any) -> None:
    """Print an address with which anybody can fetch the object KEY for a while. Nothing is sent."""
    with make_client(**connection) as client:
        address = client.objects.url(key, expires=expires)
    if as_json:
        print_json({"key": key, "url": address, "expires": expires})
    else:
        click.echo(address)

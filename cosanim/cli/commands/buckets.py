"""The commands ``cosanim bucket …``."""

from __future__ import annotations

from typing import Any, Final

import click

from cosanim.cli.command_groups import CommandGroup
from cosanim.cli.options import connection_options, full_option, json_option, make_client, reply_timeout_option
from cosanim.cli.output import print_json, print_rows, print_text
from cosanim.cli.tables import Column, document_columns

COLUMNS: Final = (Column("bucket", "id"), Column("region", "word"), Column("bound", "time"))


@click.group(cls=CommandGroup)
def bucket() -> None:
    """List and bind buckets of the media service."""


@bucket.command("list")
@click.option("--all-regions", is_flag=True, help="Buckets of all regions instead of one.")
@click.option("--prefix", help="Only buckets whose names begin with this.")
@full_option
@connection_options
@reply_timeout_option
@json_option
@document_columns(COLUMNS)
def list_buckets(
    *, all_regions: bool, prefix: str | None, is_full: bool, timeout: float, as_json: bool, **connection: Any
) -> None:
    """List the buckets that the media service is bound to."""
    with make_client(timeout=timeout, **connection) as client:
        print_rows(
            COLUMNS,
            client.describe_media_buckets(regions=None if all_regions else [client.region], prefix=prefix),
            lambda detail: (detail.bucket_id, detail.region, detail.create_time),
            as_json=as_json,
            is_full=is_full,
        )


@bucket.command()
@connection_options
@reply_timeout_option
@json_option
def bind(*, timeout: float, as_json: bool, **connection: Any) -> None:
    """Bind the media service to the bucket. A bucket must be bound before jobs are submitted."""
    with make_client(timeout=timeout, **connection) as client:
        detail = client.create_media_bucket().media_bucket
    if as_json:
        print_json(detail or {})
    else:
        print_text(f"{(detail and detail.bucket_id) or '-'} bound")

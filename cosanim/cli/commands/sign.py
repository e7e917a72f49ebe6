"""The command ``cosanim sign``."""

from __future__ import annotations

import time

import click

from cosanim.cli.options import json_option, profile_option
from cosanim.cli.output import print_json
from cosanim.credentials import find_credentials
from cosanim.signing import BACKDATED, http_string, string_to_sign
from cosanim.signing import sign as authorization_of


def _split_pairs(values: tuple[str, ...], separator: str) -> list[tuple[str, str]]:
    split = (value.partition(separator) for value in values)
    return [(name.strip(), value.strip() if separator == ":" else value) for name, _, value in split]


@click.command()
@click.argument("method")
@click.argument("path")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="Query parameter to sign; repeatable.")
@click.option("--header", "headers", multiple=True, metavar="NAME:VALUE", help="Header to sign; repeatable.")
@click.option("--expires", type=click.IntRange(min=1), default=300, show_default=True, help="Seconds from now.")
@click.option("--key-time", metavar="START;END", help="Validity in Unix seconds, instead of --expires.")
@profile_option
@json_option
def sign(
    method: str,
    path: str,
    *,
    params: tuple[str, ...],
    headers: tuple[str, ...],
    expires: int,
    key_time: str | None,
    profile: str | None,
    as_json: bool,
) -> None:
    """Print the Authorization header for a request with METHOD and the decoded PATH.

    The credentials are searched as by the commands that send requests.
    """
    if not path.startswith("/"):
        raise click.UsageError("PATH must begin with a slash")
    now = int(time.time())
    window = (now - BACKDATED, now + expires)
    if key_time is not None:
        start, _, end = key_time.partition(";")
        if not (start.isdecimal() and end.isdecimal()):
            raise click.UsageError("--key-time must be START;END in Unix seconds")
        window = (int(start), int(end))
    query, fields = _split_pairs(params, "="), _split_pairs(headers, ":")
    signed_text = http_string(method=method, path=path, params=query, headers=fields)
    authorization = authorization_of(
        method=method,
        path=path,
        params=query,
        headers=fields,
        credentials=find_credentials(profile=profile),
        key_time=window,
    )
    if as_json:
        print_json(
            {
                "authorization": authorization,
                "http_string": signed_text,
                "string_to_sign": string_to_sign(signed_text, window),
            }
        )
    else:
        click.echo(authorization)

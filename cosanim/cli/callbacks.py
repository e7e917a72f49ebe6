"""``cosanim callback …``."""

from __future__ import annotations

from typing import IO, Any, Literal, cast

import click
import requests

from cosanim import callbacks
from cosanim.cli.options import client_of, connection_options, json_option, reply_timeout_option
from cosanim.cli.output import print_job, print_json
from cosanim.errors import TransportError
from cosanim.jsonform import JSON_MAX_BYTES


@click.group()
def callback() -> None:
    """Notices that a job has ended."""


@callback.command()
@click.argument("file", type=click.File("rb"))
@json_option
def parse(file: IO[bytes], *, as_json: bool) -> None:
    """Read a notice, XML or JSON, from FILE (- for standard input)."""
    notice = callbacks.parse(file.read(JSON_MAX_BYTES + 1))
    if as_json:
        print_json(notice.callback)
        return
    for job in notice.jobs:
        print_job(job, as_json=False)


@callback.command()
@click.argument("job_id", metavar="JOB")
@click.option("--to", "address", required=True, metavar="URL", help="Where to send the notice.")
@click.option("--format", "notice_format", type=click.Choice(["xml", "json"]), default="xml", show_default=True)
@connection_options
@reply_timeout_option
@json_option
def replay(job_id: str, *, address: str, notice_format: str, timeout: float, as_json: bool, **connection: Any) -> None:
    """Send the notice of JOB once more, as the service would, to an address of yours."""
    with client_of(timeout=timeout, **connection) as client:
        job = client.describe_job(job_id)
    body = callbacks.render(job, notice_format=cast("Literal['xml', 'json']", notice_format))
    try:
        answer = requests.post(
            address,
            data=body,
            headers={"Content-Type": f"application/{notice_format}"},
            timeout=(5, timeout),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise TransportError(
            f"the notice did not reach {address}: {type(error).__name__}", host=address, sent=None
        ) from None
    if as_json:
        print_json({"job_id": job_id, "to": address, "status": answer.status_code, "bytes": len(body)})
    else:
        click.echo(f"{address} answered {answer.status_code}")


@callback.command()
@click.argument("base", metavar="URL")
@click.argument("job_key", metavar="KEY")
@click.option("--secret", envvar="COSANIM_CALLBACK_SECRET", required=True, help="[COSANIM_CALLBACK_SECRET]")
def url(base: str, job_key: str, *, secret: str) -> None:
    """Print a callback address with a token that ``cosanim.callbacks.verify`` checks."""
    click.echo(callbacks.url(base, secret, job_key))

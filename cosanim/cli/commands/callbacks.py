"""``cosanim callback …``."""

from __future__ import annotations

from http import HTTPStatus
from typing import IO, Any, Literal, cast

import click
import requests
import urllib3.exceptions

from cosanim import callbacks
from cosanim.cli.command_groups import CommandGroup
from cosanim.cli.exit_codes import REJECTED, UNAVAILABLE, report_failure
from cosanim.cli.options import connection_options, json_option, make_client, reply_timeout_option
from cosanim.cli.output import print_job, print_json
from cosanim.errors import DecodeError
from cosanim.http.failures import sent_by_kind, transport_error


@click.group(cls=CommandGroup)
def callback() -> None:
    """Callbacks that a job has ended."""


@callback.command()
@click.argument("file", type=click.File("rb"))
@json_option
def parse(file: IO[bytes], *, as_json: bool) -> None:
    """Read a callback, XML or JSON, from FILE (- for standard input)."""
    try:
        notice = callbacks.parse(file.read(callbacks.NOTICE_MAX_BYTES + 1))
    except DecodeError as error:
        # The exit code of a DecodeError is that of a faulty reply, but here the file is invalid.
        click.get_current_context().exit(report_failure(error, as_json=as_json, code=REJECTED))
    if as_json:
        print_json(notice.callback)
        return
    for job in notice.jobs:
        print_job(job, as_json=False)


@callback.command()
@click.argument("job_id", metavar="JOB")
@click.option("--to", "address", required=True, metavar="URL", help="Where to send the callback.")
@click.option(
    "--format",
    "notice_format",
    type=click.Choice(["xml", "json"]),
    default="xml",
    show_default=True,
    help="Format of the callback.",
)
@connection_options
@reply_timeout_option
@json_option
def replay(job_id: str, *, address: str, notice_format: str, timeout: float, as_json: bool, **connection: Any) -> None:
    """Send the callback of JOB once more, as the service would, to an address of yours.

    Exit code 0 when it was taken (status 2xx), 3 when not.
    """
    with make_client(timeout=timeout, **connection) as client:
        job = client.describe_job(job_id)
    body = callbacks.render(job, notice_format=cast("Literal['xml', 'json']", notice_format))
    status = _send_callback(address, body, notice_format, timeout)
    if as_json:
        print_json({"job_id": job_id, "to": address, "status": status, "bytes": len(body)})
    else:
        click.echo(f"{address} answered {status}")
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        click.get_current_context().exit(UNAVAILABLE)


def _send_callback(address: str, body: bytes, notice_format: str, timeout: float) -> int:
    """Send a callback once, and return the status of the response; its body is not read."""
    try:
        with requests.post(
            address,
            data=body,
            headers={"Content-Type": f"application/{notice_format}"},
            timeout=(5, timeout),
            allow_redirects=False,
            stream=True,
        ) as answer:
            return answer.status_code
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
        failure = transport_error(error, host=address, method="POST", sent=sent_by_kind(error))
    raise failure


@callback.command()
@click.argument("base", metavar="URL")
@click.argument("job_key", metavar="KEY")
@click.option(
    "--secret",
    envvar="COSANIM_CALLBACK_SECRET",
    required=True,
    help="What the token is made with. [COSANIM_CALLBACK_SECRET]",
)
@json_option
def url(base: str, job_key: str, *, secret: str, as_json: bool) -> None:
    """Print a callback address with a token that ``cosanim.callbacks.verify`` checks."""
    try:
        address = callbacks.url(base, secret, job_key)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        print_json({"job_key": job_key, "url": address})
    else:
        click.echo(address)

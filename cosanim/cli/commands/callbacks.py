"""The commands ``cosanim callback …``."""

from __future__ import annotations

from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any

import click
import requests
import urllib3.exceptions

from cosanim import callbacks
from cosanim.cli.command_groups import CommandGroup
from cosanim.cli.exit_codes import REJECTED, UNAVAILABLE, report_failure
from cosanim.cli.files import SourcePath, opened
from cosanim.cli.options import connection_options, json_option, make_client, reply_timeout_option
from cosanim.cli.output import print_job, print_json, print_text
from cosanim.errors import DecodeError
from cosanim.http.transport_errors import sent_by_class, transport_error

if TYPE_CHECKING:
    from pathlib import Path

    from cosanim.argument_types import CallbackBody


@click.group(cls=CommandGroup)
def callback() -> None:
    """Parse and send callbacks, which the service sends when a job ends."""


@callback.command()
@click.argument("file", type=SourcePath())
@json_option
def parse(file: Path | IO[bytes], *, as_json: bool) -> None:
    """Parse the callback in FILE, XML or JSON, and print its jobs (- for standard input)."""
    try:
        with opened(file) as content:
            parsed = callbacks.parse(content.read(callbacks.CALLBACK_MAX_BYTES + 1))
    except DecodeError as error:
        # The exit code of a DecodeError means a faulty reply, but here the file is invalid.
        click.get_current_context().exit(report_failure(error, as_json=as_json, code=REJECTED))
    if as_json:
        print_json(parsed.document)
        return
    for job in parsed.jobs:
        print_job(job, as_json=False)


@callback.command()
@click.argument("job_id", metavar="JOB")
@click.option("--to", "address", required=True, metavar="URL", help="Address to which the callback is sent.")
@click.option(
    "--format",
    "callback_format",
    type=click.Choice(["xml", "json"]),
    default="xml",
    show_default=True,
    help="Format of the callback.",
)
@connection_options
@reply_timeout_option
@json_option
def replay(
    job_id: str, *, address: str, callback_format: CallbackBody, timeout: float, as_json: bool, **connection: Any
) -> None:
    """Send the callback of JOB again, to an address of your choice.

    Exit codes: 0 if the response has a status 2xx, otherwise 3.
    """
    with make_client(timeout=timeout, **connection) as client:
        job = client.describe_job(job_id)
    body = callbacks.render(job, callback_format=callback_format)
    status = _send_callback(address, body, callback_format, timeout)
    if as_json:
        print_json({"job_id": job_id, "to": address, "status": status, "bytes": len(body)})
    else:
        print_text(f"{address} answered {status}")
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        click.get_current_context().exit(UNAVAILABLE)


def _send_callback(address: str, body: bytes, callback_format: str, timeout: float) -> int:
    """Send a callback once, and return the status of the response. The body of the response is not read."""
    try:
        with requests.post(
            address,
            data=body,
            headers={"Content-Type": f"application/{callback_format}"},
            timeout=(5, timeout),
            allow_redirects=False,
            stream=True,
        ) as response:
            return response.status_code
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
        failure = transport_error(error, host=address, method="POST", sent=sent_by_class(error))
    raise failure


@callback.command()
@click.argument("base", metavar="URL")
@click.argument("job_key", metavar="KEY")
@click.option(
    "--secret",
    envvar="COSANIM_CALLBACK_SECRET",
    required=True,
    help="Secret that signs the token. [COSANIM_CALLBACK_SECRET]",
)
@json_option
def url(base: str, job_key: str, *, secret: str, as_json: bool) -> None:
    """Print the callback address URL with a token for KEY, which ``cosanim.callbacks.verify`` checks."""
    try:
        address = callbacks.url(base, secret, job_key)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        print_json({"job_key": job_key, "url": address})
    else:
        click.echo(address)

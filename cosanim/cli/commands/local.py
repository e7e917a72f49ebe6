"""The command ``cosanim local``."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import warnings
import webbrowser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cosanim.cli.options import MAX_COUNT, Seconds, json_option
from cosanim.cli.output import print_json
from cosanim.cli.streams import stdout_is_lost
from cosanim.credentials import Credentials
from cosanim.http.endpoints import RegionWarning, check_bucket, check_region

if TYPE_CHECKING:
    from types import FrameType

    from cosanim.local import Faults


def _faults(ctx: click.Context, param: click.Parameter, text: str | None) -> Faults | None:
    if text is None:
        return None
    from cosanim.local import parse_faults

    try:
        return parse_faults(text)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="Port; 0 for any free port.")
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Folder for all data; a temporary one if left out."
)
@click.option("--bucket", default="test-1250000000", show_default=True, help="Bucket that exists from the start.")
@click.option("--region", default="ap-chongqing", show_default=True, help="Region of the buckets.")
@click.option("--secret-id", default="AKIDlocal", show_default=True, help="Secret id with which requests are signed.")
@click.option(
    "--secret-key", default="localsecret", show_default=True, help="Secret key with which requests are signed."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Number of jobs that are rendered at the same time.",
)
@click.option(
    "--queue-max-size",
    type=click.IntRange(1, 1_000_000),
    default=10_000,
    show_default=True,
    help="MaxSize of the queues: number of waiting jobs with which further ones are refused.",
)
@click.option(
    "--queue-max-concurrent",
    type=click.IntRange(1, 256),
    help="MaxConcurrent of the queues: number of jobs of a queue that run at the same time, if there are as many"
    " workers; 10 if left out, or the number of workers if that is more.",
)
@click.option(
    "--time-limit", type=Seconds(MAX_COUNT), default=600, show_default=True, help="Seconds that a render may take."
)
@click.option(
    "--memory-limit",
    type=click.IntRange(128, 1 << 30),
    metavar="MIB",
    help="MiB of memory that a render may take, from 128; without a limit if left out. Only on Linux.",
)
@click.option("--tls", is_flag=True, help="Serve HTTPS, and print the file of the authority that clients must trust.")
@click.option("--no-render", is_flag=True, help="Write placeholder images instead of rendering; PyAV is not needed.")
@click.option("--strict", is_flag=True, help="Refuse requests with nodes that are not in the schema.")
@click.option(
    "--faults",
    callback=_faults,
    metavar="NAME=PROBABILITY[:VALUE],…",
    help="Random faults of API requests: refuse, drop-before, drop-after, late and slow (with :SECONDS), and error"
    " statuses from 400 to 599, 301 or 307 (with :CODE for another error code), as in"
    ' "drop-after=0.05,late=0.03:2.0,503=0.05".',
)
@click.option("--fault-seed", type=int, help="Seed of the random faults; a random one if left out.")
@click.option("--hold", is_flag=True, help="Leave all jobs Submitted: run none.")
@click.option("--unbound", is_flag=True, help="Do not bind the media service to the bucket; see `cosanim setup`.")
@click.option("--open", "open_page", is_flag=True, help="Open the page of the service in a browser.")
@click.option("--verbose", is_flag=True, help="Log on stderr.")
@json_option
def local(
    *,
    port: int,
    data: Path | None,
    bucket: str,
    region: str,
    secret_id: str,
    secret_key: str,
    workers: int,
    queue_max_size: int,
    queue_max_concurrent: int | None,
    time_limit: float,
    memory_limit: int | None,
    tls: bool,
    no_render: bool,
    strict: bool,
    faults: Faults | None,
    fault_seed: int | None,
    hold: bool,
    unbound: bool,
    open_page: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Run the service on the loopback address of this machine until Ctrl-C.

    Prints one line, "listening on URL" or {"url": URL}, when the service accepts requests; with --tls it also contains
    the file of the certificate authority, as ca_file in JSON. At that URL a browser shows the jobs, objects and queues,
    and a form that submits a job. Ctrl-C and SIGTERM stop it in an orderly way, with exit
    code 130 and 0.
    """
    from cosanim.local import LocalService

    if verbose:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    else:
        # A region that the cloud does not have is harmless here, so there is no warning about it.
        warnings.simplefilter("ignore", RegionWarning)
        # Failures are said in the responses, so that their log is not printed as warnings.
        logger = logging.getLogger("cosanim.local")
        click.get_current_context().call_on_close(partial(logger.setLevel, logger.level))
        logger.setLevel(logging.CRITICAL + 1)
    service = LocalService(
        data=data,
        bucket=check_bucket(bucket),
        region=check_region(region),
        credentials=Credentials(secret_id, secret_key),
        port=port,
        tls=tls,
        render=not no_render,
        workers=workers,
        queue_max_size=queue_max_size,
        queue_max_concurrent=queue_max_concurrent,
        time_limit=time_limit,
        memory_limit=memory_limit,
        verbose=verbose,
        strict=strict,
        faults=faults,
        fault_seed=fault_seed,
        hold=hold,
        bound=not unbound,
    )
    interrupts: list[int] = []

    def on_ready(url: str) -> None:
        service_handler = signal.getsignal(signal.SIGINT)

        def interrupt(number: int, frame: FrameType | None) -> None:
            interrupts.append(number)
            if callable(service_handler):
                service_handler(number, frame)

        signal.signal(signal.SIGINT, interrupt)
        if as_json:
            print_json({"url": url} if service.ca_file is None else {"url": url, "ca_file": str(service.ca_file)})
        else:
            trust = "" if service.ca_file is None else f" with the certificate authority {service.ca_file}"
            click.echo(f"listening on {url}{trust}")
        if stdout_is_lost() and port == 0:
            # The address could not be printed, so no client can find the service.
            click.get_current_context().exit()
        if open_page:
            # In a thread, since a browser of the terminal runs until it is closed.
            threading.Thread(target=webbrowser.open, args=(url,), name="cosanim-browser", daemon=True).start()

    service.run(on_ready)
    if interrupts:
        raise click.Abort

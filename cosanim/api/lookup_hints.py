"""Command line and client call that list what a submission with an unknown outcome may have created."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.times import format_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.http.endpoints import Endpoint
    from cosanim.operations import AnyApi


class Look(NamedTuple):
    """Two ways to list the jobs or batches.

    Attributes:
        command: A command line.
        call: A call of the Python client.
    """

    command: str
    call: str


@dataclass(frozen=True, slots=True)
class _List:
    """How the jobs or batches that an API creates are listed: command, client method, and filter."""

    command: str
    method: str
    argument: str
    option: str


_LISTS: Final[Mapping[str, _List]] = {
    "submit_job": _List("cosanim list", "list_jobs", "input_object", "--input"),
    "submit_batch": _List("cosanim batch list", "list_batches", "name", "--name"),
}


def how_to_look(
    api: AnyApi, wanted: str | None, *, bucket: str, region: str, endpoint: Endpoint, since: int | None
) -> Look:
    """Return the command line and the client call that list what a submission may have created.

    Args:
        api: The API that was called.
        wanted: The input of the job, or the name of the batch; None when the request has neither.
        bucket: The bucket of the client.
        region: Its region.
        endpoint: The endpoint that the request was sent to.
        since: The earliest time at which it can have been accepted, in Unix time; None when that is unknown.
    """
    lists = _LISTS[api.name]
    options = {"--bucket": bucket, "--region": region}
    if not endpoint.is_documented:
        options["--endpoint"] = endpoint.base_url
    arguments: dict[str, Any] = {}
    if wanted is not None:
        options[lists.option] = arguments[lists.argument] = wanted
    if since is not None:
        options["--since"] = arguments["start_creation_time"] = format_time(datetime.fromtimestamp(since, UTC))
    # The equals sign keeps a key that starts with a hyphen from being parsed as an option.
    words = [f"{name}={shlex.quote(value)}" for name, value in options.items()]
    return Look(
        command=" ".join([lists.command, *words]),
        call=f"client.{lists.method}({', '.join(f'{name}={value!r}' for name, value in arguments.items())})",
    )

"""How to look for what may have been accepted: the command and the call that list it."""

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
    """How to look.

    Attributes:
        command: A command line.
        call: A call of the Python client.
    """

    command: str
    call: str


@dataclass(frozen=True, slots=True)
class _List:
    """What lists the things that an API makes: the command, the method, and the filter that finds one of them."""

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
    """Return the command and the call that list what a submission may have made.

    Args:
        api: The API that was called.
        wanted: The input of the job, or the name of the batch; None when the request names none.
        bucket: The bucket that it was sent for.
        region: Its region.
        endpoint: Where it was sent.
        since: The first second, in Unix time, at which it can have been accepted; None when that is not known.
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
    # With an equals sign, since a key may start with a hyphen.
    words = [f"{name}={shlex.quote(value)}" for name, value in options.items()]
    return Look(
        command=" ".join([lists.command, *words]),
        call=f"client.{lists.method}({', '.join(f'{name}={value!r}' for name, value in arguments.items())})",
    )

"""Makes the command line and the client call that list the jobs or batches a submission may have created."""

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


class LookupHints(NamedTuple):
    """A command line and a client call that list the same jobs or batches.

    Attributes:
        command: A command line.
        call: A call of the Python client.
    """

    command: str
    call: str


@dataclass(frozen=True, slots=True)
class _ListCall:
    """Command, client method, argument and option that list what an API creates, filtered by input or name."""

    command: str
    method: str
    argument: str
    option: str


_LIST_CALLS: Final[Mapping[str, _ListCall]] = {
    "submit_job": _ListCall("cosanim list", "list_jobs", "input_object", "--input"),
    "submit_batch": _ListCall("cosanim batch list", "list_batches", "name", "--name"),
}


def lookup_hints(
    api: AnyApi,
    filter_value: str | None,
    *,
    bucket: str,
    region: str,
    endpoint: Endpoint,
    profile: str | None = None,
    since: int | None,
) -> LookupHints:
    """Return the command line and the client call that list the jobs or batches a submission may have created.

    Args:
        api: The API that was called.
        filter_value: The input of the job, or the name of the batch; None when the request has neither.
        bucket: The bucket of the client.
        region: Its region.
        endpoint: The endpoint that the request was sent to.
        profile: The profile of tccli that was named for the credentials; None if none was.
        since: The earliest time at which it can have been accepted, in Unix time; None when that is unknown.
    """
    list_call = _LIST_CALLS[api.name]
    options = {"--bucket": bucket, "--region": region}
    if not endpoint.is_documented:
        options["--endpoint"] = endpoint.base_url
    if profile is not None:
        options["--profile"] = profile
    arguments: dict[str, Any] = {}
    if filter_value is not None:
        options[list_call.option] = arguments[list_call.argument] = filter_value
    if since is not None:
        options["--since"] = arguments["start_creation_time"] = format_time(datetime.fromtimestamp(since, UTC))
    # The equals sign keeps a key that starts with a hyphen from being parsed as an option.
    words = [f"{name}={shlex.quote(value)}" for name, value in options.items()]
    return LookupHints(
        command=" ".join([list_call.command, *words]),
        call=f"client.{list_call.method}({', '.join(f'{name}={value!r}' for name, value in arguments.items())})",
    )

"""The command ``cosanim setup``."""

from __future__ import annotations

import json
import shlex
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

import click

from cosanim.cli.commands.policy import build_policy
from cosanim.cli.exit_codes import command_limit
from cosanim.cli.findings import print_finding
from cosanim.cli.options import (
    command_timeout_option,
    connection_options,
    json_option,
    make_client,
    reply_timeout_option,
)
from cosanim.cli.output import print_json
from cosanim.doctor.checks import first_line
from cosanim.doctor.media_service import check_queue_state
from cosanim.errors import CosanimError, InvalidRequestError, PermissionDeniedError, ServiceError
from cosanim.findings import Finding, Status
from cosanim.operations import APIS
from cosanim.service_role import ROLE_NAME, ROLE_POLICIES, ROLE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cosanim.client import AnimationClient
    from cosanim.models import QueueDetail
    from cosanim.operations import Api
    from cosanim.time_limits import TimeLimit

Value = TypeVar("Value")

_BOUND_ALREADY: Final = frozenset({"MediaBucketAlreadyBinded", "BucketAlreadyBinded"})
_APIS: Final = ("submit_job", "describe_jobs", "list_jobs", "cancel_job", "list_queues", "describe_media_buckets")
"""The APIs that submitting, waiting, cancelling and the checks of ``cosanim doctor`` call."""
_BY_HAND: Final = (
    "create the bucket: in the console of the object store (COS)",
    f"create the role {ROLE_NAME}: as the main account, open the Cloud Infinite console once and authorize the service",
    "attach the policy to the sub-account or role that signs: in the console of the access management (CAM)",
)
"""What no API of the media service does."""


@click.command()
@connection_options
@reply_timeout_option
@command_timeout_option
@json_option
def setup(*, timeout: float, command_timeout: float, as_json: bool, **connection: Any) -> None:
    """Enable the media service on the bucket, and print its queue and the permissions and the role that jobs need.

    It can be repeated: a bucket that is bound already stays as it is. Nothing else is changed, and nothing is asked.
    Jobs need a policy for the account that signs, and a role for the service; both are made in the console.

    An account that may not bind the bucket or see its queue gets everything else printed, to be handed to an
    administrator.

    Exit codes: 0 if all was done; 3 if the account may not do it, or the service cannot be asked; 4 if
    --command-timeout passed. With 3 for a missing permission, and with 4, policy and role are printed before.
    """
    with (
        command_limit(command_timeout) as limit,
        make_client(timeout=timeout, **connection) as client,
    ):
        binding = _attempt("create_media_bucket", limit, partial(_bind, client))
        listing = _attempt("list_queues", limit, lambda: list(client.list_queues()))
        report = _Report(
            bucket=client.bucket,
            region=client.region,
            newly_bound=binding.result,
            queues=listing.result or [],
            policy=build_policy(list(_APIS), bucket=client.bucket, region=client.region, objects=True),
            role={"name": ROLE_NAME, "service": ROLE_SERVICE, "policies": ROLE_POLICIES},
            by_hand=_BY_HAND if binding.error is None else (_bind_by_hand(client), *_BY_HAND),
            not_done=[step.record for step in (binding, listing) if step.error is not None],
        )
        if as_json:
            print_json(report._asdict())
        else:
            _print(report, [_binding_finding(binding, report), *_queue_findings(listing)])
        if (error := binding.error or listing.error) is not None:
            raise error


class _Report(NamedTuple):
    """What the command prints."""

    bucket: str
    region: str
    newly_bound: bool | None
    queues: list[QueueDetail]
    policy: dict[str, Any]
    role: dict[str, Any]
    by_hand: Sequence[str]
    not_done: list[dict[str, Any]]


class _Step(NamedTuple, Generic[Value]):
    """The outcome of a call: its result, or why the account did not get it."""

    api: Api[Any, Any]
    result: Value | None
    error: CosanimError | None

    @property
    def is_denied(self) -> bool:
        return self.error is not None and _is_denial(self.error)

    @property
    def permissions(self) -> str:
        return ", ".join(self.api.permissions)

    @property
    def record(self) -> dict[str, Any]:
        return {
            "api": self.api.name,
            "permissions": self.api.permissions,
            "denied": self.is_denied,
            "message": first_line(self.error) if self.error else "",
        }


def _attempt(name: str, limit: TimeLimit, call: Callable[[], Value]) -> _Step[Value]:
    """Call an API; a missing permission and a time that is over do not end the command.

    Raises:
        CosanimError: Any other error, such as that of a bucket that does not exist.
    """
    try:
        return _Step(APIS[name], limit.call(call), None)
    except CosanimError as error:
        if not (limit.is_exceeded or _is_denial(error)):
            raise
        return _Step(APIS[name], None, error)


def _is_denial(error: CosanimError) -> bool:
    # With 401 it is an AuthenticationError, since the service answers a wrong signature alike.
    return isinstance(error, PermissionDeniedError) or getattr(error, "code", "") == "AccessDenied"


def _bind(client: AnimationClient) -> bool:
    """Bind the media service to the bucket, and return whether it was not bound before."""
    try:
        client.create_media_bucket()
    except InvalidRequestError as error:
        if error.code in _BOUND_ALREADY:
            return False
        raise
    except ServiceError as error:
        if _is_denial(error):
            error.extend_hint("`cosanim policy --api create_media_bucket` prints the permission")
        raise
    return True


def _bind_by_hand(client: AnimationClient) -> str:
    command = shlex.join(["cosanim", "setup", "--bucket", client.bucket, "--region", client.region])
    return f"bind the bucket: run `{command}` with an account that may, or bind it in the Cloud Infinite console"


def _print(report: _Report, findings: Iterable[Finding]) -> None:
    for finding in findings:
        print_finding(finding, is_brief=True)
    click.echo(f"role of the service: {ROLE_NAME} (taken by {ROLE_SERVICE}), with the policies")
    click.echo("\n".join(f"  {name}" for name in ROLE_POLICIES))
    click.echo("policy of the account that signs, with ${uin} replaced by the uin of the main account:")
    click.echo(json.dumps(report.policy, indent=2))
    click.echo("what this command cannot do:")
    click.echo("\n".join(f"  {line}" for line in report.by_hand))
    click.echo("`cosanim doctor` checks the result.")


def _binding_finding(step: _Step[bool], report: _Report) -> Finding:
    name = "media-service"
    if step.error is None:
        found = f"{'now bound' if step.result else 'bound already'} to {report.bucket}"
        return Finding(name=name, status=Status.OK, found=found)
    if not step.is_denied:
        return Finding(
            name=name,
            status=Status.SKIPPED,
            found=first_line(step.error),
            meaning="whether the bucket is bound is not known",
            remedy="run the command again: a bucket that is bound stays as it is",
        )
    found = f"{step.permissions} denied: {first_line(step.error)}"
    if report.queues:
        return Finding(
            name=name,
            status=Status.WARNING,
            found=found,
            meaning="this account may not bind the bucket, but it has a queue, so that it is bound already",
        )
    # With 401 the service answers a wrong signature alike.
    tell_apart = (
        ""
        if isinstance(step.error, PermissionDeniedError)
        else "look with `cosanim doctor` whether the signature is right, and "
    )
    return Finding(
        name=name,
        status=Status.FAILED,
        found=found,
        meaning="this account may not bind the bucket, and if nobody has, every job is refused",
        remedy=f"{tell_apart}hand all that follows to an administrator of the account",
    )


def _queue_findings(step: _Step[list[QueueDetail]]) -> Iterator[Finding]:
    if step.error is not None:
        denied = f"{step.permissions} denied: " if step.is_denied else ""
        yield Finding(
            name="queue",
            status=Status.SKIPPED,
            found=f"{denied}{first_line(step.error)}",
            meaning="whether the queue takes jobs is not known",
            remedy="look with `cosanim doctor` when the policy below is granted" if step.is_denied else "",
        )
    elif not step.result:
        yield Finding(
            name="queue",
            status=Status.WARNING,
            found="the bucket has none yet",
            meaning="it can take a little until a new bucket has one",
            remedy="wait a little, then look with `cosanim queue list`",
        )
    yield from map(check_queue_state, step.result or [])

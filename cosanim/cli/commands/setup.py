"""The command ``cosanim setup``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import click

from cosanim.cli.commands.policy import build_policy
from cosanim.cli.findings import print_finding
from cosanim.cli.options import connection_options, json_option, make_client, reply_timeout_option
from cosanim.cli.output import print_json
from cosanim.doctor.media_service import check_queue_state
from cosanim.errors import InvalidRequestError, PermissionDeniedError
from cosanim.findings import Finding, Status
from cosanim.service_role import ROLE_NAME, ROLE_POLICIES, ROLE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosanim.client import AnimationClient
    from cosanim.models import QueueDetail

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
@json_option
def setup(*, timeout: float, as_json: bool, **connection: Any) -> None:
    """Enable the media service on the bucket, and print its queue and the permissions and the role that jobs need.

    It can be repeated: a bucket that is bound already stays as it is. Nothing else is changed, and nothing is asked.
    Jobs need a policy for the account that signs, and a role for the service; both are made in the console.
    """
    with make_client(timeout=timeout, **connection) as client:
        is_new = _bind(client)
        queues = list(client.list_queues())
        policy = build_policy(list(_APIS), bucket=client.bucket, region=client.region, objects=True)
        if as_json:
            print_json(
                {
                    "bucket": client.bucket,
                    "region": client.region,
                    "newly_bound": is_new,
                    "queues": queues,
                    "policy": policy,
                    "role": {"name": ROLE_NAME, "service": ROLE_SERVICE, "policies": ROLE_POLICIES},
                    "by_hand": _BY_HAND,
                }
            )
            return
    found = f"{'now bound' if is_new else 'bound already'} to {client.bucket}"
    for finding in (Finding(name="media-service", status=Status.OK, found=found), *_queue_findings(queues)):
        print_finding(finding, is_brief=True)
    click.echo(f"role of the service: {ROLE_NAME} (taken by {ROLE_SERVICE}), with the policies")
    click.echo("\n".join(f"  {name}" for name in ROLE_POLICIES))
    click.echo("policy of the account that signs, with ${uin} replaced by the uin of the main account:")
    click.echo(json.dumps(policy, indent=2))
    click.echo("what this command cannot do:")
    click.echo("\n".join(f"  {line}" for line in _BY_HAND))
    click.echo("`cosanim doctor` checks the result.")


def _bind(client: AnimationClient) -> bool:
    """Bind the media service to the bucket, and return whether it was not bound before.

    Raises:
        PermissionDeniedError: The account may not bind buckets; the hint names the policy that allows it.
    """
    try:
        client.create_media_bucket()
    except InvalidRequestError as error:
        if error.code in _BOUND_ALREADY:
            return False
        raise
    except PermissionDeniedError as error:
        error.extend_hint("`cosanim policy --api create_media_bucket` prints the permission")
        raise
    return True


def _queue_findings(queues: list[QueueDetail]) -> Iterator[Finding]:
    if not queues:
        yield Finding(
            name="queue",
            status=Status.WARNING,
            found="the bucket has none yet",
            meaning="it can take a little until a new bucket has one",
            remedy="wait a little, then look with `cosanim queue list`",
        )
    yield from map(check_queue_state, queues)

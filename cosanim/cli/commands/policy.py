"""The command ``cosanim policy``."""

from __future__ import annotations

import json
from typing import Any, Final

import click

from cosanim.cli.options import json_option
from cosanim.http.endpoints import check_bucket, check_region
from cosanim.operations import APIS
from cosanim.service_role import ROLE_NAME

# The actions for objects. They are not in the table of APIs.
_OBJECT_ACTIONS: Final = ("cos:GetObject", "cos:HeadObject", "cos:PutObject")


def build_policy(apis: list[str], *, bucket: str, region: str, objects: bool) -> dict[str, Any]:
    """Return the CAM policy that gives a sub-account the permissions for some APIs, and no more.

    Args:
        apis: Names of the APIs that the sub-account may call.
        bucket: The bucket, with its appid.
        region: The region of the bucket.
        objects: Whether the sub-account may also put and get objects.
    """
    appid = bucket.rpartition("-")[2]
    actions = sorted({action for name in apis for action in APIS[name].permissions})
    on_bucket = [f"name/{action}" for action in actions if action.startswith("ci:")]
    statements = [
        {
            "effect": "allow",
            "action": on_bucket,
            "resource": [f"qcs::ci:{region}:uid/{appid}:bucket/{bucket}/*"],
        }
    ]
    if any(action.startswith("cam:") for action in actions):
        statements.append(
            {
                "effect": "allow",
                "action": [f"name/{action}" for action in actions if action.startswith("cam:")],
                "resource": [f"qcs::cam::uin/${{uin}}:roleName/{ROLE_NAME}"],
            }
        )
    if objects:
        statements.append(
            {
                "effect": "allow",
                "action": [f"name/{action}" for action in _OBJECT_ACTIONS],
                "resource": [f"qcs::cos:{region}:uid/{appid}:{bucket}/*"],
            }
        )
    return {"version": "2.0", "statement": statements}


@click.command()
@click.option(
    "--api", "apis", multiple=True, type=click.Choice(list(APIS)), help="An API to allow; all if left out; repeatable."
)
@click.option(
    "--objects/--no-objects",
    default=None,
    help="Allow to put and get objects; if left out, only when no API is named.",
)
@click.option("--bucket", metavar="NAME-APPID", help="Bucket, with its appid. [COSANIM_BUCKET]")
@click.option("--region", metavar="REGION", help="Region of the bucket. [COSANIM_REGION]")
@json_option
def policy(
    *, apis: tuple[str, ...], objects: bool | None, bucket: str | None, region: str | None, as_json: bool
) -> None:
    """Print the least-privilege CAM policy for the APIs, as JSON. Replace ${uin} by the uin of the account."""
    document = build_policy(
        list(apis) or list(APIS),
        bucket=check_bucket(bucket),
        region=check_region(region),
        objects=not apis if objects is None else objects,
    )
    click.echo(json.dumps(document, indent=None if as_json else 2))

"""``cosanim queue …``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from cosanim.callbacks import EVENT
from cosanim.cli.command_groups import CommandGroup
from cosanim.cli.options import connection_options, json_option, make_client, reply_timeout_option
from cosanim.cli.output import print_json, print_line, print_rows
from cosanim.models import NotifyConfig, UpdateQueueRequest

if TYPE_CHECKING:
    from cosanim.models import NotifyConfigDetail, QueueDetail


@click.group(cls=CommandGroup)
def queue() -> None:
    """Queues, where the jobs of a bucket wait."""


@queue.command("list")
@click.option("--state", metavar="Active|Paused", help="Only queues in this state.")
@connection_options
@reply_timeout_option
@json_option
def list_queues(*, state: str | None, timeout: float, as_json: bool, **connection: Any) -> None:
    """List the queues of the bucket."""
    with make_client(timeout=timeout, **connection) as client:
        print_rows(
            ("queue", "name", "state", "callbacks", "size", "at once"),
            client.list_queues(state=state),
            _row,
            as_json=as_json,
        )


@queue.command()
@click.argument("queue_id", metavar="QUEUE")
@connection_options
@reply_timeout_option
@json_option
def show(queue_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Show one queue."""
    with make_client(timeout=timeout, **connection) as client:
        found = client.describe_queue(queue_id)
    _print(found, as_json=as_json)


@queue.command()
@click.argument("queue_id", metavar="QUEUE")
@connection_options
@reply_timeout_option
@json_option
def pause(queue_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Pause a queue: waiting jobs stay, running ones go on."""
    _change(queue_id, {"state": "Paused"}, timeout=timeout, as_json=as_json, **connection)


@queue.command()
@click.argument("queue_id", metavar="QUEUE")
@connection_options
@reply_timeout_option
@json_option
def resume(queue_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Resume a paused queue."""
    _change(queue_id, {"state": "Active"}, timeout=timeout, as_json=as_json, **connection)


@queue.command()
@click.argument("queue_id", metavar="QUEUE")
@click.option("--name", help="New name.")
@click.option("--state", metavar="Active|Paused", help="New state.")
@click.option("--callback", metavar="URL", help="Address that is told when a job ends; no for none.")
@click.option("--callback-format", metavar="XML|JSON", help="Format of callbacks.")
@connection_options
@reply_timeout_option
@json_option
def update(
    queue_id: str,
    *,
    name: str | None,
    state: str | None,
    callback: str | None,
    callback_format: str | None,
    timeout: float,
    as_json: bool,
    **connection: Any,
) -> None:
    """Change settings of a queue; those that are not named stay."""
    if name is callback is state is callback_format is None:
        raise click.UsageError("name at least one setting: --name, --state, --callback or --callback-format")
    notify: dict[str, Any] = {}
    if callback == "no":
        notify = {"state": "Off"}
    elif callback is not None:
        notify = {"state": "On", "type": "Url", "url": callback}
    if callback_format is not None:
        notify["result_format"] = callback_format
    changes = {"name": name, "state": state}
    _change(queue_id, changes, notify, timeout=timeout, as_json=as_json, **connection)


def _change(
    queue_id: str,
    changes: dict[str, str | None],
    notify: dict[str, Any] | None = None,
    *,
    timeout: float,
    as_json: bool,
    **connection: Any,
) -> None:
    """Read the queue, change settings and update it; unchanged settings are sent too, since the service replaces all.

    Args:
        queue_id: The queue.
        changes: Settings to change; a setting of None is not changed.
        notify: Callback settings to change.
        timeout: Time-out in seconds for each read of the reply.
        as_json: Print JSON.
        **connection: The connection options.
    """
    with make_client(timeout=timeout, **connection) as client:
        found = client.describe_queue(queue_id)
        settings = {"name": found.name or "", "state": found.state or "Active"}
        given = {name: value for name, value in changes.items() if value is not None}
        config = replace(_request_config(found.notify_config), **notify or {})
        if config.state == "On" and config.event is None:
            config.event = EVENT
        response = client.update_queue(queue_id, UpdateQueueRequest(**settings | given, notify_config=config))
    _print(response.queue or found, as_json=as_json)


def _request_config(told: NotifyConfigDetail | None) -> NotifyConfig:
    """Return the callback settings of a queue in the form of a request, without blank ones."""
    if told is None:
        return NotifyConfig(state="Off")
    return NotifyConfig(
        state=told.state or None,
        url=told.url or None,
        type=told.type or None,
        event=told.event or None,
        result_format=told.result_format or None,
        mq_mode=told.mq_mode or None,
        mq_region=told.mq_region or None,
        mq_name=told.mq_name or None,
    )


def _print(found: QueueDetail, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
    else:
        print_line(_row(found))


def _row(found: QueueDetail) -> tuple[object, ...]:
    notify = found.notify_config
    address = (notify.url or notify.mq_name) if notify and notify.state == "On" else None
    return found.queue_id, found.name, found.state, address, found.max_size, found.max_concurrent

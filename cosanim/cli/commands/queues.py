"""The commands ``cosanim queue …``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from cosanim.callbacks import EVENT
from cosanim.cli.command_groups import CommandGroup
from cosanim.cli.completion import CALLBACK_FORMAT, QUEUE_STATE
from cosanim.cli.options import connection_options, full_option, json_option, make_client, reply_timeout_option
from cosanim.cli.output import print_json, print_line, print_rows
from cosanim.cli.tables import Column, document_columns
from cosanim.models import NotifyConfig, UpdateQueueRequest

if TYPE_CHECKING:
    from cosanim.argument_types import QueueStateName
    from cosanim.models import NotifyConfigDetail, QueueDetail


COLUMNS: Final = (
    Column("queue", "id"),
    Column("name"),
    Column("state", "word"),
    Column("callbacks"),
    Column("size", "word"),
    Column("at once", "word"),
)


@click.group(cls=CommandGroup)
def queue() -> None:
    """Show and change the queues in which the jobs of a bucket wait."""


@queue.command("list")
@click.option("--state", type=QUEUE_STATE, metavar="Active|Paused", help="Only queues in this state.")
@full_option
@connection_options
@reply_timeout_option
@json_option
@document_columns(COLUMNS)
def list_queues(
    *, state: QueueStateName | None, is_full: bool, timeout: float, as_json: bool, **connection: Any
) -> None:
    """List the queues of the bucket."""
    with make_client(timeout=timeout, **connection) as client:
        print_rows(COLUMNS, client.list_queues(state=state), _row, as_json=as_json, is_full=is_full)


@queue.command()
@click.argument("queue_id", metavar="QUEUE")
@connection_options
@reply_timeout_option
@json_option
def show(queue_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Show one queue."""
    with make_client(timeout=timeout, **connection) as client:
        detail = client.describe_queue(queue_id)
    _print_queue(detail, as_json=as_json)


@queue.command()
@click.argument("queue_id", metavar="QUEUE")
@connection_options
@reply_timeout_option
@json_option
def pause(queue_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Pause a queue. Waiting jobs stay in it, and running jobs continue."""
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
@click.option("--state", type=QUEUE_STATE, metavar="Active|Paused", help="New state.")
@click.option("--callback", metavar="URL", help="Address that receives callbacks; no to turn them off.")
@click.option("--callback-format", type=CALLBACK_FORMAT, metavar="XML|JSON", help="Format of callbacks.")
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
    """Change settings of a queue. Other settings stay unchanged."""
    if name is callback is state is callback_format is None:
        raise click.UsageError("give at least one of --name, --state, --callback or --callback-format")
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
    """Read a queue, change some settings, and update it. The service replaces all settings, so all are sent.

    Args:
        queue_id: The queue.
        changes: Settings to change; a setting of None is not changed.
        notify: Callback settings to change.
        timeout: Seconds to wait for each piece of a reply.
        as_json: Print JSON.
        **connection: The connection options.
    """
    with make_client(timeout=timeout, **connection) as client:
        detail = client.describe_queue(queue_id)
        settings = {"name": detail.name or "", "state": detail.state or "Active"}
        new_settings = {name: value for name, value in changes.items() if value is not None}
        config = replace(_request_config(detail.notify_config), **notify or {})
        if config.state == "On" and config.event is None:
            config.event = EVENT
        response = client.update_queue(queue_id, UpdateQueueRequest(**settings | new_settings, notify_config=config))
    _print_queue(response.queue or detail, as_json=as_json)


def _request_config(detail: NotifyConfigDetail | None) -> NotifyConfig:
    """Return the callback settings of a reply as those of a request, without blank ones."""
    if detail is None:
        return NotifyConfig(state="Off")
    return NotifyConfig(
        state=detail.state or None,
        url=detail.url or None,
        type=detail.type or None,
        event=detail.event or None,
        result_format=detail.result_format or None,
        mq_mode=detail.mq_mode or None,
        mq_region=detail.mq_region or None,
        mq_name=detail.mq_name or None,
    )


def _print_queue(detail: QueueDetail, *, as_json: bool) -> None:
    if as_json:
        print_json(detail)
    else:
        print_line(_row(detail))


def _row(detail: QueueDetail) -> tuple[object, ...]:
    notify = detail.notify_config
    address = (notify.url or notify.mq_name) if notify and notify.state == "On" else None
    return detail.queue_id, detail.name, detail.state, address, detail.max_size, detail.max_concurrent

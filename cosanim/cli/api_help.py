"""Appends to the help of a command the APIs that the command calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from cosanim.operations import APIS

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS_OF_API: Final[Mapping[str, tuple[str, ...]]] = {
    "submit_job": ("submit", "convert", "bulk"),
    "describe_jobs": ("describe", "explain", "wait", "submit", "convert", "bulk", "callback replay"),
    "list_jobs": (
        "list",
        "explain",
        "submit",
        "convert",
        "bulk",
        "doctor",
        "get",
        "batch submit",
        "batch describe",
        "batch wait",
    ),
    "cancel_job": ("cancel",),
    "create_template": ("template create", "template apply"),
    "update_template": ("template update", "template apply"),
    "delete_template": ("template delete",),
    "list_templates": (
        "template list",
        "template show",
        "template export",
        "template update",
        "template apply",
        "explain",
    ),
    "list_queues": (
        "queue list",
        "queue show",
        "queue update",
        "queue pause",
        "queue resume",
        "explain",
        "bulk",
        "doctor",
        "setup",
    ),
    "update_queue": ("queue update", "queue pause", "queue resume"),
    "describe_media_buckets": ("bucket list", "doctor"),
    "create_media_bucket": ("bucket bind", "setup"),
    "submit_batch": ("batch submit",),
    "describe_batch": ("batch describe", "batch submit", "batch wait", "list", "get"),
    "list_batches": ("batch list",),
    "cancel_batch": ("batch cancel",),
}
"""The commands that call an API, by the name of the API; also those that only do so with some options, or to look up
the outcome of a submission."""


def add_api_help(command: click.Command, path: str) -> None:
    """Append the called APIs to the help of a command and of its subcommands.

    Args:
        command: The command; its help is changed in place.
        path: Its full name without ``cosanim``, such as ``template list``.
    """
    if isinstance(command, click.Group):
        for name, subcommand in command.commands.items():
            add_api_help(subcommand, f"{path} {name}")
        return
    called_apis = [APIS[name] for name, commands in COMMANDS_OF_API.items() if path in commands]
    if called_apis:
        command.epilog = "  ".join(
            f"Calls {api.method} {api.path}{'?' + api.flag if api.flag else ''} ({', '.join(api.permissions)})."
            for api in called_apis
        )

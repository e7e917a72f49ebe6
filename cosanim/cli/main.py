"""The group of all commands, and the one place where exceptions become exit codes."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
import warnings
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import click

from cosanim.cli.apis import annotate
from cosanim.cli.failures import INTERRUPTED, report_failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Each command is imported when it is called: `cosanim sign` need not wait for the local service.
COMMANDS: Final = {
    "batch": "batches",
    "bucket": "buckets",
    "callback": "callbacks",
    "cancel": "jobs",
    "demo": "demo",
    "describe": "jobs",
    "get": "objects",
    "list": "jobs",
    "local": "local",
    "policy": "policy",
    "put": "objects",
    "queue": "queues",
    "sign": "sign",
    "submit": "submit",
    "template": "templates",
    "url": "objects",
    "validate": "validate",
    "wait": "jobs",
}
"""Module of each command."""
_SIGNALLED: Final = 128
"""What a shell adds to the number of the signal that ended a command."""


# Commands whose names are taken in Python.
_FUNCTIONS: Final = {"list": "list_jobs"}


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None if there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"cosanim.cli.{COMMANDS[cmd_name]}"), _FUNCTIONS.get(cmd_name, cmd_name)
        )
        annotate(command, cmd_name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(version("cosanim"), prog_name="cosanim")
def cli() -> None:
    """Turn videos in a COS bucket into GIF or animated WebP through Tencent Cloud's Cloud Infinite.

    Exit codes: 0 done, 1 violations or a failed job, 2 usage, 3 service, transport or credentials error, 4 time-out,
    5 outcome of a submission unknown, 130 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. No exception gets out.

    Args:
        arguments: The words after ``cosanim``; those of the process when left out.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        with _said_aloud(as_json="--json" in words):
            code = cli.main(words, prog_name="cosanim", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except Exception as error:  # noqa: BLE001 - a command line shows no traceback, whatever happened
        sys.exit(report_failure(error, as_json="--json" in words))
    sys.exit(code if isinstance(code, int) else 0)


@contextmanager
def _said_aloud(*, as_json: bool) -> Iterator[None]:
    """Show warnings on stderr, a line each: without the line of source that raised them, as JSON where that is asked.

    A request to end is raised like Ctrl-C, so that everything is cleaned up on the way out.
    """

    def say(message: object) -> None:
        text = json.dumps({"warning": str(message)}) if as_json else f"warning: {message}"
        click.echo(text, err=True)

    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: say(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("cosanim")
    logger.addHandler(handler)
    is_main = threading.current_thread() is threading.main_thread()
    previous = signal.signal(signal.SIGTERM, _terminate) if is_main else None
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_, **__: say(message)
            yield
    finally:
        logger.removeHandler(handler)
        if is_main:
            signal.signal(signal.SIGTERM, previous)


def _terminate(number: int, _: object) -> None:
    raise SystemExit(_SIGNALLED + number)

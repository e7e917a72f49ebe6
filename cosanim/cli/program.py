"""The program of the command line: loads the called command, and converts exceptions to exit codes."""

from __future__ import annotations

import json
import logging
import signal
import threading
import warnings
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, cast

import click

from cosanim.cli.api_help import add_api_help
from cosanim.cli.command_groups import CommandGroup
from cosanim.cli.exit_codes import INTERRUPTED, UNAVAILABLE, Terminated, report_failure
from cosanim.cli.output import printable
from cosanim.cli.streams import tolerant_streams
from cosanim.errors import CosanimError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cosanim.cli.streams import TolerantStream

# Commands are imported when they are called, so that `cosanim sign` does not load the local service.
COMMANDS: Final = {
    "batch": "batches",
    "bucket": "buckets",
    "bulk": "bulk",
    "callback": "callbacks",
    "cancel": "jobs",
    "convert": "convert",
    "demo": "demo",
    "describe": "jobs",
    "doctor": "doctor",
    "explain": "explain",
    "get": "objects",
    "list": "jobs",
    "local": "local",
    "policy": "policy",
    "put": "objects",
    "queue": "queues",
    "schema": "schema",
    "setup": "setup",
    "sign": "sign",
    "submit": "submit",
    "template": "templates",
    "url": "objects",
    "validate": "validate",
    "wait": "jobs",
}
"""Module in ``cosanim.cli.commands`` by command name."""
# Function by command name, where the command name is that of a Python built-in.
_FUNCTION_NAMES: Final = {"list": "list_jobs"}


class _Interrupted(Exception):
    """Ctrl-C or SIGTERM ended the command; the cause is the exception that it raised.

    click would replace a ``KeyboardInterrupt``, whose notes would be lost, and print an empty line.
    """


class LazyGroup(CommandGroup):
    """A group that imports the module of a command when the command is called."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises:
            _Interrupted: Ctrl-C or SIGTERM ended it.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interruption:
            raise _Interrupted from interruption

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None if there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"cosanim.cli.commands.{COMMANDS[cmd_name]}"), _FUNCTION_NAMES.get(cmd_name, cmd_name)
        )
        add_api_help(command, cmd_name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(version("cosanim"), prog_name="cosanim")
def cli() -> None:
    """Turn videos in a COS bucket into GIF or animated WebP through Tencent Cloud's Cloud Infinite.

    Exit codes: 0 done, 1 violations or a failed job, 2 usage, 3 service, transport or credentials error, 4 time-out,
    5 outcome of a submission unknown, 130 interrupted, 143 ended by SIGTERM.

    With --json, each line on standard error is a JSON object too: one with the member warning for a warning, and one
    with the members error, message and exit_code for a failure, which comes last. --debug adds lines of text.
    """


def run(args: Sequence[str]) -> int:
    """Run the command line, and return its exit code.

    Args:
        args: The arguments after ``cosanim``.
    """
    as_json = "--json" in args
    with tolerant_streams() as stdout:
        code = _run(args, as_json=as_json)
        stdout.flush()
        return _report_lost_output(stdout, code, as_json=as_json)


def _run(args: Sequence[str], *, as_json: bool) -> int:
    """Run the command, and return its exit code."""
    try:
        with _warnings_on_stderr(as_json=as_json), _sigterm_as_exception():
            code = cli.main(args, prog_name="cosanim", standalone_mode=False, obj=tuple(args))
    except _Interrupted as error:
        return report_failure(cast("BaseException", error.__cause__), as_json=as_json)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED  # before the command was called
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - a command line never shows a traceback
        return report_failure(error, as_json=as_json)
    return code if isinstance(code, int) else 0


def _report_lost_output(stdout: TolerantStream, code: int, *, as_json: bool) -> int:
    """Report on stderr that standard output was lost, and return the final exit code.

    Args:
        stdout: Standard output of the command.
        code: The exit code of the command.
        as_json: Write JSON.
    """
    if not stdout.is_lost or (stdout.is_closed_by_reader and code == 0):
        return code
    fallback = f"; {stdout.fallback_text}" if stdout.fallback_text else ""
    if code == 0:
        reason = stdout.failure.strerror if stdout.failure else "it is closed"
        error = CosanimError(f"standard output cannot be written: {reason}{fallback}")
        return report_failure(error, as_json=as_json, code=UNAVAILABLE)
    if fallback:
        _print_warning(f"standard output cannot be written{fallback}", as_json=as_json)
    return code


def _print_warning(message: object, *, as_json: bool) -> None:
    # The text of an AdviceWarning already begins with "warning: ".
    text = str(message).removeprefix("warning: ")
    # The text of an error of the service has its hint on a second line.
    line = printable("; ".join(part.strip() for part in text.splitlines()))
    click.echo(json.dumps({"warning": text}) if as_json else f"warning: {line}", err=True)


@contextmanager
def _warnings_on_stderr(*, as_json: bool) -> Iterator[None]:
    """Print warnings and logged warnings on stderr: one line each, without source code, or as JSON."""
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: _print_warning(record.getMessage(), as_json=as_json)  # type: ignore[method-assign]
    logger = logging.getLogger("cosanim")
    logger.addHandler(handler)
    try:
        with warnings.catch_warnings():
            # All warnings of the library are UserWarnings. PYTHONWARNINGS neither hides them nor turns them into
            # unexpected errors; --strict refuses advice.
            warnings.simplefilter("default", UserWarning)
            warnings.showwarning = lambda message, *_, **__: _print_warning(message, as_json=as_json)
            yield
    finally:
        logger.removeHandler(handler)


@contextmanager
def _sigterm_as_exception() -> Iterator[None]:
    """Convert SIGTERM to an exception, as Python does for Ctrl-C, so that all resources are released."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set signal handlers
        return
    previous = signal.signal(signal.SIGTERM, _exit_on_signal)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _exit_on_signal(*_: object) -> None:
    raise Terminated

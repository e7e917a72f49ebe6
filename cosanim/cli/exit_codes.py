"""The exit codes: converts an exception to its exit code, and prints it as text or JSON on stderr."""

from __future__ import annotations

import json
import signal
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from cosanim.cli.output import as_json_value, printable
from cosanim.errors import (
    ConfigurationError,
    CosanimError,
    InvalidRows,
    JobCancelled,
    JobFailed,
    SchemaError,
    SubmissionUnknown,
    WaitTimeout,
)
from cosanim.errors.next_steps import doctor_step
from cosanim.time_limits import TimeLimit
from cosanim.times import format_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REJECTED: Final = 1
USAGE: Final = 2
UNAVAILABLE: Final = 3
TIMED_OUT: Final = 4
UNKNOWN: Final = 5
INTERRUPTED: Final = 130
TERMINATED: Final = 128 + signal.SIGTERM
"""Shells report a process that was ended by a signal with 128 plus the number of the signal."""


class Terminated(KeyboardInterrupt):
    """SIGTERM ended the command, as Ctrl-C does."""


class CommandTimeout(TimeoutError):
    """The time limit of the command passed before all requests were answered."""

    next_step: Final = doctor_step("connection")


_EXIT_CODES: Final[tuple[tuple[type[BaseException], int], ...]] = (
    (SchemaError, REJECTED),
    (InvalidRows, REJECTED),
    (JobFailed, REJECTED),
    (JobCancelled, REJECTED),
    (ConfigurationError, USAGE),
    (WaitTimeout, TIMED_OUT),
    (CommandTimeout, TIMED_OUT),
    (Terminated, TERMINATED),
    (KeyboardInterrupt, INTERRUPTED),
    (SubmissionUnknown, UNKNOWN),
    # All other exceptions: of the transport, of the service, or unexpected.
    (Exception, UNAVAILABLE),
)
_SEVERITY: Final = (UNKNOWN, UNAVAILABLE, TIMED_OUT, REJECTED)
"""The codes of failures, from the worst on: over many, the first that occurred is the exit code."""
# Attributes of exceptions that are fields of the JSON output, by the name of the field.
_ERROR_FIELDS: Final = {
    "status": "status",
    "code": "code",
    "request_id": "request_id",
    "trace_id": "trace_id",
    "hint": "hint",
    "next_step": "next_step",
    "retryable": "retryable",
    "violations": "violations",
    "rows": "rows",
    "job": "job",
    "waited": "waited",
    "bucket": "bucket",
    "region": "region",
    "input": "input_key",
    "output": "output_key",
    "since_unix": "since",
    "not_after_unix": "not_after",
    "command": "command",
    "call": "call",
    "resume": "resume",
    "notes": "__notes__",
}


def exit_code(error: BaseException) -> int:
    """Return the exit code for an exception."""
    if isinstance(error, click.ClickException):
        return error.exit_code
    return next(code for kind, code in _EXIT_CODES if isinstance(error, kind))


def worst_code(codes: Iterable[int]) -> int:
    """Return the exit code over many: the worst of 5, 3, 4 and 1, or 0."""
    found = set(codes)
    return next((code for code in _SEVERITY if code in found), 0)


@contextmanager
def command_limit(seconds: float) -> Iterator[TimeLimit]:
    """Yield the time limit of a command, which calls the functions that send requests by it.

    The command can print at the end of the ``with`` block what it has found out in time.

    Args:
        seconds: The limit in seconds.

    Raises:
        CommandTimeout: At the end of the block, also after an error of a function that was given up.
    """
    limit = TimeLimit(seconds)
    try:
        yield limit
    except CosanimError:
        if not limit.is_exceeded:
            raise
    if limit.is_exceeded:
        raise CommandTimeout(
            f"not all requests were answered within the {seconds:g} s of this command: allow it more with "
            "--command-timeout SECONDS"
        )


def set_resume_command(error: BaseException, command: str, *, purpose: str = "go on waiting") -> None:
    """Store the command that goes on in an error; ``report_failure`` prints it.

    Args:
        error: The error.
        command: The command line.
        purpose: What it does, in the text that is printed.
    """
    vars(error)["resume"] = command
    vars(error)["resume_purpose"] = purpose


def report_failure(error: BaseException, *, as_json: bool, code: int | None = None) -> int:
    """Write an exception to stderr; an interruption only if it has a message, notes or a command that resumes.

    Args:
        error: The exception.
        as_json: Write one JSON object instead of text.
        code: The exit code; by default that of the exception's class.

    Returns:
        The exit code.
    """
    code = exit_code(error) if code is None else code
    is_interruption = isinstance(error, KeyboardInterrupt)
    if is_interruption and not (error.args or _further_lines(error)):
        return code
    if as_json:
        click.echo(json.dumps(_error_fields(error, code), ensure_ascii=False), err=True)
    elif isinstance(error, click.ClickException):
        error.show()
    else:
        heading = _text(error) if is_interruption else f"error: {_text(error)}"
        lines = [*heading.split("\n"), *(f"  {line}" for line in _further_lines(error)), *_next_step(error, heading)]
        click.echo("\n".join(map(printable, lines)), err=True)
    return code


def _further_lines(error: BaseException) -> list[str]:
    lines = [line for note in getattr(error, "__notes__", ()) for line in str(note).splitlines()]
    if isinstance(error, SchemaError):
        from cosanim.refusals import RULES  # on demand: it loads bindings

        # The message of a refusal names the argument of the Python client.
        if rules := [rule for rule in RULES if rule in {violation.rule for violation in error.violations}]:
            lines.append(f"on the command line: {' '.join(f'--allow {rule}' for rule in rules)}")
    if (command := getattr(error, "resume", None)) is not None:
        lines += [f"{getattr(error, 'resume_purpose', 'go on')} with", f"  {command}"]
    return lines


def _next_step(error: BaseException, heading: str) -> list[str]:
    """Return the last line, unless a command that resumes or the message itself says the same."""
    step = getattr(error, "next_step", "")
    return [f"  next: {step}"] if step and step not in heading and getattr(error, "resume", None) is None else []


def _text(error: BaseException) -> str:
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, KeyboardInterrupt):
        return f"interrupted: {error}" if error.args else "interrupted"
    if isinstance(error, CosanimError | OSError):
        return str(error)
    return f"internal error, please report it: {type(error).__name__}: {error}"


def _error_fields(error: BaseException, code: int) -> dict[str, Any]:
    name = "Interrupted" if isinstance(error, KeyboardInterrupt) else type(error).__name__
    fields: dict[str, Any] = {"error": name, "message": _text(error), "exit_code": code}
    for name, attribute in _ERROR_FIELDS.items():
        value = getattr(error, attribute, None)
        if value not in (None, "", ()):
            fields[name] = as_json_value(value)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        fields["next_step"] = f"{error.ctx.command_path} --help"  # as the text of click says
    for name in ("since", "not_after"):
        if f"{name}_unix" in fields:
            fields[name] = format_time(datetime.fromtimestamp(fields[f"{name}_unix"], UTC))
    return fields

"""The exit codes: converts an exception to its exit code, and prints it as text or JSON on stderr."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import click

from cosanim.cli.output import as_json_value
from cosanim.errors import (
    ConfigurationError,
    CosanimError,
    JobCancelled,
    JobFailed,
    SchemaError,
    SubmissionUnknown,
    WaitTimeout,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

REJECTED: Final = 1
USAGE: Final = 2
UNAVAILABLE: Final = 3
TIMED_OUT: Final = 4
UNKNOWN: Final = 5
INTERRUPTED: Final = 130

_EXIT_CODES: Final[tuple[tuple[type[Exception], int], ...]] = (
    (SchemaError, REJECTED),
    (JobFailed, REJECTED),
    (JobCancelled, REJECTED),
    (ConfigurationError, USAGE),
    (WaitTimeout, TIMED_OUT),
    (SubmissionUnknown, UNKNOWN),
    # All other exceptions: of the transport, of the service, or unexpected.
    (Exception, UNAVAILABLE),
)
_SEVERITY: Final = (UNKNOWN, UNAVAILABLE, TIMED_OUT, REJECTED)
"""The codes of failures, from the worst on: over many, the first that occurred is the exit code."""
# Attributes of exceptions that are fields of the JSON output.
_ERROR_FIELDS: Final = (
    "status",
    "code",
    "request_id",
    "trace_id",
    "hint",
    "retryable",
    "violations",
    "job",
    "waited",
    "command",
    "call",
)


def exit_code(error: Exception) -> int:
    """Return the exit code for an exception."""
    if isinstance(error, click.ClickException):
        return error.exit_code
    return next(code for kind, code in _EXIT_CODES if isinstance(error, kind))


def worst_code(codes: Iterable[int]) -> int:
    """Return the exit code over many: the worst of 5, 3, 4 and 1, or 0."""
    found = set(codes)
    return next((code for code in _SEVERITY if code in found), 0)


def report_failure(error: Exception, *, as_json: bool, code: int | None = None) -> int:
    """Write an exception to stderr.

    Args:
        error: The exception.
        as_json: Write one JSON object instead of text.
        code: The exit code; by default that of the exception's class.

    Returns:
        The exit code.
    """
    code = exit_code(error) if code is None else code
    if as_json:
        click.echo(json.dumps(_error_fields(error, code), ensure_ascii=False), err=True)
    elif isinstance(error, click.ClickException):
        error.show()
    else:
        click.echo(f"error: {_text(error)}", err=True)
    return code


def _text(error: Exception) -> str:
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, CosanimError | OSError):
        return str(error)
    return f"internal error, please report it: {type(error).__name__}: {error}"


def _error_fields(error: Exception, code: int) -> dict[str, Any]:
    fields: dict[str, Any] = {"error": type(error).__name__, "message": _text(error), "exit_code": code}
    for name in _ERROR_FIELDS:
        value = getattr(error, name, None)
        if value not in (None, "", ()):
            fields[name] = as_json_value(value)
    return fields

"""The command ``cosanim validate``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cosanim.cli.exit_codes import REJECTED, USAGE, report_failure
from cosanim.cli.options import json_option
from cosanim.cli.output import print_json, printable, violation_rows
from cosanim.errors import CosanimError, DecodeError
from cosanim.xml.best_fit import Report, validate_document
from cosanim.xml.parsing import REPLY_MAX_BYTES
from cosanim.xml.plans import apis
from cosanim.xml.validation import errors_of
from cosanim.xml.violations import Violation

if TYPE_CHECKING:
    from collections.abc import Sequence

_STANDARD_INPUT = "-"


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--api", type=click.Choice(list(apis())), help="API of all files; found for each file if left out.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@json_option
def validate(files: Sequence[str], *, api: str | None, strict: bool, as_json: bool) -> None:
    """Check requests and replies in FILEs (- for standard input) against the schema.

    Files are XML; or JSON: the service's JSON form, such as a callback, or a dict of the official SDK. Without --api
    each file is checked against the API whose schema it fits best: fewest unknown nodes, then fewest errors. The last
    line about a file names that API, and those that it fits as well.

    Lines are FILE:LINE: PATH: MESSAGE [RULE]; JSON has no line numbers. With --json all violations are one list; each
    has the field api, and with several files the field file.

    Exit codes: 0 if all files are valid, even with warnings; 1 if one is not; 2 if one cannot be read.
    """
    if files.count(_STANDARD_INPUT) > 1:
        raise click.UsageError("standard input (-) can be read once only")
    rows: list[dict[str, Any]] = []
    code = 0
    unread = 0
    for file in files:
        try:
            report = _report(file, api)
        except OSError as error:
            reason = error.strerror or str(error)
            code = report_failure(CosanimError(f"{file} cannot be read: {reason}"), as_json=as_json, code=USAGE)
            unread += 1
            continue
        if as_json:
            named = {"file": file} if len(files) > 1 else {}
            rows += [named | row | {"api": report.api} for row in violation_rows(report.violations)]
        else:
            _print_report(file, report, strict=strict)
        if not _is_valid(report, strict=strict):
            code = code or REJECTED
    if as_json and unread < len(files):
        print_json(rows)
    click.get_current_context().exit(code)


def _report(file: str, api: str | None) -> Report:
    """Read and validate a file; what cannot be parsed is a violation of the rule ``malformed``.

    Raises:
        OSError: The file cannot be read.
    """
    # One byte more than the limit shows that a file is too large, without reading all of it.
    if file == _STANDARD_INPUT:
        if sys.stdin is None:
            raise OSError("the process was started without standard input")
        data = sys.stdin.buffer.read(REPLY_MAX_BYTES + 1)
    else:
        with Path(file).open("rb") as opened:
            data = opened.read(REPLY_MAX_BYTES + 1)
    try:
        return validate_document(data, api=api)
    except DecodeError as error:
        violation = Violation(path="", rule="malformed", message=str(error), line=error.line)
        return Report(api, "", (), [violation])


def _is_valid(report: Report, *, strict: bool) -> bool:
    return not (report.violations if strict else errors_of(report.violations))


def _print_report(file: str, report: Report, *, strict: bool) -> None:
    for violation in report.violations:
        place = file if violation.line is None else f"{file}:{violation.line}"
        text = str(violation._replace(line=None))
        click.echo(printable(f"{place}: {text.removeprefix(': ')}"))
    kind = f" as {report.root} of {report.api}" if report.api and report.root else ""
    others = f" (it also fits {', '.join(report.also_fits)})" if report.also_fits else ""
    if _is_valid(report, strict=strict):
        click.echo(printable(f"{file}: valid{kind}{others}"))
        return
    errors = len(errors_of(report.violations))
    counts = f"errors: {errors}, warnings: {len(report.violations) - errors}"
    click.echo(printable(f"{file}: not valid{kind}{others}: {counts}"))

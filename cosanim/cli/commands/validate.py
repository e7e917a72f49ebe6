"""The command ``cosanim validate``."""

from __future__ import annotations

from typing import IO

import click

from cosanim.cli.exit_codes import REJECTED, report_failure
from cosanim.cli.options import json_option
from cosanim.cli.output import print_json, violation_rows
from cosanim.errors import DecodeError
from cosanim.xml.parsing import REPLY_MAX_BYTES
from cosanim.xml.plans import apis
from cosanim.xml.validation import errors_of
from cosanim.xml.validation import validate as violations_of
from cosanim.xml.violations import Violation


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--api", type=click.Choice(list(apis())), default="submit_job", show_default=True, help="API of FILE.")
@json_option
def validate(file: IO[bytes], *, api: str, as_json: bool) -> None:
    """Check a request or reply in FILE (- for standard input) against the schema.

    Exit codes: 0 if it is valid, even with warnings; 1 if it is not.
    """
    # One byte more than the limit shows that a file is too large, without reading all of it.
    try:
        violations = violations_of(file.read(REPLY_MAX_BYTES + 1), api=api)
    except DecodeError as error:
        # The exit code of a DecodeError means a faulty reply, but here the file is invalid.
        if not as_json:
            click.get_current_context().exit(report_failure(error, as_json=False, code=REJECTED))
        violations = [Violation(path="", rule="malformed", message=str(error), line=error.line)]
    if as_json:
        print_json(violation_rows(violations))
    else:
        for violation in violations:
            click.echo(str(violation))
        if not errors_of(violations):
            click.echo("valid")
    if errors_of(violations):
        click.get_current_context().exit(REJECTED)

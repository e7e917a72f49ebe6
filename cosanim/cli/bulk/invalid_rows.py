"""Reports all rows that a bulk run refuses."""

from __future__ import annotations

import click

from cosanim.bulk.manifest.columns import column_of
from cosanim.cli.exit_codes import REJECTED, report_failure
from cosanim.cli.output import printable
from cosanim.errors import InvalidRow, InvalidRows
from cosanim.refusals import RULES


def report_invalid_rows(error: InvalidRows, *, is_csv: bool, as_json: bool) -> int:
    """Write all invalid rows with their lines to stderr, and return the exit code.

    Args:
        error: The error.
        is_csv: Name the columns of a CSV manifest instead of the nodes of a request.
        as_json: Write one JSON object.
    """
    rows = [_with_columns(row) for row in error.rows] if is_csv else list(error.rows)
    if as_json:
        return report_failure(InvalidRows(rows), as_json=True)
    count = "1 row is" if len(rows) == 1 else f"{len(rows)} rows are"
    lines = [f"error: {count} invalid, so nothing was sent:"]
    lines += [f"  {row.label}: {violation}" for row in rows for violation in row.violations]
    broken = {violation.rule for row in rows for violation in row.violations}
    if rules := [rule for rule in RULES if rule in broken]:
        lines.append(f"  to submit them all the same: {' '.join(f'--allow {rule}' for rule in rules)}")
    click.echo("\n".join(map(printable, lines)), err=True)
    return REJECTED


def _with_columns(row: InvalidRow) -> InvalidRow:
    violations = (found._replace(path=column_of(found.path) or found.path) for found in row.violations)
    return row._replace(violations=tuple(violations))

"""The command ``cosanim explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cosanim.cli.exit_codes import UNAVAILABLE, command_limit
from cosanim.cli.findings import print_finding
from cosanim.cli.options import command_timeout_option, connection_options, json_option, reply_timeout_option
from cosanim.cli.output import print_json, print_text
from cosanim.cli.waits import client_of_jobs
from cosanim.explain import explain_job

if TYPE_CHECKING:
    from cosanim.explain.explanation import Explanation


@click.command()
@click.argument("job_id", metavar="JOB")
@connection_options
@reply_timeout_option
@command_timeout_option
@json_option
def explain(job_id: str, *, timeout: float, command_timeout: float, as_json: bool, **connection: Any) -> None:
    """Say what happened to a job, and what to try.

    JOB is an id, or a token of ``Job.token()``, which also names bucket and region. The job, its
    input, output, template and queue are read; nothing is changed. What cannot be read is marked skipped.

    Exit codes: 0 if the job was explained, whatever its state; 3 if the service does not know it or cannot be asked;
    4 if --command-timeout passed, after what was read in time.
    """
    with (
        command_limit(command_timeout) as limit,
        client_of_jobs([job_id], timeout=timeout, **connection) as client,
    ):
        explanation = explain_job(client, client.job(job_id).job_id, limit)
        if as_json:
            print_json(_fields(explanation))
        else:
            _print(explanation)
    if explanation.state is None:
        click.get_current_context().exit(UNAVAILABLE)


def _fields(explanation: Explanation) -> dict[str, Any]:
    return {
        "job_id": explanation.job_id,
        "bucket": explanation.bucket,
        "region": explanation.region,
        "state": explanation.state,
        "request_id": explanation.request_id,
        "findings": list(explanation.findings),
    }


def _print(explanation: Explanation) -> None:
    state = "unknown" if explanation.state is None else explanation.state or "without a state"
    print_text(f"job {explanation.job_id} of {explanation.bucket} ({explanation.region}): {state}")
    for finding in explanation.findings:
        print_finding(finding)
    print_text(f"request id for support: {explanation.request_id or '-'}")

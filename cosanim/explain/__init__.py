"""Explains what happened to a job, and what to try: ``AnimationClient.explain``.

Facts are read first, and findings are made of them without any request. What cannot be read is a finding too, and hides
nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.explain.explanation import Explanation
from cosanim.explain.facts import read_facts
from cosanim.explain.job_findings import job_finding, template_finding, unknown_job
from cosanim.explain.object_findings import input_findings, output_findings
from cosanim.explain.queue_findings import callback_finding, queue_findings
from cosanim.time_limits import TimeLimit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosanim.client import AnimationClient
    from cosanim.explain.facts import Facts
    from cosanim.findings import Finding


def explain_job(client: AnimationClient, job_id: str, limit: TimeLimit | None = None) -> Explanation:
    """Return the explanation of a job.

    Args:
        client: Client of the bucket and region of the job.
        job_id: Id of the job.
        limit: The limit for the time of all reads. What was not read in time is a skipped finding, unless it is the job
            itself.

    Raises:
        ServiceError: The service returned an error when the job itself was read.
        TransportError: There was no reply.
        CosanimError: The job itself was not read in time.
    """
    limit = limit or TimeLimit()
    response = limit.call(lambda: client.describe_jobs([job_id]))
    detail = next((job for job in response.jobs_detail if job.job_id == job_id), None)
    if detail is None:
        findings: tuple[Finding, ...] = (unknown_job(job_id, client.bucket, client.region),)
    else:
        findings = tuple(_findings(read_facts(client, detail, limit)))
    return Explanation(
        job_id=job_id,
        bucket=client.bucket,
        region=client.region,
        state=None if detail is None else str(detail.state or ""),
        request_id=response.request_id,
        findings=findings,
    )


def _findings(facts: Facts) -> Iterator[Finding]:
    yield job_finding(facts)
    yield from input_findings(facts)
    if (template := template_finding(facts)) is not None:
        yield template
    yield from queue_findings(facts)
    yield from output_findings(facts)
    if (callback := callback_finding(facts)) is not None:
        yield callback

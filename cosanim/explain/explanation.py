"""The record of an explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cosanim.findings import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosanim.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What happened to a job, and what to try.

    Attributes:
        job_id: Id of the job.
        bucket: The bucket that was asked for it.
        region: Its region.
        state: State of the job; None if the service does not know the id.
        request_id: The service's id of the request that described the job, which support asks for.
        findings: The findings: first the job itself, then what it needs, then its result. Their names are job,
            input, extension, template, queue, waiting, output-bucket, output and callback.
    """

    job_id: str
    bucket: str
    region: str
    state: str | None
    request_id: str | None
    findings: tuple[Finding, ...]

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings with the status failed or warning, the failed ones first."""
        return (*self._with_status(Status.FAILED), *self._with_status(Status.WARNING))

    def _with_status(self, status: Status) -> Iterator[Finding]:
        return (finding for finding in self.findings if finding.status == status)

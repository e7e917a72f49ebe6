"""The records of an explanation: its findings, each with what was found, what it means and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

FindingStatus: TypeAlias = Literal["ok", "warning", "failed", "skipped"]
"""``failed`` for what stops the job or has cost its result, ``skipped`` for what could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was found out about a job.

    Attributes:
        name: What it is about: job, input, extension, template, queue, waiting, output, output-bucket or callback.
        status: ok, warning, failed or skipped.
        found: What was found.
        meaning: What that means for the job; "" if it says all there is.
        remedy: What to do; "" for nothing.
    """

    name: str
    status: FindingStatus
    found: str
    meaning: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What happened to a job, and what to try.

    Attributes:
        job_id: Id of the job.
        bucket: The bucket that was asked for it.
        region: Its region.
        state: State of the job; None if the service does not know the id.
        request_id: The service's id of the request that described the job, which support asks for.
        findings: The findings: first the job itself, then what it needs, then its result.
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
        return (*self._with_status("failed"), *self._with_status("warning"))

    def _with_status(self, status: FindingStatus) -> Iterator[Finding]:
        return (finding for finding in self.findings if finding.status == status)

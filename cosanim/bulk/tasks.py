"""The tasks of a run, which workers carry out: send a request, or look up the job of a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from cosanim.bulk.unfinished import Poll
from cosanim.operations import SUBMIT_JOB
from cosanim.signing import BACKDATED

if TYPE_CHECKING:
    from cosanim.bulk.journal import Journal
    from cosanim.bulk.parked import ParkedRow
    from cosanim.bulk.rows import Row
    from cosanim.job import Job
    from cosanim.models import JobDetail


@dataclass(slots=True, eq=False)
class Attempt:
    """Sends the request of a row once.

    Attributes:
        row: The row.
        journal: The journal, which is synced before the first byte is sent.
        may_be_sent: Whether the journal allowed sending the first byte.
    """

    row: Row
    journal: Journal
    may_be_sent: bool = False

    def run(self) -> JobDetail:
        """Send the request, and return the accepted job.

        Raises:
            SubmissionUnknown: It may have been accepted.
            CosanimError: Nothing was accepted.
            Exception: The caller's code, such as a hook, failed; if ``may_be_sent``, it may have been accepted.
        """
        row, transport = self.row, self.row.client._transport  # noqa: SLF001 - of the same package

        def before_send(not_after: int) -> None:
            since = not_after - transport.retry.signature_seconds - BACKDATED
            self.journal.sending(row, sent_at=transport.now(), since=since, not_after=not_after)
            self.may_be_sent = True

        response = row.client._submit_paid(  # noqa: SLF001 - of the same package
            SUBMIT_JOB,
            row.request,
            body=row.body,
            input_key=row.input_key,
            output_key=row.output_key,
            before_send=before_send,
            submission_id=self.journal.submission_id(row),
        )
        return next(job for job in response.jobs_detail if job.job_id)


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """Looks up the job of a row whose outcome is unknown.

    Attributes:
        parked: The row.
    """

    parked: ParkedRow

    def run(self) -> Job | None:
        """Read the list of jobs once, and return the job; None if it is certain that nothing was accepted.

        Raises:
            SubmissionUnknown: Neither is certain.
        """
        return self.parked.row.client.find_submission(self.parked.unknown, timeout=0)


Task: TypeAlias = Attempt | Lookup | Poll
"""What a worker does."""

"""Errors of submissions, of jobs and of waiting for them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, Self

from cosanim.errors.base import CosanimError
from cosanim.errors.next_steps import explain_step
from cosanim.masking import mask_secrets
from cosanim.times import format_time

if TYPE_CHECKING:
    from collections.abc import Collection

    from cosanim.models import JobDetail

_SHOWN_JOBS: Final = 10
"""Number of jobs that a message names; the error has all of them."""


class SubmissionUnknown(CosanimError):
    """A paid job may or may not have been accepted; pass the error to ``AnimationClient.find_submission``."""

    def __init__(
        self,
        reason: str,
        *,
        request_id: str | None = None,
        bucket: str | None = None,
        region: str | None = None,
        endpoint: str | None = None,
        input_key: str | None = None,
        output_key: str | None = None,
        since: int | None = None,
        not_after: int | None = None,
        api: str = "",
        body: bytes = b"",
        submission_id: str = "",
        other_job_ids: Collection[str] = (),
        command: str = "",
        call: str = "",
    ) -> None:
        """Store what is needed to find out whether the job was accepted.

        Args:
            reason: Why the outcome is unknown.
            request_id: The service's id of the request, if a reply arrived and contains it.
            bucket: The bucket of the input.
            region: Its region.
            endpoint: URL of the service.
            input_key: The key of the input.
            output_key: The key of the output as submitted.
            since: The beginning of the submission's first signature, in Unix time; the job cannot be older.
            not_after: The last second of the submission's last signature, in Unix time; None if nothing was sent.
            api: Name of the API, submit_job or submit_batch.
            body: The request as XML.
            submission_id: Random text by which a client tells its submissions apart.
            other_job_ids: Ids of jobs of the same input and output that belong to other submissions.
            command: The command line that lists the jobs; if the job was accepted, it is one of them.
            call: The equivalent call of the Python client.
        """
        place = f"the jobs of bucket {bucket!r} for input {input_key!r} and output {output_key!r}"
        if not_after is None:
            text = f"the job may have been submitted before: {reason}\n  Nothing was sent. Look among {place}"
        else:
            lookup = "pass this error to client.find_submission, or look" if api == "submit_job" else "look"
            text = (
                f"the job may or may not have been accepted: {reason}\n"
                "  It is not sent again, because each accepted submission is paid for. Before submitting once more, "
                f"{lookup} among {place}"
            )
        if request_id:
            text += f" (request id {request_id})"
        if command or call:
            text += ":" + "".join(f"\n    {line}" for line in (command, call) if line)
        if not_after is not None:
            until = format_time(datetime.fromtimestamp(not_after, UTC))
            text += f"\n  It may still be accepted until {until}, and listed some seconds later"
        super().__init__(text, request_id=request_id)
        self.reason = mask_secrets(reason)
        self.bucket = bucket
        self.region = region
        self.endpoint = endpoint
        self.input_key = input_key
        self.output_key = output_key
        self.since = since
        self.not_after = not_after
        self.api = api
        self.body = body
        self.submission_id = submission_id
        self.other_job_ids = tuple(other_job_ids)
        self.command = command
        self.call = call
        self.next_step = command or self.next_step


class SubmissionInterrupted(SubmissionUnknown, KeyboardInterrupt):
    """Ctrl-C ended a submission, or the lookup of its outcome; the job may or may not have been accepted.

    It is a ``KeyboardInterrupt`` too, so it ends a program as Ctrl-C does, unless the program catches ``Exception`` or
    ``SubmissionUnknown``.
    """

    @classmethod
    def of(cls, unknown: SubmissionUnknown) -> Self:
        """Return the error with the facts of another one."""
        error = cls.__new__(cls, *unknown.args)
        vars(error).update(vars(unknown))
        return error


class JobFailed(CosanimError):
    """The job ended without a result."""

    def __init__(self, job: JobDetail, *, request_id: str | None = None, hint: str = "") -> None:
        """Describe the failure.

        Args:
            job: The failed job.
            request_id: The request id of the reply with this state.
            hint: What to do; "" when the job's error code is not documented.
        """
        super().__init__(
            f"job {job.job_id} failed: {job.code or 'no code'}: {job.message or 'no message'}"
            + (f" (request id {request_id})" if request_id else "")
            + (f"\n  {hint}" if hint else ""),
            request_id=request_id,
        )
        self.job = job
        self.next_step = explain_step(job.job_id)
        self.hint = hint


class JobCancelled(CosanimError):
    """The job was cancelled before it ended."""

    def __init__(self, job: JobDetail, *, request_id: str | None = None) -> None:
        """Describe the job.

        Args:
            job: The cancelled job.
            request_id: The request id of the reply with this state.
        """
        super().__init__(f"job {job.job_id} was cancelled", request_id=request_id)
        self.job = job
        self.next_step = explain_step(job.job_id)


class WaitTimeout(CosanimError):
    """Jobs did not end before the deadline. They continue, and can be waited for again."""

    def __init__(
        self, job: JobDetail, waited: float, *, request_id: str | None = None, jobs: Collection[JobDetail] = ()
    ) -> None:
        """Describe the last known states of the jobs.

        Args:
            job: The job as last described; of many the first.
            waited: Seconds waited.
            request_id: The service's id of the last reply.
            jobs: All jobs that have not ended, as last described; ``job`` alone when left out.
        """
        jobs = tuple(jobs) or (job,)
        if len(jobs) == 1:
            text = f"job {job.job_id} is still {job.state or 'without a state'} after {waited:.1f} s; it continues"
        else:
            text = f"{len(jobs)} jobs have not ended after {waited:.1f} s: {_states_of(jobs)}; they continue"
        super().__init__(
            f"{text}, and waiting for {'it' if len(jobs) == 1 else 'them'} again costs nothing", request_id=request_id
        )
        self.job = job
        self.next_step = explain_step(job.job_id)
        self.waited = waited
        self.jobs = jobs


class WaitStopped(CosanimError):
    """The event ``stop`` was set and ended the wait. The jobs continue, and can be waited for again."""

    def __init__(
        self, job: JobDetail, waited: float, *, request_id: str | None = None, jobs: Collection[JobDetail] = ()
    ) -> None:
        """Describe the last known states of the jobs.

        Args:
            job: The job as last described; of many the first.
            waited: Seconds waited.
            request_id: The service's id of the last reply.
            jobs: All jobs that have not ended, as last described; ``job`` alone when left out.
        """
        jobs = tuple(jobs) or (job,)
        if not job.job_id:
            text = "stop was set before a job was submitted; nothing was sent"
        elif len(jobs) == 1:
            text = (
                f"waiting for job {job.job_id} was stopped after {waited:.1f} s; its last known state is "
                f"{job.state or 'none'}, and it continues"
            )
        else:
            text = f"waiting for {len(jobs)} jobs was stopped after {waited:.1f} s: {_states_of(jobs)}; they continue"
        super().__init__(text, request_id=request_id)
        self.job = job
        self.next_step = explain_step(job.job_id)
        self.waited = waited
        self.jobs = jobs


def _states_of(jobs: Collection[JobDetail]) -> str:
    """Return the ids and states of the first jobs."""
    shown = [f"{job.job_id} ({job.state or 'not read yet'})" for job in islice(jobs, _SHOWN_JOBS)]
    more = len(jobs) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


class ResultUnavailable(CosanimError):
    """A value of a job's result that is not there: the job has not ended, or the service left the value out."""

    def __init__(self, job: JobDetail, message: str) -> None:
        """Store the job.

        Args:
            job: The job as last described.
            message: Which value is not there, why, and what to do.
        """
        super().__init__(message, request_id=job.request_id)
        self.job = job
        self.next_step = explain_step(job.job_id)

"""Finds out the outcome of submissions whose outcome is unknown, and finds the jobs of earlier submissions."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

from cosanim.api.paid_requests.in_flight import Submission, Target
from cosanim.api.paid_requests.job_lists import JobLister
from cosanim.api.paid_requests.lookup import JobFilter, OutcomeLookup, Undecided
from cosanim.errors import SubmissionUnknown
from cosanim.models import SubmitJobRequest
from cosanim.operations import DESCRIBE_JOBS, SUBMIT_JOB
from cosanim.xml.codec import decode

if TYPE_CHECKING:
    from collections.abc import Collection

    from cosanim.api.paid_requests.in_flight import InFlight
    from cosanim.errors import CosanimError
    from cosanim.models import JobDetail
    from cosanim.operations import Api

_log = logging.getLogger("cosanim")


class OutcomeCaller(JobLister):
    """Finds out the outcome of submissions."""

    _in_flight: InFlight

    def _find_job(
        self, api: Api[Any, Any], submission: Submission, failure: CosanimError, *, timeout: float
    ) -> JobDetail | None:
        """Look up the job of a submission whose outcome is unknown.

        Args:
            api: The API.
            submission: The submission.
            failure: The failure of the last attempt.
            timeout: Seconds for requests and delays; with 0 the job is not looked up.

        Returns:
            The job; None if it is certain that nothing was accepted.

        Raises:
            SubmissionUnknown: Neither is certain.
        """
        if api.name != SUBMIT_JOB.name or timeout == 0:
            raise self._unknown(api, submission, failure) from failure
        _log.warning("the outcome of a submission is unknown, so its job is looked up: %s", failure)
        submission.is_looked_up = True
        try:
            with self._in_flight.alone(submission):
                job = self._look_up(submission, timeout)
        except Undecided as undecided:
            raise self._unknown(api, submission, failure, undecided) from failure
        submission.is_looked_up, submission.not_after, submission.job = False, None, job
        _log.info("the job that was looked up: %s", "none was accepted" if job is None else job.job_id)
        return job

    def _look_up(
        self, submission: Submission, timeout: float, *, other_job_ids: Collection[str] = ()
    ) -> JobDetail | None:
        """Look up the job of a submission, while no other submission of the same target is sent.

        Args:
            submission: The submission.
            timeout: Seconds for requests and delays; with 0 the list is read once.
            other_job_ids: Ids of jobs that belong to other submissions.

        Returns:
            The job; None if it is certain that nothing was accepted.

        Raises:
            Undecided: It is not known whether there is a job.
        """
        others = self._in_flight.others(submission)
        # Each may take the job of another for its own, so all of them wait until none can have a late job any more.
        pending = [submission, *others]
        since = min(cast("int", one.since) for one in pending)
        not_after = max(cast("int", one.not_after) for one in pending)
        for one in pending:
            one.set_unknown(since=since, not_after=not_after)
        job_filter = JobFilter(
            request=submission.request,
            bucket=self.bucket,
            region=self.region,
            since=since,
            is_excluded=lambda id_: id_ in other_job_ids or self._in_flight.belongs_to_another(id_, submission),
            other_requests=[other.request for other in others],
        )
        lookup = OutcomeLookup(
            list_jobs=lambda deadline: self._list_jobs_since(submission.target.input_key, since, deadline),
            job_filter=job_filter,
            not_after=not_after,
            policy=self._transport.retry,
            timing=self._transport.timing,
            now=self._transport.now,
        )
        job = lookup.run(timeout)
        if job is not None:
            self._in_flight.remember(submission, [cast("str", job.job_id)])
        return job

    def _find_earlier_job(self, submission: Submission, seconds: float) -> JobDetail | None:
        """Return the job of an equal request, created within the last seconds; None if there is none.

        Raises:
            SubmissionUnknown: There are several, or there is one of the same input and output, but of other parameters.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        since = int(self._transport.now() - seconds)
        jobs = list(self._list_jobs_since(submission.target.input_key, since, None).jobs)
        listed = {job.job_id for job in jobs}
        # A job of this client may not be listed yet.
        missing = [job_id for job_id in self._in_flight.known_ids(submission.target) if job_id not in listed]
        if missing:
            jobs += self._call_api(DESCRIBE_JOBS, None, job_ids=missing).jobs_detail
        job_filter = JobFilter(request=submission.request, bucket=self.bucket, region=self.region, since=since)
        try:
            return job_filter.find(jobs)
        except Undecided as undecided:
            raise self._unknown(SUBMIT_JOB, submission, undecided) from None

    def _find_submitted(self, error: SubmissionUnknown, timeout: float | None) -> JobDetail | None:
        """Look up the job of a submission that ended as ``SubmissionUnknown``.

        Args:
            error: The error of a submitted job.
            timeout: Seconds; the policy's ``lookup_timeout`` when None.

        Returns:
            The job; None if it is certain that nothing was accepted.

        Raises:
            SubmissionUnknown: Neither is certain.
        """
        request = decode(error.body, SubmitJobRequest)
        submission = Submission(
            target=target_of(SUBMIT_JOB, request, bucket=self.bucket, region=self.region, input_key=error.input_key),
            request=request,
            body=error.body,
            name=error.input_key,
            output_key=error.output_key,
            since=error.since,
            not_after=error.not_after,
            submission_id=error.submission_id,
        )
        seconds = self._transport.retry.lookup_timeout if timeout is None else timeout
        with self._in_flight.entered(submission), self._in_flight.alone(submission):
            try:
                return self._look_up(submission, seconds, other_job_ids=error.other_job_ids)
            except Undecided as undecided:
                raise self._unknown(SUBMIT_JOB, submission, undecided) from undecided.__cause__

    def _unknown(
        self,
        api: Api[Any, Any],
        submission: Submission,
        failure: Exception,
        undecided: Undecided | None = None,
    ) -> SubmissionUnknown:
        """Return the error for a submission whose outcome is unknown."""
        # The rest of this reply would be read as the reply to the next request on the connection.
        self._transport.close()
        from cosanim.api.paid_requests.lookup_hints import lookup_hints  # on demand: most outcomes are known

        hints = lookup_hints(
            api,
            submission.name,
            bucket=self.bucket,
            region=self.region,
            endpoint=self._endpoint,
            since=submission.since,
        )
        return SubmissionUnknown(
            str(failure) if undecided is None else f"{failure}; {undecided}",
            request_id=getattr(failure, "request_id", None),
            bucket=self.bucket,
            region=self.region,
            input_key=submission.target.input_key,
            output_key=submission.output_key,
            since=submission.since,
            not_after=submission.not_after,
            api=api.name,
            body=submission.body,
            submission_id=submission.submission_id,
            other_job_ids=tuple(
                job_id
                for job_id in self._in_flight.known_ids(submission.target)
                if self._in_flight.belongs_to_another(job_id, submission)
            ),
            command=hints.command,
            call=hints.call,
        )


def target_of(api: Api[Any, Any], request: Any, *, bucket: str, region: str, input_key: str | None) -> Target:
    """Return the target of a request."""
    output = request.operation.output
    place = () if output is None else (output.region, output.bucket, output.object_key)
    return Target(api.name, bucket, region, input_key, place)

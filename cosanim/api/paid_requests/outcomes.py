"""Finds out the outcome of submissions whose outcome is unknown, and finds the jobs of earlier submissions."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any, cast

from cosanim.api.paid_requests.in_flight import Submission, Target, TargetBusyError
from cosanim.api.paid_requests.job_lists import JobLister
from cosanim.api.paid_requests.lookup import JobFilter, OutcomeLookup, Undecided, creation_time
from cosanim.api.paid_requests.reply_matching import has_same_operation, normal_output_key
from cosanim.errors import SubmissionUnknown
from cosanim.http.interruptions import Interrupted
from cosanim.models import JobDetail, SubmitJobRequest
from cosanim.operations import DESCRIBE_JOBS, SUBMIT_JOB
from cosanim.xml.codec import decode

if TYPE_CHECKING:
    from collections.abc import Collection

    from cosanim.api.paid_requests.in_flight import InFlight
    from cosanim.errors import CosanimError
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
            with self._in_flight.alone(submission, timeout=timeout):
                job = self._look_up(submission, timeout)
        except (Undecided, TargetBusyError) as undecided:
            raise self._unknown(api, submission, failure, undecided) from failure
        except Interrupted:
            submission.is_looked_up = False  # repeated, for a shorter time
            raise
        except Exception as error:  # of the caller's code, such as a callable that returns credentials
            raise self._unknown(api, submission, failure, error) from error
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
        job_filter = JobFilter(
            request=submission.request,
            bucket=self.bucket,
            region=self.region,
            is_excluded=lambda id_: id_ in other_job_ids or self._in_flight.belongs_to_another(id_, submission),
            other_requests=[other.request for other in others],
        )
        input_key = submission.target.input_key
        lookup = OutcomeLookup(
            list_jobs=lambda deadline: self._list_jobs_since(input_key, lookup.since, deadline),
            job_filter=job_filter,
            since=cast("int", submission.since),
            not_after=cast("int", submission.not_after),
            sent_at=submission.sent_at,
            policy=self._transport.retry,
            timing=self._transport.timing,
            now=self._transport.now,
        )
        try:
            job = lookup.run(timeout)
        finally:
            submission.since = int(lookup.since)
        if job is not None:
            self._in_flight.remember(submission, [cast("str", job.job_id)])
            for other in others:
                if _may_be_job_of(job, other, visibility=self._transport.retry.visibility):
                    # Then the job of this submission may appear later, and the other one may take it for its own.
                    other.set_unknown(since=submission.since, not_after=cast("int", submission.not_after))
        return job

    def _find_earlier_job(self, submission: Submission, seconds: float) -> JobDetail | None:
        """Return the job of an equal request, created within the last seconds; None if there is none.

        Raises:
            SubmissionUnknown: There are several, or there is one of the same input and output, but of other parameters.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
            DecodeError: The list of jobs cannot be read.
        """
        now = self._transport.now()
        listed = self._list_jobs_since(submission.target.input_key, now - seconds, None)
        since = (now if listed.date is None else listed.date) - seconds
        job_filter = JobFilter(request=submission.request, bucket=self.bucket, region=self.region)
        try:
            job = job_filter.find(listed.jobs, since=since)
        except Undecided as undecided:
            raise self._unknown(SUBMIT_JOB, submission, undecided) from None
        if job is not None:
            return job
        job_id = self._in_flight.equal_job(submission, seconds)
        if job_id is None:
            return None
        # The service does not list the job yet, and may not return it either.
        described = self._call_api(DESCRIBE_JOBS, None, job_ids=[job_id]).jobs_detail
        return next((job for job in described if job.job_id == job_id), JobDetail(job_id=job_id))

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
        try:
            with self._in_flight.entered(submission), self._in_flight.alone(submission, timeout=seconds):
                return self._look_up(submission, seconds, other_job_ids=error.other_job_ids)
        except (Undecided, TargetBusyError) as undecided:
            unknown = self._unknown(SUBMIT_JOB, submission, undecided)
            unknown.other_job_ids = tuple({*error.other_job_ids, *unknown.other_job_ids})
            raise unknown from undecided.__cause__

    def _unknown(
        self,
        api: Api[Any, Any],
        submission: Submission,
        failure: Exception,
        undecided: Exception | None = None,
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
            profile=self._transport.profile,
            since=submission.since,
        )
        return SubmissionUnknown(
            str(failure) if undecided is None else f"{failure}; {undecided}",
            request_id=getattr(failure, "request_id", None),
            bucket=self.bucket,
            region=self.region,
            endpoint=self._endpoint.base_url,
            input_key=submission.target.input_key,
            output_key=submission.output_key,
            since=submission.since,
            not_after=submission.not_after,
            api=api.name,
            body=submission.body,
            submission_id=submission.submission_id,
            other_job_ids=self._in_flight.ids_of_others(submission),
            command=hints.command,
            call=hints.call,
        )


def target_of(api: Api[Any, Any], request: Any, *, bucket: str, region: str, input_key: str | None) -> Target:
    """Return the target of a request. Outputs that differ only in how wildcards are written are the same."""
    output = request.operation.output
    place = () if output is None else (output.region, output.bucket, normal_output_key(request))
    return Target(api.name, bucket, region, input_key, place)


def _may_be_job_of(job: JobDetail, submission: Submission, *, visibility: float) -> bool:
    """Return whether a job may also be that of another submission of the same target with an unknown outcome."""
    created, since, not_after = creation_time(job), submission.since, submission.not_after
    if created is None or since is None or not_after is None or not has_same_operation(job, submission.request):
        return False
    return since <= created <= not_after + math.ceil(visibility) + 1

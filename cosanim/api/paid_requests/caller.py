"""Sends paid requests so that each call creates at most one job, and finds out the outcome of each attempt.

outcome     what follows
not sent    sent again
rejected    sent again if that can help; otherwise raises ServiceError
accepted    returns the reply
unknown     the job is looked up in the list of jobs; sent again only if it is certain that there is none

A batch with an unknown outcome is not looked up: ``SubmissionUnknown`` is raised at once.

If another exception ends a request that may have been sent, such as that of Ctrl-C, the job is looked up too, but the
request is not sent again. The exception gets a note with the outcome. ``SubmissionInterrupted`` takes the place of a
``KeyboardInterrupt`` after which the outcome is unknown.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, cast

from cosanim.api.base import checked_request
from cosanim.api.paid_requests.attempts import AttemptCaller, UnknownOutcome
from cosanim.api.paid_requests.in_flight import Submission
from cosanim.api.paid_requests.outcomes import OutcomeCaller, target_of
from cosanim.errors import CosanimError, ServiceError, SubmissionInterrupted, SubmissionUnknown, TransportError
from cosanim.http.interruptions import Interrupted, run_paid
from cosanim.job import Job
from cosanim.models import SubmitJobResponse
from cosanim.refusals import refusals_of
from cosanim.signing import BACKDATED
from cosanim.xml.validation import with_further

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from cosanim.api.paid_requests.attempts import PaidResponse
    from cosanim.argument_types import RuleName
    from cosanim.client import AnimationClient
    from cosanim.http.sessions.connections import Attempt
    from cosanim.models import JobDetail
    from cosanim.operations import Api, Sent

_log = logging.getLogger("cosanim")

NOTHING_ACCEPTED: Final = "nothing was accepted, and no job can come of the request any more"
"""Note on an exception after which it is certain that there is no job."""


class PaidCaller(AttemptCaller, OutcomeCaller):
    """Sends paid requests."""

    def _prepare(
        self,
        api: Api[Sent, PaidResponse],
        request: Sent | Mapping[str, Any],
        *,
        strict: bool | None,
        allow: Collection[RuleName],
    ) -> tuple[Sent, bytes]:
        """Validate and encode a paid request, without sending it.

        Args:
            api: The API.
            request: The request, or a mapping as ``from_dict`` reads it.
            strict: Refuse violations of severity warning too; the client's setting when None.
            allow: Rules of ``cosanim.refusals`` that are waived.

        Returns:
            The request and its bytes.

        Raises:
            SchemaError: The request breaks the schema, or one of the rules that protect data and money.
            TypeError: The request is not of the API's class.
            ValueError: A name in ``allow`` is no such rule.
        """
        document, violations = checked_request(api, request)
        if refusals := refusals_of(document, bucket=self.bucket, region=self.region, allow=allow):
            violations = with_further(violations, refusals, type(document))
        return document, self._encode_valid(document, violations, strict=strict)

    def _submit_paid(
        self,
        api: Api[Any, PaidResponse],
        request: Any,
        *,
        input_key: str | None,
        output_key: str | None,
        body: bytes,
        name: str | None = None,
        once: float | None = None,
        before_send: Callable[[int], None] | None = None,
        submission_id: str | None = None,
    ) -> PaidResponse:
        """Send a paid request, and find out its outcome.

        Args:
            api: The API; its reply has ``jobs_detail``.
            request: The request.
            input_key: Key of the input.
            output_key: Key of the output.
            body: The request, validated and encoded by ``_prepare``.
            name: Name to filter the list of submissions by; ``input_key`` when left out.
            once: Seconds; a job of an equal request that was created within them is returned, and nothing is sent.
            before_send: Called with the last second of the signature, in Unix time, before the first byte of each
                attempt is sent. Its exceptions are raised, and then nothing is sent.
            submission_id: An id that is the same for all calls of which only one job may come; random when left out.

        Returns:
            The reply; at least one of its ``jobs_detail`` has an id.

        Raises:
            ServiceError: The service rejected the request, or failed without accepting it.
            TransportError: The request certainly was not accepted.
            SubmissionUnknown: In all other cases; the request may have been accepted.
        """
        submission = Submission(
            target=target_of(api, request, bucket=self.bucket, region=self.region, input_key=input_key),
            request=request,
            body=body,
            name=name or input_key,
            output_key=output_key,
            before_send=before_send,
            submission_id=submission_id,
        )
        return run_paid(lambda: self._submit_once(api, submission, once))

    def _submit_once(self, api: Api[Any, PaidResponse], submission: Submission, once: float | None) -> PaidResponse:
        """Send a paid request, or find an earlier job; look up the outcome if an exception ends it."""
        try:
            with self._in_flight.entered(submission):
                if once is None:
                    return self._send_until_known(api, submission)
                # Of two equal calls at the same time, the second must see the job of the first.
                with self._in_flight.alone(submission):
                    job = self._find_earlier_job(submission, once)
                    if job is not None:
                        return cast("PaidResponse", _response_with(job))
                    return self._send_until_known(api, submission)
        except CosanimError:
            raise
        except BaseException as error:
            try:
                self._explain(error, api, submission)
            except CosanimError:
                raise
            except BaseException:  # noqa: BLE001 - a second Ctrl-C
                submission.is_looked_up = True
                self._explain(error, api, submission)
            if isinstance(error, Interrupted) and submission.job is not None:
                # Only the awaiting task was cancelled, and it takes the outcome.
                return cast("PaidResponse", _response_with(cast("JobDetail", submission.job)))
            raise

    def _send_until_known(self, api: Api[Any, PaidResponse], submission: Submission) -> PaidResponse:
        """Send a request, again if that is safe, until its outcome is known.

        Raises:
            ServiceError: The service rejected the request, or failed without accepting it.
            TransportError: The request certainly was not accepted.
            SubmissionUnknown: It may have been accepted.
        """
        transport = self._transport
        number = 0
        while True:
            number += 1
            try:
                return self._send_and_remember(api, submission)
            except UnknownOutcome as unknown:
                failure = unknown.failure
                job = self._find_job(api, submission, failure, timeout=transport.retry.lookup_timeout)
                if job is not None:
                    return cast("PaidResponse", _response_with(job))
                failure.retryable = True
                failure.add_note(NOTHING_ACCEPTED)
            except (ServiceError, TransportError) as error:
                # An error without a signature comes from another request, such as one that fetches credentials.
                if not error.retryable or error.signed_until is None:
                    raise
                failure = error
            submission.is_rejected = True
            delay = transport.retry.delay_after(failure, number=number, rng=transport.timing.rng)
            if delay is None:
                raise failure
            _log.warning("the submission was not accepted and is sent again in %.1f s: %s", delay, failure)
            transport.timing.sleep(delay)
            submission.is_rejected = False

    def _send_and_remember(self, api: Api[Any, PaidResponse], submission: Submission) -> PaidResponse:
        """Send a request once, and remember the ids of its jobs, or that the outcome of the attempt is unknown."""
        transport = self._transport
        ttl = transport.retry.signature_seconds
        attempts: list[Attempt] = []
        earlier = submission.since
        with self._in_flight.sending(submission):
            now = int(transport.now())
            submission.sent_at = transport.timing.monotonic()
            # Unknown until the contrary is certain, so that no interrupt hides that a job may have been accepted.
            submission.set_unknown(since=now - BACKDATED, not_after=now + ttl + 1)
            try:
                response = self._attempt(api, submission, ttl=ttl, attempts=attempts)
                accepted = [job for job in response.jobs_detail if job.job_id]
                submission.job = accepted[0]
                self._in_flight.remember(submission, [job.job_id for job in accepted if job.job_id])
            except CosanimError:
                submission.not_after = None
                raise
            except BaseException as error:
                until: int | None = getattr(error, "signed_until", None)
                if until is not None:
                    since = until - ttl - BACKDATED
                    submission.since = since if earlier is None else min(earlier, since)
                    submission.not_after = until
                elif not any(attempt.is_begun for attempt in attempts):
                    submission.not_after = None  # certainly not sent
                # The rest of this reply would be read as the reply to the next request on the connection.
                transport.close()
                raise
            submission.not_after = None
            return response

    def _explain(self, error: BaseException, api: Api[Any, PaidResponse], submission: Submission) -> None:
        """Look up the outcome of a submission that an exception has ended, and add it to the exception as a note.

        Raises:
            SubmissionInterrupted: The exception is a KeyboardInterrupt, and the outcome is unknown.
            SubmissionUnknown: It is an error of the caller's code, such as a hook, and the outcome is unknown.
        """
        job, unknown = submission.job, None
        if job is None and submission.not_after is not None:
            failure = TransportError(
                f"{type(error).__name__} ended the request", host=self._endpoint.authority, sent=None
            )
            timeout = self._transport.retry.interrupt_timeout
            try:
                # A lookup that was ended is not repeated.
                if submission.is_looked_up:
                    unknown = self._unknown(api, submission, failure)
                else:
                    with self._in_flight.entered(submission):
                        job = self._find_job(api, submission, failure, timeout=timeout)
            except SubmissionUnknown as raised:
                unknown = raised
            except BaseException:  # noqa: BLE001 - a second Ctrl-C, for example, ends the lookup
                unknown = self._unknown(api, submission, failure)
            submission.is_rejected = job is None
        if unknown is not None:
            if type(error) is KeyboardInterrupt:
                raise SubmissionInterrupted.of(unknown) from error
            if isinstance(error, Exception):
                raise unknown from error
            error.add_note(str(unknown))
        elif job is not None:
            add_accepted_note(error, Job(cast("AnimationClient", self), cast("JobDetail", job)))
        elif submission.is_rejected:
            error.add_note(NOTHING_ACCEPTED)


def add_accepted_note(error: BaseException, job: Job) -> None:
    """Add a note to an exception that ended a submission whose job was accepted."""
    error.add_note(f"the job was accepted: it is {job.job_id}; go on with client.job({job.token()!r})")


def _response_with(job: JobDetail) -> Any:
    """Return the response of a submission whose job was looked up, which only submissions of jobs are."""
    return SubmitJobResponse(jobs_detail=[job], request_id=job.request_id)

"""Sends a paid request once, and classifies the outcome.

not sent    the request certainly did not arrive            TransportError whose ``sent`` is False
rejected    an error code means that nothing was accepted   ServiceError
accepted    the reply contains the submitted job            the reply
unknown     none of these                                   UnknownOutcome
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from cosanim.api.base import Caller, decode_reply_leniently
from cosanim.api.paid_requests.errors_in_success import error_in_success
from cosanim.api.paid_requests.reply_matching import find_mismatch
from cosanim.error_codes import find_error_code
from cosanim.errors import DecodeError, ServerError, ServiceError, TransportError
from cosanim.http.transport_errors import record_signature
from cosanim.xml.codec import OddValueWarning, warn_of_odd_values

if TYPE_CHECKING:
    from cosanim.api.paid_requests.in_flight import Submission
    from cosanim.http.replies import Reply
    from cosanim.http.sessions.connections import Attempt
    from cosanim.models import BatchResponse, SubmitJobResponse
    from cosanim.operations import Api

_log = logging.getLogger("cosanim")

_UNAVAILABLE: Final = 503
# With these codes a 503 means that the request was rejected; after any other 5xx it may have been accepted.
_REJECTED_503_CODES: Final = frozenset({"ServiceUnavailable", "SlowDown"})


PaidResponse = TypeVar("PaidResponse", "SubmitJobResponse", "BatchResponse")
"""The responses that contain the accepted job or batch."""


class UnknownOutcome(Exception):
    """An attempt whose outcome is unknown.

    Attributes:
        failure: The reason, as an error.
        signed_until: Last second of the signature of the attempt, in Unix time.
    """

    def __init__(self, failure: TransportError | ServiceError, signed_until: int) -> None:
        """Store the reason and the signature's end."""
        super().__init__(str(failure))
        self.failure = failure
        self.signed_until = signed_until


class AttemptCaller(Caller):
    """Sends paid requests once."""

    def _attempt(
        self, api: Api[Any, PaidResponse], submission: Submission, *, ttl: int, attempts: list[Attempt]
    ) -> PaidResponse:
        """Send a paid request once, and read the reply.

        Args:
            api: The API; its reply has ``jobs_detail``.
            submission: The submission.
            ttl: Validity of the signature in seconds from now.
            attempts: The attempts of the transport are appended to this list before they begin.

        Returns:
            The reply; at least one of its ``jobs_detail`` has an id.

        Raises:
            ServiceError: The service rejected the request.
            TransportError: The request certainly did not reach the service.
            UnknownOutcome: In all other cases; the request may have been accepted.
        """
        try:
            reply = self._send_api(
                api,
                submission.request,
                body=submission.body,
                ttl=ttl,
                attempts=attempts,
                before_send=submission.before_send,
            )
        except (TransportError, ServiceError) as error:
            # An error without a signature comes from another request, such as one that fetches credentials.
            if error.signed_until is None or _is_rejection(error):
                raise
            raise UnknownOutcome(error, error.signed_until) from error
        signed_until: int = reply.signed_until or 0  # a reply to a signed request has it
        try:
            response, failure = self._read(api, submission, reply)
        except BaseException as error:
            record_signature(error, signed_until)
            raise
        if response is None:
            raise UnknownOutcome(failure or self._unusable(reply, "the reply contains no job"), signed_until)
        return response

    def _read(
        self, api: Api[Any, PaidResponse], submission: Submission, reply: Reply
    ) -> tuple[PaidResponse | None, TransportError | ServiceError | None]:
        """Return the decoded reply if it shows that the request was accepted; otherwise the reason why not."""
        odd: list[str] = []
        try:
            response = decode_reply_leniently(reply, cast("type[PaidResponse]", api.response_class), odd)
        except DecodeError as error:
            return None, self._unusable(reply, str(error))
        if not any(job.job_id for job in response.jobs_detail):
            failure = error_in_success(response, reply)
            if failure is not None and _is_rejection(failure):
                raise failure
            return None, failure
        for job in response.jobs_detail:
            mismatch = find_mismatch(job, submission.request, bucket=self.bucket, region=self.region)
            if mismatch is not None:
                return None, self._unusable(reply, f"the reply names {mismatch}")
        try:
            warn_of_odd_values(odd)
        # If warnings are turned into errors, an odd value must not hide the job that was accepted.
        except OddValueWarning:
            _log.warning("the job was accepted, but its reply has odd values: %s", "; ".join(odd))
        return response, None

    def _unusable(self, reply: Reply, reason: str) -> TransportError:
        return TransportError(reason, host=self._endpoint.authority, sent=True, request_id=reply.request_id)


def _is_rejection(error: TransportError | ServiceError) -> bool:
    """Return whether an error proves that nothing was accepted.

    The service's error codes prove it; with status 503 only ServiceUnavailable and SlowDown do, and in a reply with
    status 200 only those that are documented with a 4xx status and are final. A 4xx without a code, or a redirect,
    comes from a proxy.
    """
    if isinstance(error, TransportError):
        return error.sent is False
    if error.status == _UNAVAILABLE:
        return error.code in _REJECTED_503_CODES
    if error.status < 300:
        row = find_error_code(error.status, error.code)
        return row is not None and not row.retryable and not issubclass(row.error, ServerError)
    return 400 <= error.status < 500 and bool(error.code)

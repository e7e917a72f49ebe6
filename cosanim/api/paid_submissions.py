"""Sends submissions once and never retries them, since each accepted one is paid for.

outcome     evidence                                        result
not sent    the request certainly did not arrive            raises TransportError
rejected    an error code means that nothing was accepted   raises ServiceError
accepted    the reply contains the submitted job            returns the reply
unknown     none of these                                   raises SubmissionUnknown

If another exception ends a request that may have been sent, such as that of Ctrl-C, the outcome is unknown too: the
exception keeps its class and gets the text of SubmissionUnknown as a note.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from cosanim.api.base import Caller, checked_request, decode_reply_leniently
from cosanim.api.reply_matching import find_mismatch
from cosanim.error_codes import service_error
from cosanim.errors import CosanimError, DecodeError, ServerError, ServiceError, SubmissionUnknown, TransportError
from cosanim.http.transport_errors import record_signature
from cosanim.refusals import refusals_of
from cosanim.signing import BACKDATED
from cosanim.xml.codec import OddValueWarning, warn_of_odd_values
from cosanim.xml.validation import with_further

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from cosanim.argument_types import RuleName
    from cosanim.http.replies import Reply
    from cosanim.models import BatchResponse, SubmitJobResponse
    from cosanim.operations import Api, Sent

_log = logging.getLogger("cosanim")

# A short validity of the signature keeps a delayed request from being accepted much later.
_TTL: Final = 30
_UNAVAILABLE: Final = 503
# With these codes a 503 means that the request was rejected; after any other 5xx it may have been accepted.
_REJECTED_503_CODES: Final = frozenset({"ServiceUnavailable", "SlowDown"})


PaidResponse = TypeVar("PaidResponse", "SubmitJobResponse", "BatchResponse")
"""The responses that contain the accepted job or batch."""


class PaidCaller(Caller):
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
        api: Api[Sent, PaidResponse],
        request: Sent,
        *,
        input_key: str | None,
        output_key: str | None,
        body: bytes,
        name: str | None = None,
    ) -> PaidResponse:
        """Send a paid request once.

        Args:
            api: The API; its reply has ``jobs_detail``.
            request: The request.
            input_key: Key of the input, for ``SubmissionUnknown``.
            output_key: Key of the output, for ``SubmissionUnknown``.
            body: The request, validated and encoded by ``_prepare``.
            name: Name to filter the list of submissions by; ``input_key`` when left out.

        Returns:
            The reply; at least one of its ``jobs_detail`` has an id.

        Raises:
            ServiceError: The service rejected the request.
            TransportError: The request certainly did not reach the service.
            SubmissionUnknown: In all other cases; the request may have been accepted.
        """

        def unknown(reason: object, not_after: int | None, request_id: str | None = None) -> SubmissionUnknown:
            # The rest of this reply would be read as the reply to the next request on the connection.
            self._transport.close()
            from cosanim.api.lookup_hints import lookup_hints  # on demand: most submissions have a known outcome

            hints = lookup_hints(
                api,
                name or input_key,
                bucket=self.bucket,
                region=self.region,
                endpoint=self._endpoint,
                since=None if not_after is None else not_after - _TTL - BACKDATED,
            )
            return SubmissionUnknown(
                str(reason),
                request_id=request_id,
                bucket=self.bucket,
                input_key=input_key,
                output_key=output_key,
                not_after=not_after,
                command=hints.command,
                call=hints.call,
            )

        try:
            return self._send_once(api, request, body, unknown)
        except CosanimError:
            raise
        except BaseException as error:
            not_after: int | None = getattr(error, "signed_until", None)
            if not_after is not None:
                error.add_note(str(unknown(f"{type(error).__name__} ended the request", not_after)))
            raise

    def _send_once(
        self, api: Api[Sent, PaidResponse], request: Sent, body: bytes, unknown: Callable[..., SubmissionUnknown]
    ) -> PaidResponse:
        """Send a paid request and read the reply; ``unknown`` makes the error for an unknown outcome."""
        try:
            reply = self._send_api(api, request, body=body, ttl=_TTL)
        except (TransportError, ServiceError) as error:
            # An error without a signature comes from another request, such as one that fetches credentials.
            if error.signed_until is None or _is_rejection(error):
                raise
            raise unknown(error, error.signed_until, error.request_id) from error
        with record_signature(cast("int", reply.signed_until)):
            return self._accepted(api, request, reply, unknown)

    def _accepted(
        self, api: Api[Sent, PaidResponse], request: Sent, reply: Reply, unknown: Callable[..., SubmissionUnknown]
    ) -> PaidResponse:
        """Return the decoded reply if it shows that the request was accepted."""
        odd: list[str] = []
        try:
            response = decode_reply_leniently(reply, cast("type[PaidResponse]", api.response_class), odd)
        except DecodeError as error:
            raise unknown(error, reply.signed_until, reply.request_id) from error
        if not any(job.job_id for job in response.jobs_detail):
            rejection = _error_in_success(response, reply)
            if rejection is None or not _is_rejection(rejection):
                raise unknown(rejection or "the reply contains no job", reply.signed_until, reply.request_id)
            raise rejection
        for job in response.jobs_detail:
            mismatch = find_mismatch(job, request, bucket=self.bucket, region=self.region)
            if mismatch is not None:
                raise unknown(mismatch, reply.signed_until, reply.request_id)
        try:
            warn_of_odd_values(odd)
        # If warnings are turned into errors, an odd value must not hide the job that was accepted.
        except OddValueWarning:
            _log.warning("the job was accepted, but its reply has odd values: %s", "; ".join(odd))
        return response


def field_text(request: object, *fields: str) -> str | None:
    """Return the text in a nested field of a request; None when a field on its path is unset."""
    value: Any = request
    for field in fields:
        value = getattr(value, field, None)
    return value if isinstance(value, str) else None


def _is_rejection(error: TransportError | ServiceError) -> bool:
    """Return whether an error proves that nothing was accepted.

    The service's error codes prove it; with status 503 only ServiceUnavailable and SlowDown do. A 4xx without a code,
    or a redirect, comes from a proxy.
    """
    if isinstance(error, TransportError):
        return error.sent is False
    if error.status == _UNAVAILABLE:
        return error.code in _REJECTED_503_CODES
    if error.status < 300:
        return not isinstance(error, ServerError)
    return 400 <= error.status < 500 and bool(error.code)


def _error_in_success(response: Any, reply: Reply) -> ServiceError | None:
    """Return the error in a reply with status 200 that contains no job; None when the reply has no error code."""
    nodes = {node.name: node.text for node in response.unknown}
    code, message = nodes.get("Code", ""), nodes.get("Message", "")
    for job in response.jobs_detail:
        code, message = code or job.code or "", message or job.message or ""
    if code in {"", "Success"}:
        return None
    return service_error(
        status=reply.status, code=code, message=message, request_id=reply.request_id, trace_id=reply.trace_id
    )

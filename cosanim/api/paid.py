"""Requests that cost money once they are accepted: sent once, and their outcome told apart.

not sent            the request surely did not arrive      TransportError
refused             the service turned it away             ServiceError
accepted            the reply names a job, this one        the reply
anything else       nobody can know                        SubmissionUnknown
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from cosanim.api.base import Caller, decoded
from cosanim.api.reply_matching import foreign_name
from cosanim.error_codes import service_error
from cosanim.errors import DecodeError, ServerError, ServiceError, SubmissionUnknown, TransportError
from cosanim.signing import BACKDATED
from cosanim.xml.codec import OddValueWarning

if TYPE_CHECKING:
    from cosanim.errors import CosanimError
    from cosanim.http.replies import Reply
    from cosanim.models import BatchResponse, SubmitJobResponse
    from cosanim.operations import Api, Sent

# The signature is short-lived, so that an attempt that is late cannot take effect much later.
_TTL: Final = 30
_UNAVAILABLE: Final = 503
# These 503 say that the request was turned away; any other 5xx leaves open whether it was accepted.
_TURNED_AWAY: Final = frozenset({"ServiceUnavailable", "SlowDown"})


PaidResponse = TypeVar("PaidResponse", "SubmitJobResponse", "BatchResponse")
"""The answers that name what was accepted."""


class PaidCaller(Caller):
    """Sends what is paid for."""

    def _submit_paid(
        self,
        api: Api[Sent, PaidResponse],
        request: Sent,
        *,
        input_key: str | None,
        output_key: str | None,
        name: str | None = None,
    ) -> PaidResponse:
        """Send a paid request once.

        Args:
            api: The API; its reply has ``jobs_detail``.
            request: The body.
            input_key: Key of the input, for whoever has to look.
            output_key: Key of the output, likewise.
            name: Name by which it is listed, where that is not the input.

        Returns:
            The reply; at least one of its ``jobs_detail`` has an id.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service refused.
            TransportError: The request surely did not reach the service.
            SubmissionUnknown: Anything else.
        """

        def unknown(reason: object, source: Reply | CosanimError) -> SubmissionUnknown:
            # What else the server has to say would be taken for the reply to the next request.
            self._transport.close()
            from cosanim.api.lookup_hints import how_to_look  # late: most submissions have an outcome

            not_after = source.signed_until
            look = how_to_look(
                api,
                name or input_key,
                bucket=self.bucket,
                region=self.region,
                endpoint=self._endpoint,
                since=None if not_after is None else not_after - _TTL - BACKDATED,
            )
            return SubmissionUnknown(
                str(reason),
                request_id=source.request_id,
                bucket=self.bucket,
                input_key=input_key,
                output_key=output_key,
                not_after=not_after,
                command=look.command,
                call=look.call,
            )

        try:
            reply = self._send_api(api, request, ttl=_TTL)
        except (TransportError, ServiceError) as error:
            # Without a signature it is about another request: credentials may need one of their own.
            if error.signed_until is None or _was_not_accepted(error):
                raise
            raise unknown(error, error) from error
        try:
            response = decoded(reply, cast("type[PaidResponse]", api.response_class))
        # Where warnings are errors, an odd value must not make anybody believe that nothing was submitted.
        except (DecodeError, OddValueWarning) as error:
            raise unknown(error, reply) from error
        if not any(job.job_id for job in response.jobs_detail):
            refusal = _refusal(response, reply)
            if refusal is None or not _was_not_accepted(refusal):
                raise unknown(refusal or "the reply names no job", reply)
            raise refusal
        for job in response.jobs_detail:
            foreign = foreign_name(job, request, bucket=self.bucket, region=self.region)
            if foreign is not None:
                raise unknown(foreign, reply)
        return response


def named(request: object, *fields: str) -> str | None:
    """Return the text in a field of a request; None where a field on the path is unset, which validation reports."""
    value: Any = request
    for field in fields:
        value = getattr(value, field, None)
    return value if isinstance(value, str) else None


def _was_not_accepted(error: TransportError | ServiceError) -> bool:
    """Return whether an error says for sure that nothing was accepted.

    The service says so by a code, at 503 by one of two; a 4xx without a code, or a redirect, is a proxy's.
    """
    if isinstance(error, TransportError):
        return error.sent is False
    if error.status == _UNAVAILABLE:
        return error.code in _TURNED_AWAY
    if error.status < 300:
        return not isinstance(error, ServerError)
    return 400 <= error.status < 500 and bool(error.code)


def _refusal(response: Any, reply: Reply) -> ServiceError | None:
    """Return the error that a 200 without a job holds, if its code says so."""
    nodes = {node.name: node.text for node in response.unknown}
    code, message = nodes.get("Code", ""), nodes.get("Message", "")
    for job in response.jobs_detail:
        code, message = code or job.code or "", message or job.message or ""
    if code in {"", "Success"}:
        return None
    return service_error(
        status=reply.status, code=code, message=message, request_id=reply.request_id, trace_id=reply.trace_id
    )

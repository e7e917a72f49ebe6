"""Errors that the service returned, by what they mean to the caller."""

from __future__ import annotations

from cosanim.errors.base import CosanimError
from cosanim.errors.next_steps import STEP_OF_CODE
from cosanim.masking import mask_secrets


class ServiceError(CosanimError):
    """The service returned an error.

    Attributes:
        date: The time of the reply by the service's clock, in Unix time; None when the reply had none.
    """

    date: int | None = None

    def __init__(
        self,
        status: int,
        code: str,
        message: str = "",
        request_id: str | None = None,
        trace_id: str | None = None,
        hint: str = "",
        retryable: bool = False,
        *,
        retry_after: float | None = None,
    ) -> None:
        """Store the parts of the error reply.

        Args:
            status: The HTTP status.
            code: The error code; "" when the reply had none.
            message: The service's message.
            request_id: The service's id of the request.
            trace_id: The service's id of the failure.
            hint: What to do.
            retryable: Whether the service rejected the request without processing it, so that it may succeed later.
            retry_after: Delay in seconds that the service requests.
        """
        self.status = status
        self.code = code
        self.message = mask_secrets(message)
        self.trace_id = trace_id
        self.hint = hint
        text = f"{status} {code or '(no error code)'}"
        if message:
            text += f": {message}"
        ids = [f"{name} {value}" for name, value in (("request id", request_id), ("trace id", trace_id)) if value]
        if ids:
            text += f" ({', '.join(ids)})"
        if hint:
            text += f"\n  {hint}"
        super().__init__(text, request_id=request_id)
        self.next_step = STEP_OF_CODE.get(code, self.next_step)
        self.retryable = retryable
        self.retry_after = retry_after

    def extend_hint(self, text: str) -> None:
        """Add what was found out after the error was made to the hint, and to the message, which ends with the hint.

        Args:
            text: The addition, without secrets.
        """
        separator = "; " if self.hint else "\n  "
        self.hint += f"; {text}" if self.hint else text
        self.args = (f"{self}{separator}{text}",)


class AuthenticationError(ServiceError):
    """The service does not accept the signature or the credentials."""


class PermissionDeniedError(ServiceError):
    """The signer has no permission for the request, or the bucket is not set up for it."""


class InvalidRequestError(ServiceError):
    """The request itself is wrong; sending it again has the same result."""


class NotFoundError(ServiceError):
    """The job, template, queue, bucket or object does not exist."""


class RateLimitedError(ServiceError):
    """Too many requests; the same request can succeed later."""


class QueueError(ServiceError):
    """The job queue does not accept the job now: it is full (wait) or paused (resume it first)."""


class ServerError(ServiceError):
    """The service failed; it is unknown whether it processed the request."""

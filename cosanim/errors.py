"""The exceptions that cosanim raises.

    CosanimError
      ├─ SchemaError            an object or document violates the schema; carries every violation
      ├─ DecodeError            a document cannot be read
      ├─ ConfigurationError     a region, bucket or endpoint is missing or invalid
      ├─ CredentialsError       no usable credentials
      ├─ TransportError         no usable reply: network failure, unknown host, TLS error, time-out
      ├─ ServiceError           the service returned an error
      │    ├─ AuthenticationError
      │    ├─ PermissionDeniedError
      │    ├─ InvalidRequestError
      │    ├─ NotFoundError
      │    ├─ RateLimitedError
      │    ├─ QueueError
      │    └─ ServerError
      ├─ SubmissionUnknown      a paid job may or may not have been accepted
      ├─ JobFailed              the job ended without a result
      ├─ JobCancelled           the job was cancelled
      ├─ WaitTimeout            the job was not finished in time; it continues
      ├─ WaitStopped            the caller ended the wait; the job continues
      └─ ResultUnavailable      a value of a job's result that is not there

Each constructor argument is kept as an attribute of the same name. Every error can be pickled and copied with all
of its attributes, and carries the service's request id if there was one. Messages pass through ``mask_secrets``,
so that an error never puts a signature or token into a log.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cosanim.masking import mask_secrets
from cosanim.times import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cosanim.models import JobDetail
    from cosanim.xml.violations import Violation


class CosanimError(Exception):
    """Base class of all exceptions of cosanim.

    Attributes:
        request_id: The id that the service gave to the request, None when there was no reply.
        retryable: Whether the same request can be sent again: it may succeed and has no side effects.
        signed_until: The last second of the signature that the failed request carried, in Unix time; None when no
            signed request was sent.
    """

    request_id: str | None = None
    retryable: bool = False
    signed_until: int | None = None

    def __init__(self, message: str, *, request_id: str | None = None) -> None:
        """Store the message, secrets masked.

        Args:
            message: What happened and what to do.
            request_id: The service's id of the request.
        """
        super().__init__(mask_secrets(message))
        self.request_id = request_id

    def __reduce__(self) -> tuple[Callable[..., CosanimError], tuple[Any, ...]]:
        """Return a function and arguments that rebuild the error from its attributes, without its constructor."""
        return _rebuilt, (type(self), self.args, dict(self.__dict__))


def _rebuilt(cls: type[CosanimError], args: tuple[Any, ...], fields: dict[str, Any]) -> CosanimError:
    error = cls.__new__(cls, *args)
    error.__dict__.update(fields)
    return error


class SchemaError(CosanimError):
    """An object or document violates the schema; carries every violation."""

    def __init__(self, violations: Iterable[Violation], *, request_id: str | None = None) -> None:
        """Store the violations. The message has one line for each.

        Args:
            violations: All violations found.
            request_id: The service's id of the request, if a reply violates the schema.
        """
        self.violations: tuple[Violation, ...] = tuple(violations)
        noun = "violation" if len(self.violations) == 1 else "violations"
        lines = [f"{len(self.violations)} {noun} of the schema", *map(str, self.violations)]
        super().__init__("\n  ".join(lines), request_id=request_id)


class DecodeError(CosanimError):
    """A document cannot be read: it is malformed or too large, or has a DTD or an unexpected root."""

    def __init__(self, message: str, *, line: int | None = None, request_id: str | None = None) -> None:
        """Store the message and the line.

        Args:
            message: What is wrong with the document.
            line: Line of the error, from 1; None if unknown.
            request_id: The service's id of the request, if the document is a reply.
        """
        super().__init__(message, request_id=request_id)
        self.line = line


class ConfigurationError(CosanimError):
    """A region, bucket, endpoint or other setting is missing or invalid; cosanim never guesses one."""

    def __init__(self, message: str, *, searched_places: Sequence[str] = ()) -> None:
        """Store the message, followed by the places searched.

        Args:
            message: What is missing or wrong, and how to correct it.
            searched_places: Places searched, in order.
        """
        super().__init__(_with_places(message, searched_places))
        self.searched_places = tuple(searched_places)


class CredentialsError(CosanimError):
    """Credentials are missing or cannot be used."""

    def __init__(self, message: str, *, searched_places: Sequence[str] = ()) -> None:
        """Store the message, followed by the places searched.

        Args:
            message: What is missing or wrong, and how to correct it.
            searched_places: Places searched, in order.
        """
        super().__init__(_with_places(message, searched_places))
        self.searched_places = tuple(searched_places)


def _with_places(message: str, searched_places: Sequence[str]) -> str:
    return "\n  ".join([message + (". Searched:" if searched_places else ""), *searched_places])


class TransportError(CosanimError):
    """There was no usable reply."""

    def __init__(
        self,
        message: str,
        *,
        host: str,
        sent: bool | None,
        retryable: bool = False,
        request_id: str | None = None,
    ) -> None:
        """Store whether the request was sent, and whether it can be sent again.

        Args:
            message: What happened, naming the host, and what to do.
            host: The host that the request was for.
            sent: False when the request certainly did not reach the service, True when it certainly did, None when
                unknown. A paid job may be submitted again only if ``sent`` is False.
            retryable: Whether the same request can be sent again.
            request_id: The service's id of the request, if the head of a reply arrived and contains it.
        """
        super().__init__(message, request_id=request_id)
        self.host = host
        self.sent = sent
        self.retryable = retryable


class ServiceError(CosanimError):
    """The service returned an error."""

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
        self.retryable = retryable
        self.retry_after = retry_after


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


class SubmissionUnknown(CosanimError):
    """A paid job may or may not have been accepted; it is not sent again."""

    def __init__(
        self,
        reason: str,
        *,
        request_id: str | None = None,
        bucket: str | None = None,
        input_key: str | None = None,
        output_key: str | None = None,
        not_after: int | None = None,
        command: str = "",
        call: str = "",
    ) -> None:
        """Store what is needed to find out whether the job was accepted.

        Args:
            reason: Why the outcome is unknown.
            request_id: The service's id of the request, if a reply arrived and contains it.
            bucket: The bucket of the input.
            input_key: The key of the input.
            output_key: The key of the output as submitted.
            not_after: The last second of the submission's signature, in Unix time.
            command: The command line that lists the jobs; if the job was accepted, it is one of them.
            call: The equivalent call of the Python client.
        """
        text = (
            f"the job may or may not have been accepted: {reason}\n"
            f"  It was not sent again, because each accepted submission is paid for. Look among the jobs of "
            f"bucket {bucket!r} for input {input_key!r} and output {output_key!r} before submitting once more"
        )
        if request_id:
            text += f" (request id {request_id})"
        if command or call:
            text += ":" + "".join(f"\n    {line}" for line in (command, call) if line)
        if not_after:
            until = format_time(datetime.fromtimestamp(not_after, UTC))
            text += f"\n  It may still be accepted until {until}, and listed some seconds later"
        super().__init__(text, request_id=request_id)
        self.reason = mask_secrets(reason)
        self.bucket = bucket
        self.input_key = input_key
        self.output_key = output_key
        self.not_after = not_after
        self.command = command
        self.call = call


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


class WaitTimeout(CosanimError):
    """The job did not end before the deadline. It continues, and can be waited for again."""

    def __init__(self, job: JobDetail, waited: float, *, request_id: str | None = None) -> None:
        """Describe the last known state of the job.

        Args:
            job: The job as last described.
            waited: Seconds waited.
            request_id: The service's id of the last reply.
        """
        super().__init__(
            f"job {job.job_id} is still {job.state or 'without a state'} after {waited:.1f} s; it continues, "
            "and waiting for it again costs nothing",
            request_id=request_id,
        )
        self.job = job
        self.waited = waited


class WaitStopped(CosanimError):
    """The event ``stop`` was set and ended the wait. The job continues, and can be waited for again."""

    def __init__(self, job: JobDetail, waited: float, *, request_id: str | None = None) -> None:
        """Describe the last known state of the job.

        Args:
            job: The job as last described.
            waited: Seconds waited.
            request_id: The service's id of the last reply.
        """
        super().__init__(
            f"waiting for job {job.job_id} was stopped after {waited:.1f} s; its last known state is "
            f"{job.state or 'none'}, and it goes on",
            request_id=request_id,
        )
        self.job = job
        self.waited = waited


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

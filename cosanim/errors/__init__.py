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
      │    └─ SubmissionInterrupted  the same after Ctrl-C; also a KeyboardInterrupt
      ├─ JobFailed              the job ended without a result
      ├─ JobCancelled           the job was cancelled
      ├─ WaitTimeout            the job was not finished in time; it continues
      ├─ WaitStopped            the caller ended the wait; the job continues
      ├─ ResultUnavailable      a value of a job's result that is not there
      ├─ InvalidRows            rows of a bulk run are invalid; nothing was sent
      └─ JournalError           the journal of a bulk run cannot be used

Each constructor argument is kept as an attribute of the same name. Every error can be pickled and copied with all
of its attributes, and carries the service's request id if there was one. Messages pass through ``mask_secrets``,
so that an error never puts a signature or token into a log.
"""

from cosanim.errors.base import (
    ConfigurationError,
    CosanimError,
    CredentialsError,
    DecodeError,
    SchemaError,
    TransportError,
)
from cosanim.errors.bulk import InvalidRow, InvalidRows, JournalError
from cosanim.errors.jobs import (
    JobCancelled,
    JobFailed,
    ResultUnavailable,
    SubmissionInterrupted,
    SubmissionUnknown,
    WaitStopped,
    WaitTimeout,
)
from cosanim.errors.service import (
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    QueueError,
    RateLimitedError,
    ServerError,
    ServiceError,
)

__all__ = [
    "AuthenticationError",
    "ConfigurationError",
    "CosanimError",
    "CredentialsError",
    "DecodeError",
    "InvalidRequestError",
    "InvalidRow",
    "InvalidRows",
    "JobCancelled",
    "JobFailed",
    "JournalError",
    "NotFoundError",
    "PermissionDeniedError",
    "QueueError",
    "RateLimitedError",
    "ResultUnavailable",
    "SchemaError",
    "ServerError",
    "ServiceError",
    "SubmissionInterrupted",
    "SubmissionUnknown",
    "TransportError",
    "WaitStopped",
    "WaitTimeout",
]

# Tracebacks and pickles show the public path of an exception, not the module that defines it.
for _name in __all__:
    globals()[_name].__module__ = __name__

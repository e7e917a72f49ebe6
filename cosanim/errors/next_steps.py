"""Table of the next step of each error: a check of ``cosanim doctor``, another command, or a page of the documentation.

The hint of an error says what to correct. The next step is where to look for the cause if that is not enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

DOCTOR_CHECKS: Final = (
    "python",
    "packages",
    "credentials",
    "bucket",
    "region",
    "endpoint",
    "dns",
    "connection",
    "clock",
    "signature",
    "permissions",
    "media-service",
    "queue",
    "role",
    "output",
)
"""Names of the checks of ``cosanim doctor``, in their order."""

_PAGES: Final = "https://www.tencentcloud.com/document/product/"
ERROR_PAGE: Final = f"{_PAGES}1045/43611"
"""The page of the error codes of Cloud Infinite."""
OBJECT_ERROR_PAGE: Final = f"{_PAGES}436/7730"
"""The page of the error codes of the object store."""
_REQUEST_PAGE: Final = f"{_PAGES}1045/73149"
"""The page of the nodes of a submission and their limits."""


def doctor_step(check: str, options: str = "") -> str:
    """Return the next step for an error that a check of ``cosanim doctor`` explains.

    Args:
        check: Name of the check.
        options: The options without which there is no such check.
    """
    return f"cosanim doctor{options and f' {options}'} (check: {check})"


_EXPLAIN: Final = "cosanim explain"
_VALIDATE: Final = "cosanim validate FILE"

STEP_OF_CLASS: Final[Mapping[str, str]] = {
    "SchemaError": _REQUEST_PAGE,
    "DecodeError": _VALIDATE,
    "ConfigurationError": "cosanim doctor",
    "CredentialsError": doctor_step("credentials"),
    "TransportError": doctor_step("connection"),
    "ServiceError": ERROR_PAGE,
    "AuthenticationError": doctor_step("signature"),
    "PermissionDeniedError": doctor_step("permissions"),
    "InvalidRequestError": ERROR_PAGE,
    "NotFoundError": doctor_step("media-service"),
    "RateLimitedError": ERROR_PAGE,
    "QueueError": doctor_step("queue"),
    "ServerError": ERROR_PAGE,
    "SubmissionUnknown": "cosanim list",
    "SubmissionInterrupted": "cosanim list",
    "JobFailed": f"{_EXPLAIN} JOB",
    "JobCancelled": f"{_EXPLAIN} JOB",
    "WaitTimeout": f"{_EXPLAIN} JOB",
    "WaitStopped": f"{_EXPLAIN} JOB",
    "ResultUnavailable": f"{_EXPLAIN} JOB",
    "InvalidRows": "cosanim bulk MANIFEST --dry-run",
    "JournalError": "cosanim bulk --help",
}
"""Next step by the name of the exception class, for errors without a code. That of the base class is \"\"."""

_CODES_OF_STEP: Final[Mapping[str, tuple[str, ...]]] = {
    doctor_step("credentials"): ("ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SecretidNotExist"),
    doctor_step("bucket"): ("InvalidBucketName",),
    doctor_step("endpoint"): ("InvalidUrl",),
    doctor_step("clock"): ("RequestTimeTooSkewed", "SignatureExpired"),
    doctor_step("signature"): (
        "InvalidAuthorization",
        "MissingAuthorization",
        "SignatureDoesNotMatch",
    ),
    # The checks of the bucket and of the region see only the forms of the names.
    doctor_step("media-service"): (
        "InvalidHost",
        "MediaBucketUnBinded",
        "NoSuchBucket",
        "PermanentRedirect",
        "TemporaryRedirect",
    ),
    doctor_step("queue"): ("QueuePaused", "QueueSaturated"),
    doctor_step("role"): ("CIRoleNotExist", "ResourceAccessDenied"),
    doctor_step("output", "--output-bucket BUCKET"): ("WriteTargetBucketDenied",),
    "cosanim bucket list": ("BindedBucketNumLimit", "BucketAlreadyBinded", "MediaBucketAlreadyBinded"),
    "cosanim list": ("JobNotFound",),
    "cosanim queue list": ("QueueNotFound", "QueueNumLimit"),
    "cosanim template list": ("CreatedTemplateNumLimit", "TemplateNameDuplicate", "TemplateNotFound"),
    _VALIDATE: ("InvalidArgument", "InvalidContent", "MissingContent"),
    ERROR_PAGE: (
        "ActiveWorkflowForbiddenUpdate",
        "AuditingJobNotFound",
        "InternalError",
        "InvalidContentType",
        "MissingContentLength",
        "NotImplemented",
        "ResourceDownloadFailed",
        "ResourceNotFound",
        "ResourceNotSupported",
        "ServiceUnavailable",
        "SlowDown",
        "UnavailableForLegalReasons",
        "WorkFlowNumLimit",
    ),
    OBJECT_ERROR_PAGE: (
        "BadDigest",
        "EntityTooLarge",
        "EntityTooSmall",
        "IncompleteBody",
        "InvalidDigest",
        "InvalidObjectState",
        "InvalidRange",
        "InvalidRequest",
        "InvalidURI",
        "KeyTooLong",
        "MalformedXML",
        "MethodNotAllowed",
        "NoSuchKey",
        "PreconditionFailed",
        "RequestTimeout",
    ),
}
STEP_OF_CODE: Final[Mapping[str, str]] = {code: step for step, codes in _CODES_OF_STEP.items() for code in codes}
"""Next step by error code. It takes precedence over that of the class.

AccessDenied has none: with 401 it can be a wrong signature, with 403 it is a missing permission, as the classes say.
"""


def step_of_class(cls: type[BaseException]) -> str:
    """Return the next step of an exception class, or of its nearest base class that has one; "" without one."""
    return next((STEP_OF_CLASS[base.__name__] for base in cls.__mro__ if base.__name__ in STEP_OF_CLASS), "")


def explain_step(job_id: str | None) -> str:
    """Return the command that explains a job.

    Args:
        job_id: Its id; None if it is not known.
    """
    if not job_id:
        return f"{_EXPLAIN} JOB"
    import shlex  # imported on demand: most programs see no such error

    return f"{_EXPLAIN} {shlex.quote(job_id)}"

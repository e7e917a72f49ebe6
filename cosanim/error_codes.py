"""Table of the documented error codes: exception class, whether the request can be retried, and a hint.

The codes and statuses come from the service's media error page, its numeric table, and the error page of the
object store. The hints are written for this library.
"""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus
from typing import Final, NamedTuple

from cosanim.errors import (
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    QueueError,
    RateLimitedError,
    ServerError,
    ServiceError,
)
from cosanim.errors.next_steps import STEP_OF_CODE, doctor_step, step_of_class


class Refusal(Enum):
    """Why a request was refused that another signature can make succeed."""

    TIME = "time"
    """The signature is not valid at this time."""
    EXPIRED = "expired"
    """The credentials ended."""
    UNKNOWN_KEY = "unknown key"
    """The service does not know the key: it has ended, as that of temporary credentials, or is wrong."""
    WRONG = "wrong"
    """The credentials are wrong, or do not belong together."""


class ErrorCode(NamedTuple):
    """A documented error code with one of its statuses.

    Attributes:
        code: The code as the service writes it, misspellings included.
        status: The documented HTTP status; None when no status is documented.
        error: The exception class that is raised.
        hint: What to do.
        retryable: Whether the service rejected the request without processing it, so that it may succeed later.
        number: The code's number in the service's numeric table.
        refusal: What the code says of the signature or of the credentials; None if nothing.
    """

    code: str
    status: int | None
    error: type[ServiceError]
    hint: str
    retryable: bool = False
    number: int | None = None
    refusal: Refusal | None = None

    @property
    def next_step(self) -> str:
        """Where to look for the cause: that of the code, or else that of the exception class."""
        return STEP_OF_CODE.get(self.code) or step_of_class(self.error)


_REGION: Final = "the bucket is in another region: send the request to that region (redirects are not followed)"
_BIND: Final = (
    "bind the bucket and enable media processing for it: run `cosanim setup`, or use the Cloud Infinite console"
)
_CLOCK: Final = "correct this machine's clock: a signature is valid for a short time, by the service's clock"
_IDENTITY: Final = (
    "check the secret id and key: the id is unknown, disabled or deleted, or belongs to another site; "
    "temporary credentials need their token"
)
_PERMISSION: Final = (
    "give the account the permission: grant ci:CreateMediaJobs (or the action of this API) on the bucket, and "
    "cam:PassRole when it is a sub-account; also check the bucket's own policy"
)
_DENIED: Final = (
    "one of three causes: the signature is wrong (check the secret key, the token and proxies that change "
    "the request); the role CI_QCSRole or its policies are missing (create it in the Cloud Infinite console); "
    "the account lacks permission (grant ci:CreateMediaJobs on the bucket, and cam:PassRole to a sub-account)"
)
_CREDENTIALS_OR_PERMISSION: Final = (
    "check the credentials, or give the account the permission, such as cos:HeadObject on the bucket's objects"
)
_OBJECT_PERMISSION: Final = (
    "give the account the permission: grant {action} on the bucket and its objects; also check the bucket's own "
    f"policy. If a signature expired: {_CLOCK}"
)
_OBJECT_ACTIONS: Final = {
    "GET": "cos:GetObject (cos:GetBucket to list objects)",
    "HEAD": "cos:HeadObject",
    "PUT": "cos:PutObject",
    "DELETE": "cos:DeleteObject",
}
_ROLE: Final = "create the role CI_QCSRole: authorize Cloud Infinite once in its console, as the main account"
_SIGNATURE: Final = (
    "the signature does not belong to the request: check the secret key and its token, and whether a proxy "
    "changes the host, the path or an x-cos-* header"
)
_NOT_FOUND: Final = (
    "the resource in the message does not exist: check its id, or the key of the input, its bucket and region"
)
_ARGUMENT: Final = "correct the field that the message names; cosanim.validate shows violations before sending"
_LENGTH: Final = "send a Content-Length: it is missing for a stream of unknown size, or a proxy removed it"
_LEGAL: Final = "the content is blocked; ask the provider's support, naming the request id"
_WAIT: Final = "wait a little and send fewer requests at a time; the limit can be raised by support"
_UNCERTAIN: Final = (
    "the service failed, and may have processed the request; ask support, naming the request id, if it keeps failing"
)
_LIMIT: Final = "the account has reached its limit: delete one that is not used, or ask support to raise the limit"
_KEY: Final = "check the key (case matters, no slash at the start) and the bucket"
_BUCKET: Final = "check the bucket's name, with its appid, and its region"

CI_CODES: Final = (
    # Redirections
    ErrorCode("PermanentRedirect", 301, InvalidRequestError, _REGION),
    ErrorCode("TemporaryRedirect", 307, InvalidRequestError, _REGION),
    # The request and what it names
    ErrorCode("InvalidArgument", 400, InvalidRequestError, _ARGUMENT, number=1015),
    ErrorCode("MissingContent", 400, InvalidRequestError, "send the request with its XML body", number=1016),
    ErrorCode(
        "InvalidContent",
        400,
        InvalidRequestError,
        "the body is not the XML of this API, or does not match its Content-MD5; validate it first",
        number=1011,
    ),
    ErrorCode("InvalidContent", 413, InvalidRequestError, "the body is too large; send fewer nodes"),
    ErrorCode("InvalidContentType", None, InvalidRequestError, "send Content-Type: application/xml", number=1021),
    ErrorCode("InvalidHost", 400, InvalidRequestError, _BUCKET, number=1017),
    ErrorCode("InvalidUrl", 404, NotFoundError, "the path belongs to no API; check the endpoint", number=1010),
    ErrorCode("MissingContentLength", 411, InvalidRequestError, _LENGTH),
    ErrorCode("ResourceNotFound", 400, NotFoundError, _NOT_FOUND, number=1103),
    ErrorCode(
        "ResourceAccessDenied",
        400,
        PermissionDeniedError,
        "let the role CI_QCSRole read the input and write the output: check the bucket's policy",
    ),
    ErrorCode(
        "ResourceDownloadFailed",
        400,
        InvalidRequestError,
        "the service could not read the input: check that it exists, is not archived, and CI_QCSRole may read it",
    ),
    ErrorCode(
        "ResourceNotSupported",
        400,
        InvalidRequestError,
        "the input is damaged or of a kind that is not supported; try it with another player or convert it",
    ),
    ErrorCode("CIRoleNotExist", 400, PermissionDeniedError, _ROLE),
    ErrorCode(
        "WriteTargetBucketDenied",
        None,
        PermissionDeniedError,
        "let the role CI_QCSRole write to the output bucket; it must be in the region that the job names",
        number=1124,
    ),
    ErrorCode("AuditingJobNotFound", 404, NotFoundError, "check the job id; records are kept for one month"),
    # Authentication and permissions
    ErrorCode(
        "MissingAuthorization",
        401,
        AuthenticationError,
        "the Authorization header did not arrive: check proxies on the way",
        number=1012,
    ),
    ErrorCode(
        "InvalidAuthorization",
        401,
        AuthenticationError,
        "the Authorization header arrived damaged: check the secret id for stray characters, and proxies",
        number=1013,
    ),
    ErrorCode("AccessDenied", 401, AuthenticationError, _DENIED, number=1018),
    ErrorCode("AccessDenied", 403, PermissionDeniedError, f"{_PERMISSION}. If a signature expired: {_CLOCK}"),
    ErrorCode("SecretidNotExist", 401, AuthenticationError, _IDENTITY, number=1019, refusal=Refusal.UNKNOWN_KEY),
    ErrorCode("SignatureExpired", 401, AuthenticationError, _CLOCK, number=1014, refusal=Refusal.TIME),
    # Buckets, queues, templates and workflows
    ErrorCode("MediaBucketAlreadyBinded", 403, InvalidRequestError, "nothing to do: the bucket is bound already"),
    ErrorCode(
        "BucketAlreadyBinded", None, InvalidRequestError, "nothing to do: the bucket is bound already", number=1100
    ),
    ErrorCode("BindedBucketNumLimit", None, InvalidRequestError, _LIMIT, number=1109),
    ErrorCode("MediaBucketUnBinded", None, PermissionDeniedError, _BIND, number=1111),
    ErrorCode("QueueSaturated", 403, QueueError, "the queue is full: wait until jobs have ended", retryable=True),
    ErrorCode(
        "QueuePaused",
        403,
        QueueError,
        "the queue is paused: run `cosanim queue resume QUEUE`, or resume it in the console; waiting does not help",
    ),
    ErrorCode(
        "QueueNotFound", None, NotFoundError, "leave QueueId out, or take it from the list of queues", number=1106
    ),
    ErrorCode("QueueNumLimit", None, InvalidRequestError, _LIMIT, number=1145),
    ErrorCode(
        "TemplateNotFound",
        None,
        NotFoundError,
        "check the template id: ids of custom templates differ per bucket, region and site",
        number=1107,
    ),
    ErrorCode("CreatedTemplateNumLimit", None, InvalidRequestError, _LIMIT, number=1110),
    ErrorCode(
        "TemplateNameDuplicate", None, InvalidRequestError, "choose a name that no template has yet", number=1112
    ),
    ErrorCode(
        "ActiveWorkflowForbiddenUpdate", None, InvalidRequestError, "pause the workflow, then change it", number=1114
    ),
    ErrorCode("WorkFlowNumLimit", None, InvalidRequestError, _LIMIT, number=1120),
    # The service itself
    ErrorCode("SlowDown", 429, RateLimitedError, _WAIT, retryable=True, number=1020),
    ErrorCode("SlowDown", 503, RateLimitedError, _WAIT, retryable=True),
    ErrorCode("UnavailableForLegalReasons", 451, PermissionDeniedError, _LEGAL),
    ErrorCode("InternalError", 500, ServerError, _UNCERTAIN, number=1007),
    ErrorCode("NotImplemented", 501, ServerError, "the service does not offer this; check the region and the API"),
    ErrorCode(
        "ServiceUnavailable", 503, ServerError, "the service is busy: wait a little and try again", retryable=True
    ),
)
"""Codes of Cloud Infinite."""

COS_CODES: Final = (
    ErrorCode("NoSuchKey", 404, NotFoundError, f"the object does not exist: {_KEY}"),
    ErrorCode("NoSuchBucket", 404, NotFoundError, f"the bucket does not exist: {_BUCKET}"),
    ErrorCode("InvalidBucketName", 400, InvalidRequestError, _BUCKET),
    ErrorCode("InvalidURI", 400, InvalidRequestError, "the path of the request cannot be read; check the key"),
    ErrorCode("KeyTooLong", 400, InvalidRequestError, "shorten the key: its UTF-8 form is too long"),
    ErrorCode("EntityTooLarge", 400, InvalidRequestError, "the object is too large for one upload; split or shrink it"),
    ErrorCode("EntityTooSmall", 400, InvalidRequestError, "the body is smaller than this request allows"),
    ErrorCode("InvalidDigest", 400, InvalidRequestError, "Content-MD5 is not an MD5 in Base64"),
    ErrorCode("BadDigest", 400, InvalidRequestError, "the body changed on the way: upload it again"),
    ErrorCode("IncompleteBody", 400, InvalidRequestError, "the upload broke off: upload it again"),
    ErrorCode("RequestTimeout", 400, InvalidRequestError, "the upload stalled: upload it again on another connection"),
    ErrorCode("MalformedXML", 400, InvalidRequestError, "the body is not the XML of this API"),
    ErrorCode("InvalidRequest", 400, InvalidRequestError, _ARGUMENT),
    ErrorCode(
        "ExpiredToken",
        400,
        AuthenticationError,
        "the temporary credentials expired: fetch new ones",
        refusal=Refusal.EXPIRED,
    ),
    ErrorCode(
        "InvalidToken",
        400,
        AuthenticationError,
        "the token does not belong to the secret id: use both from the same credentials",
        refusal=Refusal.WRONG,
    ),
    ErrorCode("SignatureDoesNotMatch", 403, AuthenticationError, _SIGNATURE),
    ErrorCode("InvalidAccessKeyId", 403, AuthenticationError, _IDENTITY, refusal=Refusal.WRONG),
    ErrorCode("RequestTimeTooSkewed", 403, AuthenticationError, _CLOCK, refusal=Refusal.TIME),
    ErrorCode("InvalidObjectState", 403, InvalidRequestError, "the object is archived: restore it before reading it"),
    ErrorCode("MethodNotAllowed", 405, InvalidRequestError, "this address does not accept this method"),
    ErrorCode("PreconditionFailed", 412, InvalidRequestError, "the object does not meet a condition of the request"),
    ErrorCode("InvalidRange", 416, InvalidRequestError, "the range lies outside the object: read its size first"),
)
"""Codes of the object store that uploading and downloading objects can return."""

ERROR_CODES: Final = CI_CODES + COS_CODES

_BY_STATUS: Final[dict[int, type[ServiceError]]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    429: RateLimitedError,
    451: PermissionDeniedError,
}


def find_error_code(status: int, code: str) -> ErrorCode | None:
    """Return the entry of a code: the one with this status, else the one without status, else the first.

    Args:
        status: The HTTP status of the reply; 200 when the body of a successful reply holds the error.
        code: The error code, or its number in the service's numeric table.

    Returns:
        The entry; None when the code is not documented.
    """
    rows = [row for row in ERROR_CODES if code == row.code or (row.number is not None and code == str(row.number))]
    for documented_status in (status, None):
        for row in rows:
            if row.status == documented_status:
                return row
    return rows[0] if rows else None


def find_job_error(code: str) -> ErrorCode | None:
    """Return the entry of the code of a failed job; None when the code is not documented.

    Of a code with several statuses it is the one about permissions: a signature is of a request, not of a job.

    Args:
        code: The error code, or its number.
    """
    return find_error_code(HTTPStatus.FORBIDDEN, code)


def service_error(
    *,
    status: int,
    code: str,
    message: str = "",
    request_id: str | None = None,
    trace_id: str | None = None,
    retry_after: float | None = None,
    object_method: str | None = None,
) -> ServiceError:
    """Return the exception for an error reply.

    Args:
        status: The HTTP status.
        code: The error code, "" when the reply has none.
        message: The service's message.
        request_id: The service's id of the request.
        trace_id: The service's id of the failure.
        retry_after: Delay in seconds that the service requests.
        object_method: The HTTP method if the request was for the object store; None if it was for an API.

    Returns:
        An exception of the code's class. For a code that is not documented the class follows from the status,
        and the hint says so. ``retryable`` is taken from the table; an unknown code is retryable only with status
        429, which means that the request was not processed.
    """
    row = find_error_code(status, code) if code else None
    if row is not None:
        error, hint, retryable = row.error, row.hint, row.retryable
        if row.code == "AccessDenied" and row.status == HTTPStatus.FORBIDDEN and object_method in _OBJECT_ACTIONS:
            hint = _OBJECT_PERMISSION.format(action=_OBJECT_ACTIONS[object_method])
    else:
        error, hint, retryable = _class_by_status(status), _unknown_hint(status, code), status == 429
    made = error(status, code, message, request_id, trace_id, hint, retryable, retry_after=retry_after)
    if row is not None:
        # The service may have sent the code's number instead of the code.
        made.next_step = row.next_step
    elif not code and object_method != "HEAD":
        made.next_step = doctor_step("connection")  # another server than the service may have sent the reply
    return made


def _class_by_status(status: int) -> type[ServiceError]:
    if 300 <= status < 500:
        return _BY_STATUS.get(status, InvalidRequestError)
    return ServerError if 500 <= status < 600 else ServiceError


def _unknown_hint(status: int, code: str) -> str:
    if code:
        return "this error code is not documented; ask support, naming the request id"
    if 300 <= status < 400:
        return f"{_REGION}; or a proxy or a login page of the network redirects it"
    cause = f": {_CREDENTIALS_OR_PERMISSION}" if status in {401, 403} else ""
    return f"the reply has no error code, as is usual for HEAD{cause}; for other methods it may come from a proxy"

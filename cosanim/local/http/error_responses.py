"""The exception for an error response, and the conversion of storage errors to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cosanim.local.storage import storage_errors

if TYPE_CHECKING:
    from collections.abc import Mapping


class HttpError(Exception):
    """An error response; the application turns it into the response of the addressed service.

    Attributes:
        status: HTTP status.
        code: Documented error code.
        message: What is wrong and what to do.
        headers: Additional headers of the response.
    """

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        """Store the parts of the response.

        Args:
            status: HTTP status.
            code: Documented error code.
            message: What is wrong.
            headers: Additional headers.
        """
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def http_error_of(error: storage_errors.StorageError) -> HttpError:
    """Return the error response for an error of the storage.

    Args:
        error: The error.
    """
    status, code, message = _RESPONSES[type(error)]
    return HttpError(status, code, message.format_map(vars(error)))


# Status, error code and message; the names in braces are attributes of the error.
_RESPONSES: Final[Mapping[type[storage_errors.StorageError], tuple[int, str, str]]] = {
    storage_errors.NoSuchBucketError: (404, "NoSuchBucket", "The specified bucket does not exist."),
    storage_errors.NoSuchUploadError: (
        404,
        "NoSuchUpload",
        "The object has no such multipart upload: it was completed or aborted, or the uploadId is wrong.",
    ),
    storage_errors.InvalidPartError: (
        400,
        "InvalidPart",
        "The multipart upload has no part {number} with this ETag: list its parts, and upload it again.",
    ),
    storage_errors.PartTooSmallError: (
        400,
        "EntityTooSmall",
        "The part {number} is too small: only the last part may be smaller than {least_size} bytes.",
    ),
    # The documented message.
    storage_errors.BucketNotBoundError: (
        400,
        "MediaBucketUnBinded",
        "media bucket unbinded, bucket's host is unavailable",
    ),
    storage_errors.QueueNotFoundError: (
        400,
        "QueueNotFound",
        "The bucket has no queue {queue_id}: list its queues with GET /queue.",
    ),
    storage_errors.QueueFullError: (
        403,
        "QueueSaturated",
        "The queue holds at most {max_size} waiting jobs: submit again when some have ended.",
    ),
    storage_errors.TemplateNotFoundError: (
        400,
        "TemplateNotFound",
        "The template {template_id} does not exist in this bucket: template ids differ from bucket to bucket.",
    ),
    storage_errors.TemplateNameTakenError: (
        400,
        "TemplateNameDuplicate",
        "The bucket already has a template with the name {name}.",
    ),
    storage_errors.TooManyTemplatesError: (
        400,
        "CreatedTemplateNumLimit",
        "The bucket already has {most} templates, the most it can have: delete one.",
    ),
    storage_errors.OfficialTemplateError: (
        403,
        "AccessDenied",
        "The template {template_id} is an official one, which cannot be changed or deleted.",
    ),
}

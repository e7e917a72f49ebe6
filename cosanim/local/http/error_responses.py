"""The exception for an error response, and the conversion of storage errors to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cosanim.local.storage import exceptions

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


def http_error_of(error: exceptions.StorageError) -> HttpError:
    """Return the error response for an error of the storage.

    Args:
        error: The error.
    """
    status, code, message = _RESPONSES[type(error)]
    return HttpError(status, code, message.format_map(vars(error)))


# Status, error code and message; the names in braces are attributes of the error.
_RESPONSES: Final[Mapping[type[exceptions.StorageError], tuple[int, str, str]]] = {
    exceptions.NoSuchBucketError: (404, "NoSuchBucket", "The specified bucket does not exist."),
    exceptions.ObjectExistsError: (
        409,
        "FileAlreadyExists",
        "The object exists, and x-cos-forbid-overwrite forbids to replace it.",
    ),
    # The documented message.
    exceptions.BucketNotBoundError: (
        400,
        "MediaBucketUnBinded",
        "media bucket unbinded, bucket's host is unavailable",
    ),
    exceptions.QueueNotFoundError: (
        400,
        "QueueNotFound",
        "The bucket has no queue {queue_id}: list its queues with GET /queue.",
    ),
    exceptions.QueueFullError: (
        403,
        "QueueSaturated",
        "The queue holds at most {max_size} waiting jobs: submit again when some have ended.",
    ),
    exceptions.TemplateNotFoundError: (
        400,
        "TemplateNotFound",
        "The template {template_id} does not exist in this bucket: template ids differ from bucket to bucket.",
    ),
    exceptions.TemplateNameTakenError: (
        400,
        "TemplateNameDuplicate",
        "The bucket already has a template with the name {name}.",
    ),
    exceptions.TooManyTemplatesError: (
        400,
        "CreatedTemplateNumLimit",
        "The bucket already has {most} templates, the most it can have: delete one.",
    ),
    exceptions.OfficialTemplateError: (
        403,
        "AccessDenied",
        "The template {template_id} is an official one, which cannot be changed or deleted.",
    ),
}

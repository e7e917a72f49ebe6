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
    status, code = _STATUS_AND_CODE[type(error)]
    return HttpError(status, code, str(error))


_STATUS_AND_CODE: Final[Mapping[type[exceptions.StorageError], tuple[int, str]]] = {
    exceptions.NoSuchBucketError: (404, "NoSuchBucket"),
    exceptions.ObjectExistsError: (409, "FileAlreadyExists"),
    exceptions.BucketNotBoundError: (400, "MediaBucketUnBinded"),
    exceptions.QueueNotFoundError: (400, "QueueNotFound"),
    exceptions.QueueFullError: (403, "QueueSaturated"),
    exceptions.TemplateNotFoundError: (400, "TemplateNotFound"),
    exceptions.TemplateNameTakenError: (400, "TemplateNameDuplicate"),
    exceptions.TooManyTemplatesError: (400, "CreatedTemplateNumLimit"),
    exceptions.OfficialTemplateError: (403, "AccessDenied"),
}

"""Exceptions of the storage, and the message for failures of the disk or the database.

StorageError
├── NoSuchBucketError
├── NoSuchUploadError
├── InvalidPartError
├── PartTooSmallError
├── BucketNotBoundError
├── QueueNotFoundError
├── QueueFullError
├── TemplateNotFoundError
├── TemplateNameTakenError
├── TooManyTemplatesError
└── OfficialTemplateError
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageError(Exception):
    """The stored records do not allow a request. The attributes of a subclass are the facts for the error response."""


class NoSuchBucketError(StorageError):
    """The bucket does not exist."""


class NoSuchUploadError(StorageError):
    """The object has no multipart upload with the id: it was completed or aborted, or the id is wrong."""


class InvalidPartError(StorageError):
    """The multipart upload has no part with this number and entity tag."""

    def __init__(self, number: int) -> None:
        """Store the number of the part."""
        super().__init__(number)
        self.number = number


class PartTooSmallError(StorageError):
    """A part other than the last is smaller than the least size."""

    def __init__(self, number: int, least_size: int) -> None:
        """Store the number of the part, and the least size in bytes."""
        super().__init__(number, least_size)
        self.number = number
        self.least_size = least_size


class BucketNotBoundError(StorageError):
    """The media service is not bound to the bucket."""


class QueueNotFoundError(StorageError):
    """The bucket has no queue with this id."""

    def __init__(self, queue_id: str) -> None:
        """Store the id."""
        super().__init__(queue_id)
        self.queue_id = queue_id


class QueueFullError(StorageError):
    """The queue has as many waiting jobs as it can have."""

    def __init__(self, max_size: int) -> None:
        """Store the largest number of waiting jobs."""
        super().__init__(max_size)
        self.max_size = max_size


class TemplateNotFoundError(StorageError):
    """The bucket has no template with this id."""

    def __init__(self, template_id: str) -> None:
        """Store the id."""
        super().__init__(template_id)
        self.template_id = template_id


class TemplateNameTakenError(StorageError):
    """Another template of the bucket has the name."""

    def __init__(self, name: str) -> None:
        """Store the name."""
        super().__init__(name)
        self.name = name


class TooManyTemplatesError(StorageError):
    """The bucket has as many templates as it can have."""

    def __init__(self, most: int) -> None:
        """Store the largest number of templates."""
        super().__init__(most)
        self.most = most


class OfficialTemplateError(StorageError):
    """The template is official and cannot be changed or deleted."""

    def __init__(self, template_id: str) -> None:
        """Store the id."""
        super().__init__(template_id)
        self.template_id = template_id


def describe_failure(error: OSError | sqlite3.Error) -> str:
    """Return a message with the reason why data could not be stored.

    Args:
        error: The error of the file system or the database.
    """
    if isinstance(error, OSError):
        reason = "the disk is full" if error.errno in _FULL else error.strerror or str(error)
    else:
        reason = "the disk is full" if "full" in str(error) else str(error)
    return f"The data folder cannot be written: {reason}."

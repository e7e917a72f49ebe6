"""Exceptions of the storage, and the message for failures of the disk or the database.

StorageError
├── NoSuchBucketError
├── ObjectExistsError
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
    """The stored records do not allow a request. The text of the exception is the message for the client."""


class NoSuchBucketError(StorageError):
    """The bucket does not exist."""

    def __init__(self) -> None:
        """Compose the message."""
        super().__init__("The specified bucket does not exist.")


class ObjectExistsError(StorageError):
    """An object with the key exists and must not be replaced."""

    def __init__(self) -> None:
        """Compose the message."""
        super().__init__("The object exists, and x-cos-forbid-overwrite forbids to replace it.")


class BucketNotBoundError(StorageError):
    """The media service is not bound to the bucket."""

    def __init__(self) -> None:
        """Compose the message, which is the documented one."""
        super().__init__("media bucket unbinded, bucket's host is unavailable")


class QueueNotFoundError(StorageError):
    """The bucket has no queue with this id."""

    def __init__(self, queue_id: str) -> None:
        """Compose the message."""
        super().__init__(f"The bucket has no queue {queue_id}: list its queues with GET /queue.")


class QueueFullError(StorageError):
    """The queue has as many waiting jobs as it can have."""

    def __init__(self, max_size: int) -> None:
        """Compose the message."""
        super().__init__(f"The queue holds at most {max_size} waiting jobs: submit again when some have ended.")


class TemplateNotFoundError(StorageError):
    """The bucket has no template with this id."""

    def __init__(self, template_id: str) -> None:
        """Compose the message."""
        super().__init__(
            f"The template {template_id} does not exist in this bucket: template ids differ from bucket to bucket."
        )


class TemplateNameTakenError(StorageError):
    """Another template of the bucket has the name."""

    def __init__(self, name: str) -> None:
        """Compose the message."""
        super().__init__(f"The bucket already has a template with the name {name}.")


class TooManyTemplatesError(StorageError):
    """The bucket has as many templates as it can have."""

    def __init__(self, most: int) -> None:
        """Compose the message."""
        super().__init__(f"The bucket already has {most} templates, the most it can have: delete one.")


class OfficialTemplateError(StorageError):
    """The template is official and cannot be changed or deleted."""

    def __init__(self, template_id: str) -> None:
        """Compose the message."""
        super().__init__(f"The template {template_id} is an official one, which cannot be changed or deleted.")


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

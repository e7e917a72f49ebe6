"""The storage classes of objects: PUT Object (436/7749), GET Object (436/7753)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

STORAGE_CLASS: Final = "x-cos-storage-class"
"""The header with the storage class; the object store leaves it out of the responses for the default class."""
STANDARD: Final = "STANDARD"
ARCHIVED: Final = frozenset({"ARCHIVE", "DEEP_ARCHIVE"})
"""The storage classes whose objects cannot be read until they are restored."""
STORAGE_CLASSES: Final = frozenset({STANDARD, "STANDARD_IA", "INTELLIGENT_TIERING", *ARCHIVED})


def storage_class_of(headers: Mapping[str, str]) -> str:
    """Return the storage class in headers whose names are in lower case."""
    return (headers.get(STORAGE_CLASS) or STANDARD).upper()

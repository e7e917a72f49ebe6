"""What is known of objects: metadata of one object, an entry of a list, and the outcome of a deletion."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectInfo:
    """Metadata of an object.

    Attributes:
        key: Key of the object.
        size: Size in bytes; None when the reply does not contain it.
        etag: The ETag without the quotation marks.
        content_type: Media type.
        last_modified: Time of the last change, as in HTTP.
        request_id: The service's id of the request.
        headers: All headers of the reply.
    """

    key: str
    size: int | None
    etag: str | None
    content_type: str | None
    last_modified: str | None
    request_id: str | None
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        """Show key, size and media type."""
        facts = [repr(self.key), None if self.size is None else f"{self.size} bytes", self.content_type]
        return f"<ObjectInfo {', '.join(fact for fact in facts if fact)}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedObject:
    """An object in a list of objects.

    Attributes:
        key: Key of the object.
        size: Size in bytes.
        etag: The ETag without the quotation marks; None when the service left it out.
        last_modified: Time of the last change, with its time zone; None when the service left it out.
        storage_class: Storage class, such as STANDARD; None when the service left it out.
        request_id: The service's id of the request that returned this page of the list.
    """

    key: str
    size: int
    etag: str | None = field(repr=False)
    last_modified: datetime | None = field(repr=False)
    storage_class: str | None = field(repr=False)
    request_id: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedObject:
    """The outcome of a deletion.

    Attributes:
        key: Key of the object.
        request_id: The service's id of the request.
        version_id: In a bucket with versioning, the id of the delete marker that was added; otherwise None.
        is_delete_marker: Whether a delete marker was added. Then earlier versions of the object are kept, and paid for.
    """

    key: str
    request_id: str | None
    version_id: str | None
    is_delete_marker: bool


def object_info(key: str, headers: Mapping[str, str], request_id: str | None, *, size: int | None) -> ObjectInfo:
    """Return the metadata of an object from the headers of a reply.

    Args:
        key: Key of the object.
        headers: The headers.
        request_id: The service's id of the request.
        size: Size in bytes; None if it is not known.
    """
    etag = headers.get("ETag")
    return ObjectInfo(
        key=key,
        size=size,
        etag=etag.strip('"') if etag else None,
        content_type=headers.get("Content-Type"),
        last_modified=headers.get("Last-Modified"),
        request_id=request_id,
        headers=headers,
    )

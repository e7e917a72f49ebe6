"""Lists the objects of a bucket: GET Bucket, also called List Objects (436/7734), and its second version."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from lxml import etree

from cosanim.local.handlers.object_documents import KeyText, add, number_param, time_text
from cosanim.local.http.error_responses import HttpError
from cosanim.local.storage.object_pages import ListedObject
from cosanim.local.storage.storage_classes import storage_class_of

if TYPE_CHECKING:
    from cosanim.local.http.request import HttpRequest
    from cosanim.local.storage.object_pages import ObjectPage

MAX_KEYS: Final = 1000


class ListQuery(NamedTuple):
    """The parameters of a list.

    Attributes:
        prefix: Only keys that begin with it.
        marker: Only entries after it.
        delimiter: Separator that ends common prefixes; "" for none.
        max_keys: Largest number of entries, 0 to 1000.
        text: Writes keys into the document.
        is_second_version: Whether the request and the response have the second version.
        token: The continuation token of the request; only in the second version.
        start_after: The parameter start-after; only in the second version.
        has_owner: Whether objects have an owner in the response.
    """

    prefix: str
    marker: str
    delimiter: str
    max_keys: int
    text: KeyText
    is_second_version: bool = False
    token: str = ""
    start_after: str = ""
    has_owner: bool = True

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Read the parameters of a request. A blank one counts as absent; more than 1000 keys count as 1000.

        Raises:
            HttpError: max-keys is not a number, encoding-type is not url, or a parameter of the second version is
                wrong.
        """
        version = request.param("list-type") or ""
        if version not in {"", "1", "2"}:
            raise HttpError(400, "InvalidArgument", "list-type must be 2, or absent for the first version.")
        query = cls(
            text=KeyText(request),
            prefix=request.param("prefix") or "",
            marker=request.param("marker") or "",
            delimiter=request.param("delimiter") or "",
            max_keys=number_param(request, "max-keys", most=MAX_KEYS, default=MAX_KEYS),
        )
        if version != "2":
            return query
        token, start_after = request.param("continuation-token") or "", request.param("start-after") or ""
        return query._replace(
            is_second_version=True,
            token=token,
            start_after=start_after,
            marker=_marker_of(token) if token else start_after,
            has_owner=(request.param("fetch-owner") or "").lower() == "true",
        )


def list_document(bucket: str, query: ListQuery, page: ObjectPage) -> etree._Element:
    """Return the document of a page.

    Args:
        bucket: The bucket.
        query: The parameters of the request.
        page: The entries.

    Raises:
        HttpError: A key cannot be represented; see ``KeyText``.
    """
    text = query.text
    root = etree.Element("ListBucketResult")
    add(root, "Name", bucket)
    if text.is_encoded:
        add(root, "EncodingType", "url")
    add(root, "Prefix", text(query.prefix))
    if not query.is_second_version:
        add(root, "Marker", text(query.marker))
    add(root, "MaxKeys", str(query.max_keys))
    if query.delimiter:
        add(root, "Delimiter", text(query.delimiter))
    add(root, "IsTruncated", "false" if page.next_marker is None else "true")
    if query.is_second_version:
        _add_second_version(root, query, page)
    elif page.next_marker is not None:
        add(root, "NextMarker", text(page.next_marker))
    for entry in page.entries:
        if isinstance(entry, ListedObject):
            _add_object(root, bucket, entry, query)
        else:
            add(etree.SubElement(root, "CommonPrefixes"), "Prefix", text(entry))
    return root


def _add_second_version(root: etree._Element, query: ListQuery, page: ObjectPage) -> None:
    add(root, "KeyCount", str(len(page.entries)))
    if query.start_after:
        add(root, "StartAfter", query.text(query.start_after))
    if query.token:
        add(root, "ContinuationToken", query.token)
    if page.next_marker is not None:
        add(root, "NextContinuationToken", base64.urlsafe_b64encode(page.next_marker.encode()).decode())


def _marker_of(token: str) -> str:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise HttpError(400, "InvalidArgument", "continuation-token is not one of this service.") from None


def _add_object(root: etree._Element, bucket: str, entry: ListedObject, query: ListQuery) -> None:
    element = etree.SubElement(root, "Contents")
    add(element, "Key", query.text(entry.key))
    add(element, "LastModified", time_text(entry.modified))
    add(element, "ETag", f'"{entry.etag}"')
    add(element, "Size", str(entry.size))
    if query.has_owner:
        add_owner(element, "Owner", bucket)
    add(element, "StorageClass", storage_class_of(entry.headers))


def add_owner(parent: etree._Element, name: str, bucket: str) -> None:
    """Append an element with the owner of a bucket: the APPID at the end of its name."""
    owner = etree.SubElement(parent, name)
    appid = bucket.rpartition("-")[2]
    add(owner, "ID", appid)
    add(owner, "DisplayName", appid)

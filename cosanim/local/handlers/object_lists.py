"""Lists the objects of a bucket: GET Bucket, also called List Objects (436/7734)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple, Self
from urllib.parse import quote

from lxml import etree

from cosanim.local.http.error_responses import HttpError
from cosanim.local.storage.object_pages import ListedObject
from cosanim.xml.value_texts import INVALID_CHARACTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.storage.object_pages import ObjectPage

_MAX_KEYS: Final = 1000
_MAX_DIGITS: Final = 9


class ListQuery(NamedTuple):
    """The parameters of a list.

    Attributes:
        prefix: Only keys that begin with it.
        marker: Only entries after it.
        delimiter: Separator that ends common prefixes; "" for none.
        max_keys: Largest number of entries, 0 to 1000.
        is_encoded: Whether the response has percent-encoded keys.
    """

    prefix: str
    marker: str
    delimiter: str
    max_keys: int
    is_encoded: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Read the parameters of a request. A blank one counts as absent; more than 1000 keys count as 1000.

        Raises:
            HttpError: max-keys is not a number, or encoding-type is not url.
        """
        encoding = request.param("encoding-type") or ""
        if encoding.lower() not in {"", "url"}:
            raise HttpError(400, "InvalidArgument", "encoding-type must be url.")
        text = request.param("max-keys") or str(_MAX_KEYS)
        if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS):
            raise HttpError(400, "InvalidArgument", f"max-keys must be a number from 0 to {_MAX_KEYS}.")
        return cls(
            prefix=request.param("prefix") or "",
            marker=request.param("marker") or "",
            delimiter=request.param("delimiter") or "",
            max_keys=min(int(text), _MAX_KEYS),
            is_encoded=bool(encoding),
        )


def list_document(bucket: str, query: ListQuery, page: ObjectPage) -> bytes:
    """Return the XML of a page.

    Args:
        bucket: The bucket.
        query: The parameters of the request.
        page: The entries.

    Raises:
        HttpError: A key contains a character that XML cannot represent, and the keys are not percent-encoded. A
            replacement character would be the key of another object.
    """
    text = _percent_encoded if query.is_encoded else _checked
    root = etree.Element("ListBucketResult")
    _add(root, "Name", bucket)
    if query.is_encoded:
        _add(root, "EncodingType", "url")
    _add(root, "Prefix", text(query.prefix))
    _add(root, "Marker", text(query.marker))
    _add(root, "MaxKeys", str(query.max_keys))
    if query.delimiter:
        _add(root, "Delimiter", text(query.delimiter))
    _add(root, "IsTruncated", "false" if page.next_marker is None else "true")
    if page.next_marker is not None:
        _add(root, "NextMarker", text(page.next_marker))
    for entry in page.entries:
        if isinstance(entry, ListedObject):
            _add_object(root, bucket, entry, text)
        else:
            _add(etree.SubElement(root, "CommonPrefixes"), "Prefix", text(entry))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add_object(root: etree._Element, bucket: str, entry: ListedObject, text: Callable[[str], str]) -> None:
    element = etree.SubElement(root, "Contents")
    _add(element, "Key", text(entry.key))
    # Whole seconds, as in the Last-Modified header of the object.
    _add(element, "LastModified", datetime.fromtimestamp(int(entry.modified), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    _add(element, "ETag", f'"{entry.md5}"')
    _add(element, "Size", str(entry.size))
    owner = etree.SubElement(element, "Owner")
    appid = bucket.rpartition("-")[2]
    _add(owner, "ID", appid)
    _add(owner, "DisplayName", appid)
    _add(element, "StorageClass", "STANDARD")


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _percent_encoded(text: str) -> str:
    return quote(text, safe="-_.~/")


def _checked(text: str) -> str:
    if INVALID_CHARACTER.search(text):
        raise HttpError(
            400, "InvalidArgument", "A key has a character that XML cannot represent: list with encoding-type=url."
        )
    return text

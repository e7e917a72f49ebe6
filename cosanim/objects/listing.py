"""Lists the objects of a bucket, page by page: GET Bucket, also called List Objects (436/7734)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote_to_bytes

from cosanim.errors import DecodeError
from cosanim.objects.integrity import unusable_reply
from cosanim.objects.records import ListedObject
from cosanim.paged_lists import Page, PagedList
from cosanim.times import parse_time
from cosanim.xml.parsing import drop_namespace, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from cosanim.http.replies import Reply

_ROOT: Final = "ListBucketResult"
_URL: Final = "url"
_MAX_DIGITS: Final = 18


class _Page(NamedTuple):
    entries: list[ListedObject]
    next_marker: str | None


def list_parameters(prefix: str, marker: str) -> list[tuple[str, str | None]]:
    """Return the query for a page: keys with a prefix, after a marker. Blank parameters are left out.

    Keys are requested percent-encoded, since XML cannot represent every character of a key.
    """
    return [
        ("encoding-type", _URL),
        *((name, value) for name, value in (("marker", marker), ("prefix", prefix)) if value),
    ]


def read_all_pages(send: Callable[[str], Reply], prefix: str, *, host: str) -> PagedList[ListedObject]:
    """Return the objects of a list; a page is requested when its first object is needed.

    Args:
        send: Requests the page after a marker; "" stands for the first page.
        prefix: The prefix of the keys.
        host: The host that requests are sent to, for error messages.

    Raises:
        DecodeError: A page is not a list of objects.
        TransportError: A page is not from the object store, or does not continue the previous one.
    """

    def read(marker: str) -> Page[ListedObject]:
        reply = send(marker)
        page = _read_page(reply)
        for entry in page.entries:
            if not entry.key.startswith(prefix):
                reason = f"it lists the key {entry.key!r}, which does not begin with the prefix {prefix!r}"
                raise unusable_reply(reason, reply.request_id, host=host)
        following = page.next_marker
        if following is None:
            return Page(page.entries, None)

        def read_next() -> Page[ListedObject]:
            # A list that does not advance would never end, and one that ended here would be incomplete.
            if following <= marker:
                reason = f"after the key {marker!r} its list goes on at {following!r}"
                raise unusable_reply(reason, reply.request_id, host=host)
            return read(following)

        return Page(page.entries, read_next)

    return PagedList(lambda: read(""))


def _read_page(reply: Reply) -> _Page:
    try:
        root = parse(reply.body)
        drop_namespace(root)
        if root.tag != _ROOT:
            raise DecodeError(f"the root is {root.tag!s}, not {_ROOT}: is the endpoint that of an object store?")  # noqa: TRY301
        is_encoded = (root.findtext("EncodingType") or "").strip().lower() == _URL
        entries = [_entry(element, reply.request_id, is_encoded=is_encoded) for element in root.iterfind("Contents")]
        next_marker = None
        if (root.findtext("IsTruncated") or "").strip() == "true":
            # Some stores leave the marker out, which is then the last key.
            next_marker = _key(root.findtext("NextMarker") or "", is_encoded=is_encoded) or (
                entries[-1].key if entries else ""
            )
    except DecodeError as error:
        raise DecodeError(f"the list of objects cannot be read: {error}", request_id=reply.request_id) from None
    return _Page(entries, next_marker)


def _entry(element: etree._Element, request_id: str | None, *, is_encoded: bool) -> ListedObject:
    key, size = _key(element.findtext("Key") or "", is_encoded=is_encoded), (element.findtext("Size") or "").strip()
    if not key:
        raise DecodeError("an object has no Key", line=element.sourceline)
    if not (size.isascii() and size.isdecimal() and len(size) <= _MAX_DIGITS):
        raise DecodeError(f"the Size of {key!r} is {size[:40]!r}, not a number of bytes", line=element.sourceline)
    modified = element.findtext("LastModified")
    try:
        last_modified = parse_time(modified)
    except ValueError:
        raise DecodeError(f"the LastModified of {key!r} is {modified!r}, not a time", line=element.sourceline) from None
    return ListedObject(
        key=key,
        size=int(size),
        etag=(element.findtext("ETag") or "").strip().strip('"') or None,
        last_modified=last_modified,
        storage_class=(element.findtext("StorageClass") or "").strip() or None,
        request_id=request_id,
    )


def _key(text: str, *, is_encoded: bool) -> str:
    if not is_encoded:
        return text
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise DecodeError(f"the key {text[:80]!r} is not percent-encoded UTF-8") from None

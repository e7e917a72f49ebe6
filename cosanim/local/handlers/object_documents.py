"""Reads and writes the XML documents of the object store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from lxml import etree

from cosanim.errors import DecodeError
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.responses import XML_TYPE, ServiceResponse
from cosanim.xml.parsing import drop_namespace, parse
from cosanim.xml.value_texts import INVALID_CHARACTER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.http.responses import ResponseContext

_MAX_DIGITS: Final = 9


class KeyText:
    """Writes keys and parts of keys into a document: percent-encoded if the request has ``encoding-type=url``.

    Attributes:
        is_encoded: Whether the keys are percent-encoded.
    """

    def __init__(self, request: HttpRequest) -> None:
        """Read the parameter.

        Raises:
            HttpError: encoding-type is neither blank nor url.
        """
        encoding = request.param("encoding-type") or ""
        if encoding.lower() not in {"", "url"}:
            raise HttpError(400, "InvalidArgument", "encoding-type must be url.")
        self.is_encoded = bool(encoding)

    def __call__(self, key: str) -> str:
        """Return the text of a key.

        Raises:
            HttpError: The key contains a character that XML cannot represent, and keys are not percent-encoded. A
                replacement character would be the key of another object.
        """
        if self.is_encoded:
            return quote(key, safe="-_.~/")
        if INVALID_CHARACTER.search(key):
            message = "A key has a character that XML cannot represent: list with encoding-type=url."
            raise HttpError(400, "InvalidArgument", message)
        return key


def number_param(request: HttpRequest, name: str, *, most: int, default: int) -> int:
    """Return the value of a parameter that is a number; a larger one than ``most`` counts as ``most``.

    Args:
        request: The request.
        name: Name of the parameter.
        most: Largest value.
        default: Value of a missing or blank parameter.

    Raises:
        HttpError: The value is not a number.
    """
    text = request.param(name) or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS):
        raise HttpError(400, "InvalidArgument", f"{name} must be a number from 0 to {most}.")
    return min(int(text), most)


async def read_document(request: HttpRequest, root_name: str) -> etree._Element:
    """Return the root of the XML body of a request, without namespace.

    Args:
        request: The request.
        root_name: Name of the root.

    Raises:
        HttpError: The body is too large, malformed, or has another root.
    """
    try:
        root = parse(await request.document())
    except DecodeError as error:
        raise HttpError(400, "MalformedXML", f"The body is not XML as required: {error}") from None
    drop_namespace(root)
    if root.tag != root_name:
        raise HttpError(400, "MalformedXML", f"The root of the body must be {root_name}.")
    return root


def text_of(element: etree._Element, name: str) -> str:
    """Return the text of a child element, which must exist and not be blank.

    Raises:
        HttpError: The child is missing or blank.
    """
    text = element.findtext(name) or ""
    if not text:
        raise HttpError(400, "MalformedXML", f"{element.tag!s} lacks {name}.")
    return text


def add(parent: etree._Element, name: str, text: str) -> None:
    """Append a child element with a text."""
    etree.SubElement(parent, name).text = text


def time_text(moment: float) -> str:
    """Return a Unix time as documents have it: in whole seconds, as in the header Last-Modified."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def document_response(
    root: etree._Element, context: ResponseContext, headers: Mapping[str, str] | None = None
) -> ServiceResponse:
    """Return the response with a document.

    Args:
        root: The root of the document.
        context: The request id and the headers of the response.
        headers: Additional headers.
    """
    body = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return ServiceResponse(body, headers=context.headers({"Content-Type": XML_TYPE, **(headers or {})}))

"""Parses untrusted XML within size limits; a DTD is refused, and nothing is loaded from files or the network."""

from __future__ import annotations

import re
import threading
from functools import partial
from typing import TYPE_CHECKING, Final

from cosanim.errors import DecodeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

REPLY_MAX_BYTES: Final = 64 * 1024 * 1024
REQUEST_MAX_BYTES: Final = 64 * 1024
REQUEST_MAX_ELEMENTS: Final = 2_000

# Everything that may precede the root: the declaration, comments and processing instructions. The quantifiers are
# possessive, so that a crafted document cannot cause excessive backtracking.
_PROLOG: Final = re.compile(rb"(?:\xef\xbb\xbf)?+(?:[ \t\r\n]++|<\?(?>.*?\?>)|<!--(?>.*?-->))*+", re.DOTALL)
# Also matches namespace declarations, which must be reported too.
_ATTRIBUTE: Final = re.compile(rb"=[ \t\r\n]*[\"']")
_REPLY_ROOT: Final = re.compile(rb"<(?:[^\s<>/:]{1,64}:)?Response[ \t\r\n/>]")


class _ThisThread(threading.local):
    # Creating a parser takes as long as parsing a small document; threads that share one wait for each other.
    parse_bytes: Callable[[bytes], etree._Element] | None = None


_this_thread = _ThisThread()


def parse(data: bytes, *, max_bytes: int = REPLY_MAX_BYTES) -> etree._Element:
    """Parse an untrusted document.

    Args:
        data: The document, UTF-8.
        max_bytes: Largest document that is parsed, in bytes.

    Returns:
        The root element, without comments and processing instructions.

    Raises:
        DecodeError: The document is too large, empty or malformed, or has a DTD.
    """
    if len(data) > max_bytes:
        raise DecodeError(f"the document has {len(data)} bytes; at most {max_bytes} are read")
    if not data or data.isspace():
        raise DecodeError("the document is empty")
    if data.startswith(b"<!DOCTYPE", _after_prolog(data)):
        raise DecodeError("the document has a DTD (<!DOCTYPE …>), which is not allowed: remove it")
    parse_bytes = _this_thread.parse_bytes
    if parse_bytes is None:
        parse_bytes = _this_thread.parse_bytes = _new_parser()
    try:
        return parse_bytes(data)
    except SyntaxError as error:  # lxml's XMLSyntaxError
        raise DecodeError(f"the document is not well-formed XML: {error.msg}", line=error.lineno) from None


def _new_parser() -> Callable[[bytes], etree._Element]:
    """Return a function that parses with a parser of its own."""
    from lxml import etree  # imported on demand: no parser is needed before the first reply

    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    return partial(etree.fromstring, parser=parser)


def drop_namespace(root: etree._Element) -> str | None:
    """Remove the namespace of the root from the root and its descendants.

    The documented replies have no namespace, but some replies with one have been observed. Official clients remove it.

    Args:
        root: The root, which is modified. Do not serialise it afterwards, since namespace declarations stay.

    Returns:
        The namespace; None if the root has no namespace.
    """
    if not isinstance(root.tag, str) or not root.tag.startswith("{"):
        return None
    namespace = root.tag[1 : root.tag.index("}")]
    start = len(namespace) + 2
    for element in list(root.iter(f"{{{namespace}}}*")):
        element.tag = str(element.tag)[start:]
    return namespace


def is_reply(data: bytes) -> bool:
    """Return whether the root of a document is ``Response``, with or without a prefix, without parsing the document."""
    return _REPLY_ROOT.match(data, _after_prolog(data)) is not None


def may_have_attributes(data: bytes) -> bool:
    """Return whether any element may have an attribute. Text that looks like an attribute also gives True."""
    declaration_end = data.find(b"?>") + 2 if data.startswith(b"<?xml ") else 0
    return _ATTRIBUTE.search(data, declaration_end) is not None


def _after_prolog(data: bytes) -> int:
    prolog = _PROLOG.match(data)
    return prolog.end() if prolog else 0


def parse_request(data: bytes) -> etree._Element:
    """Parse the body of a request, whose limits are lower than those of a reply.

    Args:
        data: The body, UTF-8, at most 64 KiB and 2,000 elements.

    Returns:
        The root element.

    Raises:
        DecodeError: As for ``parse``, or there are too many elements.
    """
    root = parse(data, max_bytes=REQUEST_MAX_BYTES)
    # Counting elements takes long, so they are counted only if there are more "<" than the limit.
    if data.count(b"<") > REQUEST_MAX_ELEMENTS and sum(1 for _ in root.iter()) > REQUEST_MAX_ELEMENTS:
        raise DecodeError(f"the document has more than {REQUEST_MAX_ELEMENTS} elements, more than any request needs")
    return root

"""The straight lines: generated functions that take what nearly every document is, and pass on the rest.

Plain is what holds nothing unknown, nothing odd and nothing to escape (see ``cosanim_bindings.plain``). Whoever
calls these walks over the tables when they pass. The generated modules are large, and loaded when first needed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from cosanim_bindings.plain import NotPlain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml import etree

# Attributes, namespaces among them, are for the walk over the tables.
_ATTRIBUTE: Final = re.compile(rb"=[ \t\r\n]*[\"']")


def write_plain(document: object, root: str) -> bytes | None:
    """Return an object of the bindings as XML; None when it is not plain.

    Args:
        document: The object.
        root: Name of its element.
    """
    parts = [f"<{root}>"]
    try:
        _writers()[type(document)](document, parts)
    except NotPlain:
        return None
    if len(parts) == 1:
        return f"<{root}/>".encode()
    parts.append(f"</{root}>")
    return "".join(parts).encode()


def read_plain(data: bytes, root: etree._Element, cls: type[Any]) -> Any:
    """Return the object that a document means; None when it is not plain.

    Args:
        data: The document.
        root: Its root, parsed.
        cls: Class of the bindings that it holds.
    """
    declaration_end = data.find(b"?>") + 2 if data.startswith(b"<?xml ") else 0
    if _ATTRIBUTE.search(data, declaration_end):
        return None
    try:
        return _readers()[cls](root)
    except NotPlain:
        return None


def accepts(document: object) -> bool:
    """Tell whether there is nothing to say of an object; False may also mean that it is not plain.

    Args:
        document: An object of a class of the bindings; another is a KeyError.
    """
    return _checks()[type(document)](document)


@cache
def _writers() -> Mapping[type[Any], Callable[[Any, list[str]], None]]:
    from cosanim_bindings.writers import WRITERS

    return WRITERS


@cache
def _readers() -> Mapping[type[Any], Callable[[etree._Element], Any]]:
    from cosanim_bindings.readers import READERS

    return READERS


@cache
def _checks() -> Mapping[type[Any], Callable[[Any], bool]]:
    from cosanim_bindings.checks import CHECKS

    return CHECKS

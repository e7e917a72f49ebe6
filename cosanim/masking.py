"""Masks signatures and security tokens in error messages, logs and exchanges, and secrets in URLs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECRETS: Final = r"""(?ix)
    ( q-signature (?:=|%3d) | x-(?:ci|cos)-security-token ["']? \s* (?:=|%3d|:) \s* b? ["']? )
    [^\s&"'<>;]+
    """


def mask_secrets(text: str, values: Iterable[str] = ()) -> str:
    """Return ``text`` with signatures and security tokens replaced by ``***``.

    Args:
        text: The text to mask.
        values: Secrets to replace wherever they occur, in addition to the values of the signature and token
            parameters in the text.
    """
    for value in values:
        text = text.replace(value, "***")
    return re.sub(_SECRETS, r"\1***", text)


def masked_url(url: str) -> str:
    """Return a URL without the parts that may contain secrets: the user name, the password and the query."""
    from urllib.parse import urlsplit  # on demand: validating loads no module for it

    try:
        parts = urlsplit(url)
    except ValueError:
        return "(an invalid URL)"
    host = parts.netloc.rpartition("@")[2]
    query = "?***" if parts.query else ""
    return f"{parts.scheme}://{host}{parts.path}{query}"

"""Keeping signatures and security tokens out of what people read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECRETS: Final = re.compile(
    r"""(?ix)
    ( q-signature (?:=|%3d) | x-(?:ci|cos)-security-token ["']? \s* (?:=|%3d|:) \s* b? ["']? )
    [^\s&"'<>;]+
    """
)


def mask_secrets(text: str, values: Iterable[str] = ()) -> str:
    """Return ``text`` with signatures and security tokens replaced by ``***``.

    Args:
        text: What somebody will read.
        values: Signatures and tokens that are replaced wherever they stand; others are found by their names.
    """
    for value in values:
        text = text.replace(value, "***")
    return _SECRETS.sub(r"\1***", text)

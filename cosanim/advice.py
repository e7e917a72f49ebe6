"""Advice that no XPath can give: what a leaf's value means outside the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cosanim_bindings.plain import is_private_address

from cosanim.leaves import Problem
from cosanim.violations import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def private_callback(value: str) -> Problem | None:
    """Return advice on a callback address that the service cannot reach (update queue page, Url).

    Args:
        value: The address, or the word no.
    """
    if not is_private_address(value):
        return None
    return Problem("private-callback", MESSAGES["private-callback"].format(host=urlsplit(value).hostname))


LEAF_ADVICE: Final[Mapping[str, Callable[[str], Problem | None]]] = {
    "CallBackUrl": private_callback,
    "NotifyUrl": private_callback,
}
"""Advice by the name of the leaf's type."""

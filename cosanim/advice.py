"""Advice that no XPath can give: what a leaf's value means outside the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cosanim_bindings.plain import is_private_address, is_web_address, unknown_events

from cosanim.leaves import Problem
from cosanim.violations import MESSAGES, shown

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


def queue_callback(value: str) -> Problem | None:
    """Return advice on the callback address of a queue: the page forbids private ones and says no more.

    Args:
        value: The address.
    """
    if not is_web_address(value):
        return Problem("callback-address", MESSAGES["callback-address"])
    return private_callback(value)


def queue_events(value: str) -> Problem | None:
    """Return advice on the events of a queue beyond those of the page.

    Args:
        value: The events, with commas.
    """
    unknown = unknown_events(value)
    return Problem("unknown-event", MESSAGES["unknown-event"].format(event=shown(unknown[0]))) if unknown else None


LEAF_ADVICE: Final[Mapping[str, Callable[[str], Problem | None]]] = {
    "CallBackUrl": private_callback,
    "NotifyUrl": queue_callback,
    "NotifyEvents": queue_events,
}
"""Advice by the name of the leaf's type."""

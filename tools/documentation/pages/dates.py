"""Finds the date of a page."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from tools.documentation.pages.formats.blocks import Heading, Paragraph

if TYPE_CHECKING:
    from pathlib import Path

    from tools.documentation.pages.page import Page

_DATE: Final = re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)")
_SAYS_DATE: Final = re.compile(r"\b(?:last )?updated\b|更新时间|最近更新", re.IGNORECASE)


def date_of(page: Page, path: Path) -> str:
    """Return the date of a page, ISO 8601, from its text or else from its file name; "" if neither has a date.

    Args:
        page: The page.
        path: Its file.
    """
    for block in page.document.blocks:
        if isinstance(block, Paragraph | Heading) and _SAYS_DATE.search(block.text):
            found = _DATE.search(block.text)
            if found and is_date(found[0]):
                return found[0]
    found = _DATE.search(path.name)
    return found[0] if found and is_date(found[0]) else ""


def is_date(text: str) -> bool:
    """Return whether a text is an ISO 8601 date that exists."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

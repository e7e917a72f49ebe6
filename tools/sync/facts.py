"""What a page says of itself: the call it documents and its date; and how its rows become a table."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.pages.document import Fence, Heading, Paragraph
from tools.tables import DocumentedNode, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.pages import Page

_REQUEST_LINE: Final = re.compile(
    r"^\s*(?P<method>GET|POST|PUT|DELETE|HEAD) (?P<path>/[^\s?]*)(?P<query>\?\S*)? HTTP/\d", re.MULTILINE
)
_DATE: Final = re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)")
_SAYS_DATE: Final = re.compile(r"\b(?:last )?updated\b|更新时间|最近更新", re.IGNORECASE)
_HOLE: Final = re.compile(r"<(?P<name>\w+)>|\{(?P<braced>\w+)\}|\$\{(?P<dollar>\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request line: method and path, with ``{}`` for what is filled in, and whether it has a query."""

    method: str
    path: str
    names: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[str, str]:
        """Method and path whatever the names of what is filled in."""
        return self.method, _HOLE.sub("{}", self.path)


def call_of(page: Page) -> Call | None:
    """Return the first request line of a page, or None.

    Args:
        page: The page.
    """
    for block in page.document.blocks:
        found = _REQUEST_LINE.search(block.text) if isinstance(block, Fence) else None
        if found:
            names = tuple(next(filter(None, hole.groups())) for hole in _HOLE.finditer(found["path"]))
            return Call(method=found["method"], path=found["path"], names=names)
    return None


def date_of(page: Page, path: Path) -> str:
    """Return the date of a page, ISO 8601, from its text or else from its file's name; "" where neither has one.

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


def shown(path: Path) -> str:
    """Return a path as one reads it: relative where it is below the current folder."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def is_date(text: str) -> bool:
    """Tell whether a text is a date of the calendar."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def documented(page: Page) -> list[DocumentedNode]:
    """Return the rows of a page as those of a table, references left blank.

    Args:
        page: The page.
    """
    return [
        DocumentedNode(section=row.section, path=row.path, type=row.type or "", array=row.array, required=row.required)
        for row in page.rows
    ]


def table_bytes(rows: Iterable[DocumentedNode]) -> bytes:
    """Return a table as its file has it.

    Args:
        rows: The rows.
    """
    with tempfile.TemporaryDirectory(prefix="cosanim-table-") as folder:
        path = Path(folder) / "table.csv"
        write_table(path, rows)
        return path.read_bytes()

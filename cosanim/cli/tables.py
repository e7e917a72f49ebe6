"""Tables on a terminal: whole ids, short local times, and long texts shortened so that a row fits the width."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeVar

from cosanim.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Function = TypeVar("Function", bound="Callable[..., Any]")

_GAP: Final = 1
"""Spaces between two columns."""
_LINES: Final = 2
"""Most lines of a row; longer texts are shortened."""
_NARROWEST: Final = 8
"""Fewest characters in a line of a text that is folded."""


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        name: Its heading.
        kind: id or word (never broken), time (shortened unless the table is full) or text (folded and shortened).
    """

    name: str
    kind: Literal["id", "word", "time", "text"] = "text"


def document_columns(columns: Sequence[Column]) -> Callable[[Function], Function]:
    """Return a decorator that appends the columns of a command's output in a pipe to its help, the docstring."""
    names = ", ".join(column.name for column in columns)

    def decorate(function: Function) -> Function:
        function.__doc__ = (
            f"{function.__doc__}\n\n    In a pipe, each line has the columns {names}, separated by tabs, in full; "
            "a hyphen stands for a missing value. Later releases may add columns at the end."
        )
        return function

    return decorate


def short_time(text: str, now: datetime) -> str:
    """Return a time of the service in the zone of ``now``: the time of day, before that its date, or its year too.

    Args:
        text: The time, as in a reply; other texts are returned unchanged.
        now: An aware datetime.
    """
    try:
        time = parse_time(text)
        local = time and time.astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        return text
    if local is None:
        return text
    if local.date() == now.date():
        return f"{local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == now.year else f"{local:%Y-%m-%d}"


def print_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, width: int, is_full: bool) -> None:
    """Print a table on the terminal.

    Args:
        columns: The columns.
        rows: The cells of each row.
        width: Columns of the terminal.
        is_full: Print times and texts in full, in as many lines as they need.
    """
    from rich.console import Console
    from rich.table import Column as RichColumn
    from rich.table import Table
    from rich.text import Text

    if not is_full:
        now = datetime.now().astimezone()
        rows = [
            [
                short_time(cell, now) if column.kind == "time" else cell
                for column, cell in zip(columns, row, strict=True)
            ]
            for row in rows
        ]
    widths = _widths(columns, rows, width)
    # On a terminal that is too narrow for the ids, the terminal wraps the lines: rich would cut the ids.
    console = Console(width=max(width, sum(widths) + _GAP * (len(columns) - 1)))
    table = Table(
        *(RichColumn(column.name, width=width, overflow="fold") for column, width in zip(columns, widths, strict=True)),
        box=None,
        padding=(0, _GAP, 0, 0),
        pad_edge=False,
    )
    for row in rows:
        cells = [
            _folded(cell if is_full else _shortened(cell, width), width)
            for cell, width in zip(row, widths, strict=True)
        ]
        # A plain string would be parsed as markup, which square brackets in a key would break.
        table.add_row(*map(Text, cells))
    console.print(table)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], total: int) -> list[int]:
    """Return the width of each column: texts share what the other columns leave, narrow ones first."""
    from rich.cells import cell_len

    widths = [
        max(cell_len(text) for text in (column.name, *(row[index] for row in rows)))
        for index, column in enumerate(columns)
    ]
    texts = [index for index, column in enumerate(columns) if column.kind == "text"]
    left = total - _GAP * (len(columns) - 1) - sum(width for index, width in enumerate(widths) if index not in texts)
    texts.sort(key=lambda index: widths[index])
    for number, index in enumerate(texts):
        widths[index] = min(widths[index], max(left // (len(texts) - number), _NARROWEST))
        left -= widths[index]
    return widths


def _shortened(text: str, width: int) -> str:
    """Return a text with its middle replaced by an ellipsis if it takes more lines of a width than a row has."""
    from rich.cells import cell_len, set_cell_size

    room = _LINES * width
    # Each line may have an empty cell at its end, where a wide character does not fit.
    if cell_len(text) > len(text):
        room -= _LINES
    if cell_len(text) <= room:
        return text
    head = (room - 1) // 2
    tail = room - 1 - head
    # The end of a key tells more than its beginning, and has the odd cell.
    return f"{set_cell_size(text, head)}…{set_cell_size(text[::-1], tail)[::-1]}"


def _folded(text: str, width: int) -> str:
    """Return a text in lines of a width, broken anywhere: words in a key mean little, and would need more lines."""
    from rich.cells import cell_len

    lines, left = [""], width
    for character in text:
        cells = cell_len(character)
        if cells > left:
            lines.append("")
            left = width
        lines[-1] += character
        left -= cells
    return "\n".join(lines)

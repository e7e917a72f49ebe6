"""Output of the figures: the table and bench.json."""

from __future__ import annotations

import json
import os
import platform
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tools.bench.measure import Figure

_HEADERS: Final = ("what", "ratio", "spread", "ours", "other", "at most", "")
_RESULTS: Final = {True: "met", False: "NOT MET", None: ""}


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a text table, first those with a limit."""
    ordered = sorted(figures, key=lambda figure: figure.limit is None)
    rows = [_HEADERS, *(_row(figure) for figure in ordered)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADERS))]
    lines = [
        "  ".join(
            cell.ljust(width) if column in {0, len(widths) - 1} else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    limited = [figure.met for figure in figures if figure.limit is not None]
    return "\n".join([*lines, "", f"{limited.count(True)} of {len(limited)} figures met", ""])


def _row(figure: Figure) -> tuple[str, ...]:
    spread = "" if figure.lowest is None else f"{_number(figure.lowest)}-{_number(figure.highest)}"
    return (
        figure.what,
        _number(figure.ratio),
        spread,
        _with_unit(figure.ours, figure.unit),
        _with_unit(figure.theirs, figure.unit),
        _number(figure.limit),
        " ".join(word for word in (_RESULTS[figure.met], figure.note and f"({figure.note})") if word),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"


def _with_unit(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.1f} {unit}"


def environment(seconds: float) -> str:
    """Return a line with Python version, machine, load and duration.

    Args:
        seconds: Duration of the run.
    """
    load = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, "
        f"{seconds:.0f} s\n"
    )


def all_met(figures: Sequence[Figure]) -> bool:
    """Return whether every figure with a limit is within it."""
    return all(figure.met for figure in figures if figure.limit is not None)


def write_json(path: Path, figures: Sequence[Figure]) -> None:
    """Write bench.json: the figures with a limit, by the name of the comparison.

    Args:
        path: The file.
        figures: All figures.
    """
    document = {
        figure.what: {"ratio": figure.ratio, "limit": figure.limit, "met": figure.met}
        for figure in figures
        if figure.limit is not None
    }
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")

"""Measures how long reading a documentation page takes; there is no other implementation to compare with."""

from __future__ import annotations

import os
import statistics
from pathlib import Path
from typing import TYPE_CHECKING

from tools.bench.measure import Figure, alternate, cpu, passes_over
from tools.documentation.pages import read_page

if TYPE_CHECKING:
    from tools.bench.measure import Effort


def figures(effort: Effort) -> list[Figure]:
    """Measure the pages of the folder COSANIM_PAGES."""
    folder = os.environ.get("COSANIM_PAGES", "")
    what = "reading one documentation page"
    if not folder:
        return [Figure(what=what, note="skipped: COSANIM_PAGES names no folder")]
    # README and QUIRKS describe the folder and are not pages.
    files = [file for file in sorted(Path(folder).glob("*.md")) if not file.stem.isupper()]
    if not files:
        return [Figure(what=what, note="skipped: no pages in COSANIM_PAGES")]
    seconds = cpu(alternate({"pages": passes_over(read_page, files, 1)}, min(effort.rounds, 3))["pages"])
    one = statistics.median(seconds)
    note = f"{len(files)} pages"
    return [
        Figure(what=what, unit="ms", ours=one * 1e3, note=note),
        Figure(what="reading the whole folder", unit="ms", ours=one * len(files) * 1e3, note=note),
    ]

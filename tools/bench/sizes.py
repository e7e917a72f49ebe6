"""Measures the size of the download and of the installation, relative to the official SDK."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.bench.measure import Figure
from tools.generate import REPOSITORY

if TYPE_CHECKING:
    from tools.bench.measure import Effort

_KIB: Final = 1024


def figures(effort: Effort) -> list[Figure]:
    """Build a wheel and measure it; if it cannot be built, the figures have a note instead."""
    if not effort.builds_wheel:
        return [Figure(what="wheel", note="skipped in a quick run")]
    with tempfile.TemporaryDirectory(prefix="cosanim-wheel-") as folder:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, str(REPOSITORY)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        built = sorted(Path(folder).glob("*.whl"))
        if done.returncode or not built:
            reason = (done.stderr.strip().splitlines() or ["pip wrote no wheel"])[-1]
            return [Figure(what="wheel", note=f"skipped: {reason[:100]}")]
        packed = built[0].stat().st_size
        with zipfile.ZipFile(built[0]) as wheel:
            unpacked = sum(entry.file_size for entry in wheel.infolist())
    theirs = sum(file.size or 0 for file in files("cos-python-sdk-v5") or () if file.suffix != ".pyc")
    return [
        Figure(what="wheel, packed", unit="KiB", ours=packed / _KIB),
        Figure(
            what="wheel, installed ÷ official SDK",
            unit="KiB",
            ours=unpacked / _KIB,
            theirs=theirs / _KIB if theirs else None,
            ratio=unpacked / theirs if theirs else None,
        ),
    ]

"""Measures everything, prints the table and writes bench.json."""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path

from tools.bench import (
    bulk_figures,
    codec_figures,
    growth,
    loop_figures,
    page_figures,
    processes,
    rendering_figures,
    sizes,
    submission_figures,
    summary,
)
from tools.bench.measure import Effort
from tools.generate import REPOSITORY


def main() -> int:
    """Run all measurements. The exit code is 1 when a figure exceeds its limit; a quick run always exits with 0."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="few rounds, small documents, no wheel: only for tests",
    )
    parser.add_argument("--output", type=Path, default=REPOSITORY / "bench.json", help="the file for the figures")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # Python warns of invalid escapes in the source of the official SDK
    effort = Effort.quick() if arguments.quick else Effort()
    began = time.monotonic()
    figures = []
    parts = (
        processes,
        submission_figures,
        bulk_figures,
        loop_figures,
        codec_figures,
        growth,
        sizes,
        page_figures,
        rendering_figures,
    )
    for part in parts:
        sys.stderr.write(f"{part.__name__} …\n")
        figures += part.figures(effort)
    sys.stdout.write(summary.table(figures))
    sys.stdout.write(summary.environment(time.monotonic() - began))
    summary.write_json(arguments.output, figures)
    return 0 if arguments.quick or summary.all_met(figures) else 1


if __name__ == "__main__":
    sys.exit(main())

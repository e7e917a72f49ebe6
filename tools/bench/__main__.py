"""Measures everything, prints the table and writes bench.json."""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path

from tools.bench import codec, growth, pages, report, sizes, startup, submission
from tools.bench.measure import Effort
from tools.generate import REPOSITORY


def main() -> int:
    """Measure; the exit code is 0 also when a figure is not met, for a loaded machine proves nothing."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run: few rounds, small documents, no wheel")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "bench.json", help="where the figures go")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # the SDK's source has invalid escapes
    effort = Effort.quick() if arguments.quick else Effort()
    began = time.monotonic()
    figures = []
    for part in (submission, codec, growth, startup, sizes, pages):
        sys.stderr.write(f"{part.__name__} …\n")
        figures += part.figures(effort)
    sys.stdout.write(report.table(figures))
    report.write_json(arguments.output, figures, effort, time.monotonic() - began)
    return 0


if __name__ == "__main__":
    sys.exit(main())

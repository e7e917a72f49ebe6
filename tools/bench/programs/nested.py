"""Runs a program at a given stack depth: ``python nested.py DEPTH PROGRAM ARGUMENTS…``."""

from __future__ import annotations

import sys
from pathlib import Path


def run(depth: int, program: str) -> None:
    """Run the program within ``depth`` nested calls."""
    if depth:
        run(depth - 1, program)
        return
    code = compile(Path(program).read_text("utf-8"), program, "exec")
    exec(code, {"__name__": "__main__", "__file__": program})  # noqa: S102 - a program of this folder


if __name__ == "__main__":
    del sys.argv[0]
    run(int(sys.argv.pop(0)), sys.argv[0])

"""Measures whole processes, from the start of the interpreter to its end.

The cost of a program depends on the stack depth at which it starts. CPython 3.11 keeps frames in chunks of 16 KiB and
frees a chunk as soon as its last frame returns. Calls that cross the end of a chunk therefore allocate and free memory
each time, which changes the time of a program by up to 20 ms (about 4,000 page faults). Hence each round starts both
programs at another depth, and the figure is the median of many rounds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tools.bench.measure import compare
from tools.bench.stub_server import serving

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.bench.measure import Effort, Figure

PROGRAMS: Final = Path(__file__).parent / "programs"
_MEMORY_RUNS: Final = 3
_DEEPEST: Final = 40
"""Depths are below this number of calls, which fill about one chunk of frames."""
_DEPTH_STEP: Final = 7
"""Change of the depth from one round to the next; coprime to ``_DEEPEST``, so that every depth is used."""
_LIMITS: Final = (1.15, 0.9, 0.6)
"""The highest ratio allowed, for each of ``Effort.submissions``."""
# For a child process getrusage may report the peak of its parent; /proc/self/status has that of the process itself.
_WITH_PEAK: Final = """
import os, runpy, sys
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
with open("/proc/self/status", encoding="ascii") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
os.write(1, peak.encode())
"""


def figures(effort: Effort) -> list[Figure]:
    """Measure the CPU time and the peak memory of new interpreters."""
    with ExitStack() as stack:
        # All programs use compiled modules, as in an installation; those are kept out of the working copy.
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="cosanim-bench-"))
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        port = stack.enter_context(serving())
        figures = [
            _cpu(
                f"process start to {count:,} accepted submission{'s' if count > 1 else ''} ÷ official SDK's",
                _Pair("with_cosanim.py", "with_official_sdk.py", (str(port), str(count)), environment),
                rounds,
                limit,
            )
            for (count, rounds), limit in zip(effort.submissions, _LIMITS, strict=True)
        ]
        validating = _Pair("validating.py", "loading.py", (), environment)
        return [
            *figures,
            _cpu("import validate and one validation ÷ import requests and lxml", validating, effort.starts, 0.7),
            _memory(_Pair("with_cosanim.py", "with_official_sdk.py", (str(port), "1"), environment)),
        ]


class _Pair(NamedTuple):
    """Two programs that are compared, and the environment and arguments of both."""

    ours: str
    theirs: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]

    def command(self, program: str, depth: int = 0) -> list[str]:
        return [str(PROGRAMS / "nested.py"), str(depth), str(PROGRAMS / program), *self.arguments]


def _cpu(what: str, pair: _Pair, rounds: int, limit: float) -> Figure:
    seconds: dict[str, list[float]] = {pair.ours: [], pair.theirs: []}
    for program in seconds:
        _cpu_of(pair, program)  # the first run compiles the imported modules
    for turn in range(rounds):
        for program in (pair.ours, pair.theirs)[:: 1 if turn % 2 else -1]:
            seconds[program].append(_cpu_of(pair, program, depth=turn * _DEPTH_STEP % _DEEPEST))
    return compare(what, seconds[pair.ours], seconds[pair.theirs], unit="ms", scale=1e3, limit=limit)


def _cpu_of(pair: _Pair, program: str, *, depth: int = 0) -> float:
    """Return the CPU seconds of a whole process, as the operating system reports them."""
    arguments = [sys.executable, "-W", "ignore", *pair.command(program, depth)]
    _, status, usage = os.wait4(os.posix_spawn(sys.executable, arguments, pair.environment), 0)
    if status:
        raise RuntimeError(f"{program} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime


def peak_memory(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Return the peak memory of a new interpreter in KiB.

    Args:
        command: A program and its arguments.
        environment: Its environment.
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _WITH_PEAK, *command],
        env=dict(environment),
        check=True,
        stdout=subprocess.PIPE,
    )
    return float(done.stdout)


def _memory(pair: _Pair) -> Figure:
    kib = {
        program: [peak_memory(pair.command(program), pair.environment) for _ in range(_MEMORY_RUNS)]
        for program in (pair.ours, pair.theirs)
    }
    what = "peak memory with 1 submission ÷ official SDK's"
    return compare(what, kib[pair.ours], kib[pair.theirs], unit="MiB", scale=1 / 1024)

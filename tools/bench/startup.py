"""Cold start and peak memory of fresh interpreters."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Final

from tools.bench.measure import compare

if TYPE_CHECKING:
    from tools.bench.measure import Effort, Figure

_READY: Final = (
    "from cosanim import AnimationClient, encode, decode, validate; from cosanim.models import SubmitJobRequest\n"
)
# What is loaded late is part of the price of the first job.
_FIRST_JOB: Final = (
    _READY
    + """
from cosanim.models import Input, Operation, Output, SubmitJobResponse
with AnimationClient(bucket="test-1250000000", region="ap-chongqing") as client:
    output = Output(region="ap-chongqing", bucket="test-1250000000", object_key="o.gif")
    operation = Operation(template_id="t1", output=output)
    request = SubmitJobRequest(tag="Animation", input=Input(object_key="a"), operation=operation)
    assert not validate(request) and encode(request)
    assert decode(b"<Response><JobsDetail><JobId>j1</JobId></JobsDetail></Response>", SubmitJobResponse)
"""
)
STARTS: Final = {
    "ours": _READY,
    "ours with a first job": _FIRST_JOB,
    "import qcloud_cos": "import qcloud_cos",
    "import requests, lxml.etree": "import requests, lxml.etree",
    "an empty interpreter": "",
}
# The peak that the system reports for a child may be its parent's; the one in this file is its own.
_PEAK: Final = """
import os
with open("/proc/self/status", encoding="ascii") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
os.write(1, peak.encode())
"""


def figures(effort: Effort) -> list[Figure]:
    """Measure seconds on the clock, start and end of the interpreter included, and KiB."""
    seconds: dict[str, list[float]] = {name: [] for name in STARTS}
    kib: dict[str, list[float]] = {name: [] for name in STARTS}
    with tempfile.TemporaryDirectory(prefix="cosanim-bench-") as folder:
        # Compiled files as an installation has them, for all alike, and none in the working copy.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for code in STARTS.values():
            _run(code, environment)
        for turn in range(effort.starts):
            names = list(STARTS)
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                began = time.perf_counter()
                _run(STARTS[name], environment)
                seconds[name].append(time.perf_counter() - began)
        for _ in range(min(effort.starts, 3)):
            for name, code in STARTS.items():
                kib[name].append(float(_run(code + _PEAK, environment)))
    others = [name for name in STARTS if not name.startswith("ours")]
    figures = []
    for name in others:
        limit = 1.3 if "qcloud_cos" in name else None
        note = f"{statistics.median(seconds['ours']) - statistics.median(seconds[name]):+.3f} s"
        figures.append(
            compare(
                f"cold start to a ready client ÷ {name}",
                seconds["ours"],
                seconds[name],
                unit="ms",
                scale=1e3,
                limit=limit,
                note=note,
            )
        )
    figures += [compare(f"peak memory ÷ {name}", kib["ours"], kib[name], unit="MiB", scale=1 / 1024) for name in others]
    first, official = "ours with a first job", "import qcloud_cos"
    return [
        *figures,
        compare(f"start and a first job ÷ {official}", seconds[first], seconds[official], unit="ms", scale=1e3),
        compare(f"its peak memory ÷ {official}", kib[first], kib[official], unit="MiB", scale=1 / 1024),
    ]


def _run(code: str, environment: dict[str, str]) -> bytes:
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout

"""What a service needs of the system and of optional packages."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Final

from cosanim.errors import CosanimError

_SMALLEST_MEMORY: Final = 128
_LARGEST_MEMORY: Final = 1 << 30
"""Limits of the memory of a render, in MiB."""


def check_memory_limit(limit: int) -> None:
    """Check a limit of the memory of a render.

    Args:
        limit: MiB.

    Raises:
        ValueError: The limit is out of range.
        CosanimError: The system cannot limit the memory.
    """
    if not _SMALLEST_MEMORY <= limit <= _LARGEST_MEMORY:
        raise ValueError(
            f"memory_limit is {limit}: give a number of MiB from {_SMALLEST_MEMORY} to {_LARGEST_MEMORY}, "
            "or None for no limit"
        )
    if not Path("/proc/self/statm").exists():
        raise CosanimError("memory_limit needs /proc, which only Linux has: leave it out on this system")


def check_extra(*, render: bool, tls: bool) -> None:
    """Check that the packages of the extras are installed.

    Args:
        render: Whether the service renders.
        tls: Whether it serves HTTPS.

    Raises:
        CosanimError: A package is missing.
    """
    # The extra for tests has no PyAV.
    needed = dict.fromkeys(("starlette", "uvicorn", "fastcrc"), "local" if render else "testing")
    if render:
        needed["av"] = "local"
    if tls:
        needed["trustme"] = "tls"
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        extras = ",".join(sorted({needed[name] for name in missing}))
        raise CosanimError(f"the local service needs {', '.join(missing)}: run  pip install 'cosanim[{extras}]'")

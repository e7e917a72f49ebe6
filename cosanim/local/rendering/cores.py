"""Shares the processor cores between the renders that run at the same time."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def available_cores() -> int:
    """Return the number of processor cores that this process may use."""
    if hasattr(os, "process_cpu_count"):  # since Python 3.13; it also follows PYTHON_CPU_COUNT
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class CoreShares:
    """Gives each render its share of the cores when it begins."""

    def __init__(self, cores: int) -> None:
        """Store the number of cores."""
        self._cores = cores
        self._lock = threading.Lock()
        self._running = 0

    @contextlib.contextmanager
    def share(self) -> Iterator[int]:
        """Yield the number of cores for a render, at least 1. The render lasts as long as the context.

        The share does not change while the render runs: one that begins alone keeps all cores.
        """
        with self._lock:
            self._running += 1
            cores = max(1, self._cores // self._running)
        try:
            yield cores
        finally:
            with self._lock:
                self._running -= 1

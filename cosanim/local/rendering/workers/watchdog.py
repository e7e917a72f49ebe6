"""Kills a render process that exceeds a limit, and keeps which one it was."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from cosanim.local.rendering.workers.render_process import RenderProcess

_MEMORY_INTERVAL: Final = 0.02
"""Seconds between two measurements of the memory. In this time a process can fill some tens of MiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a render process.

    Attributes:
        start: Seconds until a new process is ready.
        answer: Seconds until a process that is ready confirms a task.
        time: Seconds for the render.
        memory: MiB of resident memory; None for no limit.
    """

    start: float
    answer: float
    time: float
    memory: int | None


class Watchdog:
    """Watches a process during one task.

    Attributes:
        exceeded: The message for the exceeded limit, for which the process was killed; None if it was not killed.
        has_begun: Whether the process has confirmed the task.
    """

    def __init__(self, process: RenderProcess, limits: Limits) -> None:
        """Store the settings.

        Args:
            process: The process.
            limits: Its limits.
        """
        self.exceeded: str | None = None
        self.has_begun = False
        self._process = process
        self._limits = limits
        self._condition = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._watch, name="cosanim-watchdog", daemon=True)
        self._seconds = limits.answer if process.is_ready else limits.start
        self._deadline = 0.0

    def __enter__(self) -> Self:
        """Start to watch."""
        self._deadline = time.monotonic() + self._seconds
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Stop to watch: from now on the process is not killed."""
        with self._condition:
            self._ended = True
            self._condition.notify()
        self._thread.join()

    def ready(self) -> None:
        """Note that the process is ready for tasks."""
        self._extend(self._limits.answer)

    def begin(self) -> None:
        """Note that the process has begun the task."""
        self.has_begun = True
        self._extend(self._limits.time)

    def _extend(self, seconds: float) -> None:
        with self._condition:
            self._seconds = seconds
            self._deadline = time.monotonic() + seconds
            self._condition.notify()

    def _watch(self) -> None:
        with self._condition:
            while not self._ended:
                remaining = self._deadline - time.monotonic()
                self.exceeded = self._exceeded_limit(remaining)
                if self.exceeded is not None:
                    self._process.kill()
                    return
                self._condition.wait(remaining if self._limits.memory is None else min(remaining, _MEMORY_INTERVAL))

    def _exceeded_limit(self, remaining: float) -> str | None:
        if remaining <= 0:
            if self.has_begun:
                return f"Rendering took longer than the limit of {self._seconds:g} seconds and was stopped."
            return f"The render process did not respond within {self._seconds:g} seconds and was stopped."
        memory = self._limits.memory
        if memory is not None and self._process.resident_mib() > memory:
            return (
                f"Rendering needed more memory than the limit of {memory} MiB and was stopped; "
                "give a smaller Width or Height."
            )
        return None

"""Exit messages: why a render process ended, as the message of its job."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from cosanim.local.rendering.workers.render_process import RenderProcess

_CRASHES: Final = frozenset({"SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP"})


def oom_kills(vmstat: Path) -> int:
    """Return how many processes the system has killed for lack of memory since it started.

    Args:
        vmstat: The file ``/proc/vmstat``.

    Returns:
        The number; 0 on systems that do not count them.
    """
    try:
        fields = dict(line.split(maxsplit=1) for line in vmstat.read_text().splitlines())
        return int(fields.get("oom_kill", 0))
    except (OSError, ValueError):
        return 0


def exit_message(process: RenderProcess, status: int, *, is_out_of_memory: bool) -> str:
    """Return why a process ended that was not killed by its worker.

    Args:
        process: The process.
        status: Its exit status, negative after a signal.
        is_out_of_memory: Whether the system has killed a process for lack of memory meanwhile.
    """
    name = f"status {status}" if status >= 0 else _signal_name(-status)
    summary = process.error_summary()
    details = f": {summary}" if summary else "."
    if name == "SIGKILL" and is_out_of_memory:
        return (
            "The system ran out of memory and ended the render process with SIGKILL; "
            f"give a smaller Width or Height, or run fewer jobs at the same time{details}"
        )
    if not process.is_ready:
        return f"The render process ended with {name} before it could render{details}"
    if name in _CRASHES:
        return f"The render process was ended by {name}; the video may crash the decoder{details}"
    if name == "SIGKILL":
        # No error of the process itself causes this signal.
        return (
            "The render process was ended from outside by SIGKILL, as systems do when memory runs out; "
            f"submit the job again{details}"
        )
    if status < 0:
        return f"The render process was ended from outside by {name}{details}"
    return f"The render process ended unexpectedly with {name}{details}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
